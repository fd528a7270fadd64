# SPDX-License-Identifier: Apache-2.0
"""Complaints on their way to SP4N-LAPOR!: put in line, handed to the sender, ended. Each once.

Whoever sends takes a relay on a lease and marks the try as begun before anything leaves this
house. If nothing is heard of it again, whoever takes it next is told so and looks there first.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satuhadir.feedback.actions.filing import file_complaint
from satuhadir.feedback.actions.relays import note_relay
from satuhadir.feedback.actions.stepping import SYSTEM, instant, take
from satuhadir.feedback.models import Complaint, Relay
from satuhadir.feedback.ports import Disposition
from satuhadir.feedback.sp4n.errors import NotRelayed, ReferenceInvalid, RelayNotFound, RelaySettled
from satuhadir.feedback.sp4n.words import safe_text
from satuhadir.feedback.values import SHORTEST_TEXT
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import FieldProblem

SYSTEM_CODE: Final = "sp4n"
LEASE: Final = timedelta(minutes=3)
# A try whose answer was lost may still be under way there: look for it only after this.
SETTLE: Final = timedelta(minutes=10)
OLD: Final = timedelta(hours=1)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_TRIES: Final = 60  # some two and a half days: within the three in which it must be passed on
LOOK_EVERY: Final = timedelta(hours=1)
ENDED_THERE: Final = ("selesai", "closed", "ditutup", "tutup")


class TakenRelay(NamedTuple):
    """A relay on a lease. `was_begun`: look there first, and send only if it is not there.
    `is_old`: look there first if that can be done: this may be a restored copy of the database,
    and it was sent since.
    """

    relay: Relay
    was_begun: bool
    lease: datetime
    is_old: bool = False


@transaction.atomic
def relay_complaint(
    *, mall: Mall, complaint_id: UUID, actor: str, with_contact: bool = False,
    seen: int | None = None,
) -> Relay:  # fmt: skip
    """Put a complaint in line for SP4N-LAPOR!; pressed twice it is one. It leaves by the worker.

    `with_contact`: the reporter allowed their name and number to go along. Of a secret or anonymous
    one neither ever does.

    Raises:
        NotRelayed: a consultation, or closed.
        ComplaintNotFound, ComplaintMoved: see `stepping`.
    """
    complaint = take(mall, complaint_id, seen)
    known = Relay.objects.filter(complaint=complaint, system=SYSTEM_CODE).first()
    if known is not None:
        return known
    if complaint.kind == Complaint.Kind.CONSULTATION or not complaint.is_open:
        raise NotRelayed
    shares = with_contact and complaint.identity == Complaint.Identity.NAMED
    now = instant()
    return Relay.objects.create(
        complaint=complaint, system=SYSTEM_CODE, with_contact=shares, asked_by=actor,
        created_at=now, next_try_at=now,
    )  # fmt: skip


@transaction.atomic
def send_again(*, mall: Mall, relay_id: int) -> Relay:
    """Put a relay that was given up, or that waits for its next try, in line for now.

    Where an answer was lost before, the sender still looks there first.

    Raises:
        RelayNotFound: the mall has none.
        RelaySettled: it is there, was done by hand, or is being sent this moment.
    """
    relay = _at(mall, relay_id)
    held = relay.leased_until is not None and relay.leased_until > timezone.now()
    if relay.state not in {"waiting", "given_up"} or held:
        raise RelaySettled
    relay.begun = relay.begun or relay.last_error == "unsure"
    relay.state, relay.tries, relay.next_try_at = "waiting", 0, timezone.now()
    relay.save(update_fields=["begun", "state", "tries", "next_try_at"])
    return relay


@transaction.atomic
def mark_by_hand(*, mall: Mall, relay_id: int, reference: str, actor: str) -> Relay:
    """Record that a person brought it in at lapor.go.id, under which number; it is sent no more.

    Raises:
        RelayNotFound, RelaySettled: as `send_again`.
        ReferenceInvalid: no number, or one that another complaint has.
    """
    reference = " ".join(reference.split())
    if not 3 <= len(reference) <= 60 or not reference.isprintable():
        raise _wrong(_("Tulis nomor yang ditampilkan LAPOR!, 3 sampai 60 huruf."))
    relay = _at(mall, relay_id)
    held = relay.leased_until is not None and relay.leased_until > timezone.now()
    if relay.state not in {"waiting", "given_up"} or held:
        raise RelaySettled
    if Relay.objects.filter(system=SYSTEM_CODE, reference=reference).exclude(pk=relay.pk).exists():
        raise _wrong(_("Nomor ini sudah dicatat untuk laporan lain."))
    _settle(relay, "by_hand", reference)
    note_relay(mall=mall, complaint_id=relay.complaint_id, reference=reference, actor=actor)
    return relay


@transaction.atomic
def take_relay() -> TakenRelay | None:
    """Take the relay that waits longest, on a lease, its try marked as begun; None if none is due.

    Never two for the same relay: who comes second passes it over.
    """
    now = timezone.now()
    due = Relay.objects.filter(state="waiting", system=SYSTEM_CODE, next_try_at__lte=now)
    free = due.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    relay = free.select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
    if relay is None:
        return None
    was_begun = relay.begun
    relay.begun, relay.leased_until, relay.tries = True, now + LEASE, relay.tries + 1
    relay.save(update_fields=["begun", "leased_until", "tries"])
    return TakenRelay(relay, was_begun, relay.leased_until, now - relay.created_at > OLD)


@transaction.atomic
def end_sent(*, relay_id: int, reference: str, status: str = "") -> None:
    """Record that it is there. Told twice, or late, it is recorded once."""
    relay = _locked(relay_id)
    if relay is None or relay.state in {"sent", "by_hand"}:
        return
    _settle(relay, "sent", reference, status)
    mall = relay.complaint.mall
    note_relay(mall=mall, complaint_id=relay.complaint_id, reference=reference)


@transaction.atomic
def postpone(*, taken: TakenRelay, reason: str, maybe_there: bool) -> None:
    """Try later: after a minute, then twice as long, up to an hour, not all at the same moment.

    `maybe_there`: its answer was lost, so the next try looks first, and not before it can have
    settled there. After `MOST_TRIES` a person must decide. Nothing is written when the lease is not
    ours any more.
    """
    relay = _locked(taken.relay.pk)
    if relay is None or relay.leased_until != taken.lease:
        return
    relay.last_error, relay.leased_until, relay.begun = reason[:60], None, maybe_there
    if relay.tries >= MOST_TRIES:
        relay.state, relay.begun = "given_up", False
        relay.last_error = "unsure" if maybe_there else relay.last_error
    pause = min(FIRST_PAUSE * 2 ** min(relay.tries - 1, 10), LONGEST_PAUSE)
    pause += pause * (secrets.randbelow(250) / 1000)
    relay.next_try_at = timezone.now() + (max(pause, SETTLE) if maybe_there else pause)
    relay.save()


@transaction.atomic
def give_up(*, taken: TakenRelay, reason: str) -> None:
    """Leave it to a person: it was refused for good, or we can't find out whether it is there."""
    relay = _locked(taken.relay.pk)
    if relay is None or relay.leased_until != taken.lease:
        return
    relay.state, relay.last_error = "given_up", reason[:60]
    relay.begun, relay.leased_until = False, None
    relay.save()


