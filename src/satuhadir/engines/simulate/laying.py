# SPDX-License-Identifier: Apache-2.0
"""From a `MallDay` to the flat lists that people are drawn from and a day happens in."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from satuhadir.engines.simulate import fields as at
from satuhadir.engines.simulate.drawing import PLAN
from satuhadir.engines.simulate.mall import Counter, Errand, Line, MallDay, Step

ENTRANCE = "entrance"
MODES = {"own_order": at.OWN_ORDER, "one_active": at.ONE_ACTIVE, "summon": at.SUMMON}
MOST_STEPS = 60
"""A visit's steps are bits of one number."""


class Unlikely(ValueError):
    """A day that can't be simulated; says which part of it and why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A `MallDay` as lists: `pn` and `pf` for drawing, the others as they go into a day."""

    pn: list[int]
    pf: list[float]
    lines: list[str]
    zones: list[str]
    served_by: list[list[int]]
    serves: list[list[int]]
    duties: list[tuple[float, int]]
    walk: list[float]
    usual: list[float]
    pieces: int


def plan_of(day: MallDay, open_ended: bool = False) -> Plan:
    """Return the plan of a day; `Unlikely` for one that contradicts itself.

    `open_ended`: whoever closes a line last never goes.
    """
    codes = [line.code for line in day.lines]
    _check(day, codes)
    zones = [ENTRANCE, *dict.fromkeys(line.place for line in day.lines)]
    serves = [[codes.index(one) for one in dict.fromkeys(desk.lines)] for desk in day.counters]
    duties = duty_changes(day.counters, open_ended)
    pn, pf = _drawn_from(day, codes)
    return Plan(
        pn, pf, codes, zones, _served_by(day.counters, serves, len(codes)), serves, duties,
        _walks(day, zones), _usual_waits(day), pn[0],
    )  # fmt: skip


def _check(day: MallDay, codes: Sequence[str]) -> None:
    known = set(codes)
    if len(known) != len(codes):
        raise Unlikely("lines: a code is given twice")
    if len({errand.code for errand in day.errands}) != len(day.errands):
        raise Unlikely("errands: a code is given twice")
    for place, desk in enumerate(day.counters):
        _check_counter(desk, known, f"counters[{place}]")
    for place, errand in enumerate(day.errands):
        _check_errand(errand, known, f"errands[{place}]")


def _check_counter(desk: Counter, known: Collection[str], path: str) -> None:
    if not desk.lines or any(line not in known for line in desk.lines):
        raise Unlikely(f"{path}.lines: must be one or more of the lines")
    rows = sorted(desk.duty)
    if any(ends <= begins for begins, ends in rows):
        raise Unlikely(f"{path}.duty: must end after it starts")
    if any(one[1] > other[0] for one, other in pairwise(rows)):
        raise Unlikely(f"{path}.duty: rows overlap")


def _check_errand(errand: Errand, known: Collection[str], path: str) -> None:
    count = len(errand.steps)
    if not 1 <= count <= MOST_STEPS:
        raise Unlikely(f"{path}.steps: must be 1 to {MOST_STEPS}")
    for number, step in enumerate(errand.steps):
        if step.line not in known:
            raise Unlikely(f"{path}.steps[{number}].line: is none of the lines")
        if any(not 0 <= one < count or one == number for one in step.after):
            raise Unlikely(f"{path}.steps[{number}].after: is no other step")


def duty_changes(counters: Sequence[Counter], open_ended: bool) -> list[tuple[float, int]]:
    """Return comings and goings in time order, each as counter * 2 + whether it comes.

    At one minute goings come first, except of a counter whose next row begins there: that one
    stays. `open_ended`: the counters that close a line last stay for good.
    """
    closes: dict[str, float] = {}
    for desk in counters:
        for line in desk.lines:
            closes[line] = max([closes.get(line, -1.0), *(ends for _, ends in desk.duty)])
    changes: list[tuple[float, int, int]] = []
    for c, desk in enumerate(counters):
        begins = {row[0] for row in desk.duty}
        ends = {row[1] for row in desk.duty}
        last = max(ends, default=0.0)
        stays = open_ended and any(closes[line] == last for line in desk.lines)
        changes += [(minute, 1, c) for minute in begins - ends]
        changes += [(minute, 0, c) for minute in ends - begins if minute != last or not stays]
    return [(minute, c * 2 + comes) for minute, comes, c in sorted(changes)]


def _served_by(
    counters: Sequence[Counter], serves: Sequence[Sequence[int]], lines: int
) -> list[list[int]]:
    """Return each line's counters: those with the fewest other lines first, then those that
    stay longest."""
    last = [max((ends for _, ends in desk.duty), default=0.0) for desk in counters]
    order = sorted(range(len(counters)), key=lambda c: (len(serves[c]), -last[c], c))
    return [[c for c in order if line in serves[c]] for line in range(lines)]


