# SPDX-License-Identifier: Apache-2.0
"""Measure by name, or everything: `./satuhadir bench [NAME …] [--json FILE] [--quick]`."""

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import psutil

from bench import (
    aged,
    bookings,
    busy_day,
    call_next,
    crashes,
    forecast,
    insights,
    key_to_screen,
    many_screens,
    memory_and_start,
    notices,
    one_person,
    plan,
    policies,
    promises,
    races,
    screens,
    search,
    simulate,
    staffing,
    visits,
)
from bench.api import NoAnswer, Unexpected
from bench.crowd import CrowdError
from bench.demonstration import DemonstrationError
from bench.figures import Report, Row, table

QUICK_ACTS = 250
QUICK_ROUNDS = 4

BENCHMARKS: Mapping[str, Callable[[], Report]] = {
    "visits": visits.run,
    "call_next": call_next.run,
    "screens": screens.run,
    "search": search.run,
    "plan": plan.run,
    "simulate": simulate.run,
    "policies": policies.run,
    "staffing": staffing.run,
    "bookings": bookings.run,
    "forecast": forecast.run,
    "promises": promises.run,
    "many_screens": many_screens.run,
    "aged": aged.run,
    "key_to_screen": key_to_screen.run,
    "crashes": crashes.run,
    "memory_and_start": memory_and_start.run,
    "races": races.run,
    "notices": notices.run,
    "one_person": one_person.run,
    "busy_day": busy_day.run,
    "insights": insights.run,
}
QUICK: Mapping[str, Callable[[], Report]] = {
    "crashes": lambda: crashes.run(QUICK_ROUNDS),
    "races": lambda: races.run(QUICK_ACTS),
    "one_person": lambda: one_person.run(QUICK_ACTS * 8),
    "busy_day": lambda: busy_day.run(busy_day.QUICK_HOURS),
    "insights": insights.quick,
    "plan": plan.quick,
    "staffing": staffing.quick,
    "policies": policies.quick,
    "forecast": forecast.quick,
    "promises": promises.quick,
}


def main() -> int:
    """Run what is asked for; 1 when a row is missed."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    benchmarks = {**BENCHMARKS, **(QUICK if options.quick else {})}
    print(machine(), flush=True)
    rows: list[Row] = []
    results: dict[str, Any] = {"machine": machine(), "quick": options.quick, "benchmarks": {}}
    for name in options.names or BENCHMARKS:
        print(f"\n{name}: {_first_line(name)}", flush=True)
        began = time.monotonic()
        report = _measured(name, benchmarks[name])
        seconds = time.monotonic() - began
        rows += report.rows
        results["benchmarks"][name] = {**report.as_json(), "seconds": seconds}
        print(table(report.rows))
        print("\n".join(f"- {remark}" for remark in report.remarks))
        print(f"- took {seconds:.0f} s; {_load()}", flush=True)
    if len(results["benchmarks"]) > 1:
        print("\n" + table(rows))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(row.is_met for row in rows) else 1


def _measured(name: str, benchmark: Callable[[], Report]) -> Report:
    """Run one; what could not be measured is missed, and the others still run."""
    try:
        return benchmark()
    except (CrowdError, DemonstrationError, NoAnswer, Unexpected) as error:
        row = Row(name, name, "could not be measured", "–", "–", "–", is_met=False)
        return Report([row], [str(error)], {})


def machine() -> str:
    """Say what the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB,"
        f" Python {platform.python_version()}; {_load()}"
    )


def _load() -> str:
    return f"load of the machine {psutil.getloadavg()[0]:.1f}"


def _first_line(name: str) -> str:
    module = sys.modules[BENCHMARKS[name].__module__]
    return (module.__doc__ or "").splitlines()[0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="satuhadir bench", description="Measure.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    parser.add_argument(
        "--quick", action="store_true", help="fewer races and crashes, while working on something"
    )
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"no such directory: {options.json.parent}")
    return options


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