def note_status(*, relay_id: int, status: str) -> None:
    """Record how far it is there, in their word. It changes nothing here, whatever it says."""
    now = timezone.now()
    Relay.objects.filter(pk=relay_id).update(
        status_there=status[:60], status_at=now, next_look_at=next_look(status, now)
    )


def look_later(*, relay_id: int) -> None:
    """Ask again how far it is after a while; no answer came now."""
    Relay.objects.filter(pk=relay_id).update(next_look_at=timezone.now() + LOOK_EVERY)


def next_look(status: str, now: datetime) -> datetime:
    """Return when to ask again: once a day for what has ended there, for it may come back."""
    ended = status.strip().lower() in ENDED_THERE
    return now + (timedelta(days=1) if ended else LOOK_EVERY)


def take_in(*, mall: Mall, disposition: Disposition) -> Complaint | None:
    """File a complaint that SP4N-LAPOR! gave us; None when it is known, or says nothing.

    Kept without numbers and addresses, as it would leave: who said it is known there.
    """
    known = Relay.objects.filter(system=SYSTEM_CODE, reference=disposition.reference)
    text = safe_text(disposition.text)[:4_000]
    if known.exists() or len(text.strip()) < SHORTEST_TEXT:
        return None
    try:
        with transaction.atomic():
            filed = file_complaint(
                mall=mall, kind=disposition.kind, identity="anonymous", channel="sp4n", text=text,
                actor=SYSTEM,
            )  # fmt: skip
            now = timezone.now()
            Relay.objects.create(
                complaint_id=filed.id, system=SYSTEM_CODE, state="sent", asked_by=SYSTEM,
                reference=disposition.reference, sent_at=now, next_look_at=next_look("", now),
            )  # fmt: skip
            note_relay(mall=mall, complaint_id=filed.id, reference=disposition.reference)
    except IntegrityError:
        if known.exists():
            return None  # another worker took it in this moment
        raise
    return Complaint.objects.get(pk=filed.id)


def _settle(relay: Relay, state: str, reference: str, status: str = "") -> None:
    now = instant()
    relay.state, relay.reference, relay.status_there = state, reference[:60], status[:60]
    relay.sent_at, relay.status_at = now, now if status else None
    relay.begun, relay.leased_until, relay.last_error = False, None, ""
    relay.next_look_at = next_look(status, now)
    relay.save()


def _at(mall: Mall, relay_id: int) -> Relay:
    """Lock a relay of the mall, after its complaint: the order of every step."""
    found = Relay.objects.filter(pk=relay_id, complaint__mall=mall, system=SYSTEM_CODE).first()
    if found is None:
        raise RelayNotFound
    take(mall, found.complaint_id)
    return Relay.objects.select_for_update().get(pk=relay_id)


def _locked(relay_id: int) -> Relay | None:
    found = Relay.objects.select_related("complaint__mall").filter(pk=relay_id).first()
    if found is None:
        return None
    take(found.complaint.mall, found.complaint_id)
    locked = Relay.objects.select_for_update(of=("self",)).select_related("complaint__mall")
    return locked.get(pk=relay_id)


def _wrong(detail: object) -> ReferenceInvalid:
    problem = FieldProblem("nomor", ReferenceInvalid.code, str(detail))
    return ReferenceInvalid(errors=[problem])