def _walks(day: MallDay, zones: Sequence[str]) -> list[float]:
    def minutes(one: str, other: str) -> float:
        if one == other:
            return 0.0
        there = day.walk.get(one, {}).get(other)
        back = day.walk.get(other, {}).get(one)
        return float(there if there is not None else back if back is not None else 0.0)

    return [minutes(one, other) for one in zones for other in zones]


def _usual_waits(day: MallDay) -> list[float]:
    """Return the usual waits line by line, as many half hours of each; empty when not known."""
    if not day.usual_waits:
        return []
    rows = [day.usual_waits.get(line.code, ()) for line in day.lines]
    halves = max(len(row) for row in rows)
    return [float(wait) for row in rows for wait in (*row, *[0.0] * (halves - len(row)))]


def _drawn_from(day: MallDay, codes: Sequence[str]) -> tuple[list[int], list[float]]:
    """Return what people are drawn from: pieces of constant rates, kinds, steps, slots."""
    kinds = day.errands
    edges = sorted({edge for one in kinds for row in one.per_hour for edge in row[:2]})
    pieces = list(pairwise(edges))
    shares = [share for piece in pieces for share in accumulate(_rates(kinds, piece))]
    steps = [(errand, step) for errand in kinds for step in errand.steps]
    lines = {line.code: line for line in day.lines}
    shapes = [_shape(step, lines[step.line]) for _, step in steps]
    slots = [
        (minute, kind, people) for kind, one in enumerate(kinds) for minute, people in one.slots
    ]
    whole: list[Sequence[int]] = [
        [0, *accumulate(len(one.steps) for one in kinds)],
        [codes.index(step.line) for _, step in steps],
        [sum(1 << one for one in set(step.after)) for _, step in steps],
        [shape for shape, *_ in shapes],
        [_mode(day, errand) for errand in kinds],
        [kind for _, kind, _ in slots],
        [people for *_, people in slots],
    ]
    broken: list[Sequence[float]] = [
        [float(begins) for begins, _ in pieces],
        [float(ends) for _, ends in pieces],
        shares,
        [scale for _, scale, *_ in shapes],
        [sigma for *_, sigma, _ in shapes],
        [mean for *_, mean in shapes],
        [errand.head_start for errand in kinds],
        [errand.no_show for errand in kinds],
        [float(minute) for minute, *_ in slots],
    ]
    return _laid(whole, broken, (len(pieces), len(kinds), len(slots)))


def _laid(
    whole: Sequence[Sequence[int]], broken: Sequence[Sequence[float]], sizes: tuple[int, int, int]
) -> tuple[list[int], list[float]]:
    """Put the lists of a plan behind each other, and say in its head where each begins."""
    from satuhadir.engines.simulate import drawing as d

    pn, pf = [0] * PLAN, [0.0]
    pn[d.PIECES], pn[d.KINDS], pn[d.SLOTS] = sizes
    places = [d.STEPS_OF, d.STEP_LINE, d.STEP_NEEDS, d.STEP_SHAPE, d.KIND_MODE, d.SLOT_KIND,
              d.SLOT_PEOPLE]  # fmt: skip
    for place, values in zip(places, whole, strict=True):
        pn[place] = len(pn)
        pn += values
    places = [d.BEGINS, d.ENDS, d.SHARES, d.STEP_SCALE, d.STEP_SIGMA, d.STEP_MEAN, d.KIND_START,
              d.KIND_LEAVES, d.SLOT_AT]  # fmt: skip
    for place, numbers in zip(places, broken, strict=True):
        pn[place] = len(pf)
        pf += numbers
    return pn, pf


def _rates(kinds: Sequence[Errand], piece: tuple[float, float]) -> list[float]:
    """Return how many of each kind come a minute in a piece of the day."""
    return [
        sum(rate / 60.0 for begins, ends, rate in one.per_hour
            if begins <= piece[0] and piece[1] <= ends)
        for one in kinds
    ]  # fmt: skip


def _shape(step: Step, line: Line) -> tuple[int, float, float, float]:
    """Return shape, scale, sigma of the logarithm, and the mean of a step's service times."""
    mean = float(line.minutes if step.minutes is None else step.minutes)
    cv = line.cv if step.cv is None else step.cv
    if line.shape == "exponential":
        return 1, mean, 0.0, mean
    if line.shape == "constant" or cv == 0:
        return 0, mean, 0.0, mean
    variance = math.log(1.0 + cv * cv)
    return 2, mean * math.exp(-variance / 2.0), math.sqrt(variance), mean


def _mode(day: MallDay, errand: Errand) -> int:
    mode = MODES[day.policy]
    if mode == at.SUMMON and (errand.is_single or not errand.summoned):
        return at.ONE_ACTIVE
    return mode


