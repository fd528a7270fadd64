# SPDX-License-Identifier: Apache-2.0
"""Calls that pass over who was first are found; calls that may pass are not."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from satuhadir.insights.counting import figures_of
from satuhadir.insights.reading import DayReading, Places
from satuhadir.insights.tests.conftest import JAKARTA
from satuhadir.insights.values import Scope

MIDNIGHT = datetime(2027, 3, 2, tzinfo=JAKARTA)
LINE, COUNTER = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000001"
OTHER = "11111111-0000-4000-8000-000000000002"


class Log:
    """A day's log as somebody might have forged or bent it: any order of calls."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.minute = 480.0
        lines = [{"line": one, "booth": 1, "prefix": "A", "mean_milliminutes": 1, "is_open": True}
                 for one in (LINE, OTHER)]  # fmt: skip
        self.add("day.opened", lines=lines, policy={"come_back_minutes": 10},
                 counters=[{"counter": COUNTER, "name": "Loket 1", "state": "open",
                            "lines": [LINE]}])  # fmt: skip

    def add(self, event: str, after: float = 1, **data: Any) -> None:
        self.minute += after
        at = (MIDNIGHT + timedelta(minutes=self.minute)).isoformat()
        self.rows.append({"event": event, "at": at, "seq": len(self.rows) + 1, **data})

    def issue(self, name: str, *, person: str = "", channel: str = "kiosk", head_start: int = 0,
              line: str = LINE) -> None:  # fmt: skip
        self.add(
            "ticket.issued", ticket=name, attendance=person or f"of {name}", line=line,
            number=len(self.rows), people=1, channel=channel, present=channel != "phone",
            services=["KTP"], head_start_minutes=head_start, state="waiting", claimed=False,
        )  # fmt: skip

    def call(self, name: str, after: float = 1, line: str = LINE) -> None:
        self.add("ticket.called", after, ticket=name, counter=COUNTER, line=line)

    def move(self, name: str, verb: str, to: str, was: str, after: float = 1, **data: Any) -> None:
        self.add(f"ticket.{verb}", after, ticket=name, line=LINE, to=to, **{"from": was}, **data)

    def serve(self, name: str) -> None:
        self.call(name)
        self.move(name, "started", "serving", "called")
        self.move(name, "finished", "done", "serving")

    def out_of_turn(self) -> int:
        reading = DayReading(MIDNIGHT, Places({1: "DUKCAPIL"}, {COUNTER: "DUKCAPIL"}))
        reading.feed(json.dumps(row) for row in self.rows)
        found = figures_of(reading, MIDNIGHT.timestamp() + 86_400)
        mall = found[Scope("mall")].out_of_order
        counter = found[Scope("counter", "DUKCAPIL", COUNTER)].out_of_order
        assert mall == counter == found[Scope("line", "DUKCAPIL", LINE)].out_of_order
        return mall


@pytest.fixture
def log() -> Log:
    return Log()


def test_who_is_called_before_the_first_in_line_is_found(log: Log) -> None:
    log.issue("first")
    log.issue("second")
    log.serve("second")
    log.serve("first")
    assert log.out_of_turn() == 1


def test_a_line_called_in_its_order_has_none(log: Log) -> None:
    for name in ("first", "second", "third"):
        log.issue(name)
    for name in ("first", "second", "third"):
        log.serve(name)
    assert log.out_of_turn() == 0


def test_a_head_start_is_part_of_the_order(log: Log) -> None:
    log.issue("first")
    log.issue("elderly", head_start=20)
    log.serve("elderly")
    log.serve("first")
    assert log.out_of_turn() == 0
    log.issue("third")
    log.issue("pregnant", head_start=20)
    log.serve("third")
    assert log.out_of_turn() == 1, "whoever has a head start was passed over"


def test_who_has_not_come_yet_may_be_passed(log: Log) -> None:
    log.issue("at home", channel="phone")
    log.issue("here")
    log.serve("here")
    assert log.out_of_turn() == 0
    log.move("at home", "present", "waiting", "waiting")
    log.issue("later")
    log.serve("later")
    assert log.out_of_turn() == 1, "who has come may not"


def test_who_is_served_elsewhere_may_be_passed(log: Log) -> None:
    log.issue("first", person="sari")
    log.issue("elsewhere", person="sari", line=OTHER)
    log.issue("second")
    log.call("elsewhere", line=OTHER)
    log.call("second")
    assert log.out_of_turn() == 0


def test_who_comes_back_waits_behind_their_new_place(log: Log) -> None:
    log.issue("first")
    log.issue(
        "second",
    )
    log.call("first")
    log.move("first", "no_show", "no_show", "called", after=3)
    log.move("first", "returned", "waiting", "no_show")
    log.serve("second")
    assert log.out_of_turn() == 0


def test_who_leaves_the_line_at_that_moment_was_not_passed_over(log: Log) -> None:
    log.issue("leaving")
    log.issue("second")
    log.call("second")
    log.move("leaving", "cancelled", "cancelled", "waiting", after=0.02)
    assert log.out_of_turn() == 0
    log.issue("third")
    log.issue("fourth")
    log.call("fourth")
    log.move("third", "cancelled", "cancelled", "waiting", after=5)
    assert log.out_of_turn() == 1, "who gave up later was passed over first"


def test_each_call_counts_once_however_many_it_passes(log: Log) -> None:
    for name in ("a", "b", "c", "last"):
        log.issue(name)
    log.serve("last")
    assert log.out_of_turn() == 1
