# SPDX-License-Identifier: Apache-2.0
"""The satisfaction index against brute force, the published table and the regulation's traps."""

import io
import json
import math
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satuhadir.engines import skm
from satuhadir.engines.command import main
from satuhadir.engines.skm import ELEMENTS, NOTHING, grade_of, index_of, interval_of, tally_of

Answers = list[dict[str, int]]
one_answer = st.fixed_dictionaries({element: st.integers(1, 4) for element in ELEMENTS})
some_answers = st.lists(one_answer, min_size=1, max_size=40)


def all_of(value: int, **other: int) -> dict[str, int]:
    return {element: other.get(element, value) for element in ELEMENTS}


def ask(question: object) -> tuple[int, Any, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main("skm", io.BytesIO(json.dumps(question).encode()), out, err)
    return code, json.loads(out.getvalue() or "null"), err.getvalue()


def asked(answers: object, **change: object) -> dict[str, object]:
    return {"answers": answers, "population": 1200, "weights": "exact", **change}


def test_the_elements_stand_in_the_order_of_the_regulation_body() -> None:
    assert ELEMENTS[7:] == ("pengaduan", "sarana")


def test_full_marks_are_100_and_99_with_the_printed_weight() -> None:
    best = tally_of([all_of(4)])
    assert index_of(best).ikm == 100
    assert index_of(best, "printed").ikm == 99


def test_the_printed_weight_costs_a_grade() -> None:
    tally = skm.Tally(100, (354,) * 9)
    assert (index_of(tally).ikm, index_of(tally).grade) == (Fraction("88.5"), "A")
    printed = index_of(tally, "printed")
    assert (printed.ikm, printed.grade) == (Fraction("87.62"), "B")  # 87.615: a half goes up


@pytest.mark.parametrize(
    ("ikm", "grade"),
    [
        ("25", "D"), ("64.99", "D"), ("65", "C"), ("76.60", "C"), ("76.61", "B"),
        ("88.30", "B"), ("88.31", "A"), ("100", "A"),
    ],
)  # fmt: skip
def test_each_grade_begins_where_the_regulation_says(ikm: str, grade: str) -> None:
    assert grade_of(Fraction(ikm)) == grade


def test_an_index_in_the_gap_between_two_grades_is_rounded_before_it_is_graded() -> None:
    # 76.605 lies in no band of the regulation; the half goes up, to B.
    total = Fraction("76.605") / 25 * 9 * 10_000
    assert total.denominator == 1
    rest = int(total) - 8 * 30_000
    tally = skm.Tally(10_000, (30_000,) * 8 + (rest,))
    assert index_of(tally).ikm == Fraction("76.61")
    assert index_of(tally).grade == "B"
    below = skm.Tally(10_000, (30_000,) * 8 + (rest - 1,))
    assert (index_of(below).ikm, index_of(below).grade) == (Fraction("76.60"), "C")


@pytest.mark.parametrize(
    ("population", "needed"),
    [
        (0, 0), (1, 1), (10, 10), (15, 14), (20, 19), (30, 28), (40, 36), (50, 44), (60, 52),
        (70, 59), (80, 66), (100, 80), (120, 92), (150, 108), (200, 132), (250, 152), (300, 169),
        (400, 196), (500, 217), (600, 234), (700, 248), (800, 260), (900, 269), (1000, 278),
        (1200, 291), (1500, 306), (2000, 322), (3000, 341), (4000, 351), (5000, 357), (6000, 361),
        (7000, 364), (8000, 367), (10_000, 370), (15_000, 375), (20_000, 377), (50_000, 381),
        (1_000_000, 384),
    ],
)  # fmt: skip
def test_the_sample_needed_is_that_of_krejcie_and_morgan(population: int, needed: int) -> None:
    assert skm.sample_needed(population) == needed


@given(st.integers(0, 10**6))
def test_a_sample_is_never_larger_than_its_population(population: int) -> None:
    assert 0 <= skm.sample_needed(population) <= population
    assert skm.sample_needed(population) <= skm.sample_needed(population + 1)


def test_ties_of_the_lowest_follow_the_regulation() -> None:
    answer = all_of(4, sarana=1, pengaduan=1, biaya=1, waktu=1)
    assert index_of(tally_of([answer])).lowest == ("waktu", "biaya", "pengaduan")
    assert index_of(tally_of([all_of(3)])).lowest == ("persyaratan", "prosedur", "waktu")


@given(some_answers, st.sampled_from(["exact", "printed"]))
def test_the_index_agrees_with_a_plain_calculation(answers: Answers, weights: str) -> None:
    found = index_of(tally_of(answers), weights)
    n = len(answers)
    weight = Fraction(1, 9) if weights == "exact" else Fraction(11, 100)
    exact = sum(Fraction(sum(one.values()), n) for one in answers) * weight * 25
    shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.0000000001")
    ).quantize(Decimal("0.01"), ROUND_HALF_UP)  # fmt: skip
    assert found.ikm is not None
    assert Decimal(found.ikm.numerator) / Decimal(found.ikm.denominator) == shown
    assert found.nrr is not None
    for element in ELEMENTS:
        assert found.nrr[element] == Fraction(sum(one[element] for one in answers), n)


@given(some_answers)
def test_the_order_of_the_answers_does_not_matter(answers: Answers) -> None:
    mixed = random.Random(1).sample(answers, len(answers))
    assert tally_of(answers) == tally_of(mixed)


@given(some_answers, some_answers)
def test_two_tallies_together_are_the_tally_of_both(first: Answers, second: Answers) -> None:
    assert tally_of(first) + tally_of(second) == tally_of(first + second)


