# SPDX-License-Identifier: Apache-2.0
"""The kept figures say what the log says, however it was read."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from satuhadir.insights import actions, queries
from satuhadir.insights.models import CountedSpan, Figure
from satuhadir.insights.tests.conftest import Put, at
from satuhadir.insights.tests.naive import Plain, recount
from satuhadir.insights.values import ENDS, Numbers, Period, share_at
from satuhadir.queue import actions as queue
from satuhadir.queue.models import Chain, Event, LineWait
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.errors import DomainError

pytestmark = pytest.mark.sql

VERBS = {  # by state: what is pressed then, the usual more often
    "called": ("start",) * 8 + ("no_show", "no_show", "no_show", "release", "cancel"),
    "serving": ("finish",) * 7 + ("hold", "hold", "transfer", "release", "cancel"),
    "parked": ("resume", "resume", "cancel"),
    "waiting": ("present",) * 6 + ("confirm_head_start", "cancel"),
    "held": ("present", "cancel"),
    "no_show": ("return", "return", "undo"),
    "done": ("undo",),
}


def play_day(hall: Hall, put: Put, day: int, chance: random.Random, people: int = 8) -> None:
    """Live one day by chance: anything an officer or a person can press, in any order."""
    now = at(day, 8)
    tickets: list[Any] = []
    put(now)
    for number in hall.counters:
        queue.open_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    for _ in range(people * 9):
        now += timedelta(seconds=chance.choice((20, 40, 70, 200, 400)))
        put(now)
        try:
            _one_press(hall, tickets, people, chance)
        except DomainError:
            continue


def _one_press(hall: Hall, tickets: list[Any], people: int, chance: random.Random) -> None:
    from satuhadir.queue.queries import ticket_at

    if len(tickets) < people and chance.random() < 0.4:
        person = chance.choice(tickets).attendance if tickets and chance.random() < 0.3 else None
        LineWait.objects.update_or_create(
            line=hall.lines["A"],
            defaults={"day": hall.mall.today(), "at": hall.mall.local_now(), "waiting": 0,
                      "counters": 1, "ladder": [[0, 2, 4, 9], [3, 8, 12, 20]], "room": None},
        )  # fmt: skip
        issued = hall.issue(
            chance.choice(("KTP", "KK", "AKTA", "SKCK")),
            channel=chance.choice(("kiosk", "phone", "desk")),
            people=chance.choice((1, 1, 3)),
            wants_head_start=chance.random() < 0.2,
            attendance_id=person,
        )
        tickets.append(issued.ticket)
    elif chance.random() < 0.25:
        hall.call(chance.choice((1, 2, 3)))
    elif tickets:
        ticket = ticket_at(hall.mall, chance.choice(tickets).id)
        verb = chance.choice(VERBS.get(ticket.state, ("cancel",)))
        extra: dict[str, Any] = (
            {"to_service": chance.choice(("KTP", "AKTA", "SKCK"))} if verb == "transfer" else {}
        )
        queue.move_ticket(
            mall=hall.mall, ticket_id=ticket.id, verb=_verb(verb), actor="test",
            counter_id=ticket.counter, override=True, **extra,
        )  # fmt: skip


def _verb(word: str) -> Any:
    from satuhadir.queue.values import Verb

    return Verb(word)


def bodies_of(hall: Hall, day: date) -> list[str]:
    rows = Event.objects.filter(mall=hall.mall, day=day).order_by("seq")
    return list(rows.values_list("body", flat=True))


def assert_same(numbers: Numbers, plain: Plain, where: str) -> None:
    for name in ("issued", "people", "moved_in", "moved_out", "returned", "parked", "judged",
                 "kept", "late"):  # fmt: skip
        assert getattr(numbers, name) == getattr(plain, name), f"{where}: {name}"
    for name in ENDS:
        assert getattr(numbers, name) == plain.ends[name], f"{where}: {name}"
    for name in ("waits", "services"):
        spread, values = getattr(numbers, name), sorted(getattr(plain, name))
        counted = [minute for minute, count in enumerate(spread) for _ in range(count)]
        assert counted == values, f"{where}: {name}"
        if values:  # the medians of the spread are those of the values themselves
            assert share_at(spread, 0.5) == values[(len(values) - 1) // 2], f"{where}: {name}"


@pytest.fixture
def month(hall: Hall, stand_at: Put) -> tuple[Hall, dict[date, list[str]]]:
    """A month of chance, its days closed; the counted figures were made when they closed."""
    chance = random.Random(11)
    logs = {}
    for day in range(1, 29):
        play_day(hall, stand_at, day, chance)
        stand_at(at(day + 1, 0, 1))
        queue.close_days(hall.mall)
        logs[date(2027, 3, day)] = bodies_of(hall, date(2027, 3, day))
        assert actions.count_closed_days(recent_days=3) == 1
    return hall, logs


def test_a_month_of_figures_is_what_a_slow_recount_finds(
    month: tuple[Hall, dict[date, list[str]]],
) -> None:
    hall, logs = month
    whole, lines = Plain(), {str(line.pk): Plain() for line in hall.lines.values()}
    for day, bodies in logs.items():
        found = recount(bodies)
        numbers = queries.figures_by(hall.mall, Period.around("day", day), "mall")["", ""]
        assert_same(numbers, found["mall", ""], str(day))
        plain = found["mall", ""]
        for name in ("visits", "served_visits", "whole_visits"):
            assert getattr(numbers, name) == getattr(plain, name), f"{day}: {name}"
        assert sum(numbers.stays) == len(plain.stays)
        told = queries.figures_by(hall.mall, Period.around("day", day), "told", agency="")
        assert {
            key: (one.judged, one.kept, one.late, one.missed_seconds)
            for (_agency, key), one in told.items()
        } == {
            key: (one.judged, one.kept, one.late, one.missed)
            for (kind, key), one in found.items()
            if kind == "told"
        }, str(day)
        assert numbers.missed_seconds == plain.missed
        _gather(whole, plain)
        for line, total in lines.items():
            _gather(total, found["line", line])
    period = Period.around("month", date(2027, 3, 15))
    assert_same(queries.figures_by(hall.mall, period, "mall")["", ""], whole, "month")
    by_line = queries.figures_by(hall.mall, period, "line")
    for (_agency, key), numbers in by_line.items():
        assert_same(numbers, lines[key], key)
    assert whole.ends["done"] > 20, "chance made too little of a month"
    for name in ("no_show", "abandoned", "never_came", "unfinished", "stopped"):
        assert whole.ends[name], f"the month has no {name}"
    assert whole.moved_in
    assert whole.returned
    assert whole.parked
    assert whole.judged
    year = queries.figures_by(hall.mall, Period.around("year", date(2027, 8, 1)), "mall")
    assert_same(year["", ""], whole, "year")


def _gather(total: Plain, one: Plain) -> None:
    for name, value in vars(one).items():
        if name == "ends":
            for end, count in value.items():
                total.ends[end] += count
        else:
            setattr(total, name, getattr(total, name) + value)


def rows_of(mall: Any) -> list[tuple[Any, ...]]:
    columns = [one.name for one in Figure._meta.fields if one.name not in {"id", "span"}]
    rows = Figure.objects.filter(span__mall=mall, span__first_day__year=2027).values_list(
        "span__span", "span__first_day", *columns
    )
    return sorted(rows, key=str)


def test_counting_again_gives_the_same_rows(hall: Hall, stand_at: Put) -> None:
    chance = random.Random(5)
    for day in (1, 2):
        play_day(hall, stand_at, day, chance)
        stand_at(at(day + 1, 0, 1))
        queue.close_days(hall.mall)
        actions.count_closed_days()
    before = rows_of(hall.mall)
    assert actions.rebuild(mall=hall.mall) >= 2
    assert rows_of(hall.mall) == before
    Figure.objects.update(issued=77)
    actions.rebuild(mall=hall.mall)
    assert rows_of(hall.mall) == before
    Figure.objects.all().delete()
    actions.rebuild(mall=hall.mall, day=date(2027, 3, 1))
    assert [
        row for row in rows_of(hall.mall) if row[1] == date(2027, 3, 1) and row[0] == "day"
    ] == [row for row in before if row[1] == date(2027, 3, 1) and row[0] == "day"]


def test_today_read_bit_by_bit_is_today_read_at_once(hall: Hall, stand_at: Put) -> None:
    chance = random.Random(7)
    for part in range(4):
        stand_at(at(2, 9 + part))
        for _ in range(4):
            hall.issue(chance.choice(("KTP", "KK")))
        ticket = hall.call(1)
        hall.move(ticket, "start")
        hall.move(ticket, "finish")
        assert actions.count_today(mall=hall.mall) is not None
        assert actions.count_today(mall=hall.mall) is None, "nothing new, nothing written"
    bit_by_bit = rows_of(hall.mall)
    actions.rebuild(mall=hall.mall)
    assert rows_of(hall.mall) == bit_by_bit
    span = CountedSpan.objects.get(span="day", mall=hall.mall, first_day=hall.mall.today())
    assert not span.is_final
    assert span.last_seq == Chain.objects.get(mall=hall.mall, day=hall.mall.today()).last_seq


def test_a_day_that_runs_is_in_its_month_once(hall: Hall, stand_at: Put) -> None:
    for day in (1, 2):
        stand_at(at(day, 9))
        hall.issue()
        actions.count_today(mall=hall.mall)
        if day == 1:
            stand_at(at(2, 0, 1))
            queue.close_days(hall.mall)
            actions.count_closed_days()
    for length in ("week", "month", "year"):
        period = Period.around(length, date(2027, 3, 2))
        assert queries.figures_by(hall.mall, period, "mall")["", ""].issued == 2, length
    state = queries.span_state(hall.mall, Period.around("month", date(2027, 3, 2)))
    assert (state.days, state.is_running) == (2, True)


def test_a_neighbours_figures_are_not_ours(hall: Hall, neighbour: Hall, stand_at: Put) -> None:
    stand_at(at(2, 9))
    hall.issue()
    actions.count_today(mall=hall.mall)
    actions.count_today(mall=neighbour.mall)
    period = Period.around("day", date(2027, 3, 2))
    assert queries.figures_by(neighbour.mall, period, "mall") == {}


def test_an_older_way_of_counting_is_counted_anew(hall: Hall, stand_at: Put) -> None:
    stand_at(at(1, 9))
    hall.issue()
    stand_at(at(2, 0, 1))
    queue.close_days(hall.mall)
    assert actions.count_closed_days() == 2, "the day the hall was set up, and this one"
    assert actions.count_closed_days() == 0
    CountedSpan.objects.filter(span="day", first_day__year=2027).update(version=0)
    assert actions.count_closed_days() == 1