def lay_out(
    plan: Plan,
    day: MallDay,
    visits: int,
    per_line: Sequence[int],
    ints: Callable[[int], list[int]],
    floats: Callable[[int], list[float]],
) -> tuple[list[int], list[float]]:
    """Return the two lists of a day for so many visits and tickets, all but the people filled."""
    tickets = sum(per_line)
    lines, desks = len(plan.lines), len(plan.serves)
    events = desks + 2 * visits + 2 * tickets + 8
    head = _header(plan, visits, tickets, events)
    n = ints(head[-1][0])
    f = floats(head[-1][1])
    for place, offset in head[:-1]:
        n[place] = offset
    room = [0, *accumulate(per_line)]
    _put(n, at.ROOM, room)
    _put(n, at.HEAD, room[:lines])
    _put(n, at.TAIL, room[:lines])
    _put(n, at.ZONE, [plan.zones.index(line.place) for line in day.lines])
    _put(n, at.THETA, [round(100 * line.theta) for line in day.lines])
    _put(n, at.DESKS, [0, *accumulate(len(one) for one in plan.served_by)])
    _put(n, at.SERVED_BY, [c for one in plan.served_by for c in one])
    _put(n, at.SKILLS, [0, *accumulate(len(one) for one in plan.serves)])
    _put(n, at.SERVES, [line for one in plan.serves for line in one])
    _put(n, at.WITH, [at.NOBODY] * desks)
    _put(n, at.DUTY, [change for _, change in plan.duties])
    _put_floats(n, f, at.DUTY_AT, [minute for minute, _ in plan.duties])
    _put_floats(n, f, at.WALK, plan.walk)
    _put_floats(n, f, at.MEAN, [float(line.minutes) for line in day.lines])
    _put_floats(n, f, at.CV, [line.cv for line in day.lines])
    _put_floats(n, f, at.LAST_TICKET, [
        at.NEVER if line.last_ticket is None else float(line.last_ticket) for line in day.lines
    ])  # fmt: skip
    _put_floats(n, f, at.USUAL, plan.usual)
    n[at.HALVES] = len(plan.usual) // lines
    _rules(f, day, plan.walk)
    n[at.SUMMONS] = 1 if day.policy == "summon" else 0
    return n, f


def _put(n: list[int], place: int, values: Sequence[int]) -> None:
    n[n[place] : n[place] + len(values)] = values


def _put_floats(n: list[int], f: list[float], place: int, values: Sequence[float]) -> None:
    f[n[place] : n[place] + len(values)] = values


def _rules(f: list[float], day: MallDay, walk: Sequence[float]) -> None:
    f[at.NO_SHOW] = day.no_show_minutes
    f[at.SLOT_EARLY] = day.slot_early
    f[at.SLOT_LATE] = day.slot_late
    f[at.SLOT_GRACE] = day.slot_grace
    f[at.LEAD] = day.summon_lead
    f[at.PATIENCE] = day.summon_patience
    f[at.LATENESS] = day.late_minutes
    f[at.FARTHEST] = max(walk)
    f[at.DAY_OPENS] = float(day.opens)


def _header(plan: Plan, visits: int, tickets: int, events: int) -> list[tuple[int, int]]:
    """Return what stands in which place of the header, and last the sizes of both lists."""
    lines, desks, zones = len(plan.lines), len(plan.serves), len(plan.zones)
    skills = sum(len(one) for one in plan.serves)
    found = [(at.VISITS, visits), (at.TICKETS, tickets), (at.LINES, lines),
             (at.COUNTERS, desks), (at.ZONES, zones), (at.DUTIES, len(plan.duties))]  # fmt: skip
    whole = at.HEADER
    in_n: list[tuple[tuple[int, ...], int]] = [
        ((at.FIRST,), visits + 1),
        ((at.MODE, at.PLACE, at.LEFT, at.DONE, at.ACTIVE, at.BUSY, at.LEAVING, at.LATE,
          at.ERRAND), visits),
        ((at.VISIT, at.LINE, at.NEEDS, at.STATE, at.NUMBER, at.KEY, at.QUEUE), tickets),
        ((at.ROOM, at.DESKS), lines + 1),
        ((at.ZONE, at.HEAD, at.TAIL, at.ISSUED, at.THETA, at.IDLE), lines),
        ((at.SERVED_BY, at.SERVES), skills),
        ((at.SKILLS,), desks + 1),
        ((at.WITH, at.ON_DUTY), desks),
        ((at.DUTY,), len(plan.duties)),
        ((at.EVENT,), events),
    ]  # fmt: skip
    for names, size in in_n:
        for name in names:
            found.append((name, whole))
            whole += size
    broken = at.FLOATS
    in_f: list[tuple[tuple[int, ...], int]] = [
        ((at.ENTERS, at.THERE, at.LAST, at.LEAVES, at.HEAD_START), visits),
        ((at.MINUTES, at.EXPECTED, at.SLOT, at.OPENS, at.READY, at.CALLED, at.STARTED,
          at.ENDED), tickets),
        ((at.MEAN, at.SERVERS, at.LAST_TICKET, at.CV), lines),
        ((at.DUTY_AT,), len(plan.duties)),
        ((at.EVENT_AT,), events),
        ((at.WALK,), zones * zones),
        ((at.USUAL,), len(plan.usual)),
    ]  # fmt: skip
    for names, size in in_f:
        for name in names:
            found.append((name, broken))
            broken += size
    return [*found, (whole, broken)]
