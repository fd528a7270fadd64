# SPDX-License-Identifier: Apache-2.0
"""What a mall promises to reach: set from a month on, never for the past."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from satuhadir.insights.errors import TargetInvalid
from satuhadir.insights.models import Target
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import FieldProblem

FIELDS = (
    "wait_minutes", "wait_percent", "kept_percent", "whole_percent", "no_show_percent",
    "crowding_tenths",
)  # fmt: skip


@transaction.atomic
def set_target(*, mall: Mall, from_day: date, **values: Any) -> Target:
    """Set the targets of a mall from this month or a later one on; a second time replaces them.

    Raises:
        TargetInvalid: the day is no first of a month, or past; a value is out of bounds.
    """
    if from_day.day != 1 or from_day < mall.today().replace(day=1):
        text = _("Sasaran berlaku sejak tanggal 1 bulan ini atau bulan sesudahnya.")
        raise TargetInvalid(errors=[FieldProblem("from_day", TargetInvalid.code, text)])
    target = Target.objects.select_for_update().filter(mall=mall, from_day=from_day).first()
    target = target or Target(mall=mall, from_day=from_day)
    for name in FIELDS:
        if name in values:
            setattr(target, name, values[name])
    try:
        target.full_clean(exclude=["mall"])
    except ValidationError as error:
        raise TargetInvalid(
            errors=[
                FieldProblem(field, TargetInvalid.code, messages[0])
                for field, messages in error.message_dict.items()
            ]
        ) from error
    target.save()
    return target
