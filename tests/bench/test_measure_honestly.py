# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from bench.crowd import CrowdError, crowd, shared_counter
from bench.figures import Row, median, percentile, table
from bench.logbook import examine


def log(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows as the log's API answers them, each chained to the one before."""
    head, events = "0" * 64, []
    for seq, row in enumerate(rows, 1):
        body = {
            "counter": None,
            "ticket": None,
            "day": "2026-11-21",
            "prev": head,
            "seq": seq,
            **row,
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        head = hashlib.sha256((body["prev"] + text).encode()).hexdigest()
        events.append({**body, "hash": head})
    return events


def issued(number: int, ticket: str, person: str = "") -> dict[str, Any]:
    return {
        "event": "ticket.issued", "ticket": ticket, "line": "L", "number": number,
        "code": f"A-{number:03}", "attendance": person or f"of {ticket}", "state": "waiting",
    }  # fmt: skip


def called(ticket: str, counter: str, person: str = "") -> dict[str, Any]:
    person = person or f"of {ticket}"
    return {"event": "ticket.called", "ticket": ticket, "counter": counter, "attendance": person}


def finished(ticket: str, counter: str, person: str = "") -> dict[str, Any]:
    return {
        "event": "ticket.finished", "ticket": ticket, "counter": counter, "from": "serving",
        "to": "done", "attendance": person or f"of {ticket}",
    }  # fmt: skip


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.99) == 99
    assert percentile(values, 0.5) == 50
    assert percentile(values, 1) == 100
    assert percentile([7.0], 0.99) == 7
    assert percentile([1.0, 2.0, 3.0], 0) == 1


def test_a_median_lies_in_the_middle() -> None:
    assert median([3.0, 1.0, 2.0]) == 2
    assert median([4.0, 1.0, 2.0, 3.0]) == 2.5


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.99)
    with pytest.raises(ValueError, match="no values"):
        median([])


def test_the_table_says_what_was_missed() -> None:
    text = table([Row("a", "thing", "1 s", "2 s", "0.5", "≤ 1", True)])
    assert "| thing " in text and "| ok" in text and "MISSED" not in text
    assert "MISSED" in table([Row("a", "thing", "3 s", "2 s", "1.5", "≤ 1", False)])


def test_a_good_day_has_no_findings() -> None:
    found = examine(
        log(
            {"event": "day.opened"},
            issued(1, "t1"),
            issued(2, "t2"),
            called("t1", "c1"),
            called("t2", "c2"),
            finished("t1", "c1"),
            issued(3, "t3"),
            called("t3", "c1"),
        )
    )
    assert not found.doubled_numbers and not found.gaps and not found.broken_links
    assert not found.double_calls
    assert found.called == ["t1", "t2", "t3"]
    assert found.states == {"t1": "done", "t2": "called", "t3": "called"}


def test_gaps_and_doubled_numbers_are_found() -> None:
    assert examine(log(issued(1, "t1"), issued(3, "t3"))).gaps == ["2026-11-21 L: 2"]
    assert examine(log(issued(1, "t1"), issued(1, "t2"))).doubled_numbers


@pytest.mark.parametrize(
    "second",
    [
        called("t2", "c2", "Ani"),  # one person at two counters
        called("t1", "c2", "Ani"),  # one ticket called twice
        called("t3", "c1"),  # two at one counter
    ],
)
def test_double_calls_are_found(second: dict[str, Any]) -> None:
    rows = [issued(1, "t1", "Ani"), issued(2, "t2", "Ani"), issued(3, "t3")]
    first = called("t1", "c1", "Ani")
    assert not examine(log(*rows, first)).double_calls
    assert examine(log(*rows, first, second)).double_calls == [second["ticket"]]
    other_counter = {**second, "counter": "c1"}
    assert not examine(log(*rows, first, finished("t1", "c1", "Ani"), other_counter)).double_calls


def test_a_changed_or_missing_row_breaks_the_chain() -> None:
    events = log(issued(1, "t1"), issued(2, "t2"), issued(3, "t3"))
    changed = [events[0], {**events[1], "code": "A-999"}, events[2]]
    assert examine(changed).broken_links == ["2026-11-21-2"]
    assert examine([events[0], events[2]]).broken_links == ["2026-11-21-3"]


def test_a_crowd_begins_together_and_tells_its_trouble() -> None:
    take = shared_counter()

    def work(index: int, ready: Callable[[], None]) -> tuple[int, int]:
        ready()
        return index, take()

    told = crowd(3, work, limit_seconds=20)
    assert [index for index, _taken in told] == [0, 1, 2]
    assert sorted(taken for _index, taken in told) == [0, 1, 2]

    def fail(index: int, ready: Callable[[], None]) -> None:
        if index == 1:
            raise ValueError("stumbled")
        ready()

    with pytest.raises(CrowdError):
        crowd(2, fail, limit_seconds=20)
