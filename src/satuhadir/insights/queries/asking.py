# SPDX-License-Identifier: Apache-2.0
"""What the other rooms know of a month: the survey, complaints, accounts, copies."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F

from satuhadir.accounts.queries import people_at
from satuhadir.catalogue.queries import life_events, services_of
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.queries.lists import late
from satuhadir.insights.models import CountedSpan
from satuhadir.insights.values import Period
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Chain, LineService
from satuhadir.satisfaction import queries as satisfaction
from satuhadir.satisfaction.errors import MonthNotFound
from satuhadir.satisfaction.values import Figures
from satuhadir.shared.models import Backup


@dataclass(frozen=True, slots=True)
class Complaints:
    """The complaints that came in a month: how many, how many are closed, how many late now."""

    came: int
    closed: int
    late: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """How an installation is kept: accounts with a second factor, copies, days that prove true.

    `proved` of `days`: finished figures that were counted from the log as its chain ends today.
    """

    accounts: int
    secured: int
    copied_at: datetime | None
    days: int
    proved: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a mall offers: services a number can be taken for, of all in its catalogue; life events
    described; hours a week that its doors are open.
    """

    services: int
    offered: int
    life_events: int
    week_hours: float


def survey_of(mall: Mall, month: date) -> Figures | None:
    """Return what the survey publishes of a month; None where it publishes nothing."""
    try:
        return satisfaction.published_month(mall, month).whole
    except MonthNotFound:
        return None


def complaints_of(mall: Mall, period: Period) -> Complaints:
    """Return how the complaints stand that came in a period (one query)."""
    zone = ZoneInfo(mall.timezone)
    begin = datetime(period.first.year, period.first.month, period.first.day, tzinfo=zone)
    after = period.after.first
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    found = Complaint.objects.filter(mall=mall, opened_at__gte=begin, opened_at__lt=end)
    rows = dict(found.values_list("state").annotate(n=Count("pk")).order_by())
    return Complaints(
        came=sum(rows.values()),
        closed=rows.get("closed", 0),
        late=found.filter(late(mall)).count(),
    )


def keeping_of(mall: Mall, period: Period) -> Keeping:
    """Return how accounts, copies and the log are kept; days are those of the period."""
    people = [one for one in people_at(mall, None) if one.is_active]
    spans = CountedSpan.objects.filter(
        mall=mall,
        span="day",
        is_final=True,
        is_sample=False,
        first_day__range=(period.first, period.last),
    )
    heads = dict(
        Chain.objects.filter(mall=mall, day__range=(period.first, period.last)).values_list(
            "day", "head"
        )
    )
    rows = list(spans.values_list("first_day", "head"))
    newest = Backup.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    return Keeping(
        accounts=len(people),
        secured=sum(bool(getattr(one, "secured", False)) for one in people),
        copied_at=newest,
        days=len(rows),
        proved=sum(heads.get(day) == head for day, head in rows),
    )


def offer_of(mall: Mall) -> Offer:
    """Return what a mall offers now."""
    calendar = malls.calendar_of(mall)
    week = Period.around("week", mall.today())
    minutes = sum(
        one.closes_minute - one.opens_minute for day in week.days for one in calendar.intervals(day)
    )
    return Offer(
        services=len(services_of(mall)),
        offered=LineService.objects.filter(
            line__mall=mall, line__mall_id=F("service__mall_id")
        ).count(),
        life_events=len(life_events(mall)),
        week_hours=minutes / 60,
    )
