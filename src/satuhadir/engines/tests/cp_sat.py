# SPDX-License-Identifier: Apache-2.0
"""The same visit given to OR-Tools CP-SAT, which proves its optimum by other means."""

from typing import Any

from satuhadir.engines.tests.one_visit import Asked, start_at, walk_between


def by_cp_sat(asked: Asked, *, seconds: float, workers: int = 1) -> tuple[int | None, bool]:
    """Return the earliest finish it found for one arrival, and whether it proved it; None and
    True when it proved that there is no plan. Needs the extra `roster`.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    services = asked["services"]
    codes = [service["code"] for service in services]
    at, finish = [], []
    for service in services:
        begins, starts = _starts(asked, service)
        if not starts:
            return None, True
        stand = model.new_int_var(begins, begins + len(starts) - 1, "")
        start = model.new_int_var(min(starts), max(starts), "")
        model.add_element(stand - begins, starts, start)
        at.append(stand)
        finish.append(start + service["minutes"])
    _visit_once(model, asked, at, finish)
    for place, service in enumerate(services):
        for need in service.get("after", []):
            _keep_need(model, need, codes, at[place], finish)
    last = model.new_int_var(0, 1_000_000, "")
    model.add_max_equality(last, finish)
    model.minimize(last)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return round(solver.objective_value), status == cp_model.OPTIMAL
    return None, status == cp_model.INFEASIBLE


def _starts(asked: Asked, service: Asked) -> tuple[int, list[int]]:
    """Return the first minute that matters and the start from each on, while there is one."""
    begins = min(asked["arrive"], service["table_from"])
    starts = []
    for minute in range(begins, service["table_from"] + len(service["table"])):
        start = start_at(service, minute)
        if start is None:
            break
        starts.append(start)
    return begins, starts


def _visit_once(model: Any, asked: Asked, at: list[Any], finish: list[Any]) -> None:
    """One round from the door through every service and out again."""
    services = asked["services"]
    arcs = []
    for b, end in enumerate(services):
        first, last = model.new_bool_var(""), model.new_bool_var("")
        arcs += [(0, b + 1, first), (b + 1, 0, last)]
        reached = asked["arrive"] + walk_between(asked, "entrance", end["agency"])
        model.add(at[b] >= reached).only_enforce_if(first)
        for a, start in enumerate(services):
            if a != b:
                goes = model.new_bool_var("")
                arcs.append((a + 1, b + 1, goes))
                walk = walk_between(asked, start["agency"], end["agency"])
                model.add(at[b] >= finish[a] + walk).only_enforce_if(goes)
    model.add_circuit(arcs)


def _keep_need(model: Any, need: Any, codes: list[str], at: Any, finish: list[Any]) -> None:
    if isinstance(need, dict) and "any" in need:
        options = []
        for code in need["any"]:
            option = model.new_bool_var("")
            model.add(at >= finish[codes.index(code)]).only_enforce_if(option)
            options.append(option)
        model.add_bool_or(options)
        return
    code, lag = (need["code"], need.get("lag", 0)) if isinstance(need, dict) else (need, 0)
    model.add(at >= finish[codes.index(code)] + lag)
