# SPDX-License-Identifier: Apache-2.0
"""No group of one to nine people can be told from what is published, by any subtraction.

Held against linear algebra: everything shown is a sum over the smallest pieces (service by
sample). Whatever group of pieces can be put together from those sums must be nobody or ten.
"""

import itertools
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satuhadir.catalogue.models import Service
from satuhadir.engines.skm import Tally
from satuhadir.malls.models import Agency, Mall
from satuhadir.satisfaction.queries.publishing import tree_of
from satuhadir.satisfaction.suppressing import (
    Split,
    gathered,
    is_safe,
    known_served,
    shown_parts,
    shown_splits,
)
from satuhadir.satisfaction.values import Figures, Part

# How many answered: agency by agency, service by service, invited and volunteers.
Town = list[list[tuple[int, int]]]
counts = st.one_of(st.integers(0, 14), st.sampled_from([0, 0, 9, 10, 11, 25]))
towns = st.lists(
    st.lists(st.tuples(counts, counts), min_size=1, max_size=2), min_size=1, max_size=2
)


def figures(town: Town) -> Figures:
    """Return what the room publishes of a town."""

    def part(n: int) -> Part:
        return Part(Tally(n, (n,) * 9), n)

    return tree_of(
        Mall(slug="batu", name="batu"),
        {
            Agency(pk=a + 1, code=str(a), name=str(a)): {
                Service(pk=a * 10 + s + 1, code=str(s), name=str(s)): (part(one), part(two))
                for s, (one, two) in enumerate(services)
            }
            for a, services in enumerate(town)
        },
    )


def published(town: Town) -> list[frozenset[int]]:
    """Return every group whose figures are shown, as the set of its pieces."""
    names = [(a, s, k) for a, both in enumerate(town) for s, _ in enumerate(both) for k in (0, 1)]

    def group(*asked: int | None) -> frozenset[int]:
        """Return the pieces of an agency, a service and a sample, each may be any."""
        return frozenset(
            place
            for place, name in enumerate(names)
            if all(want in {None, have} for want, have in zip(asked, name, strict=True))
        )

    whole = figures(town)
    units: list[tuple[Figures, int | None, int | None]] = [(whole, None, None)]
    units += [(one, int(one.code), None) for one in whole.children]
    units += [(two, int(one.code), int(two.code)) for one in whole.children for two in one.children]
    shown = [group(a, s, None) for one, a, s in units if one.is_shown]
    return shown + [group(a, s, k) for one, a, s in units if one.parts for k in (0, 1)]


def sizes(town: Town) -> list[int]:
    return [both[kind] for services in town for both in services for kind in (0, 1)]


def reduced(rows: Iterable[frozenset[int]], width: int) -> list[list[Fraction]]:
    """Return the row echelon form of the published sums."""
    left = [[Fraction(int(i in row)) for i in range(width)] for row in rows]
    form: list[list[Fraction]] = []
    for column in range(width):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in left]
        form.append(pivot)
    return form


def can_be_derived(group: Iterable[int], form: list[list[Fraction]], width: int) -> bool:
    wanted = set(group)
    row = [Fraction(int(i in wanted)) for i in range(width)]
    for pivot in form:
        lead = next(i for i, value in enumerate(pivot) if value)
        if row[lead]:
            row = [a - row[lead] * b for a, b in zip(row, pivot, strict=True)]
    return not any(row)


def small_groups(town: Town) -> list[tuple[int, ...]]:
    """Return every group of one to nine people that a reader can derive, as its pieces; those in
    which nobody answered may be among them.
    """
    size = sizes(town)
    form = reduced(published(town), len(size))
    pieces = range(len(size))
    return [
        group
        for length in range(1, len(size) + 1)
        for group in itertools.combinations(pieces, length)
        if 1 <= sum(size[piece] for piece in group) <= 9 and can_be_derived(group, form, len(size))
    ]


@settings(deadline=None, max_examples=150)
@given(towns)
def test_no_small_group_can_be_derived_from_what_is_shown(town: Town) -> None:
    assert not small_groups(town)


def test_the_search_for_small_groups_finds_one_when_nothing_is_held_back() -> None:
    town: Town = [[(20, 0)], [(4, 0)]]
    form = reduced([frozenset({0, 1, 2, 3}), frozenset({0, 1})], 4)
    assert can_be_derived({2, 3}, form, 4)
    assert not small_groups(town)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 30, "b": 12, "c": 40}, {"a", "b", "c"}),
        ({"a": 30, "b": 12, "c": 4}, {"a"}),  # c would be what is left, so b goes along
        ({"a": 30, "b": 12, "c": 4, "d": 7}, {"a", "b"}),  # c and d together are eleven
        ({"a": 30, "c": 4}, set()),
        ({"a": 30, "c": 0}, {"a"}),
        ({"a": 5, "b": 5}, set()),
    ],
)
def test_the_smallest_part_goes_along_with_what_is_held_back(
    counts: dict[str, int], shown: set[str]
) -> None:
    assert shown_parts(counts, sum(counts.values())) == shown


def test_a_whole_of_fewer_than_ten_shows_nothing() -> None:
    assert shown_parts({"a": 9}, 9) == set()


def test_two_samples_are_shown_only_when_both_may_be() -> None:
    assert shown_splits(Split(40, 4), {}) == (False, set())
    assert shown_splits(Split(40, 0), {}) == (True, set())
    assert shown_splits(Split(40, 30), {"a": Split(20, 10), "b": Split(20, 20)}) == (
        True, {"a", "b"},
    )  # fmt: skip
    # 13 - 10 = 3 volunteers would be left over
    assert shown_splits(Split(40, 13), {"a": Split(20, 10)}) == (True, set())


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.integers(0, 30),
)
def test_rows_of_a_table_are_gathered_until_the_rest_is_safe(
    counts: list[int], silent: int
) -> None:
    rows = [(str(place), count) for place, count in enumerate(counts)]
    shown, rest = gathered(rows, silent)
    assert sum(count for _label, count in shown) + rest == sum(counts) + silent
    assert all(count >= 10 for _label, count in shown)
    assert is_safe(rest) or not shown


@given(st.lists(counts, min_size=1, max_size=6), st.data())
def test_how_many_were_served_tells_of_no_small_group(
    served: list[int], data: st.DataObject
) -> None:
    by_key = dict(enumerate(served))
    large = [key for key, count in by_key.items() if count >= 10]
    shown = set(data.draw(st.lists(st.sampled_from(large))) if large else [])
    known = known_served(by_key, sum(served), shown)
    assert shown <= known
    assert all(is_safe(by_key[key]) for key in known)
    rest = sum(count for key, count in by_key.items() if key not in known)
    assert is_safe(rest) or not any(by_key[key] for key in known - shown)


def test_few_who_were_served_are_told_nowhere_beside_many() -> None:
    town = tree_of(
        Mall(slug="batu", name="batu"),
        {
            Agency(pk=number, code=str(number), name=str(number)): {
                Service(pk=number, code=str(number), name=str(number)): (
                    Part(Tally(answered, (answered,) * 9), served), Part(Tally(0, (0,) * 9), 0),
                )
            }
            for number, (answered, served) in enumerate([(30, 90), (1, 12), (0, 3), (0, 0)], 1)
        },
    )  # fmt: skip
    assert town.population == 105
    assert {one.code: one.population for one in town.children} == {
        "1": 90,
        "2": None,
        "3": None,
        "4": 0,
    }
