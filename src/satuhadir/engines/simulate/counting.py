# SPDX-License-Identifier: Apache-2.0
"""From a day that has happened to its counts, added to those of other days.

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

from satuhadir.engines.simulate.fields import (
    CALLED,
    ENDED,
    ENTERS,
    EPSILON,
    ERRAND,
    LEAVES,
    LINE,
    READY,
    STARTED,
    STILL_HERE,
    TICKETS,
    VISITS,
)

BINS = 2400
PER_MINUTE = 4
"""Lengths are counted in quarters of a minute, to ten hours; longer ones in the last."""
HALF_HOUR = 30.0

# What is counted of a line, in the counts `cn` and the sums `cf`, LINE_WIDTH each.
JOINED = 0
WERE_CALLED = 1
WITHIN = 2
NO_SHOWS = 3
HAD_TO_WAIT = 4
LINE_WIDTH = 5
WAITED = 0
WORKED = 1
# Of a half hour of a line.
PER_HALF = 4
LENGTH = 1
# Of an errand.
CAME = 0
ENDED_WELL = 1


def bin_of(minutes: float) -> int:
    """Return the bin of a length."""
    place = int(minutes * PER_MINUTE)
    if place >= BINS:
        return BINS - 1
    return max(place, 0)


def count_tickets(
    n: list[int],
    f: list[float],
    opens: float,
    since: float,
    closes: float,
    halves: int,
    promise: list[float],
    lines_n: list[int],
    lines_f: list[float],
    halves_n: list[int],
    halves_f: list[float],
    bins: list[int],
) -> None:
    """Add the tickets that joined a line from `since` on."""
    for t in range(n[TICKETS]):
        ready = f[n[READY] + t]
        if ready < 0.0:
            continue
        line = n[n[LINE] + t]
        called = f[n[CALLED] + t]
        started = f[n[STARTED] + t]
        if halves > 0:
            until = called if called >= 0.0 else closes
            count_length(ready, until, opens, line * halves, halves, halves_f)
        if ready < since:
            continue
        lines_n[line * LINE_WIDTH + JOINED] += 1
        half = line * halves + half_of(ready, opens, halves)
        if halves > 0:
            halves_n[half * PER_HALF + JOINED] += 1
        if called < 0.0:
            continue
        waited = called - ready
        lines_n[line * LINE_WIDTH + WERE_CALLED] += 1
        lines_f[line * LINE_WIDTH + WAITED] += waited
        bins[line * BINS + bin_of(waited)] += 1
        lines_n[line * LINE_WIDTH + HAD_TO_WAIT] += 1 if waited > EPSILON else 0
        within = 1 if waited <= promise[line] else 0
        lines_n[line * LINE_WIDTH + WITHIN] += within
        if started < 0.0:
            lines_n[line * LINE_WIDTH + NO_SHOWS] += 1
        if halves > 0:
            halves_n[half * PER_HALF + WERE_CALLED] += 1
            halves_n[half * PER_HALF + WITHIN] += within
            halves_f[half * PER_HALF + WAITED] += waited


def half_of(minute: float, opens: float, halves: int) -> int:
    """Return the half hour a minute lies in; earlier ones count for the first, later for the
    last."""
    half = int((minute - opens) / HALF_HOUR)
    return max(0, min(half, halves - 1))


def count_length(
    ready: float,
    until: float,
    opens: float,
    first: int,
    halves: int,
    halves_f: list[float],
) -> None:
    """Add the minutes somebody stood in a line to the half hours they stood there in."""
    for half in range(half_of(ready, opens, halves), halves):
        begins = opens + half * HALF_HOUR
        if until <= begins and half > 0:
            return
        stood = min(until, begins + HALF_HOUR) - max(ready, begins)
        if stood > 0.0:
            halves_f[(first + half) * PER_HALF + LENGTH] += stood


def count_work(
    n: list[int], f: list[float], since: float, until: float, lines_f: list[float]
) -> None:
    """Add the minutes at work between two moments."""
    for t in range(n[TICKETS]):
        started = f[n[STARTED] + t]
        if started < 0.0:
            continue
        worked = min(f[n[ENDED] + t], until) - max(started, since)
        if worked > 0.0:
            lines_f[n[n[LINE] + t] * LINE_WIDTH + WORKED] += worked


def count_visits(
    n: list[int],
    f: list[float],
    since: float,
    closes: float,
    day_n: list[int],
    day_f: list[float],
    visits_n: list[int],
    bins: list[int],
) -> None:
    """Add the visits that entered from `since` on; the unfinished last until closing."""
    for v in range(n[VISITS]):
        enters = f[n[ENTERS] + v]
        leaves = f[n[LEAVES] + v]
        if enters < since or leaves < STILL_HERE:
            continue
        errand = n[n[ERRAND] + v]
        minutes = leaves - enters
        visits_n[2 * errand + CAME] += 1
        if leaves < 0.0:
            minutes = max(closes - enters, 0.0)
        else:
            visits_n[2 * errand + ENDED_WELL] += 1
        day_n[errand] += 1
        day_f[errand] += minutes
        bins[errand * BINS + bin_of(minutes)] += 1
