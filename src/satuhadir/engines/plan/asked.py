# SPDX-License-Identifier: Apache-2.0
"""Read a question of `satuhadir engine plan` and answer it."""

from satuhadir.engines.plan.needs import Lag, Need
from satuhadir.engines.plan.timetable import Offer, Timetable
from satuhadir.engines.plan.visit import MOST_SERVICES, best_plan, impossible, plan
from satuhadir.engines.reading import Node, printable

MOST_ARRIVALS = 2_000
MOST_AGENCIES = 200
LATEST = 100_000
"""The last minute of a table (69 days): more is a mistake, and tables of it would be large."""


def answer(question: Node) -> dict[str, object]:
    """Answer one question of `satuhadir engine plan`."""
    fields = question.record("arrive", "services", "walk")
    arrivals = _arrivals(fields["arrive"])
    rows = _filled(fields["services"], MOST_SERVICES)
    records = [
        row.record("code", "agency", "minutes", "table_from", "table", optional=("after",))
        for row in rows
    ]
    offers = [_offer(record) for record in records]
    walk = _walk(fields["walk"])
    timetable = Timetable(offers, walk)
    needs = [_need(record.get("after"), timetable.place_of) for record in records]
    codes = [offer.code for offer in offers]
    if len(arrivals) == 1:
        made = plan(timetable, arrivals[0], codes, needs)
    else:
        made = best_plan(timetable, arrivals, codes, needs)
    if made is None:
        missing = impossible(timetable, min(arrivals), codes, needs)
        return {"feasible": False, "impossible": missing}
    return {
        "feasible": True,
        "stops": [stop._asdict() for stop in made.stops],
        "finish": made.finish,
        "minutes_in_building": made.minutes_in_building,
    }


def _filled(node: Node, at_most: int) -> list[Node]:
    items = node.items(at_most=at_most)
    if not items:
        node.refuse("must not be empty")
    return items


def _arrivals(node: Node) -> list[int]:
    if isinstance(node.value, list | tuple):
        return [one.whole() for one in _filled(node, MOST_ARRIVALS)]
    if not isinstance(node.value, int | float):
        node.refuse("must be a whole number or a list of them")
    return [node.whole()]


def _offer(fields: dict[str, Node]) -> Offer:
    return Offer(
        code=fields["code"].text(),
        agency=fields["agency"].text(),
        minutes=fields["minutes"].whole(at_most=LATEST),
        table_from=fields["table_from"].whole(at_most=LATEST),
        table=_table(fields["table"]),
    )


def _table(node: Node) -> list[int | None]:
    """Read the table; entry by entry only when something in it is wrong."""
    value = node.value
    if isinstance(value, list) and len(value) <= LATEST and set(map(type, value)) <= _ENTRY:
        given = list(filter(None, value))
        if not given or (min(given) >= 0 and max(given) <= LATEST):
            return value
    entries = node.items(at_most=LATEST)
    return [None if entry.value is None else entry.whole(at_most=LATEST) for entry in entries]


_ENTRY = {int, type(None)}


def _walk(node: Node) -> dict[str, dict[str, int]]:
    walk: dict[str, dict[str, int]] = {}
    for start, row in _named(node).items():
        walk[start] = {}
        for end, minutes in _named(row).items():
            if start != end and start in walk.get(end, ()):
                minutes.refuse(f"is given twice: walk.{printable(end)} has it, too")
            walk[start][end] = minutes.whole(at_most=0) if start == end else minutes.whole()
    return walk


def _named(node: Node) -> dict[str, Node]:
    """Return an object whose keys are names of the question's own."""
    if not isinstance(node.value, dict):
        node.refuse("must be an object")
    if len(node.value) > MOST_AGENCIES:
        node.refuse(f"must have at most {MOST_AGENCIES} names, not {len(node.value)}")
    return node.record(optional=list(node.value))


def _need(node: Node | None, place_of: dict[str, int]) -> Need:
    """Read what a service comes after; a field that is absent is nothing."""
    every, some, lags = 0, [], []
    for one in node.items(at_most=4 * MOST_SERVICES) if node is not None else []:
        if not isinstance(one.value, dict):
            every |= 1 << _place(one, place_of)
        elif "any" in one.value:
            group = _filled(one.record("any")["any"], 4 * MOST_SERVICES)
            some.append(sum({1 << _place(code, place_of) for code in group}))
        else:
            fields = one.record("code", optional=("lag",))
            place = _place(fields["code"], place_of)
            every |= 1 << place
            if "lag" in fields and (minutes := fields["lag"].whole()):
                lags.append(Lag(place, minutes))
    return Need(every, tuple(some), tuple(lags))


def _place(node: Node, place_of: dict[str, int]) -> int:
    code = node.text()
    if code not in place_of:
        node.refuse(f"names {printable(code)}, which is no code of this list")
    return place_of[code]
