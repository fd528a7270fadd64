# SPDX-License-Identifier: Apache-2.0
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satuhadir.engines.command import ENGINES, main

ASKED: dict[str, Any] = {
    "ahead": 7, "now": 540, "staffing": [[480, 720, 3], [720, 780, 1], [780, 900, 3]], "idle": 0,
    "mean_minutes": 8.5, "recent_minutes": [7, 9.5], "residuals": [], "coverage": 0.8,
}  # fmt: skip
TICKET: dict[str, Any] = {
    "id": "t1", "line": "A", "number": 1, "attendance": "p1",
    "issued_at": "2026-03-16T08:00:00+07:00",
}  # fmt: skip


def run(name: str, raw: bytes) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(name, io.BytesIO(raw), out, err)
    return code, out.getvalue(), err.getvalue()


def ask(name: str, question: object) -> Any:
    code, out, err = run(name, json.dumps(question).encode())
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    return json.loads(out)


def refusal(name: str, raw: bytes) -> str:
    code, out, err = run(name, raw)
    assert code == 2
    assert out == ""
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    return err.rstrip("\n")


def test_one_question_gets_one_answer() -> None:
    answer = ask("forecast", ASKED)
    assert answer == {"likely": 22.6, "low": 14, "high": 31, "served_today": True}
    assert type(answer["low"]) is int


def test_a_list_is_answered_in_order_each_as_if_asked_alone() -> None:
    questions = [{**ASKED, "ahead": ahead} for ahead in (7, 500, 0)]
    assert ask("forecast", questions) == [ask("forecast", question) for question in questions]
    assert ask("forecast", []) == []


def test_what_cannot_be_served_today_has_no_minutes() -> None:
    assert ask("forecast", {**ASKED, "staffing": []}) == {
        "likely": None, "low": None, "high": None, "served_today": False,
    }  # fmt: skip


def test_the_spread_of_services_may_be_given() -> None:
    steady = ask("forecast", {**ASKED, "cv": 0})
    assert steady["low"] > ask("forecast", ASKED)["low"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ahead": -1}, "ahead: must be a whole number from 0 to 100000"),
        ({"ahead": 7.0}, "ahead: must be a whole number"),
        ({"ahead": "7"}, "ahead: must be a whole number"),
        ({"ahead": True}, "ahead: must be a whole number"),
        ({"ahead": None}, "ahead: must be a whole number"),
        ({"ahead": 10**400}, "ahead: must be a whole number from 0 to 100000"),
        ({"now": 540.5}, "now: must be a whole number"),
        ({"now": float("nan")}, "now: must be a whole number from 0 to 1000000"),
        ({"mean_minutes": 0}, "mean_minutes: must be at least 0.001"),
        ({"mean_minutes": "8"}, "mean_minutes: must be a number"),
        ({"mean_minutes": False}, "mean_minutes: must be a number"),
        ({"mean_minutes": float("inf")}, "mean_minutes: must be a finite number"),
        ({"mean_minutes": 10**40}, "mean_minutes: must be a finite number"),
        ({"coverage": 0}, "coverage: must be more than 0"),
        ({"coverage": 1}, "coverage: must be less than 1"),
        ({"idle": -1}, "idle: must be a whole number from 0 to 10000"),
        ({"staffing": {}}, "staffing: must be a list"),
        ({"staffing": [[480, 720]]}, "staffing[0]: must have 3 items, not 2"),
        ({"staffing": [[480, 720.5, 1]]}, "staffing[0][1]: must be a whole number"),
        ({"staffing": [[480, 720, -1]]}, "staffing[0][2]: must be at least 0"),
        ({"staffing": [[720, 480, 1]]}, "staffing[0]: must end after it starts"),
        (
            {"staffing": [[700, 900, 1], [480, 720, 1]]},
            "staffing[1]: overlaps staffing[0]",
        ),
        ({"recent_minutes": [5] * 21}, "recent_minutes: must have at most 20 items, not 21"),
        ({"recent_minutes": [5, -1]}, "recent_minutes[1]: must be at least 0"),
        ({"residuals": [7]}, "residuals[0]: must be an object"),
        ({"residuals": [{"predicted": 3}]}, "residuals[0].actual: is missing"),
        (
            {"residuals": [{"predicted": 3, "actual": "4"}]},
            "residuals[0].actual: must be a number",
        ),
        ({"stafing": []}, "stafing: is not a field of this format"),
        ({"a\nb\ud800": 1}, '"a\\nb\\ud800": is not a field of this format'),
        ({"x" * 90: 1}, '"' + "x" * 40 + '\\u2026": is not a field of this format'),
    ],
)
def test_bad_input_is_one_line_naming_the_field(change: dict[str, object], said: str) -> None:
    question = {**ASKED, **change}
    assert refusal("forecast", json.dumps(question).encode()) == said
    in_a_list = [ASKED, ASKED, ASKED, question]
    assert refusal("forecast", json.dumps(in_a_list).encode()) == f"[3].{said}"


