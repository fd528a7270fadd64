# SPDX-License-Identifier: Apache-2.0
"""Shifts and names as questions to OR-Tools' CP-SAT. Imported only where it is installed."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from satuhadir.engines.staffing.naming import Named, Shift, Worker

_WORKERS = 2
_SPREAD_SHARE = 0.3  # of the time goes into spreading the work evenly


def solve(
    people: Sequence[Worker], shifts: Sequence[Shift], first: Sequence[Named], seconds: float
) -> tuple[list[Named], int, str]:
    """Return who works what, the proven bound on filled minutes, and the solver's name.

    `first` is an answer to begin from. Two steps: as many minutes filled as can be, then, with
    that kept, the person who works most works as little as possible.
    """
    model, chosen = _model(people, shifts)
    filled = sum(shifts[place].minutes * one for (_who, place), one in chosen.items())
    model.maximize(filled)
    _hint(model, chosen, set(first))
    named, bound = _ask(model, chosen, list(first), seconds * (1 - _SPREAD_SHARE))
    reached = sum(shifts[one.shift].minutes for one in named)

    model, chosen = _model(people, shifts)
    filled = sum(shifts[place].minutes * one for (_who, place), one in chosen.items())
    model.add(filled >= reached)
    heaviest = model.new_int_var(0, max((one.most_minutes for one in people), default=0), "most")
    for who in range(len(people)):
        load = [shifts[p].minutes * one for (w, p), one in chosen.items() if w == who]
        if load:
            model.add(sum(load) <= heaviest)
    model.minimize(heaviest)
    _hint(model, chosen, set(named))
    spread, _bound = _ask(model, chosen, named, seconds * _SPREAD_SHARE)
    return spread, bound, "cp-sat"


Chosen = dict[tuple[int, int], cp_model.IntVar]


def solve_cover(
    needed: Sequence[int],
    rows: Sequence[Sequence[bool]],
    minutes: Sequence[int],
    most: int,
    seconds: float,
) -> tuple[tuple[int, ...], int, bool] | None:
    """Return counts of patterns, the bound on paid minutes, and whether nothing is cheaper."""
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, most, f"{place}") for place in range(len(rows))]
    missing = []
    for place, want in enumerate(needed):
        on_duty = sum(one for one, row in zip(counts, rows, strict=True) if row[place])
        lacks = model.new_int_var(0, want, f"lacks {place}")
        model.add(on_duty + lacks >= want)
        model.add(on_duty <= most)
        missing.append(lacks)
    paid = sum(one * cost for one, cost in zip(counts, minutes, strict=True))
    heavy = most * sum(minutes) + 1
    model.minimize(heavy * sum(missing) + paid)
    solver = _solver(seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    bound = int(solver.best_objective_bound) - heavy * sum(solver.value(one) for one in missing)
    found = tuple(solver.value(one) for one in counts)
    return found, max(bound, 0), status == cp_model.OPTIMAL


def _solver(seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.1)
    solver.parameters.num_workers = _WORKERS
    solver.parameters.random_seed = 1
    return solver


def _model(people: Sequence[Worker], shifts: Sequence[Shift]) -> tuple[cp_model.CpModel, Chosen]:
    model = cp_model.CpModel()
    chosen = {
        (who, place): model.new_bool_var(f"{who}-{place}")
        for who, person in enumerate(people)
        for place, one in enumerate(shifts)
        if person.may(one)
    }
    for place, one in enumerate(shifts):
        model.add(sum(v for (_w, p), v in chosen.items() if p == place) <= one.count)
    for who, person in enumerate(people):
        own = {place: v for (w, place), v in chosen.items() if w == who}
        for day in {shifts[place].day for place in own}:
            model.add_at_most_one(v for place, v in own.items() if shifts[place].day == day)
        if own:
            load = sum(shifts[place].minutes * v for place, v in own.items())
            model.add(load <= person.most_minutes)
    return model, chosen


def _hint(model: cp_model.CpModel, chosen: Chosen, first: set[Named]) -> None:
    for (who, place), one in chosen.items():
        model.add_hint(one, Named(who, place) in first)


def _ask(
    model: cp_model.CpModel, chosen: Chosen, known: list[Named], seconds: float
) -> tuple[list[Named], int]:
    """Return the answer, or what was known where none was found in time, and the bound."""
    solver = _solver(seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return known, int(solver.best_objective_bound)
    named = [Named(who, place) for (who, place), one in chosen.items() if solver.value(one)]
    return named, int(solver.best_objective_bound)
