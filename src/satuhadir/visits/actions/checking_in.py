# SPDX-License-Identifier: Apache-2.0
"""Somebody with a booking is here: one visit, all its tickets, in one transaction."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import actions as queue
from satuhadir.queue.errors import AlreadyInLine, LineClosed, LineFull, TooLateToday
from satuhadir.queue.values import Issued
from satuhadir.queue.values import Wanted as WantedTicket
from satuhadir.shared.errors import Refused
from satuhadir.visits import passes, tracks
from satuhadir.visits.actions.changing import locked
from satuhadir.visits.actions.promising import drop_promise, keep_promise
from satuhadir.visits.errors import (
    BadPass,
    Cancelled,
    ChooseAgain,
    ClockAhead,
    OtherDay,
    OtherMall,
    TooEarly,
    VisitNotFound,
)
from satuhadir.visits.models import BookingPolicy, Stop, Visit
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.queries.visits import (
    check_in_times,
    find_by_code,
    find_visit,
    visit_at,
    without_number,
)

NO_NUMBER = (LineClosed, LineFull, TooLateToday)
_LINK = re.compile(r"/kunjungan/([a-z2-7]{26})(?:[/?#\s]|$)", re.IGNORECASE)


class _Group(NamedTuple):
    """Stops of one line: they share a ticket."""

    stops: list[Stop]
    starts_minute: int | None


def check_in(
    *, mall: Mall, said: str, channel: str, actor: str, at: datetime | None = None
) -> Visit:
    """Let the person of a booking in: an attendance, and a ticket for every line of it.

    `said` is what was scanned or typed: a pass, the address of the visit, or its code. `at` is
    when that was, for a kiosk that had no network; clocks may be off by `passes.SKEW`. A booked
    stop stands in line since its slot's start less the grace; who comes later than the policy bears
    stands where a newcomer does. A line that gives no number now leaves its stops without a ticket,
    the others are given. Said again it answers the same visit, gives nothing twice, and gives what
    was left out once its line gives numbers.

    Raises:
        BadPass: not signed by us, or nothing that can be read. OtherMall, VisitNotFound.
        Cancelled, ChooseAgain, TooEarly, OtherDay: not now, and why. ClockAhead.
        LineClosed, LineFull, TooLateToday: no line of it gives a number; nothing was given.
    """
    visit_id = _find(mall, said)
    at, policy = _checked_time(at), policy_of(mall)
    with transaction.atomic():
        visit = locked(mall, visit_id)
        is_new = visit.state not in {Visit.State.PRESENT, Visit.State.FINISHED}
        if is_new:
            _require_now(visit, at, policy)
            _let_in(visit, at, policy, channel=channel, actor=actor)
    found = visit_at(mall, visit_id) or visit
    left_out = [] if is_new else without_number(found)
    for line_id in dict.fromkeys(one.service.line_service.line_id for one in left_out):
        _give_left_out(mall, visit_id, line_id, at, policy, channel=channel, actor=actor)
    return (visit_at(mall, visit_id) or visit) if left_out else found


def _find(mall: Mall, said: str) -> UUID:
    said = said.strip()
    if said.startswith(f"{passes.VERSION}."):
        known = passes.read(said)
        if known is None:
            raise BadPass
        if known.mall != mall.slug:
            raise OtherMall
        return known.visit
    link = _LINK.search(said)
    if link is not None:
        visit = find_visit(link[1].lower())
        if visit is None:
            raise VisitNotFound
        if visit.mall_id != mall.pk:
            raise OtherMall
        return visit.pk
    code = tracks.read_code(said)
    if not code:
        raise BadPass
    visit = find_by_code(mall, code)
    if visit is None:
        raise VisitNotFound
    return visit.pk


def _checked_time(at: datetime | None) -> datetime:
    now = timezone.now()
    if at is None:
        return now
    if at > now + passes.SKEW:
        raise ClockAhead(minutes=int(passes.SKEW.total_seconds() // 60))
    return min(at, now)


def _require_now(visit: Visit, at: datetime, policy: BookingPolicy) -> None:
    """Refuse a visit that is not for now, and say why."""
    if visit.state == Visit.State.CANCELLED:
        raise Cancelled
    if visit.state == Visit.State.CHOOSE_AGAIN:
        raise ChooseAgain
    today, zone = visit.mall.today(), malls.calendar_of(visit.mall).timezone
    times = check_in_times(visit, policy)
    opens = times.opens
    day = date_format(visit.day, "l, j F Y")
    if visit.day < today:
        raise OtherDay(day=day)
    if visit.day > today or at < opens - passes.SKEW:
        when = _("{day} pukul {time}").format(day=day, time=date_format(opens, "H.i"))
        if times.is_all_day:
            when = day
        elif at.astimezone(zone).date() == visit.day:
            when = _("pukul {time}").format(time=date_format(opens, "H.i"))
        raise TooEarly(opens=when)


def _let_in(visit: Visit, at: datetime, policy: BookingPolicy, *, channel: str, actor: str) -> None:
    groups = _groups(visit)
    given = _issue(visit, groups, at, policy, channel=channel, actor=actor)
    for group, one in given:
        _write_ticket(group, one)
    visit.attendance_id = given[0][1].ticket.attendance
    visit.state = Visit.State.PRESENT
    visit.checked_in_at = at
    visit.came_late = _is_late(visit, groups[0], at, policy)
    visit.save(update_fields=["attendance", "state", "checked_in_at", "came_late"])
    keep_promise(visit, sum(len(group.stops) for group, _one in given))


def _issue(
    visit: Visit, groups: Sequence[_Group], at: datetime, policy: BookingPolicy, *,
    channel: str, actor: str,
) -> list[tuple[_Group, Issued]]:  # fmt: skip
    """Give the numbers of all lines; where some give none now, those of the others.

    Each try holds gates that the first one passed, so the order of locks stays.

    Raises:
        LineClosed, LineFull, TooLateToday: no line gives one; what the first of them said.
    """
    left = list(groups)
    first: Refused | None = None
    while left or first is None:
        of_code = {s.service.code: place for place, group in enumerate(left) for s in group.stops}
        try:
            issued = queue.issue_visit(
                mall=visit.mall,
                wanted=[
                    WantedTicket(
                        services=_codes(group),
                        after=_after(group.stops, place, of_code),
                        key_at=_key(visit, group, at, policy),
                    )
                    for place, group in enumerate(left)
                ],
                channel=channel,
                actor=actor,
                name=visit.name,
                phone=visit.phone,
            )
        except NO_NUMBER as refusal:
            first = first or refusal
            del left[int(str(refusal.context["wanted_at"]))]
        else:
            return list(zip(left, issued, strict=True))
    raise first


@transaction.atomic
def _give_left_out(
    mall: Mall, visit_id: UUID, line_id: UUID, at: datetime, policy: BookingPolicy, *,
    channel: str, actor: str,
) -> None:  # fmt: skip
    """Give somebody who is here the number that a line did not give before, if it does now. In a
    transaction of its own: the gate of a line is passed before the person is locked.
    """
    visit = locked(mall, visit_id)
    group = _groups(visit, line_id)[0]
    if any(stop.ticket_id for stop in group.stops):
        return
    try:
        one = queue.issue_ticket(
            mall=mall, services=_codes(group), channel=channel, actor=actor,
            attendance_id=visit.attendance_id, name=visit.name, phone=visit.phone,
            key_at=_key(visit, group, at, policy),
        )  # fmt: skip
    except (*NO_NUMBER, AlreadyInLine):
        return
    _write_ticket(group, one)
    drop_promise(visit)


def _codes(group: _Group) -> tuple[str, ...]:
    return tuple(stop.service.code for stop in group.stops)


def _write_ticket(group: _Group, one: Issued) -> None:
    Stop.objects.filter(pk__in=[stop.pk for stop in group.stops]).update(ticket=one.ticket.id)


def _groups(visit: Visit, line_id: UUID | None = None) -> list[_Group]:
    """Return the stops by line, in the order of their places; of one line where it is named."""
    rows = visit.stops.select_related("service__line_service").order_by("place")
    rows = rows.filter(service__line_service__line=line_id) if line_id else rows
    found: dict[UUID, list[Stop]] = {}
    for stop in rows:
        found.setdefault(stop.service.line_service.line_id, []).append(stop)
    return [
        _Group(
            stops,
            min((s.starts_minute for s in stops if s.starts_minute is not None), default=None),
        )
        for stops in found.values()
    ]


def _after(stops: Sequence[Stop], place: int, of_code: dict[str, int]) -> tuple[int, ...]:
    """Return the earlier tickets that must be finished before these stops."""
    needs = {of_code[code] for stop in stops for code in stop.after if code in of_code}
    return tuple(sorted(one for one in needs if one < place))


def _key(visit: Visit, group: _Group, at: datetime, policy: BookingPolicy) -> datetime | None:
    """Return since when a stop counts in its line: its booked time, or when its person came."""
    if group.starts_minute is not None and not _is_late(visit, group, at, policy):
        starts = malls.calendar_of(visit.mall).instant(visit.day, group.starts_minute)
        return starts - timedelta(minutes=policy.grace_minutes)
    was_offline = timezone.now() - at > timedelta(seconds=1)
    return at if was_offline else None


def _is_late(visit: Visit, group: _Group, at: datetime, policy: BookingPolicy) -> bool:
    if group.starts_minute is None:
        return False
    starts = malls.calendar_of(visit.mall).instant(visit.day, group.starts_minute)
    return at > starts + timedelta(minutes=policy.late_minutes)
