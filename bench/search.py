# SPDX-License-Identifier: Apache-2.0
"""Search in people's own words: what is found, what rightly is not, how fast at 2,000 services."""

import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

import yaml

from bench.figures import Report, Row, milliseconds, percentile
from satuhadir.engines.search import Index, Offered

SERVICES = 2_000
ROUNDS = 3
RECALL, NOTHING, SECONDS = 0.95, 0.90, 0.010
# Each place offers the shipped services anew under names of its own.
PLACES = [
    "Angsana", "Beringin", "Cemara", "Damar", "Eboni", "Flamboyan", "Gaharu", "Jati", "Kenari",
    "Lontar", "Mahoni", "Nangka", "Pinus", "Randu", "Sengon", "Trembesi", "Ulin", "Waru", "Akasia",
    "Bungur", "Cendana", "Dadap", "Gandaria", "Jambu", "Kepel", "Lamtoro", "Meranti", "Nibung",
    "Puspa", "Rasamala", "Sonokeling", "Tanjung", "Wungu",
]  # fmt: skip


def run() -> Report:
    """Ask the recorded questions of the shipped services, then of 2,000."""
    shipped = shipped_services()
    tuned, held = asked("tuned"), asked("held_back")
    index = Index(shipped)
    recalls = {name: recall(index, rows) for name, rows in (("tuned", tuned), ("held", held))}
    nonsense = [row["query"] for row in tuned + held if not row["fits"]]
    nothing = sum(not index.find(query, 3).hits for query in nonsense) / len(nonsense)
    spent, build, wall = timed([row["query"] for row in tuned + held], many_services(shipped))
    p50, p99 = percentile(spent, 0.5), percentile(spent, 0.99)
    rows = [
        share_row("recall_tuned", "recall@3, tuned two thirds", recalls["tuned"], RECALL),
        share_row("recall_held", "recall@3, held-back third", recalls["held"], RECALL),
        share_row("nonsense", "nonsense answered with nothing", nothing, NOTHING),
        Row(
            name="engine",
            what=f"one question at {SERVICES:,} services, p99",
            figure=milliseconds(p99),
            beside=milliseconds(SECONDS),
            ratio=f"{p99 / SECONDS:.2f}",
            wanted="≤ 1",
            is_met=p99 <= SECONDS,
        ),
    ]
    remarks = [
        f"{len(tuned)} tuned and {len(held)} held-back questions, {len(nonsense)} of them nonsense",
        f"p50 {milliseconds(p50)}; processor time; by the clock p99"
        f" {milliseconds(percentile(wall, 0.99))}",
        f"index of {SERVICES:,} services prepared once in {build:.2f} s, used for every question",
    ]
    values = {"recall": recalls, "nothing": nothing, "p50": p50, "p99": p99, "build": build}
    return Report(rows, remarks, values)


def asked(part: str) -> list[dict[str, Any]]:
    """Return the recorded questions, each with the codes that fit it."""
    folder = files("satuhadir.engines.tests")
    read: list[dict[str, Any]] = yaml.safe_load(
        folder.joinpath(f"data/queries_{part}.yaml").read_text("utf-8")
    )
    return read


def shipped_services() -> list[Offered]:
    """Return the services of the catalogue file that ships."""
    text = files("satuhadir.catalogue").joinpath("data/layanan.yaml").read_text("utf-8")
    read = yaml.safe_load(text)
    return [
        Offered(
            code=one["code"],
            name=one["name"],
            name_en=one["name_en"],
            agency=read["agencies"][one["agency"]]["name"],
            words=tuple(one["words"]),
        )
        for one in read["services"]
    ]


def many_services(shipped: Sequence[Offered]) -> list[Offered]:
    """Return 2,000 services: the shipped ones, again at each place."""
    again = [
        replace(
            one,
            code=f"{one.code}-{place.upper()}",
            name=f"{one.name} {place}",
            agency=f"{one.agency} {place}",
        )
        for place in PLACES
        for one in shipped
    ]
    return [*shipped, *again][:SERVICES]


def recall(index: Index, rows: Sequence[dict[str, Any]]) -> float:
    """Return the share of questions that find a fitting service among the first three."""
    meant = [row for row in rows if row["fits"]]
    found = [{hit.code for hit in index.find(row["query"], 3).hits} for row in meant]
    return sum(bool(one & set(row["fits"])) for one, row in zip(found, meant, strict=True)) / len(
        meant
    )


def timed(
    queries: Sequence[str], services: Sequence[Offered]
) -> tuple[list[float], float, list[float]]:
    """Return the processor seconds of each question, those of building, and by the clock."""
    began = time.thread_time()
    index = Index(services)
    build = time.thread_time() - began
    spent, wall = [], []
    for _ in range(ROUNDS):
        for query in queries:
            clock, processor = time.perf_counter(), time.thread_time()
            index.find(query, 5)
            spent.append(time.thread_time() - processor)
            wall.append(time.perf_counter() - clock)
    return spent, build, wall


def share_row(name: str, what: str, share: float, least: float) -> Row:
    """Return a row about a share that must not fall below another."""
    return Row(
        name=name,
        what=what,
        figure=f"{share:.1%}",
        beside=f"{least:.0%}",
        ratio=f"{share / least:.2f}",
        wanted="≥ 1",
        is_met=share >= least,
    )
