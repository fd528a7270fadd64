# SPDX-License-Identifier: Apache-2.0
"""Random visits, and what every order of their services gives, tried one after another.

Written from the words of docs/engines.md alone; it shares nothing with the engine.
"""

import random
from typing import Any

Asked = dict[str, Any]
Told = tuple[int, int] | list[str]
"""The finish and the minutes in the building, or what no visit reaches."""


def some_visit(
    chance: random.Random,
    count: int,
    *,
    needs: float = 0.3,
    lags: float = 0.3,
    arrivals: int = 1,
    span: int = 200,
) -> Asked:
    """Return a question with `count` services at up to that many agencies."""
    agencies = [f"X{place}" for place in range(chance.randint(1, count))]
    codes = [f"S{place}" for place in range(count)]
    services = [_some_service(chance, code, chance.choice(agencies), span) for code in codes]
    ranks = chance.sample(range(count), count)
    for place, service in enumerate(services):
        earlier = [codes[other] for other in range(count) if ranks[other] < ranks[place]]
        if chance.random() < 0.02:
            earlier = codes
        after = _some_after(chance, earlier, needs, lags)
        if after or chance.random() < 0.5:
            service["after"] = after
    arrive: Any = chance.randint(420, 520)
    if arrivals > 1:
        arrive = [chance.randrange(420, 640, 5) for _ in range(arrivals)]
    return {"arrive": arrive, "services": services, "walk": _some_walk(chance, agencies)}


def hard_visit(
    chance: random.Random, count: int, *, arrivals: int = 1, agencies: int | None = None
) -> Asked:
    """Return a visit whose order is hard to find: nearly everything can be done all day, so
    papers that take their time are most of what keeps it, beside waits, seats and a break.
    """
    names = [f"X{place}" for place in range(agencies or chance.choice([1, 2, 3, count]))]
    ranks = chance.sample(range(count), count)
    makers = set(chance.sample(range(count), min(count, chance.choice([1, 2, 3, 5, count]))))
    often, lags = (
        chance.choice([0.1, 0.25, 0.5]),
        chance.choice([[5, 20], [30, 60], [60, 120, 240]]),
    )
    kinds = chance.choice([["free"], ["wait"], ["seats"], ["free", "wait", "seats"]])
    lunch = chance.randint(180, 270), chance.choice([0, 30, 60])
    services: list[Asked] = []
    for place in range(count):
        after: list[Any] = []
        for other in range(count):
            if ranks[other] < ranks[place] and chance.random() < often:
                if other in makers:
                    after.append({"code": f"S{other}", "lag": chance.choice(lags)})
                elif chance.random() < 0.3:
                    after.append(f"S{other}")
        earlier = [f"S{other}" for other in range(count) if ranks[other] < ranks[place]]
        if earlier and chance.random() < 0.1:
            after.append({"any": chance.sample(earlier, chance.randint(1, min(3, len(earlier))))})
        services.append({
            "code": f"S{place}", "agency": chance.choice(names),
            "minutes": chance.choice([5, 10, chance.randint(1, 25)]), "table_from": 480,
            "table": _day_long(chance, chance.choice(kinds), lunch), "after": after,
        })  # fmt: skip
    arrive: Any = chance.randint(470, 540)
    if arrivals > 1:
        arrive = list(range(450, 450 + 5 * arrivals, 5))
    return {"arrive": arrive, "services": services, "walk": _some_walk(chance, names)}


