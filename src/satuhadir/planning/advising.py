# SPDX-License-Identifier: Apache-2.0
"""Which opening hours, and which rules of turn, a mall's own days would be better off with.

Pure. Every candidate meets the same drawn people as the hours of today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from satuhadir.engines.simulate import policies
from satuhadir.planning.comparing import DAYS, Step, ahead_of, compare, outcomes, visits_of
from satuhadir.planning.scenes import Change, scene
from satuhadir.planning.values import Base

BATCHES: Final = 8
WORTH_MINUTES: Final = 0.5  # a smaller gain is none that anybody feels
HOURS: Final = (
    ("open_earlier", Change(kind="hours", opens=-30)),
    ("open_later", Change(kind="hours", opens=30)),
    ("close_later", Change(kind="hours", closes=30)),
    ("close_earlier", Change(kind="hours", closes=-30)),
    ("lunch", Change(kind="lunch")),
)
THETAS: Final = tuple(round(100 * one) for one in policies.THETAS)
HEAD_STARTS: Final = (0, 10, 20, 30)


def hours_advice(base: Base, *, step: Step, batches: int | None = None) -> dict[str, Any]:
    """Return each candidate with its gain, its cost in counter-hours and a verdict.

    `better`: people wait less, surely and by half a minute or more. `cheaper`: counter-hours are
    saved and nobody waits more, surely. `not`: neither.
    """
    batches = batches or BATCHES
    rows = []
    for place, (name, change) in enumerate(HOURS):
        found = compare(base, change, batches=batches, step=_part(step, place, len(HOURS)))
        rows.append({"name": name, **_judged(found)})
    return {
        "rows": rows,
        "opens": base.opens,
        "closes": base.closes,
        "days": batches * DAYS,
        "at_the_door": _at_the_door(base),
        "arrivals": _arrivals(base),
    }


def fairness(base: Base, *, step: Step, batches: int | None = None) -> dict[str, Any]:
    """Return what other shares of a ticket's age, and other head starts, do to whom.

    Each is compared with the rules of now; a share of age also with a mall where everybody takes
    one number after another (`alone`). `harmless` is the largest share under which neither visits
    of one service nor those of several take longer than there, on the mean; None when all harm.
    """
    asked = [("theta", one) for one in THETAS] + [
        ("head_start", one) for one in HEAD_STARTS if one != base.head_start
    ]
    batches = batches or BATCHES
    days = [replace(scene(base), policy="own_order"), scene(base)]
    days += [scene(base, Change(kind=kind, amount=amount)) for kind, amount in asked]
    alone, now, *others = (
        outcomes(day, batches=batches, step=_part(step, place, len(days)))
        for place, day in enumerate(days)
    )
    rows: list[dict[str, Any]] = []
    for (kind, amount), other in zip(asked, others, strict=True):
        changed = list(zip(now, other, strict=True))
        row = {"kind": kind, "amount": amount, "visits": visits_of(changed),
               "ahead": ahead_of(changed)}  # fmt: skip
        if kind == "theta":
            row["alone"] = visits_of(list(zip(alone, other, strict=True)))
        rows.append(row)
    several = sum(sum(came) for route, came in base.visits.items() if len(route) > 1)
    kept = {round(100 * one.theta) for one in base.lines}
    return {
        "rows": rows,
        "harmless": harmless_share([one for one in rows if one["kind"] == "theta"]),
        "age_kept": kept.pop() if len(kept) == 1 else None,
        "head_start": base.head_start,
        "days": batches * DAYS,
        "several_share": round(several / base.people, 4) if base.people else 0.0,
    }


def harmless_share(rows: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the largest share of age, in percent, that costs nobody time; None for none, or
    where nobody needs several services. The mean decides, as in `policies.choose_theta`.
    """
    fine = [
        one["amount"]
        for one in rows
        if all(
            (gap := one["alone"][name]["gap"]) is not None and gap[0] <= policies.HARMLESS
            for name in ("single", "multi")
        )
    ]
    return max(fine, default=None)


def _part(step: Step, place: int, of: int) -> Step:
    return lambda share: step((place + share) / of)


def _judged(found: dict[str, Any]) -> dict[str, Any]:
    gap, hours = found["wait"]["gap"], found["hours"]
    verdict = "not"
    if gap is not None and gap[2] < 0 and gap[0] <= -WORTH_MINUTES:
        verdict = "better"
    elif gap is not None and hours < 0 and gap[0] < WORTH_MINUTES and gap[1] <= 0:
        verdict = "cheaper"
    return {"verdict": verdict, "hours": hours, "wait": found["wait"], "visits": found["visits"]}


def _arrivals(base: Base) -> list[list[float]]:
    """Return rows of a half hour's minute, people who come in it, and counters open."""
    found = []
    for place in range(48):
        people = sum(came[place] for came in base.visits.values())
        on_duty = sum(
            any(begins <= place * 30 < to for begins, to in one.duty) for one in base.counters
        )
        if people >= 0.05 or on_duty:
            found.append([place * 30, round(people, 2), on_duty])
    return found


def _at_the_door(base: Base) -> float:
    """Return how many stand there when the first counter opens, on a usual day."""
    before = base.opens // 30
    return round(sum(sum(came[:before]) for came in base.visits.values()), 1)
