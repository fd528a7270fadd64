# SPDX-License-Identifier: Apache-2.0
"""One complaint: by its id for staff, by its key for whoever sent it; its history; the wall."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from satuhadir.feedback.errors import AttachmentNotFound, ComplaintNotFound
from satuhadir.feedback.models import Attachment, Complaint, Step, WallEntry
from satuhadir.feedback.tracks import read_track
from satuhadir.feedback.values import CROWD, Visit
from satuhadir.malls.models import Mall
from satuhadir.queue.errors import TicketNotFound
from satuhadir.queue.models import Ticket
from satuhadir.queue.queries import ticket_by_track
from satuhadir.shared.keyed import hash_of

_FULL = ("mall", "agency", "service__agency")


def complaint_at(mall: Mall, complaint_id: UUID) -> Complaint:
    """Return a complaint of the mall with agency and service; raise ComplaintNotFound."""
    found = Complaint.objects.select_related(*_FULL).filter(mall=mall, pk=complaint_id).first()
    if found is None:
        raise ComplaintNotFound
    return found


def complaint_by_track(track: str, mall: Mall | None = None) -> Complaint:
    """Return the complaint that a track opens, of `mall` where one is named.

    Raises:
        ComplaintNotFound: no such track, or another mall's.
    """
    word = read_track(track)
    found = Complaint.objects.select_related(*_FULL).filter(track_hash=hash_of(word))
    if mall is not None:
        found = found.filter(mall=mall)
    complaint = found.first() if word else None
    if complaint is None:
        raise ComplaintNotFound
    return complaint


def complaint_by_number(number: str) -> Complaint | None:
    """Return the complaint of a public number, or None; what may be shown is for the caller."""
    return Complaint.objects.select_related(*_FULL).filter(number=number.strip().upper()).first()


def history_of(complaint: Complaint) -> list[Step]:
    """Return every step in order, each with its words (where they are kept), its agency and its
    attachments without their content: two queries.
    """
    attachments = Attachment.objects.defer("content").order_by("added_at", "id")
    return list(
        Step.objects.filter(complaint=complaint)
        .select_related("words", "agency")
        .prefetch_related(Prefetch("attachments", attachments))
        .order_by("seq")
    )


def attachment_at(complaint: Complaint, attachment_id: UUID) -> Attachment:
    """Return an attachment with its content; raise AttachmentNotFound."""
    found = (
        Attachment.objects.select_related("step").filter(complaint=complaint, pk=attachment_id)
    ).first()
    if found is None:
        raise AttachmentNotFound
    return found


def wall_of(mall: Mall) -> QuerySet[WallEntry]:
    """Return what stands on the mall's public wall, the newest first, with service and agency."""
    return (
        WallEntry.objects.filter(complaint__mall=mall, withdrawn_at=None)
        .select_related("complaint__agency", "complaint__service")
        .order_by("-published_at")
    )


def visit_of(mall: Mall, text: str, *, named: bool) -> Visit | None:
    """Return the visit that a ticket's key proves, or None; today's and yesterday's are known.

    `text` is the key or the whole address of the ticket's page. Without a name the day is kept only
    where enough people came for the same service that it tells nobody who it was.
    """
    word = text.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    if not word:
        return None
    try:
        found = ticket_by_track(word)
    except TicketNotFound:
        return None
    if found.mall.pk != mall.pk:
        return None
    day = found.ticket.day
    if not named:
        service = found.ticket.services[0]
        alike = Ticket.objects.filter(mall=mall, day=day, service__code=service)[:CROWD].count()
        if alike < CROWD:
            return Visit(None)
    return Visit(day)
