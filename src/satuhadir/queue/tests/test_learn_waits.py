# SPDX-License-Identifier: Apache-2.0
"""Ranges of waits are learned from the log: what was forecast, what came true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from satuhadir.engines.calibration import Learned
from satuhadir.engines.forecast import Question, forecast
from satuhadir.queue import actions, hotpath, queries, rebuild
from satuhadir.queue.actions.pasts import forget_what_was_read
from satuhadir.queue.models import Event, LineRange, LineWait, Ticket, WaitPast
from satuhadir.queue.pasts import KEPT, DayPast, Outcome, learn_line
from satuhadir.queue.queries.pasts import lines_with_counters, pasts_of
from satuhadir.queue.queries.waits import hours_by_booth, learned_ranges
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.queue.waits import staffing_path
from satuhadir.shared.memory import Brief

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass
class Day:
    hall: Hall
    stand_at: Callable[..., None]

    def read(self) -> DayPast:
        mall = self.hall.mall
        past = DayPast(hours_by_booth(mall, mall.today()), JAKARTA)
        rows = Event.objects.filter(mall=mall, day=mall.today()).order_by("seq")
        past.feed(rows.values_list("body", flat=True))
        return past

    def outcomes(self, prefix: str = "A") -> list[Outcome]:
        return self.read().outcomes[str(self.hall.lines[prefix].pk)]

    def serve(self, number: int = 1) -> None:
        ticket = self.hall.call(number)
        self.hall.move(ticket, "start", number)
        self.hall.move(ticket, "finish", number)


@pytest.fixture
def day(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """A hall on 2 March 2027, and a hand on both clocks."""
    forget_what_was_read()
    with hotpath.clock_in_hand() as put:

        def stand_at(hour: int, minute: int = 0, *, on: int = 2) -> None:
            at = datetime(2027, 3, on, hour, minute, tzinfo=JAKARTA)
            put(at)
            monkeypatch.setattr("django.utils.timezone.now", lambda: at.astimezone(ZoneInfo("UTC")))
            Brief.forget_everything()

        stand_at(8)
        yield Day(build_hall("batu"), stand_at)


def test_a_called_number_tells_what_was_forecast_and_what_came_true(day: Day) -> None:
    hall = day.hall
    for number in (1, 2):
        hall.issue()
        hall.move(hall.call(number), "start", number)
    hall.issue()
    day.stand_at(8, 10)
    inputs = {one.line: one for one in queries.wait_inputs(hall.mall, hall.mall.today())}
    known = inputs[hall.lines["A"].pk]
    asked = Question(
        ahead=known.waiting, now=490, staffing=staffing_path(known, now_minute=490),
        idle=known.idle, mean_minutes=known.mean_minutes, recent_minutes=known.recent_minutes,
    )  # fmt: skip
    likely = forecast(asked).likely
    assert likely is not None
    assert likely > 0
    second = hall.issue().ticket
    day.stand_at(8, 31)
    for counter in (1, 2):
        hall.move(served_at(day, counter), "finish", counter)
    hall.call(1)
    hall.call(2)
    assert day.outcomes()[-1] == Outcome(round(likely * 60), 21 * 60), second.code


def served_at(day: Day, counter: int) -> Ticket:
    """Return the ticket that a counter serves."""
    return Ticket.objects.get(counter=day.hall.counters[counter].pk, state="serving")


def test_who_was_never_called_or_not_there_or_at_another_counter_teaches_nothing(day: Day) -> None:
    hall = day.hall
    gone = hall.issue().ticket
    hall.issue(channel="phone")
    for_two = hall.issue("SKCK")
    hall.issue(attendance_id=for_two.ticket.attendance)
    hall.move(hall.call(3), "start", 3)  # the same person is at counter 3: A waits, held
    day.stand_at(8, 5)
    hall.move(gone, "cancel", None)
    assert day.outcomes() == []
    assert len(day.outcomes("C")) == 1
    hall.move(served_at(day, 3), "finish", 3)
    hall.call(1)
    assert day.outcomes() == []


def test_who_was_called_and_did_not_come_counts_by_the_call(day: Day) -> None:
    absent = day.hall.issue().ticket
    day.stand_at(8, 7)
    day.hall.call(1)
    day.stand_at(8, 12)
    day.hall.move(absent, "no_show", 1)
    assert [one.actual for one in day.outcomes()] == [7 * 60]


def test_a_line_learns_once_a_day_is_closed_and_while_it_runs(day: Day) -> None:
    hall = day.hall
    for minute in range(0, 40, 2):
        day.stand_at(9, minute)
        hall.issue()
        hall.issue()
        day.serve(1)
    assert actions.learn_waits(hall.mall) == 1
    assert not WaitPast.objects.filter(is_final=True).exists()
    running = WaitPast.objects.get(line=hall.lines["A"])
    assert len(running.actual) == 20
    assert actions.learn_waits(hall.mall) == 0, "nothing is new"
    day.stand_at(0, 5, on=3)
    actions.close_days(hall.mall)
    actions.learn_waits(hall.mall)
    closed = WaitPast.objects.get(line=hall.lines["A"])
    assert closed.is_final
    assert (closed.predicted, closed.actual) == (running.predicted, running.actual)
    assert WaitPast.objects.filter(is_final=True).count() == 3, "a line without outcomes, too"
    kept = list(WaitPast.objects.order_by("line").values_list("line", "predicted", "actual"))
    ranges = learned_ranges(hall.mall)
    WaitPast.objects.all().delete()
    LineRange.objects.all().delete()
    actions.learn_waits(hall.mall)
    again = WaitPast.objects.order_by("line").values_list("line", "predicted", "actual")
    assert list(again) == kept, "the log gives the same again"
    assert learned_ranges(hall.mall) == ranges


def test_ranges_learned_from_a_bad_past_are_wider_on_the_screens(day: Day) -> None:
    hall = day.hall
    line = hall.lines["A"]
    hall.issue()
    actions.refresh_waits(hall.mall)
    before = LineWait.objects.get(line=line).ladder
    keep_past(hall, [Outcome(600, 1200 + 60 * (n % 30)) for n in range(KEPT)])
    actions.refresh_waits(hall.mall)
    after = LineWait.objects.get(line=line).ladder
    assert [rung[2] for rung in after] == [rung[2] for rung in before], "as likely as before"
    assert after[5][3] > before[5][3] + 5


def test_the_tables_and_the_log_know_the_same_ranges(day: Day) -> None:
    hall = day.hall
    for minute in range(0, 50, 1):
        day.stand_at(9, minute)
        hall.issue()
        day.serve(1)
    actions.learn_waits(hall.mall)
    mall, today = hall.mall, hall.mall.today()
    past = day.read()
    set_up = lines_with_counters(mall)
    learned: dict[str, Learned] = {}
    for line in hall.lines.values():
        mean, counters = set_up[line.pk]
        if past.outcomes[str(line.pk)]:
            learned[str(line.pk)] = learn_line(
                past.outcomes[str(line.pk)], mean_minutes=mean, counters=counters
            )
    bodies = Event.objects.filter(mall=mall, day=today).order_by("seq")
    told = rebuild.wait_inputs(
        rebuild.rebuild(bodies.values_list("body", flat=True)),
        hours_by_booth(mall, today),
        learned,
    )
    for inputs in queries.wait_inputs(mall, today):
        again = told[str(inputs.line)]
        assert again.learned == inputs.learned
        assert again.planned_share == set_up[inputs.line][1]
    assert learned[str(hall.lines["A"].pk)] == learned_ranges(mall)[hall.lines["A"].pk]


def test_only_the_newest_days_that_make_the_number_kept_are_kept(day: Day) -> None:
    line = day.hall.lines["A"]
    first = date(2027, 1, 1)
    for number in range(10):
        WaitPast.objects.create(
            line=line, day=first + timedelta(days=number), is_final=True,
            predicted=[600] * 150, actual=[700 + number] * 150,
        )  # fmt: skip
    found = pasts_of(day.hall.mall, {line.pk})[line.pk]
    assert found.first_day == date(2027, 1, 7)
    assert [one.actual for one in found.outcomes][::150] == [706, 707, 708, 709]
    day.hall.issue()
    day.stand_at(8, 3)
    day.serve(1)
    actions.learn_waits(day.hall.mall)
    assert not WaitPast.objects.filter(line=line, day__lt=date(2027, 1, 7)).exists()
    assert LineRange.objects.get(line=line).learned_from == 601


def keep_past(hall: Hall, outcomes: list[Outcome]) -> None:
    """Keep these outcomes as yesterday's of line A, and learn from them."""
    line = hall.lines["A"]
    WaitPast.objects.create(
        line=line, day=date(2027, 3, 1), is_final=True,
        predicted=[one.predicted for one in outcomes], actual=[one.actual for one in outcomes],
    )  # fmt: skip
    mean, counters = lines_with_counters(hall.mall)[line.pk]
    learned = learn_line(outcomes, mean_minutes=mean, counters=counters)
    LineRange.objects.create(
        line=line, learned_from=len(outcomes), edges=list(learned.edges),
        lows=[one.low for one in learned.ends], highs=[one.high for one in learned.ends],
    )  # fmt: skip
