# SPDX-License-Identifier: Apache-2.0
"""Visits of at most five services: the programme laid out flat for each pattern of needs.

The states (S, l) and where each can come from depend on the needs alone, so they are listed
once for every pattern that occurs and kept. A plan then is one pass over short tuples: some
3 µs for two services, 30 for five, without needs.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from satuhadir.engines.plan.needs import Need

MOST = 5

_Two = tuple[int, int, int]
_Four = tuple[int, int, int, int, int]
_Six = tuple[int, int, int, int, int, int, int]
_Eight = tuple[int, int, int, int, int, int, int, int, int]


class _Level(NamedTuple):
    """The states of one size by how many ways lead to them: service, then (state, walk) pairs."""

    one: tuple[_Two, ...]
    two: tuple[_Four, ...]
    three: tuple[_Six, ...]
    four: tuple[_Eight, ...]


class _Steps(NamedTuple):
    """`first` services may come first; states are numbered in the order of the levels.

    `ways[state]` are the (state, walk) pairs that lead there, `last[state]` its service;
    `whole` is the first state with everything done, None when no order meets the needs.
    """

    first: tuple[int, ...]
    levels: tuple[_Level, ...]
    ways: tuple[tuple[tuple[int, int], ...], ...]
    last: tuple[int, ...]
    whole: int | None


def solve(
    needs: tuple[Need, ...],
    ends: Sequence[list[int]],
    walk: Sequence[int],
    first: Sequence[int],
    dead: int,
) -> tuple[int, list[int]] | None:
    """Return the earliest finish and its order, None when there is none.

    `walk[p * n + l]` leads from p to l, `first[l]` is when l is reached from the door.
    """
    steps = _steps(needs)
    if steps.whole is None:
        return None
    f = [ends[service][first[service]] for service in steps.first]
    add = f.append
    for one, two, three, four in steps.levels:
        for l, s, w in one:  # noqa: E741 - the l of the formula
            add(ends[l][f[s] + walk[w]])
        for l, s, w, s2, w2 in two:  # noqa: E741
            x, y = f[s] + walk[w], f[s2] + walk[w2]
            add(ends[l][x if x < y else y])
        for l, s, w, s2, w2, s3, w3 in three:  # noqa: E741
            add(ends[l][min(f[s] + walk[w], f[s2] + walk[w2], f[s3] + walk[w3])])
        for l, s, w, s2, w2, s3, w3, s4, w4 in four:  # noqa: E741
            add(ends[l][min(f[s] + walk[w], f[s2] + walk[w2], f[s3] + walk[w3], f[s4] + walk[w4])])
    finish = min(f[steps.whole :])
    if finish >= dead:
        return None
    return finish, _order(steps, f, walk, f.index(finish, steps.whole))


def _order(steps: _Steps, f: Sequence[int], walk: Sequence[int], state: int) -> list[int]:
    order = [steps.last[state]]
    while ways := steps.ways[state]:
        state = min(ways, key=lambda way: f[way[0]] + walk[way[1]])[0] if ways[1:] else ways[0][0]
        order.append(steps.last[state])
    order.reverse()
    return order


@lru_cache(maxsize=4096)
def _steps(needs: tuple[Need, ...]) -> _Steps:
    n = len(needs)
    number: dict[tuple[int, int], int] = {}
    ways: list[tuple[tuple[int, int], ...]] = []
    levels = []
    for size in range(1, n + 1):
        found = [
            (found_ways, done, service)
            for done in range(1 << n)
            if done.bit_count() == size
            for service in range(n)
            if done >> service & 1 and needs[service].is_met(done ^ 1 << service)
            for found_ways in [_ways(number, done ^ 1 << service, service, n)]
            if found_ways or size == 1
        ]
        found.sort(key=lambda state: len(state[0]))
        for found_ways, done, service in found:
            number[done, service] = len(number)
            ways.append(found_ways)
        if size > 1:
            levels.append(_level([(service, found_ways) for found_ways, _, service in found]))
    last = tuple(service for _, service in number)
    whole = next((state for (done, _), state in number.items() if done == (1 << n) - 1), None)
    alone = tuple(service for done, service in number if done == 1 << service)
    return _Steps(alone, tuple(levels), tuple(ways), last, whole)


def _ways(
    number: dict[tuple[int, int], int], before: int, service: int, n: int
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (number[before, last], last * n + service) for last in range(n) if (before, last) in number
    )


def _level(states: Sequence[tuple[int, tuple[tuple[int, int], ...]]]) -> _Level:
    flat = [(service, *(part for way in ways for part in way)) for service, ways in states]
    by_ways = [tuple(one for one in flat if len(one) == 1 + 2 * count) for count in (1, 2, 3, 4)]
    return _Level(*by_ways)  # type: ignore[arg-type]
