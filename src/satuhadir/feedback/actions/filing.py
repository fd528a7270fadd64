# SPDX-License-Identifier: Apache-2.0
"""A complaint begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.catalogue.queries import standard_on
from satuhadir.feedback import tracks
from satuhadir.feedback.actions.stepping import SYSTEM, instant, step, today_at
from satuhadir.feedback.errors import ComplaintInvalid, OtherForm
from satuhadir.feedback.models import Complaint, Reporter
from satuhadir.feedback.values import LONGEST_TEXT, SHORTEST_TEXT, Contact, Filed, Sent, Visit
from satuhadir.malls.models import Agency, Mall
from satuhadir.shared.errors import FieldProblem
from satuhadir.shared.keyed import hash_of

if TYPE_CHECKING:
    from satuhadir.feedback.attachments import CheckedAttachment

TRIES = 5
NO_CONTACT = Contact()
TOO_SHORT = _("Ceritakan sedikit lebih banyak: paling sedikit 10 huruf.")
TOO_LONG = _("Paling panjang 4.000 huruf.")
OTHER_MALL = _("Pilih dari daftar ini saja.")
NAME_NEEDED = _("Tulis nama Anda, atau pilih tanpa nama.")
PHONE_NEEDED = _("Tulis nomor ponsel supaya dapat ditelepon.")
NOT_NAMED = _("Laporan tanpa nama tidak menyimpan nama, nomor, atau surel.")


def file_complaint(
    *,
    mall: Mall,
    kind: str,
    identity: str,
    channel: str,
    text: str,
    actor: str,
    contact: Contact = NO_CONTACT,
    agency: Agency | None = None,
    service: Service | None = None,
    clause: str = "",
    place: str = "",
    wish: str = "written",
    visit: Visit | None = None,
    attachments: "Sequence[CheckedAttachment]" = (),
    language: str = "id",
    sent: Sent | None = None,
) -> Filed:
    """Keep what somebody says, with a number and a key; a form that was sent before counts once.

    A consultation with an agency goes to it at once. Of an anonymous one nothing of `contact` is
    kept. `visit` is a proven visit.

    Raises:
        ComplaintInvalid: a text too short or too long, a contact that the identity does not allow
            or a call-back needs, a service or agency of another mall.
        OtherForm: the same form was sent before with other words.
    """
    _check(mall, kind, identity, text, contact, wish, agency, service)
    if service is not None and agency is None:
        agency = service.agency
    before = _sent_before(sent)
    if before is not None:
        return before
    for _again in range(TRIES):
        new = Complaint(
            id=uuid4(), mall=mall, number=tracks.new_number(), kind=kind, identity=identity,
            channel=channel, text=text, place=place, service=service, clause=clause, wish=wish,
            standard=standard_on(service, today_at(mall)) if service else None,
            agency=agency, state="received", language=language, clock="forward",
            clock_from=today_at(mall), opened_at=instant(), visit_proven=visit is not None,
            visit_day=visit.day if visit else None,
            sent_hash=sent.hash if sent else None, sent_digest=sent.digest if sent else None,
        )  # fmt: skip
        new.track_hash = hash_of(tracks.track_of(new.id))
        try:
            with transaction.atomic():
                _keep(new, contact, actor, attachments)
        except IntegrityError:
            before = _sent_before(sent)
            if before is not None:
                return before
            continue  # the number was given before
        return Filed(new.id, new.number, tracks.track_of(new.id), is_new=True)
    raise IntegrityError("feedback: no free number")


def _keep(
    new: Complaint, contact: Contact, actor: str, attachments: "Sequence[CheckedAttachment]"
) -> None:
    new.save(force_insert=True)
    if not contact.is_empty:
        Reporter.objects.create(complaint=new, **contact._asdict())
    step(new, "receive", by="citizen", actor=actor, attachments=attachments)
    if new.kind == Complaint.Kind.CONSULTATION and new.agency is not None:
        step(
            new, "forward", by="system", actor=SYSTEM, agency=new.agency,
            clock=clock_of(new), clock_from=today_at(new.mall),
        )  # fmt: skip


def clock_of(complaint: Complaint) -> str:
    """Return the code of the clock for answering a complaint."""
    if complaint.kind == Complaint.Kind.COMPLAINT:
        return complaint.matter
    return complaint.kind


def _sent_before(sent: Sent | None) -> Filed | None:
    """Return what the same form filed before; raise OtherForm if it said something else."""
    if sent is None:
        return None
    found = Complaint.objects.filter(sent_hash=sent.hash).first()
    if found is None:
        return None
    if bytes(found.sent_digest or b"") != sent.digest:
        raise OtherForm
    return Filed(found.id, found.number, tracks.track_of(found.id), is_new=False)


def _check(
    mall: Mall, kind: str, identity: str, text: str, contact: Contact, wish: str,
    agency: Agency | None, service: Service | None,
) -> None:  # fmt: skip
    """Raise ComplaintInvalid with each field that can't be taken."""
    known = {
        "kind": kind in Complaint.Kind.values,
        "identity": identity in Complaint.Identity.values,
        "agency": agency is None or agency.mall_id == mall.pk,
        "service": service is None or service.mall_id == mall.pk,
    }
    wrong = [
        FieldProblem(field, "shared.unknown_value", OTHER_MALL)
        for field, fits in known.items()
        if not fits
    ]
    if len(text) < SHORTEST_TEXT:
        wrong.append(FieldProblem("text", "shared.too_short", TOO_SHORT))
    elif len(text) > LONGEST_TEXT:
        wrong.append(FieldProblem("text", "shared.too_long", TOO_LONG))
    wrong += _wrong_contact(kind, identity, contact, wish)
    if wrong:
        raise ComplaintInvalid(errors=wrong)


def _wrong_contact(kind: str, identity: str, contact: Contact, wish: str) -> list[FieldProblem]:
    """Return what the chosen identity does not allow, and what a call-back lacks."""
    wrong = []
    by_call = wish == Complaint.Wish.CALL
    if identity == Complaint.Identity.ANONYMOUS:
        if contact.name or contact.email or (contact.phone and not by_call):
            wrong.append(FieldProblem("identity", "feedback.anonymous_keeps_nothing", NOT_NAMED))
    elif not contact.name and kind != Complaint.Kind.CONSULTATION:
        wrong.append(FieldProblem("name", "shared.missing", NAME_NEEDED))
    if by_call and not contact.phone:
        wrong.append(FieldProblem("phone", "shared.missing", PHONE_NEEDED))
    return wrong