def _day_long(chance: random.Random, kind: str, lunch: tuple[int, int]) -> list[int | None]:
    """Return a table in which nobody waits, or waits more and less, or gets the next seat."""
    closes, step = 600 - chance.choice([0, 60, 120]), chance.choice([10, 15, 30, 60])
    wait = chance.uniform(0, 40)
    table: list[int | None] = []
    for minute in range(closes):
        start = minute
        if kind == "wait":
            wait = min(max(wait + chance.uniform(-1, 1), 0.0), 60.0)
            start += round(wait)
        elif kind == "seats":
            start = -(-minute // step) * step
        if lunch[0] <= start < sum(lunch):
            start = sum(lunch)
        table.append(480 + start if start < closes - 15 else None)
    return table


def waits_for_papers(asked: Asked, stops: list[Any]) -> bool:
    """Tell whether a start of a plan is later than the table alone would have it."""
    services = {one["code"]: one for one in asked["services"]}
    return any(stop["start"] != start_at(services[stop["code"]], stop["at"]) for stop in stops)


def _some_service(chance: random.Random, code: str, agency: str, span: int) -> Asked:
    begins = chance.randint(430, 500)
    wait, rough = chance.choice([0, 5, 20, 60]), chance.random() < 0.5
    closed = chance.randint(0, span), chance.randint(0, 40)
    table: list[int | None] = []
    for minute in range(span):
        start = begins + minute + chance.randint(0, wait if rough else wait // 4)
        if closed[0] <= minute < closed[0] + closed[1] and chance.random() < 0.8:
            table.append(None if chance.random() < 0.5 else begins + sum(closed) + wait)
        else:
            table.append(None if chance.random() < 0.02 else start)
    return {
        "code": code, "agency": agency, "minutes": chance.randint(1, 25),
        "table_from": begins, "table": table,
    }  # fmt: skip


def _some_after(chance: random.Random, earlier: list[str], needs: float, lags: float) -> list[Any]:
    after: list[Any] = []
    for code in earlier:
        if chance.random() < needs / 2:
            lag = chance.choice([0, 5, 20, 45, 90])
            after.append({"code": code, "lag": lag} if chance.random() < lags else code)
    if earlier and chance.random() < needs / 2:
        after.append({"any": chance.sample(earlier, chance.randint(1, len(earlier)))})
    return after


def _some_walk(chance: random.Random, agencies: list[str]) -> dict[str, dict[str, int]]:
    walk: dict[str, dict[str, int]] = {"entrance": {}}
    names = ["entrance", *agencies]
    for place, start in enumerate(names):
        for end in names[place + 1 :]:
            a, b = (start, end) if chance.random() < 0.5 else (end, start)
            walk.setdefault(a, {})[b] = chance.randint(0, 9)
    return walk


def by_every_order(asked: Asked) -> Told:
    """Return what is best of all orders and arrivals, found by trying every one."""
    services = asked["services"]
    arrivals = asked["arrive"] if isinstance(asked["arrive"], list) else [asked["arrive"]]
    reached: set[str] = set()
    found = []
    for arrive in set(arrivals):
        best: list[int] = []
        _try(asked, services, arrive, [], {}, reached, best)
        found += [(finish - arrive, arrive, finish) for finish in best]
    if not found:
        codes = [service["code"] for service in services]
        return [code for code in codes if code not in reached] or codes
    minutes, _, finish = min(found)
    return finish, minutes


def _try(
    asked: Asked,
    services: list[Asked],
    arrive: int,
    order: list[Asked],
    finishes: dict[str, int],
    reached: set[str],
    best: list[int],
) -> None:
    if len(order) == len(services):
        best.append(finishes[order[-1]["code"]])
    for service in services:
        if service["code"] in finishes:
            continue
        finish = next_finish(asked, arrive, order, finishes, service)
        if finish is not None:
            reached.add(service["code"])
            inner = {**finishes, service["code"]: finish}
            _try(asked, services, arrive, [*order, service], inner, reached, best)


def next_finish(
    asked: Asked, arrive: int, order: list[Asked], finishes: dict[str, int], service: Asked
) -> int | None:
    """Return when a service is finished as the next of an order, None when it can't be next."""
    at = arrive if not order else finishes[order[-1]["code"]]
    at += walk_between(asked, order[-1]["agency"] if order else "entrance", service["agency"])
    for need in service.get("after", []):
        if isinstance(need, dict) and "any" in need:
            if not any(code in finishes for code in need["any"]):
                return None
            continue
        code, lag = (need["code"], need.get("lag", 0)) if isinstance(need, dict) else (need, 0)
        if code not in finishes:
            return None
        at = max(at, finishes[code] + lag)
    started = start_at(service, at)
    return None if started is None else started + service["minutes"]


def start_at(service: Asked, at: int) -> int | None:
    """Return the earliest start at a minute or later: nobody has to queue at once, and no start
    is before its own minute.
    """
    begins, best = service["table_from"], None
    for place in range(max(at - begins, 0), len(service["table"])):
        start = service["table"][place]
        if best is not None and begins + place >= best:
            break
        if start is not None and (best is None or start < best):
            best = start
    return best


def walk_between(asked: Asked, start: str, end: str) -> int:
    if start == end:
        return 0
    walk = asked["walk"]
    minutes: int = walk.get(start, {}).get(end, walk.get(end, {}).get(start))
    return minutes
