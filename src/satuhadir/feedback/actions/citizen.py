# SPDX-License-Identifier: Apache-2.0
"""What whoever holds the key of a complaint may do with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from satuhadir.feedback.actions.filing import TOO_LONG, TOO_SHORT
from satuhadir.feedback.actions.stepping import step, take, today_at
from satuhadir.feedback.errors import ComplaintInvalid, NoMoreObjections, WrongStep
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.queries.clocks import rules_of
from satuhadir.feedback.values import LONGEST_TEXT
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import FieldProblem

if TYPE_CHECKING:
    from satuhadir.feedback.attachments import CheckedAttachment

PUBLIC = "public"


@transaction.atomic
def reply_to_question(
    *,
    mall: Mall,
    complaint_id: UUID,
    text: str,
    seen: int | None = None,
    attachments: "Sequence[CheckedAttachment]" = (),
) -> Complaint:
    """Answer the question that staff asked; the clock goes on for whoever asked.

    Raises:
        ComplaintNotFound, ComplaintMoved, WrongStep: see `stepping`.
        ComplaintInvalid: nothing was said, or too much.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    step(complaint, "reply", by="citizen", actor=PUBLIC, text=text, attachments=attachments)
    return complaint


@transaction.atomic
def accept_answer(
    *, mall: Mall, complaint_id: UUID, rating: int | None = None, seen: int | None = None
) -> Complaint:
    """Take the answer and close, with a rating of 1 to 4 where one is given; see `stepping`."""
    complaint = take(mall, complaint_id, seen)
    step(complaint, "accept", by="citizen", actor=PUBLIC, ending="accepted")
    if rating is not None:
        _rate(complaint, rating)
    return complaint


@transaction.atomic
def object_to_answer(
    *, mall: Mall, complaint_id: UUID, text: str, seen: int | None = None
) -> Complaint:
    """Object to the answer; the mall's manager gets it again, with a clock of its own.

    Raises:
        NoMoreObjections: the mall's rule allows no other; the Ombudsman does.
        ComplaintInvalid: no reason was given.
        ComplaintNotFound, ComplaintMoved, WrongStep: see `stepping`.
    """
    require_words(text)
    complaint = take(mall, complaint_id, seen)
    if complaint.state == "answered" and complaint.objections >= rules_of(mall).most_objections:
        raise NoMoreObjections
    step(
        complaint,
        "object",
        by="citizen",
        actor=PUBLIC,
        text=text,
        objections=complaint.objections + 1,
        clock="objection",
        clock_from=today_at(mall),
    )
    return complaint


@transaction.atomic
def withdraw_complaint(*, mall: Mall, complaint_id: UUID, seen: int | None = None) -> Complaint:
    """Take the complaint back, before it is answered; see `stepping`."""
    complaint = take(mall, complaint_id, seen)
    step(complaint, "withdraw", by="citizen", actor=PUBLIC, ending="withdrawn")
    return complaint


@transaction.atomic
def rate_handling(*, mall: Mall, complaint_id: UUID, rating: int) -> Complaint:
    """Rate from 1 to 4 how a closed complaint was handled, once; WrongStep after that."""
    complaint = take(mall, complaint_id)
    if complaint.state != Complaint.State.CLOSED:
        raise WrongStep
    _rate(complaint, rating)
    return complaint


def require_words(text: str, *, least: int = 3) -> None:
    """Refuse a text that says nothing, or too much."""
    if len(text.strip()) < least:
        raise ComplaintInvalid(errors=[FieldProblem("text", "shared.too_short", TOO_SHORT)])
    if len(text) > LONGEST_TEXT:
        raise ComplaintInvalid(errors=[FieldProblem("text", "shared.too_long", TOO_LONG)])


def _rate(complaint: Complaint, rating: int) -> None:
    if complaint.rating is not None or not 1 <= rating <= 4:
        raise WrongStep
    step(complaint, "rate", by="citizen", actor=PUBLIC, detail=str(rating), rating=rating)
