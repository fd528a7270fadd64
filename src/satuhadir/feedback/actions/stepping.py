# SPDX-License-Identifier: Apache-2.0
"""The one way a complaint goes on: its row locked, the step written, the clock worked out anew.

The lock is the complaint's own row, taken first and alone; see docs/locking.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from satuhadir.feedback.errors import ComplaintMoved, ComplaintNotFound, WrongStep
from satuhadir.feedback.models import Attachment, Complaint, Step, Words
from satuhadir.feedback.queries.clocks import clock_rules, running_clock
from satuhadir.feedback.values import MOVES, STILL
from satuhadir.malls.models import Agency, Mall

if TYPE_CHECKING:
    from satuhadir.feedback.attachments import CheckedAttachment

SYSTEM = "system"
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@contextmanager
def telling_the_past(at: datetime) -> Iterator[None]:
    """Let steps be taken as at a past instant: for the demonstration and for tests alone."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)


def instant() -> datetime:
    """Return the instant at which a step is taken."""
    return _told.get() or timezone.now()


def today_at(mall: Mall) -> date:
    """Return the day at the mall on which a step is taken."""
    return instant().astimezone(ZoneInfo(mall.timezone)).date()


def take(mall: Mall, complaint_id: UUID, seen: int | None = None) -> Complaint:
    """Lock a complaint for this transaction and return it as it is now.

    `seen` is how many steps the page had that somebody pressed on.

    Raises:
        ComplaintNotFound: the mall has no such complaint.
        ComplaintMoved: it has more steps by now.
    """
    found = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("mall", "agency")
        .filter(mall=mall, pk=complaint_id)
        .first()
    )
    if found is None:
        raise ComplaintNotFound
    if seen is not None and found.steps_count != seen:
        raise ComplaintMoved
    return found


def step(
    complaint: Complaint,
    verb: str,
    *,
    by: str,
    actor: str,
    text: str = "",
    agency: Agency | None = None,
    detail: str = "",
    is_public: bool = True,
    attachments: "Sequence[CheckedAttachment]" = (),
    **changes: Any,
) -> Step:
    """Write one step of a complaint that `take` locked, and save what it changes.

    Raises:
        WrongStep: the state does not allow the verb.
    """
    before = complaint.state if complaint.steps_count else ""
    after = before if verb in STILL else MOVES[verb].get(before)
    if after is None or (verb in STILL and not before):
        raise WrongStep
    after = complaint.back_to if after == "*" else after
    now = instant()
    made = Step.objects.create(
        complaint=complaint,
        seq=complaint.steps_count + 1,
        at=now,
        verb=verb,
        before=before,
        after=after,
        by=by,
        actor=actor,
        agency=agency,
        detail=detail,
        is_public=is_public,
    )
    if text:
        Words.objects.create(step=made, text=text)
    keep_attachments(complaint, made, attachments)
    complaint.steps_count += 1
    if verb == "clarify":
        complaint.back_to = before
    elif verb != "clarify" and before != after:
        complaint.back_to = ""
    if before != after or verb == "forward":
        complaint.turn_since = now
    complaint.state = after
    if after == Complaint.State.CLOSED:
        changes |= {"closed_at": now, "clock": "", "clock_from": None}
    for name, value in changes.items():
        setattr(complaint, name, value)
    set_due_day(complaint)
    complaint.save()
    return made


def set_due_day(complaint: Complaint) -> None:
    """Work out by which day whoever's turn it is must act."""
    steps = Step.objects.filter(complaint=complaint).order_by("seq")
    running = running_clock(complaint.mall, complaint, steps, clock_rules(complaint.mall))
    complaint.due_day = running.due_day if running else None


def keep_attachments(
    complaint: Complaint, made: Step, attachments: "Sequence[CheckedAttachment]"
) -> None:
    """Keep checked files with the step they came with."""
    Attachment.objects.bulk_create(
        Attachment(
            id=uuid4(),
            complaint=complaint,
            step=made,
            media_type=one.kind,
            size=one.size,
            sha256=one.sha256,
            content=one.data,
        )
        for one in attachments
    )
