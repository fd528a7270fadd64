# SPDX-License-Identifier: Apache-2.0
"""What a manager decides about the survey. Each change is kept with before and after."""

from datetime import date, timedelta

from django.db import transaction

from satuhadir.malls.models import Agency, Mall
from satuhadir.satisfaction.errors import PlanChanged
from satuhadir.satisfaction.models import FollowUp, SampleShare, SurveyPolicy


def set_share(*, mall: Mall, percent: int) -> SampleShare:
    """Invite so many of a hundred finished tickets from tomorrow on; today's draw stays."""
    share, _made = SampleShare.objects.update_or_create(
        mall=mall, from_day=mall.today() + timedelta(days=1), defaults={"percent": percent}
    )
    return share


def compare_printed(*, mall: Mall, compares: bool) -> SurveyPolicy:
    """Show, or no longer show, the index with the weight 0.11 beside the exact one."""
    policy, _made = SurveyPolicy.objects.update_or_create(
        mall=mall, defaults={"compares_printed": compares}
    )
    return policy


def follow_up(
    *,
    mall: Mall,
    month: date,
    element: str,
    agency: Agency | None,
    plan: str,
    due_day: date,
    status: str,
    note: str,
    version: int,
) -> FollowUp:
    """Say what is done about an element of a month, or how far it has come.

    `version` is that of the plan the writer saw, 0 where there was none.

    Raises:
        PlanChanged: somebody else wrote meanwhile.
    """
    with transaction.atomic():
        rows = FollowUp.objects.select_for_update()
        kept = rows.filter(mall=mall, month=month, element=element).first()
        if (kept.version if kept else 0) != version:
            raise PlanChanged
        one = kept or FollowUp(mall=mall, month=month, element=element, version=0)
        one.agency, one.plan, one.due_day = agency, plan, due_day
        one.status, one.note, one.version = status, note, version + 1
        one.full_clean(validate_unique=False, validate_constraints=False)
        one.save()
    return one
