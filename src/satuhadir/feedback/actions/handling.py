# SPDX-License-Identifier: Apache-2.0
"""What the mall's manager and an agency do with a complaint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from satuhadir.feedback.actions.citizen import require_words
from satuhadir.feedback.actions.filing import OTHER_MALL, clock_of
from satuhadir.feedback.actions.stepping import step, take, today_at
from satuhadir.feedback.errors import ComplaintInvalid, WrongStep
from satuhadir.feedback.models import Complaint, IdentityLook, Reporter
from satuhadir.malls.models import Agency, Mall
from satuhadir.shared.errors import FieldProblem

if TYPE_CHECKING:
    from satuhadir.feedback.attachments import CheckedAttachment


@transaction.atomic
def ask_citizen(
    *, mall: Mall, complaint_id: UUID, text: str, by: str, actor: str, seen: int | None = None
) -> Complaint:
    """Ask who sent it for what is missing; the clock stands still until they reply.

    `by` is `mall` or `agency`, here and below.

    Raises:
        ComplaintInvalid: nothing was asked.
        ComplaintNotFound, ComplaintMoved, WrongStep: see `stepping`, here and below.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    step(complaint, "clarify", by=by, actor=actor, text=text, agency=_speaker(complaint, by))
    return complaint


@transaction.atomic
def forward_complaint(
    *,
    mall: Mall,
    complaint_id: UUID,
    agency: Agency,
    actor: str,
    note: str = "",
    seen: int | None = None,
) -> Complaint:
    """Give a complaint to an agency of the mall, or to another one; its time to answer begins with
    the first. `note` is for the agency, the citizen does not read it.

    Raises:
        ComplaintInvalid: the agency is another mall's.
    """
    if agency.mall_id != mall.pk:
        raise ComplaintInvalid(errors=[FieldProblem("agency", "shared.unknown_value", OTHER_MALL)])
    complaint = take(mall, complaint_id, seen)
    clock: dict[str, Any] = {}
    if complaint.clock == "forward":
        clock = {"clock": clock_of(complaint), "clock_from": today_at(mall)}
    agency_before = complaint.agency_id
    if complaint.state == "forwarded" and agency_before == agency.pk:
        raise WrongStep
    complaint.agency = agency
    step(complaint, "forward", by="mall", actor=actor, agency=agency, **clock)
    if note:
        step(complaint, "note", by="mall", actor=actor, text=note, is_public=False)
    return complaint


@transaction.atomic
def take_back_complaint(
    *, mall: Mall, complaint_id: UUID, actor: str, seen: int | None = None
) -> Complaint:
    """Take a complaint back from its agency to the mall's manager; its clock goes on."""
    complaint = take(mall, complaint_id, seen)
    step(complaint, "take_back", by="mall", actor=actor, agency=complaint.agency)
    return complaint


@transaction.atomic
def hand_back_complaint(
    *, mall: Mall, complaint_id: UUID, text: str, actor: str, seen: int | None = None
) -> Complaint:
    """Give a complaint that is not the agency's back to the mall's manager, saying why.

    Raises:
        ComplaintInvalid: no reason was given.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    agency = complaint.agency
    step(complaint, "hand_back", by="agency", actor=actor, agency=agency)
    step(complaint, "note", by="agency", actor=actor, text=text, agency=agency, is_public=False)
    return complaint


@transaction.atomic
def answer_complaint(
    *,
    mall: Mall,
    complaint_id: UUID,
    text: str,
    by: str,
    actor: str,
    seen: int | None = None,
    attachments: "Sequence[CheckedAttachment]" = (),
) -> Complaint:
    """Answer; the citizen's turn to accept or object. After a call-back the number is forgotten.

    Raises:
        ComplaintInvalid: nothing was said.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    today = today_at(mall)
    late = complaint.due_day is not None and today > complaint.due_day
    answered = step(
        complaint,
        "answer",
        by=by,
        actor=actor,
        text=text,
        agency=_speaker(complaint, by),
        attachments=attachments,
        clock="confirm",
        clock_from=today,
        answered_late=bool(complaint.answered_late) or late,
    )
    complaint.answered_at = answered.at
    complaint.save(update_fields=["answered_at"])
    if complaint.kind == Complaint.Kind.CONSULTATION:
        Reporter.objects.filter(complaint=complaint).delete()
    return complaint


@transaction.atomic
def decline_complaint(
    *, mall: Mall, complaint_id: UUID, text: str, actor: str, seen: int | None = None
) -> Complaint:
    """Close what can't be followed up here, saying why and where to go instead.

    Raises:
        ComplaintInvalid: no reason was given.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    step(complaint, "decline", by="mall", actor=actor, text=text, ending="declined")
    return complaint


@transaction.atomic
def classify_complaint(
    *, mall: Mall, complaint_id: UUID, matter: str, actor: str, seen: int | None = None
) -> Complaint:
    """Say whether somebody must be examined for it, which decides the time to answer.

    Raises:
        WrongStep: no complaint, closed, or it is of that class already.
    """
    complaint = take(mall, complaint_id, seen)
    known = matter in Complaint.Matter.values and matter != complaint.matter
    if complaint.kind != "complaint" or not complaint.is_open or not known:
        raise WrongStep
    clock: dict[str, Any] = {"clock": matter} if complaint.clock in Complaint.Matter.values else {}
    step(complaint, "classify", by="mall", actor=actor, detail=matter, matter=matter, **clock)
    return complaint


@transaction.atomic
def note_for_staff(
    *, mall: Mall, complaint_id: UUID, text: str, by: str, actor: str, seen: int | None = None
) -> Complaint:
    """Write a note that staff read and the citizen does not; ComplaintInvalid for an empty one."""
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    agency = _speaker(complaint, by)
    step(complaint, "note", by=by, actor=actor, text=text, agency=agency, is_public=False)
    return complaint


@transaction.atomic
def look_at_reporter(*, complaint: Complaint, actor: str, what: str) -> Reporter | None:
    """Return who the reporter is, and put on record that somebody looked. Asks no rights."""
    found = Reporter.objects.filter(complaint=complaint).first()
    if found is not None:
        IdentityLook.objects.create(complaint=complaint, actor=actor, what=what)
    return found


def look_at_attachment(*, complaint: Complaint, actor: str) -> None:
    """Put on record that somebody of the staff opened a file of the complaint. Asks no rights."""
    IdentityLook.objects.create(complaint=complaint, actor=actor, what="attachment")


def _speaker(complaint: Complaint, by: str) -> Agency | None:
    return complaint.agency if by == "agency" else None
