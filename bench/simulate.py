# SPDX-License-Identifier: Apache-2.0
"""The simulator: events a second beside Ciw and SimPy in the same run, and the textbook's waits."""

import time
from collections.abc import Callable
from functools import partial

from bench.figures import Report, Row, median
from bench.networks import (
    NODES,
    ONE_STATION,
    Open,
    Ours,
    compiled_people,
    hall,
    people,
    with_ciw,
    with_simpy,
)
from satuhadir.engines.simulate.compiling import can_compile, compiled, plain
from satuhadir.engines.simulate.telling import interval

ROUNDS = 5
OURS_CUSTOMERS, SIMPY_CUSTOMERS, CIW_CUSTOMERS = 5_000, 5_000, 5_000
OURS_RUNS = 40
TIMES_CIW, TIMES_SIMPY = 50.0, 15.0
CHECKED_RUNS, CHECKED_CUSTOMERS, SKIP = 60, 30_000, 0.1
LEAST_NODES = 23


def run() -> Report:
    """Time all three in turn, then compare our waits with Erlang's and Jackson's."""
    fast = can_compile()
    machine = compiled() if fast else plain()
    draw = compiled_people() if fast else people
    rows: list[Row] = []
    remarks = [f"our simulator runs {'compiled by numba' if fast else 'in plain Python'}"]
    values: dict[str, object] = {}
    networks = (("M/M/10, nine tenths busy", ONE_STATION), (f"Jackson, {NODES} nodes", hall()))
    for name, network in networks:
        ours = Ours(network, machine, draw)
        speeds = _speeds(network, ours)
        rows += _speed_rows(name, speeds)
        plainly = _plain_speed(network)
        remarks.append(f"{name}: in plain Python {plainly:,.0f} events/s")
        values[name] = speeds
    rows += [
        _erlang_row(Ours(ONE_STATION, machine, draw)),
        _jackson_row(Ours(hall(), machine, draw)),
    ]
    return Report(rows, remarks, values)


def _speeds(network: Open, ours: Ours) -> dict[str, list[float]]:
    """Return events a second of processor time, round by round in turn."""
    found: dict[str, list[float]] = {"ours": [], "ciw": [], "simpy": []}
    ours.run(1_000, 0)
    for number in range(ROUNDS):
        found["ours"].append(_timed(partial(_ours, ours, number)))
        found["ciw"].append(_timed(partial(with_ciw, network, CIW_CUSTOMERS, number)))
        found["simpy"].append(_timed(partial(with_simpy, network, SIMPY_CUSTOMERS, number)))
    return found


def _ours(ours: Ours, number: int) -> int:
    return sum(
        ours.sample(OURS_CUSTOMERS, number * OURS_RUNS + one).events for one in range(OURS_RUNS)
    )


def _plain_speed(network: Open) -> float:
    slow = Ours(network, plain(), people)
    return _timed(lambda: slow.sample(SIMPY_CUSTOMERS, 1).events)


def _timed(work: Callable[[], int]) -> float:
    began = time.process_time()
    events = work()
    return events / (time.process_time() - began)


def _speed_rows(name: str, speeds: dict[str, list[float]]) -> list[Row]:
    rows = []
    for peer, title, least in (("ciw", "Ciw", TIMES_CIW), ("simpy", "SimPy", TIMES_SIMPY)):
        ratios = [one / other for one, other in zip(speeds["ours"], speeds[peer], strict=True)]
        rows.append(
            Row(
                name="simulate",
                what=f"{name}: events a second of processor time, drawing and counting included",
                figure=f"{median(speeds['ours']) / 1e6:.2f} million",
                beside=f"{title} {median(speeds[peer]) / 1e3:.0f} thousand",
                ratio=f"{median(ratios):.0f} ({min(ratios):.0f} to {max(ratios):.0f})",
                wanted=f"≥ {least:.0f}",
                is_met=median(ratios) >= least,
            )
        )
    return rows


def _erlang_row(ours: Ours) -> Row:
    means = [ours.sample(CHECKED_CUSTOMERS, one, SKIP).waits[0] for one in range(CHECKED_RUNS)]
    low, high = interval(means) or (0.0, 0.0)
    right = ONE_STATION.waits[0]
    return Row(
        name="simulate",
        what=f"M/M/10: mean wait, {CHECKED_RUNS} runs of {CHECKED_CUSTOMERS:,}",
        figure=f"{sum(means) / len(means):.4f} [{low:.4f}, {high:.4f}]",
        beside=f"Erlang C {right:.4f}",
        ratio=f"{sum(means) / len(means) / right:.3f}",
        wanted="inside the 95 % interval",
        is_met=low <= right <= high,
    )


def _jackson_row(ours: Ours) -> Row:
    samples = [ours.sample(CHECKED_CUSTOMERS, one, SKIP).waits for one in range(CHECKED_RUNS)]
    inside, errors = 0, []
    for node, right in enumerate(ours.network.waits):
        means = [waits[node] for waits in samples]
        low, high = interval(means) or (0.0, 0.0)
        inside += low <= right <= high
        errors.append(abs(sum(means) / len(means) / right - 1.0))
    return Row(
        name="simulate",
        what=f"Jackson network: nodes whose mean wait is right, {CHECKED_RUNS} runs",
        figure=f"{inside} of {NODES}",
        beside="M/M/c at each node, by Jackson's theorem",
        ratio=f"mean error {sum(errors) / len(errors):.1%}",
        wanted=f"≥ {LEAST_NODES} inside their 95 % intervals",
        is_met=inside >= LEAST_NODES,
    )
