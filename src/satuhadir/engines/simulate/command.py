# SPDX-License-Identifier: Apache-2.0
"""`satuhadir engine simulate`: read one question about a network of stations and answer it."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from satuhadir.engines.reading import MOST_MINUTES, BadInput, Node
from satuhadir.engines.simulate.laying import ENTRANCE, MOST_STEPS
from satuhadir.engines.simulate.mall import Errand, Line, MallDay, Shape, Step
from satuhadir.engines.simulate.network import Mean, Network, Row, counters_of, simulate

SHAPES: tuple[Shape, ...] = ("exponential", "lognormal", "constant")
MOST_STATIONS = 1_000
MOST_ROUTES = 1_000
MOST_ROWS = 10_000
MOST_COUNTERS = 1_000
MOST_RUNS = 10_000
MOST_TICKETS = 20_000_000
"""Of all runs; some seconds compiled, ten minutes without."""
MOST_SEED = 2**53
DECIMALS = 6


def answer(question: Node) -> dict[str, object]:
    """Answer one question of `satuhadir engine simulate`."""
    found = simulate(read(question))
    return {
        "stations": [
            {
                "code": station.code,
                "served": station.served,
                "wait": _mean(station.wait),
                "waited_share": _rounded(station.waited_share),
                "busy_share": _rounded(station.busy_share),
            }
            for station in found.stations
        ],
        "visit": {"served": found.visits, **_mean(found.visit)},
    }


def _mean(mean: Mean) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in mean._asdict().items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def read(question: Node) -> Network:
    """Return the network a question is about; raise `BadInput` with the place of what is wrong."""
    asked = question.record(
        "seed", "runs", "from", "to", "stations", "arrivals", optional=("warm_up", "walk")
    )
    begins = asked["from"].whole()
    to = asked["to"].whole()
    if to <= begins:
        asked["to"].refuse("must be later than from")
    warm_up = asked["warm_up"].whole() if "warm_up" in asked else 0
    if warm_up >= to - begins:
        asked["warm_up"].refuse("must be shorter than from until to")
    stations = _stations(asked["stations"])
    staffing = {line.code: rows for line, rows in stations}
    codes = list(staffing)
    runs = asked["runs"].whole(at_least=1, at_most=MOST_RUNS)
    errands = _errands(asked["arrivals"], codes, begins, to)
    _refuse_too_many(asked["arrivals"], errands, runs)
    day = MallDay(
        lines=tuple(line for line, _ in stations),
        counters=tuple(
            desk for code, rows in staffing.items() for desk in counters_of(code, rows, to)
        ),
        errands=errands,
        opens=begins,
        closes=to,
        walk=_walk(asked["walk"], codes) if "walk" in asked else {},
        policy="own_order",
        closing="serve_all",
        day_spread=0.0,
    )
    seed = asked["seed"].whole(at_most=MOST_SEED)
    return Network(
        day=day, staffing=tuple(staffing.values()), since=float(begins + warm_up), to=float(to),
        runs=runs, seed=seed,
    )  # fmt: skip


def _refuse_too_many(node: Node, errands: Sequence[Errand], runs: int) -> None:
    tickets = runs * sum(
        len(errand.steps) * (ends - begins) / 60 * rate
        for errand in errands
        for begins, ends, rate in errand.per_hour
    )
    if tickets > MOST_TICKETS:
        node.refuse(f"must bring at most {MOST_TICKETS:,} tickets in all runs together")


def _stations(node: Node) -> list[tuple[Line, tuple[Row, ...]]]:
    found: dict[str, tuple[Line, tuple[Row, ...]]] = {}
    for item in node.items(at_most=MOST_STATIONS):
        one = item.record("code", "minutes", "counters")
        code = one["code"].text()
        if code in found:
            one["code"].refuse("is the code of another station, too")
        if code == ENTRANCE:
            one["code"].refuse("is where everybody comes in, not a station")
        rows = [
            (begins, ends, row[2].whole(at_most=MOST_COUNTERS))
            for begins, ends, row in _rows(one["counters"])
        ]
        if not any(count for *_, count in rows):
            one["counters"].refuse("must have a counter at some time")
        mean, shape, cv = _minutes(one["minutes"])
        found[code] = Line(code=code, minutes=mean, shape=shape, cv=cv), tuple(rows)
    if not found:
        node.refuse("must have at least one station")
    return list(found.values())


def _minutes(node: Node) -> tuple[float, Shape, float]:
    one = node.record("mean", "shape", optional=("cv",))
    chosen = one["shape"].choice(SHAPES)
    shape = next(shape for shape in SHAPES if shape == chosen)
    mean = one["mean"].number(above=0, at_most=10_000)
    if shape != "lognormal":
        if "cv" in one:
            one["cv"].refuse("belongs to the shape lognormal alone")
        return mean, shape, 0.0
    if "cv" not in one:
        raise BadInput(f"{node.path}.cv", "is missing")
    return mean, shape, one["cv"].number(at_least=0, at_most=100)


def _rows(node: Node) -> list[tuple[int, int, list[Node]]]:
    """Return rows of from, to and a third value, in time order; refuse an overlap."""
    found: list[tuple[int, int, list[Node]]] = []
    for item in node.items(at_most=MOST_ROWS):
        row = item.items(at_most=3, exactly=3)
        begins, ends = row[0].whole(), row[1].whole()
        if ends <= begins:
            item.refuse("must end after it starts")
        found.append((begins, ends, row))
    order = sorted(range(len(found)), key=lambda place: found[place][:2])
    for one, other in pairwise(order):
        if found[one][1] > found[other][0]:
            earlier, later = sorted((one, other))
            raise BadInput(f"{node.path}[{later}]", f"overlaps {node.path}[{earlier}]")
    return [found[place] for place in order]


def _errands(node: Node, codes: Collection[str], begins: int, to: int) -> tuple[Errand, ...]:
    found = []
    for place, item in enumerate(node.items(at_most=MOST_ROUTES)):
        one = item.record("route", "per_hour")
        route = one["route"].items(at_most=MOST_STEPS)
        if not route:
            one["route"].refuse("must have at least one station")
        rates = [
            (float(max(starts, begins)), float(min(ends, to)), row[2].number(at_least=0))
            for starts, ends, row in _rows(one["per_hour"])
        ]
        found.append(
            Errand(
                code=str(place),
                steps=tuple(Step(line=step.choice(tuple(codes))) for step in route),
                per_hour=tuple(row for row in rates if row[0] < row[1]),
            )
        )
    if not found:
        node.refuse("must have at least one route")
    return tuple(found)


def _walk(node: Node, codes: Collection[str]) -> Mapping[str, Mapping[str, float]]:
    """Return the walks; each pair once, in either direction."""
    places = (ENTRANCE, *codes)
    found: dict[str, dict[str, float]] = {}
    pairs: set[frozenset[str]] = set()
    for one, row in _entries(node, places):
        for other, minutes in _entries(row, places):
            if one == other:
                minutes.whole(at_most=0)
                continue
            if frozenset((one, other)) in pairs:
                minutes.refuse("is the walk of a pair that was given before")
            pairs.add(frozenset((one, other)))
            found.setdefault(one, {})[other] = float(minutes.whole(at_most=MOST_MINUTES))
    return found


def _entries(node: Node, places: Sequence[str]) -> list[tuple[str, Node]]:
    return list(node.record(optional=places).items())
