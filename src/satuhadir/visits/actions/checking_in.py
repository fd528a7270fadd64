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
from satuhadir.queue.values import Wanted as WantedTicket
from satuhadir.visits import passes, tracks
from satuhadir.visits.actions.changing import locked
from satuhadir.visits.actions.promising import keep_promise
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
from satuhadir.visits.queries.visits import check_in_times, find_by_code, find_visit, visit_at

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
    when that was, for a kiosk that had no network; clocks may be off by `passes.SKEW`. Said again
    it answers the same visit and gives nothing twice. A booked stop stands in line since its
    slot's start less the grace; who comes later than the policy bears stands where a newcomer does.

    Raises:
        BadPass: not signed by us, or nothing that can be read. OtherMall, VisitNotFound.
        Cancelled, ChooseAgain, TooEarly, OtherDay: not now, and why. ClockAhead.
        LineClosed and others of `queue.actions.issue_visit`: nothing was given.
    """
    visit_id = _find(mall, said)
    at = _checked_time(at)
    with transaction.atomic():
        visit = locked(mall, visit_id)
        if visit.state not in {Visit.State.PRESENT, Visit.State.FINISHED}:
            policy = policy_of(mall)
            _require_now(visit, at, policy)
            _let_in(visit, at, policy, channel=channel, actor=actor)
    return visit_at(mall, visit_id) or visit


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
    keys = [_key(visit, group, at, policy) for group in groups]
    of_code = {
        stop.service.code: place for place, group in enumerate(groups) for stop in group.stops
    }
    issued = queue.issue_visit(
        mall=visit.mall,
        wanted=[
            WantedTicket(
                services=tuple(stop.service.code for stop in group.stops),
                after=_after(group.stops, place, of_code),
                key_at=key,
            )
            for place, (group, key) in enumerate(zip(groups, keys, strict=True))
        ],
        channel=channel,
        actor=actor,
        name=visit.name,
        phone=visit.phone,
    )
    for group, one in zip(groups, issued, strict=True):
        Stop.objects.filter(pk__in=[stop.pk for stop in group.stops]).update(ticket=one.ticket.id)
    visit.attendance_id = issued[0].ticket.attendance
    visit.state = Visit.State.PRESENT
    visit.checked_in_at = at
    visit.came_late = _is_late(visit, groups[0], at, policy)
    visit.save(update_fields=["attendance", "state", "checked_in_at", "came_late"])
    keep_promise(visit, sum(len(group.stops) for group in groups))


def _groups(visit: Visit) -> list[_Group]:
    """Return the stops by line, in the order of their places."""
    rows = visit.stops.select_related("service__line_service").order_by("place")
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