@given(some_answers, st.sampled_from(ELEMENTS))
def test_a_better_answer_never_lowers_the_index(answers: Answers, element: str) -> None:
    better = [{**answers[0], element: 4}, *answers[1:]]
    before, after = index_of(tally_of(answers)).ikm, index_of(tally_of(better)).ikm
    assert before is not None and after is not None
    assert before <= after


@given(some_answers)
def test_the_lowest_three_are_no_higher_than_the_others(answers: Answers) -> None:
    found = index_of(tally_of(answers))
    assert found.nrr is not None and found.lowest is not None
    worst = [found.nrr[element] for element in found.lowest]
    assert worst == sorted(found.nrr.values())[:3]


@given(some_answers, st.integers(0, 1000))
def test_the_interval_holds_the_index_and_stays_on_the_scale(answers: Answers, more: int) -> None:
    tally = tally_of(answers)
    found = interval_of(tally, len(answers) + more)
    if len(answers) < 2:
        assert found is None
        return
    assert found is not None
    middle = Fraction(sum(tally.sums) * 25, 9 * tally.n)
    assert Fraction(25) <= found.low <= middle <= found.high <= 100


def test_who_asks_everybody_is_sure() -> None:
    tally = tally_of([all_of(3), all_of(4), all_of(2), all_of(3)])
    low, high = interval_of(tally, 4) or (0, 0)
    assert (low, high) == (75, 75)
    wide = interval_of(tally, 1000)
    assert wide is not None and wide.low < 65 and wide.high > 85


def test_the_interval_is_that_of_students_t() -> None:
    # Ten answers: five of 3 and five of 4 throughout; indices 75 and 100, s = 13.176, t = 2.2622.
    tally = tally_of([all_of(3)] * 5 + [all_of(4)] * 5)
    found = interval_of(tally, 10**9)
    assert found is not None
    half = 2.2622 * 13.17616 / math.sqrt(10)
    assert float(found.low) == pytest.approx(87.5 - half, abs=0.02)
    assert float(found.high) == pytest.approx(87.5 + half, abs=0.02)


def test_ninety_five_of_a_hundred_random_samples_hold_the_truth() -> None:
    chance = random.Random(7)
    people = [all_of(chance.choice((2, 3, 3, 4))) for _ in range(400)]
    truth = Fraction(sum(sum(one.values()) for one in people) * 25, 9 * len(people))
    held = 0
    for _ in range(400):
        found = interval_of(tally_of(chance.sample(people, 60)), len(people))
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_the_command_answers_as_the_contract_says() -> None:
    code, said, wrong = ask(asked([all_of(3, biaya=4), all_of(4, sarana=2)]))
    assert (code, wrong) == (0, "")
    assert list(said) == ["n", "sample_needed", "elements", "skm", "ikm", "grade", "lowest"]
    assert said["n"] == 2
    assert said["sample_needed"] == 291
    assert said["elements"]["biaya"] == {"nrr": 4.0}
    assert said["elements"]["sarana"] == {"nrr": 2.5}
    assert said["lowest"] == ["sarana", "persyaratan", "prosedur"]
    assert (said["skm"], said["ikm"], said["grade"]) == (3.444, 86.11, "B")


def test_no_answers_are_nulls() -> None:
    code, said, _ = ask(asked([], population=0))
    assert code == 0
    assert (said["n"], said["sample_needed"]) == (0, 0)
    assert {said["skm"], said["ikm"], said["grade"], said["lowest"]} == {None}
    assert said["elements"] == {element: {"nrr": None} for element in ELEMENTS}
    assert index_of(NOTHING).nrr is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (asked([all_of(3, biaya=0)]), "answers[0].biaya: must be a whole number from 1 to 4"),
        (asked([all_of(3), all_of(3, sarana=5)]), "answers[1].sarana: must be a whole number f"),
        (asked([{**all_of(3), "waktu": "3"}]), "answers[0].waktu: must be a whole number"),
        (asked([{**all_of(3), "waktu": 3.0}]), "answers[0].waktu: must be a whole number"),
        (asked([{**all_of(3), "waktu": True}]), "answers[0].waktu: must be a whole number"),
        (asked([{**all_of(3), "waktu": None}]), "answers[0].waktu: must be a whole number"),
        (asked([{**all_of(3), "U9": 3}]), "answers[0].U9: is not a field of this format"),
        (asked([{"persyaratan": 3}]), "answers[0].prosedur: is missing"),
        (asked([3]), "answers[0]: must be an object"),
        (asked({}), "answers: must be a list"),
        (asked(None), "answers: must be a list"),
        (asked([], population=-1), "population: must be a whole number from 0 to 1000000000"),
        (asked([], population=1.5), "population: must be a whole number"),
        (asked([], population="9"), "population: must be a whole number"),
        (asked([], weights="0.11"), "weights: must be one of exact, printed"),
        (asked([], weights=None), "weights: must be one of exact, printed"),
        ({"answers": [], "population": 1}, "weights: is missing"),
        ({"answers": [], "weights": "exact"}, "population: is missing"),
        ({"population": 1, "weights": "exact"}, "answers: is missing"),
        (asked([], month="2026-11"), "month: is not a field of this format"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_that_names_the_field(question: Any, said: str) -> None:
    code, out, wrong = ask(question)
    assert (code, out) == (2, None)
    assert wrong.startswith(said)
    assert wrong.count("\n") == 1
    assert ask([asked([]), question])[2].startswith(f"[1].{said}")