@pytest.mark.parametrize("field", ASKED)
def test_every_field_of_a_forecast_is_required(field: str) -> None:
    question = {name: value for name, value in ASKED.items() if name != field}
    assert refusal("forecast", json.dumps(question).encode()) == f"{field}: is missing"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "input: is empty"),
        (b" \n ", "input: is empty"),
        (b"{", "input: is not JSON ("),
        (b"{} {}", "input: is not JSON ("),
        (b"5", "input: must be an object"),
        (b"[5]", "[0]: must be an object"),
        (b"[[]]", "[0]: must be an object"),
        (b"\xff\xfe", "input: is not UTF-8 (byte 0)"),
        (b"[" * 100_000, "input: is nested too deeply"),
        (b'{"ahead": ' * 100_000, "input: is nested too deeply"),
        (b'{"ahead": 1, "ahead": 2}', "ahead: is given twice"),
        (b'[{"ahead": 1, "ahead": 2}]', "[0].ahead: is given twice"),
        (b'{"ahead": ' + b"9" * 10_000 + b"}", "now: is missing"),
        (b"9" * 10_000, "input: must be an object"),
    ],
)
def test_what_is_no_question_at_all_is_one_plain_line(raw: bytes, said: str) -> None:
    assert refusal("forecast", raw).startswith(said)


@pytest.mark.parametrize("name", ["oracle", "", "a\nb", "__init__", "forecast "])
def test_an_unknown_engine_is_one_line_with_those_there_are(name: str) -> None:
    line = refusal(name, b"{}")
    assert line.startswith("engine: ")
    assert "dispatch, forecast" in line


def test_dispatch_says_who_is_next_and_in_what_order() -> None:
    tickets = [
        TICKET,
        {**TICKET, "id": "t2", "number": 2, "attendance": "p2",
         "issued_at": "2026-03-16T08:19:00+07:00", "head_start_minutes": 20},
        {**TICKET, "id": "t3", "number": 3, "attendance": "p3", "present": False},
        {**TICKET, "id": "t4", "number": 4, "attendance": "p4"},
        {**TICKET, "id": "t5", "number": 5, "attendance": "p5", "came_back": True},
        {**TICKET, "id": "t6", "number": 6, "attendance": "p6", "state": "called"},
        {**TICKET, "id": "t7", "number": 7, "attendance": "p7", "line": "B"},
    ]  # fmt: skip
    assert ask("dispatch", {"tickets": tickets, "lines": ["A"], "busy": ["p4"]}) == {
        "next": "t2", "key": "2026-03-16T07:59:00+07:00", "order": ["t2", "t1", "t5"],
    }  # fmt: skip
    assert ask("dispatch", {"tickets": tickets, "lines": []}) == {
        "next": None, "key": None, "order": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issued_at": "2026-03-16T08:00:00"}, "tickets[0].issued_at: must be a time with its"),
        ({"issued_at": "2026-02-30T08:00:00Z"}, "tickets[0].issued_at: must be a time with its"),
        ({"issued_at": "0001-01-01T08:00:00Z"}, "tickets[0].issued_at: must lie in the years"),
        ({"issued_at": 480}, "tickets[0].issued_at: must be a time with its"),
        ({"number": 0}, "tickets[0].number: must be a whole number from 1"),
        ({"state": "lost"}, "tickets[0].state: must be one of held, waiting"),
        ({"state": []}, "tickets[0].state: must be one of held, waiting"),
        ({"present": 1}, "tickets[0].present: must be true or false"),
        ({"id": ""}, "tickets[0].id: must be text of 1 to 200 characters"),
        (
            {"head_start_minutes": -5},
            "tickets[0].head_start_minutes: must be a whole number from 0",
        ),
    ],
)
def test_a_bad_ticket_is_named(change: dict[str, object], said: str) -> None:
    question = {"tickets": [{**TICKET, **change}], "lines": ["A"]}
    assert refusal("dispatch", json.dumps(question).encode()).startswith(said)


def test_an_id_given_to_two_tickets_is_refused() -> None:
    question = {"tickets": [TICKET, TICKET], "lines": ["A"]}
    said = "tickets[1].id: is the id of an earlier ticket too"
    assert refusal("dispatch", json.dumps(question).encode()) == said


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(ENGINES)), st.binary(max_size=40))
def test_any_bytes_get_an_answer_or_one_line(name: str, raw: bytes) -> None:
    code, out, err = run(name, raw)
    assert (code == 0 and out and not err) or (code == 2 and not out and err.count("\n") == 1)


@given(st.sampled_from(sorted(ASKED)), anything)
def test_any_value_in_any_field_gets_an_answer_or_one_line(field: str, value: object) -> None:
    code, out, err = run("forecast", json.dumps({**ASKED, field: value}).encode())
    if code == 0:
        assert not err
        answer = json.loads(out)
        assert (
            not answer["served_today"] or 0 <= answer["low"] <= answer["likely"] <= answer["high"]
        )
    else:
        assert code == 2
        assert not out
        assert err.startswith(field)
        assert err.count("\n") == 1
