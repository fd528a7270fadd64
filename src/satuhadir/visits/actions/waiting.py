# SPDX-License-Identifier: Apache-2.0
"""The waiting list: a seat given back goes to one of those waiting, drawn by lot, for a while."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.shared.keyed import hash_of
from satuhadir.visits import hotpath, telling, tracks
from satuhadir.visits.actions.booking import new_visit, with_free_code
from satuhadir.visits.actions.limits import (
    Known,
    check_limits,
    check_waiting,
    known_of,
    wait_for_turn,
)
from satuhadir.visits.actions.slots import ensure_slots
from satuhadir.visits.errors import (
    AlreadyWaiting,
    BookingClosed,
    EntryNotFound,
    OfferOver,
    WrongState,
)
from satuhadir.visits.models import (
    BookingPolicy,
    Offer,
    Seat,
    Slot,
    Stop,
    Visit,
    WaitingListEntry,
)
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.queries.slots import check_day, free_slots, services_lines
from satuhadir.visits.values import ONLINE, Who

_lots = random.SystemRandom()
State = WaitingListEntry.State


def join_waiting_list(
    *,
    mall: Mall,
    service: str,
    day: date,
    who: Who,
    from_minute: int = 0,
    until_minute: int = 1440,
) -> WaitingListEntry:
    """Wait for a seat at a service on a day, within some hours of it. A phone counts where it was
    shown to be theirs: a number that was only typed would tell strangers of whoever waits with it,
    and block them. Without one a device waits once, however often it asks.

    Raises:
        ServiceNotFound, DayInvalid.
        TooManyForPhone, TooManyForDevice: as for a booking.
        AlreadyWaiting: this phone, shown to be theirs, waits for this line and day.
        BookingClosed: this mall takes no bookings online now.
    """
    policy = policy_of(mall)
    line = services_lines(mall, [service])[service]
    check_day(mall, day, policy)
    if not policy.is_open:
        raise BookingClosed
    entry_id = tracks.new_id()
    known = known_of(who)
    if not known.phone_is_proven:
        known = known._replace(phone=None)
    try:
        with transaction.atomic():
            check_limits(mall, policy, known)
            there = _waits_already(line.line_id, day, known.phone, known.device)
            if there is not None:
                return there
            check_waiting(mall, policy, known)
            entry = WaitingListEntry.objects.create(
                pk=entry_id,
                mall=mall,
                line_id=line.line_id,
                service=line.service,
                day=day,
                from_minute=max(0, from_minute),
                until_minute=min(1440, until_minute),
                track_hash=hash_of(tracks.entry_track_of(entry_id)),
                language=who.language,
                name=who.name.strip()[:60],
                phone=who.phone,
                phone_digest=known.phone,
                device_digest=known.device,
            )
    except IntegrityError as error:
        if "visits_a_phone_waits_once" in str(error):
            raise AlreadyWaiting from None
        raise
    return entry


def accept_offer(*, mall: Mall, entry_id: UUID) -> Visit:
    """Make the seat that is kept for somebody their booking; twice is once. It counts for their
    phone and device as any other.

    Raises:
        EntryNotFound. OfferOver: the minutes are over, the seat is somebody else's.
        TooManyForPhone, TooManyForDevice: the seat stays kept for its minutes.
    """
    return with_free_code(lambda: _accept(mall, entry_id))


def _accept(mall: Mall, entry_id: UUID) -> Visit:
    known = _known(mall, entry_id)
    wait_for_turn(known)
    entry = _locked(mall, entry_id)
    if entry.visit is not None:
        return entry.visit
    offer = (
        entry.offers.select_for_update(of=("self",))
        .filter(state="open")
        .select_related("seat")
        .first()
    )
    if offer is None or offer.seat is None or offer.until_at <= timezone.now():
        raise OfferOver
    check_limits(mall, policy_of(mall), known)
    who = Who(phone=entry.phone, name=entry.name, language=entry.language)
    visit = new_visit(mall, entry.day, who, known)
    seat = offer.seat
    seat.visit = visit
    seat.save(update_fields=["visit"])
    Stop.objects.create(
        visit=visit, service=entry.service, place=1, seat=seat, starts_minute=offer.starts_minute
    )
    offer.state = Offer.State.ACCEPTED
    offer.save(update_fields=["state"])
    entry.state, entry.visit, entry.name, entry.phone = State.BOOKED, visit, "", ""
    entry.save(update_fields=["state", "visit", "name", "phone"])
    telling.follow_on(entry, visit)
    return visit


@transaction.atomic
def decline_offer(*, mall: Mall, entry_id: UUID) -> WaitingListEntry:
    """Let an offered seat go to the next; its person goes on waiting for another one."""
    entry = _locked(mall, entry_id)
    offer = entry.offers.select_for_update(of=("self",)).filter(state="open").first()
    if offer is None:
        raise WrongState
    _end(offer, Offer.State.DECLINED, State.WAITING)
    return entry


@transaction.atomic
def leave_waiting_list(*, mall: Mall, entry_id: UUID) -> WaitingListEntry:
    """Wait no longer; an offered seat goes to the next, the name and phone are erased."""
    entry = _locked(mall, entry_id)
    if entry.state not in {State.WAITING, State.OFFERED}:
        return entry
    offer = entry.offers.select_for_update(of=("self",)).filter(state="open").first()
    if offer is not None:
        _end(offer, Offer.State.DECLINED, State.LEFT)
    entry.state, entry.name, entry.phone = State.LEFT, "", ""
    entry.save(update_fields=["state", "name", "phone"])
    telling.nothing_more(entry)
    return entry


def give_back(mall: Mall, slot_ids: Iterable[int], policy: BookingPolicy) -> None:
    """Offer freed seats, inside the transaction that frees them: nobody is quicker by a script."""
    freed = sorted(set(slot_ids))
    hotpath.lock_slots(freed)
    for slot_id in freed:
        while _offer(mall, slot_id, policy):
            pass


def offer_free_seats(mall: Mall) -> int:
    """Let offers lapse that nobody took in time, and offer seats that came free some other way
    (more counters, a release): return how many offers were made.
    """
    lapsed = Offer.objects.filter(entry__mall=mall, state="open", until_at__lte=timezone.now())
    for offer_id in list(lapsed.values_list("pk", flat=True)):
        _lapse(offer_id)
    policy = policy_of(mall)
    made = 0
    waiting = WaitingListEntry.objects.filter(mall=mall, state=State.WAITING, day__gte=mall.today())
    for line_id, day in sorted(set(waiting.values_list("line_id", "day")), key=str):
        ensure_slots(mall, [line_id], day)
        for slot in free_slots(mall, [line_id], day, policy=policy)[line_id]:
            for _seat in range(slot.online):
                with transaction.atomic():
                    if not _offer(mall, slot.id, policy):
                        break
                made += 1
    return made


def _offer(mall: Mall, slot_id: int, policy: BookingPolicy) -> bool:
    """Offer one free online seat of a slot to one of those waiting for it, drawn by lot."""
    hotpath.lock_slots([slot_id])
    slot = Slot.objects.filter(pk=slot_id).first()
    now = timezone.now()
    if slot is None or _begins(mall, slot) <= now + timedelta(
        minutes=max(policy.cut_off_minutes, policy.offer_minutes)
    ):
        return False
    waiting = WaitingListEntry.objects.filter(
        line=slot.line_id,
        day=slot.day,
        state=State.WAITING,
        from_minute__lte=slot.starts_minute,
        until_minute__gte=slot.ends_minute,
    ).exclude(offers__starts_minute=slot.starts_minute)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    _lots.shuffle(ids)
    for entry_id in ids:
        entry = (
            WaitingListEntry.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=entry_id, state=State.WAITING)
            .first()
        )
        if entry is None:
            continue
        taken = hotpath.take_seats(slots=[slot.pk], channel=ONLINE, released=[False], visit_id=None)
        if isinstance(taken, int):
            return False
        offer = Offer.objects.create(
            entry=entry,
            seat_id=taken[0],
            starts_minute=slot.starts_minute,
            until_at=now + timedelta(minutes=policy.offer_minutes),
        )
        entry.state = State.OFFERED
        entry.save(update_fields=["state"])
        telling.offered(mall, entry, offer)
        return True
    return False


@transaction.atomic
def _lapse(offer_id: int) -> None:
    found = Offer.objects.filter(pk=offer_id).values_list("entry_id", flat=True).first()
    if found is None:
        return
    entry = WaitingListEntry.objects.select_for_update(of=("self",)).filter(pk=found).first()
    offer = Offer.objects.select_for_update(of=("self",)).filter(pk=offer_id, state="open").first()
    if entry is not None and offer is not None and offer.until_at <= timezone.now():
        _end(offer, Offer.State.LAPSED, State.WAITING)


def _end(offer: Offer, state: str, of_entry: str) -> None:
    """End an offer; its seat goes to the next in the same transaction."""
    mall = offer.entry.mall
    seat = Seat.objects.filter(pk=offer.seat_id).first() if offer.seat_id else None
    offer.state, offer.seat = Offer.State(state), None
    offer.save(update_fields=["state", "seat"])
    WaitingListEntry.objects.filter(pk=offer.entry_id).update(state=of_entry)
    if seat is not None:
        slot_id = seat.slot_id
        seat.delete()
        _offer(mall, slot_id, policy_of(mall))


def _waits_already(
    line_id: UUID, day: date, phone: bytes | None, device: bytes | None
) -> WaitingListEntry | None:
    """Return the place that a device without a phone that counts has on a list already."""
    if phone or not device:
        return None
    rows = WaitingListEntry.objects.filter(line=line_id, day=day, device_digest=device)
    open_ones = rows.filter(phone_digest=None, state__in=[State.WAITING, State.OFFERED])
    return open_ones.select_related("mall", "service").first()


def _known(mall: Mall, entry_id: UUID) -> Known:
    """Return what limits know somebody on the list by, whose phone was shown to be theirs where
    the mall sends codes.
    """
    entry = WaitingListEntry.objects.filter(mall=mall, pk=entry_id).first()
    if entry is None:
        raise EntryNotFound
    phone, device = entry.phone_digest, entry.device_digest
    is_proven = phone is not None and telling.sends_codes(mall)
    return Known(bytes(phone) if phone else None, bytes(device) if device else None, is_proven)


def _locked(mall: Mall, entry_id: UUID) -> WaitingListEntry:
    """Lock a place, and read it only then: who waited for the lock sees what was done meanwhile."""
    rows = WaitingListEntry.objects.filter(mall=mall, pk=entry_id)
    if not rows.select_for_update().values_list("pk", flat=True):
        raise EntryNotFound
    return rows.select_related("mall", "service", "visit").get()


def _begins(mall: Mall, slot: Slot) -> datetime:
    local = mall.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
    return local + timedelta(days=(slot.day - local.date()).days, minutes=slot.starts_minute)
