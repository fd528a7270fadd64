# SPDX-License-Identifier: Apache-2.0
"""One visit for several services: which counters, in which order, when, with which papers."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import LineService
from satuhadir.shared.errors import FieldProblem
from satuhadir.visits.errors import ArriveInvalid, ServicesInvalid
from satuhadir.visits.queries.making import GRID_MINUTES, Maker
from satuhadir.visits.queries.papers import papers_of, standards_for
from satuhadir.visits.queries.planned import VisitPlan
from satuhadir.visits.queries.possible import Sieve
from satuhadir.visits.queries.promises import end_of_plan
from satuhadir.visits.queries.rules import policy_of
from satuhadir.visits.queries.slots import check_day
from satuhadir.visits.queries.starts import line_starts

MOST_SERVICES = 12


def plan_visit(
    *,
    mall: Mall,
    codes: Sequence[str],
    day: date,
    holds: Collection[str] | None = None,
    arrive: int | None = None,
    books: bool = False,
) -> VisitPlan:
    """Return the plan of a visit for services of the mall on a day, a range for every time.

    `holds` are papers the person has, None when nobody was asked. `arrive` None is the best time
    to come. With `books` lines that take bookings are planned with their free seats.

    Raises:
        ServiceNotFound: a code is not of this mall. ServicesInvalid: none, too many, or one twice.
        DayInvalid: a day that is past or too far. ArriveInvalid: a time that is past.
    """
    services = _services(mall, codes)
    check_day(mall, day, policy_of(mall))
    now = _now(mall, day)
    if arrive is not None and arrive < now - GRID_MINUTES:
        detail = _("Waktu datang ini sudah lewat.")
        raise ArriveInvalid(errors=[FieldProblem("arrive", "visits.arrive_past", detail)])
    papers = papers_of(mall, services, standards_for(mall, day), holds)
    lines = {
        one.service.code: one
        for one in LineService.objects.filter(line__mall=mall, service__in=services).select_related(
            "service", "line__booth"
        )
    }
    starts = line_starts(mall, list({one.line_id for one in lines.values()}), day, books=books)
    sieve = Sieve(mall, day, papers, lines, starts)
    left, impossible = sieve.split(services)
    made = Maker(papers, lines, starts, arrive, now, books).make(left)
    dropped = [one for one in left if made is None or one.code not in made.codes]
    impossible += [sieve.crowded_out(one, alone=made is None) for one in dropped]
    return VisitPlan(
        mall=mall,
        day=day,
        stops=made.stops if made else (),
        arrive=made.arrive if made else None,
        finish=end_of_plan(mall, made.arrive, made.finish, made.stops, books=books)
        if made
        else None,
        papers=papers,
        impossible=tuple(impossible),
    )


def open_days(mall: Mall, *, most: int = 6) -> list[date]:
    """Return the next days on which the mall is open and a visit can be planned, today first."""
    calendar, today, window = malls.calendar_of(mall), mall.today(), policy_of(mall).window_days
    found = []
    for day in (today + timedelta(days=n) for n in range(window + 1)):
        hours, now = calendar.intervals(day), _now(mall, day)
        if hours and hours[-1].closes_minute > now:
            found.append(day)
    return found[:most]


def _services(mall: Mall, codes: Sequence[str]) -> list[Service]:
    problem = ""
    if not codes:
        problem = _("Pilih paling sedikit satu layanan.")
    elif len(codes) > MOST_SERVICES:
        problem = _("Satu kunjungan paling banyak {most} layanan.").format(most=MOST_SERVICES)
    elif len(set(codes)) < len(codes):
        problem = _("Setiap layanan cukup sekali.")
    if problem:
        raise ServicesInvalid(errors=[FieldProblem("services", "visits.services_invalid", problem)])
    return [catalogue.service_at(mall, code) for code in codes]


def _now(mall: Mall, day: date) -> int:
    at = mall.local_now()
    return at.hour * 60 + at.minute if day == at.date() else 0
