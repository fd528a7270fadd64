# SPDX-License-Identifier: Apache-2.0
"""One row of the staff's list in words and shapes."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.feedback.citizen.context import whose_turn
from satuhadir.feedback.models import Complaint


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint in the list: its clock as a shape and a word."""

    complaint: Complaint
    turn: str
    shape: str
    due: str


def row_of(complaint: Complaint, soon_days: int) -> Row:
    """Return the row of a complaint."""
    shape, due = _clock(complaint, soon_days)
    return Row(complaint, whose_turn(complaint, for_citizen=False), shape, due)


def _clock(complaint: Complaint, soon_days: int) -> tuple[str, str]:
    if not complaint.is_open:
        return "done", str(complaint.get_ending_display())
    if complaint.due_day is None:
        return "waiting", _("belum ada batas waktu")
    day = date_format(complaint.due_day, "j M Y")
    if complaint.turn == "citizen":
        return "parked", _("pelapor sampai {day}").format(day=day)
    left = (complaint.due_day - complaint.mall.today()).days
    if left < 0:
        late = ngettext("lewat {n} hari", "lewat {n} hari", -left).format(n=-left)
        return "late", late
    if left == 0:
        return "called", _("hari ini")
    if left <= soon_days:
        return "called", ngettext("{n} hari lagi", "{n} hari lagi", left).format(n=left)
    return "waiting", _("sampai {day}").format(day=day)
