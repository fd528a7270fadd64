# SPDX-License-Identifier: Apache-2.0
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from satuhadir.engines.dispatch import (
    COME_BACK_MINUTES,
    HEAD_START_MINUTES,
    STATES,
    Ticket,
    aged_key,
    answer,
    come_back_key,
    is_callable,
    key,
    leg_of,
    moves_later,
    next_ticket,
    place,
)
from satuhadir.engines.reading import Node

OPENING = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
LINES = ("A", "B", "C")


def ticket(number: int = 1, minute: int = 0, **changes: object) -> Ticket:
    made = Ticket(
        id=f"t{number}", line="A", key=key(OPENING + timedelta(minutes=minute)), number=number,
        attendance=f"p{number}",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


some_ticket = st.builds(
    Ticket,
    id=st.uuids().map(str),
    line=st.sampled_from(LINES),
    key=st.integers(0, 30).map(lambda minute: OPENING + timedelta(minutes=minute)),
    number=st.integers(1, 9),
    attendance=st.sampled_from(["p1", "p2", "p3", "p4"]),
    present=st.booleans(),
    state=st.sampled_from(STATES),
)
some_tickets = st.lists(some_ticket, max_size=30, unique_by=lambda one: one.id)
some_lines = st.sets(st.sampled_from(LINES))
some_people = st.sets(st.sampled_from(["p1", "p2", "p3", "p4"]))


def test_nobody_waiting_is_nobody_called() -> None:
    assert next_ticket([], ["A"]) is None


def test_the_oldest_ticket_is_called_first() -> None:
    first, second = ticket(1, minute=0), ticket(2, minute=3)
    assert next_ticket([second, first], ["A"]) == first


def test_a_head_start_passes_those_up_to_that_much_older() -> None:
    elder = ticket(9, key=key(OPENING + timedelta(minutes=19), HEAD_START_MINUTES))
    assert next_ticket([ticket(1, minute=0), elder], ["A"]) == elder


def test_a_head_start_does_not_pass_those_older_still() -> None:
    elder = ticket(9, key=key(OPENING + timedelta(minutes=21), HEAD_START_MINUTES))
    assert next_ticket([ticket(1, minute=0), elder], ["A"]) == ticket(1, minute=0)


def test_a_head_start_of_exactly_the_difference_leaves_the_smaller_number_first() -> None:
    elder = ticket(9, key=key(OPENING + timedelta(minutes=20), HEAD_START_MINUTES))
    assert next_ticket([elder, ticket(1, minute=0)], ["A"]) == ticket(1, minute=0)


def test_absent_people_are_passed_and_keep_their_place() -> None:
    absent, here = ticket(1, minute=0, present=False), ticket(2, minute=5)
    assert next_ticket([absent, here], ["A"]) == here
    arrived = replace(absent, present=True)
    assert next_ticket([arrived, here], ["A"]) == arrived


def test_a_person_served_elsewhere_is_not_called() -> None:
    assert next_ticket([ticket(1), ticket(2)], ["A"], {"p1"}) == ticket(2)


def test_a_person_who_came_back_stands_ten_minutes_later() -> None:
    back = ticket(1, key=come_back_key(ticket(1).key))
    assert next_ticket([back, ticket(2, minute=9)], ["A"]) == ticket(2, minute=9)
    assert next_ticket([back, ticket(2, minute=11)], ["A"]) == back


def test_equal_keys_and_numbers_of_two_lines_are_decided_by_the_id() -> None:
    tickets = [ticket(1, id="b", line="B"), ticket(1, id="a", line="A")]
    assert next_ticket(tickets, ["A", "B"]) == tickets[1]


@given(some_tickets, some_lines, some_people)
def test_the_next_ticket_is_callable_and_none_before_it_is(
    tickets: list[Ticket], lines: set[str], busy: set[str]
) -> None:
    called = next_ticket(tickets, lines, busy)
    others = [one for one in tickets if is_callable(one, lines, busy)]
    if called is None:
        assert not others
        return
    assert called.present
    assert called.state == "waiting"
    assert called.line in lines
    assert called.attendance not in busy
    assert all(place(called) <= place(other) for other in others)


@given(some_tickets, some_lines, some_people, st.randoms(use_true_random=False))
def test_the_order_tickets_come_in_changes_nothing(
    tickets: list[Ticket], lines: set[str], busy: set[str], chance: random.Random
) -> None:
    shuffled = chance.sample(tickets, len(tickets))
    assert next_ticket(shuffled, lines, busy) == next_ticket(tickets, lines, busy)


@given(some_tickets, some_lines, some_people)
def test_tickets_of_others_change_nothing(
    tickets: list[Ticket], lines: set[str], busy: set[str]
) -> None:
    callable_ones = [one for one in tickets if is_callable(one, lines, busy)]
    assert next_ticket(callable_ones, lines, busy) == next_ticket(tickets, lines, busy)


person = st.fixed_dictionaries(
    {
        "gap": st.integers(0, 8),
        "head_start": st.sampled_from([0, 0, 0, 5, HEAD_START_MINUTES]),
        "away": st.integers(0, 30),
        "misses": st.booleans(),
    }
)


@given(st.lists(person, min_size=1, max_size=40), st.integers(1, 9))
def test_nobody_is_passed_by_a_ticket_more_than_the_head_start_younger(
    people: list[dict[str, int]], minutes_each: int
) -> None:
    """A whole line played through: who is passed while callable is passed within the bound."""
    issued: dict[str, int] = {}
    here_from: dict[str, int] = {}
    missing = {f"t{number}" for number, one in enumerate(people, 1) if one["misses"]}
    returned: set[str] = set()
    waiting: dict[str, Ticket] = {}
    minute = 0
    for number, one in enumerate(people, 1):
        minute += one["gap"]
        taken = key(OPENING + timedelta(minutes=minute), one["head_start"])
        made = ticket(number, key=taken)
        waiting[made.id] = made
        issued[made.id] = minute
        here_from[made.id] = minute + one["away"]
    now = 0
    while waiting:
        tickets = [
            replace(one, present=here_from[one.id] <= now)
            for one in waiting.values()
            if issued[one.id] <= now
        ]
        called = next_ticket(tickets, ["A"])
        now += minutes_each if called else 1
        if called is None:
            continue
        for passed in (one for one in tickets if one.present and one.id != called.id):
            allowed = HEAD_START_MINUTES + COME_BACK_MINUTES * (passed.id in returned)
            assert issued[called.id] - issued[passed.id] <= allowed
        if called.id in missing:
            missing.remove(called.id)
            returned.add(called.id)
            waiting[called.id] = replace(called, key=come_back_key(called.key))
        else:
            del waiting[called.id]


def test_who_keeps_all_their_age_stands_where_they_stood() -> None:
    assert aged_key(OPENING, timedelta(minutes=40), 100) == OPENING


def test_who_keeps_nothing_stands_as_if_they_had_just_come() -> None:
    issued, first, second = (OPENING + timedelta(minutes=at) for at in (0, 25, 60))
    once = aged_key(key(issued), leg_of(first, issued, None), 0)
    assert once == first
    assert aged_key(once, leg_of(second, issued, first), 0) == second


def test_half_the_age_kept_moves_a_ticket_half_a_leg_later() -> None:
    assert aged_key(OPENING, timedelta(minutes=30), 50) == OPENING + timedelta(minutes=15)


def test_a_leg_begins_when_the_ticket_was_taken_and_is_never_below_zero() -> None:
    taken = OPENING + timedelta(minutes=10)
    assert leg_of(OPENING + timedelta(minutes=30), taken, OPENING) == timedelta(minutes=20)
    assert leg_of(OPENING, taken, None) == timedelta(0)


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_no_ticket_moves_earlier_or_more_than_its_leg(leg: int, kept: int) -> None:
    assert 0 <= moves_later(leg, kept) <= leg


def test_the_engine_answers_with_the_legs_counted() -> None:
    at = OPENING.isoformat()
    rows = [
        {"id": "a", "line": "A", "number": 1, "attendance": "p", "issued_at": at,
         "legs_seconds": [600, 301], "age_kept_percent": 50},
        {"id": "b", "line": "A", "number": 2, "attendance": "q",
         "issued_at": (OPENING + timedelta(seconds=450)).isoformat()},
    ]  # fmt: skip
    told = answer(Node({"tickets": rows, "lines": ["A"]}))
    assert told["order"] == ["b", "a"]
    assert aged_key(OPENING, timedelta(seconds=301), 50) == OPENING + timedelta(seconds=150.5)
