# SPDX-License-Identifier: Apache-2.0
"""Visits as their holders, the kiosk and the desk see them."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Ticket
from satuhadir.shared.keyed import hash_of
from satuhadir.visits import passes, tracks
from satuhadir.visits.models import BookingPolicy, Offer, Stop, Visit, WaitingListEntry
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.values import CheckInTimes

OPEN = (Visit.State.BOOKED, Visit.State.CHOOSE_AGAIN)
KEPT_DAYS = 7
"""How long after its day a visit's link still opens."""


def whole(rows: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """Read visits with their mall and their stops in order, each with all that is told of it."""
    stops = Stop.objects.select_related(
        "service__agency", "service__line_service__line__booth", "seat__slot", "ticket"
    ).order_by("place")
    return rows.select_related("mall__region__parent").prefetch_related(
        Prefetch("stops", queryset=stops)
    )


def find_visit(track: str) -> Visit | None:
    """Return the visit that a track opens, with its stops; None for none, or one long over."""
    if not tracks.is_track(track):
        return None
    visit = whole(Visit.objects.filter(track_hash=hash_of(track))).first()
    if visit is None or visit.day < visit.mall.today() - timedelta(days=KEPT_DAYS):
        return None
    return visit


def visit_at(mall: Mall, visit_id: UUID) -> Visit | None:
    """Return a visit of a mall with its stops, None when there is none."""
    return whole(Visit.objects.filter(mall=mall, pk=visit_id)).first()


def whole_visit_path(mall: Mall, attendance_id: UUID) -> str:
    """Return the address of the visit an attendance belongs to, "" for none."""
    found = Visit.objects.filter(mall=mall, attendance=attendance_id).values_list("pk", flat=True)
    visit_id = found.first()
    return tracks.visit_path(mall.slug, tracks.track_of(visit_id)) if visit_id else ""


def find_by_code(mall: Mall, code: str, day: date | None = None) -> Visit | None:
    """Return the visit of a code: of today's first, then the next day to come, then the newest."""
    rows = whole(Visit.objects.filter(mall=mall, code=code))
    if day is not None:
        return rows.filter(day=day).first()
    today = mall.today()
    return (
        rows.filter(day=today).first()
        or rows.filter(day__gt=today).order_by("day").first()
        or rows.filter(day__gte=today - timedelta(days=KEPT_DAYS)).order_by("-day").first()
    )


def visits_of_account(account_id: int, *, most: int = 20) -> list[Visit]:
    """Return the visits an account booked that are not over, the next one first."""
    rows = whole(Visit.objects.filter(account_id=account_id, state__in=[*OPEN, "present"]))
    return list(rows.filter(day__gte=timezone.localdate()).order_by("day")[:most])


def check_in_times(visit: Visit, policy: BookingPolicy | None = None) -> CheckInTimes:
    """Return when a visit may be checked in, told beforehand and applied by the system.

    From a while before its first slot to the end of its day; after the grace it stands in line
    like anybody who comes then.
    """
    policy = policy or policy_of(visit.mall)
    calendar = malls.calendar_of(visit.mall)
    starts = [one.starts_minute for one in visit.stops.all() if one.starts_minute is not None]
    first = min(starts, default=0)
    opens = max(0, first - policy.early_minutes) if starts else 0
    late = first + policy.late_minutes if starts else 1440
    return CheckInTimes(
        calendar.instant(visit.day, opens),
        calendar.instant(visit.day, late),
        calendar.instant(visit.day, 1440),
    )


def without_number(visit: Visit) -> list[Stop]:
    """Return the stops of somebody who came today whose line gave no number, and for which they
    took none otherwise; `visit` as `whole` has it (one query where there are any).
    """
    came = visit.state in {Visit.State.PRESENT, Visit.State.FINISHED}
    missing = [
        one
        for one in visit.stops.all()
        if one.ticket_id is None and hasattr(one.service, "line_service")
    ]
    if not came or not missing or visit.day != visit.mall.today():
        return []
    held = set(
        Ticket.objects.filter(attendance=visit.attendance_id).values_list("line_id", flat=True)
    )
    return [one for one in missing if one.service.line_service.line_id not in held]


def pass_of(visit: Visit, policy: BookingPolicy | None = None) -> str:
    """Return the signed text of a visit's QR code."""
    times = check_in_times(visit, policy)
    return passes.sign(
        mall=visit.mall.slug, visit=visit.pk, day=visit.day, code=visit.code,
        opens=times.opens, ends=times.ends,
    )  # fmt: skip


def find_entry(track: str) -> WaitingListEntry | None:
    """Return the place on the waiting list that a track opens, with its open offer if any."""
    if not tracks.is_track(track):
        return None
    rows = WaitingListEntry.objects.filter(track_hash=hash_of(track)).select_related(
        "mall__region__parent", "service__agency", "line__booth", "visit"
    )
    return rows.first()


def open_offer(entry: WaitingListEntry) -> Offer | None:
    """Return the offer somebody on the waiting list may still take."""
    rows = entry.offers.filter(state="open", until_at__gt=timezone.now(), seat__isnull=False)
    return rows.select_related("seat__slot").first()
