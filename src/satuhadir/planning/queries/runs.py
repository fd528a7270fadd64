# SPDX-License-Identifier: Apache-2.0
"""Calculations that were asked for."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.planning.errors import NoShareFound, RunNotFound, RunTooOld, SampleDays
from satuhadir.planning.models import Run

USABLE_DAYS: Final = 30


def runs_of(
    mall: Mall, *, kind: str = "", agencies: Collection[int] | None = None, limit: int = 20
) -> list[Run]:
    """Return the newest runs of a mall without their results; for managers of some agencies only
    those about them, and rosters of the whole mall, of which they see their own part."""
    rows = Run.objects.filter(_seen(agencies), mall=mall).defer("result")
    rows = rows.select_related("mall", "agency", "asked_by")
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("-asked_at")[:limit])


def run_at(mall: Mall, run_id: UUID, agencies: Collection[int] | None = None) -> Run:
    """Return a run with its result.

    Raises:
        RunNotFound: none of that id at the mall that may be seen.
    """
    rows = Run.objects.filter(_seen(agencies), mall=mall, pk=run_id)
    found = rows.select_related("mall", "agency", "asked_by").first()
    if found is None:
        raise RunNotFound
    return found


def share_at(run: Run) -> int:
    """Return the share of age, in percent, that a calculation found to harm nobody at the mall.

    Raises:
        NoShareFound: it found none, is of one weekday, of something else, or not done.
        SampleDays, RunTooOld: it found one that is not to be set.
    """
    result = run.result or {}
    share: int | None = result.get("harmless")
    if run.kind != Run.Kind.FAIRNESS or share is None or run.asked.get("weekday") is not None:
        raise NoShareFound
    if result["rests_on"]["is_sample"]:
        raise SampleDays
    if run.ended_at is None or timezone.now() - run.ended_at > timedelta(days=USABLE_DAYS):
        raise RunTooOld(days=USABLE_DAYS)
    return share


def _seen(agencies: Collection[int] | None) -> Q:
    if agencies is None:
        return Q()
    return Q(agency__in=agencies) | Q(agency=None, kind=Run.Kind.ROSTER)
