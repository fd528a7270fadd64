# SPDX-License-Identifier: Apache-2.0
"""The survey's past months in the demonstration: invented people, invented opinions, one seed."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from satuhadir.catalogue.models import Service
from satuhadir.catalogue.queries import services_of
from satuhadir.demo.content import MallContent
from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls.models import Mall
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.actions.loading import ToldDay, load_past
from satuhadir.satisfaction.values import Given

MONTHS = 4
HOURS = 3.0  # a usual day of a mall without figures has so many hours at the content's pace
SHARE, RESPONSE, VOLUNTEERS = 0.12, 0.38, 0.025
# What people usually think: 1 is the lowest, 4 the highest.
USUAL = {
    "persyaratan": 3.35, "prosedur": 3.3, "waktu": 2.95, "biaya": 3.5, "produk": 3.4,
    "kompetensi": 3.45, "perilaku": 3.5, "pengaduan": 3.0, "sarana": 3.05,
}  # fmt: skip
LIKELY = {
    "sex": (52, 48),
    "age": (3, 30, 28, 19, 13, 7),
    "education": (9, 14, 46, 27, 3, 1),
    "occupation": (12, 2, 2, 34, 26, 24),
}
REMARKS = 12  # a month


@dataclass(frozen=True, slots=True)
class Sayings:
    """What the invented people write, and what their mall plans."""

    remarks: tuple[str, ...]
    plans: Mapping[str, str]
    notes: tuple[str, ...]


@cache
def sayings() -> Sayings:
    """Return the invented words of `data/saran.yaml`."""
    file = resources.files("satuhadir.demo.data").joinpath("saran.yaml")
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Sayings(tuple(told["saran"]), told["rencana"], tuple(told["catatan"]))


Served = Mapping[date, Mapping[str, int]]


def tell_past(mall: Mall, served: Served, *, is_told: bool = True) -> None:
    """Write the last months' answers of those who were `served`, by day and service code; with
    what they remarked and what their mall plans, if that `is_told`.
    """
    chance = random.Random(14)
    days = list(_days(mall, served, chance))
    answered = Counter(one.day.replace(day=1) for one in days for _answer in one.answers)
    load_past(
        mall=mall,
        days=days,
        profile=_profile(answered, chance),
        remarks=_remarks(days, answered, chance) if is_told else (),
        share=round(100 * SHARE),
    )
    if is_told:
        _plan(mall)


def opinion(chance: random.Random, lean: float = 0.0) -> dict[str, int]:
    """Return what one person thinks; `lean` shifts all of it."""
    mood = chance.gauss(lean, 0.35)
    drawn = {one: round(chance.gauss(USUAL[one] + mood, 0.55)) for one in ELEMENTS}
    return {one: min(max(value, 1), 4) for one, value in drawn.items()}


def some_profile(chance: random.Random) -> dict[str, str]:
    """Return who somebody says to be; four in ten say nothing."""
    if chance.random() < 0.4:
        return {}
    return {
        question: chance.choices(list(choices), LIKELY[question])[0]
        for question, (_label, choices) in queries.PROFILE.items()
    }


def given_now(chance: random.Random) -> Given:
    """Return what one of the invented people answers today."""
    words = chance.choice(sayings().remarks) if chance.random() < 0.1 else ""
    return Given(opinion(chance), some_profile(chance), words)


def usual_days(mall: Mall, content: MallContent, *, busy: float) -> dict[date, dict[str, int]]:
    """Return how many a mall of no kept figures serves on the days before today."""
    chance = random.Random(41)
    return {
        day: {
            code: max(0, round(chance.gauss(mean, mean**0.5)))
            for line in content.lines
            for code in line.services
            for mean in (line.share * HOURS * busy / len(line.services),)
        }
        for day in _past_days(mall)
        if day.weekday() != 6
    }


def _past_days(mall: Mall) -> Iterator[date]:
    today = mall.today()
    day = today.replace(day=1)
    for _ in range(MONTHS - 1):
        day = (day - timedelta(days=1)).replace(day=1)
    while day < today:
        yield day
        day += timedelta(days=1)


def _days(mall: Mall, served: Served, chance: random.Random) -> Iterator[ToldDay]:
    services = {one.code: one for one in services_of(mall)}
    lean = {one.agency_id: chance.gauss(0, 0.12) for one in services.values()}
    for number, day in enumerate(_past_days(mall)):
        for code, finished in served.get(day, {}).items():
            if finished:
                service = services[code]
                leans = lean[service.agency_id] + number * 0.0006  # they learn
                yield _told(service, day, finished, leans, chance)


def _told(
    service: Service, day: date, finished: int, lean: float, chance: random.Random
) -> ToldDay:
    invited = sum(chance.random() < SHARE for _ in range(finished))
    answers: list[tuple[str, Mapping[str, int]]] = []
    for place in range(finished):
        is_invited = place < invited
        if chance.random() < (RESPONSE if is_invited else VOLUNTEERS):
            others = "volunteer" if chance.random() < 0.6 else "exit_kiosk"
            # who answers unasked is a little more often annoyed
            values = opinion(chance, lean if is_invited else lean - 0.12)
            answers.append(("invited" if is_invited else others, values))
    return ToldDay(service, day, finished, invited, answers)


def _profile(
    answered: Mapping[date, int], chance: random.Random
) -> dict[tuple[date, str, str], int]:
    counts: Counter[tuple[date, str, str]] = Counter()
    for month, n in answered.items():
        for _ in range(n):
            for question, choice in some_profile(chance).items():
                counts[month, question, choice] += 1
    return dict(counts)


def _remarks(
    days: list[ToldDay], answered: Mapping[date, int], chance: random.Random
) -> list[tuple[Service, date, str]]:
    busiest = [one.service for one in days if one.finished >= 8]
    return [
        (chance.choice(busiest), month, text)
        for month in answered
        for text in chance.sample(sayings().remarks, min(REMARKS, len(sayings().remarks)))
    ]


def _plan(mall: Mall) -> None:
    """Plan for the lowest elements: done in the oldest month, the newest still lacks one."""
    months = queries.published_months(mall)
    for place, month in enumerate(months):
        result = queries.published_month(mall, month).whole.result
        for element in (result.lowest or ())[: 2 if place == 0 else 3] if result else ():
            actions.follow_up(
                mall=mall,
                month=month,
                element=element,
                agency=None,
                plan=sayings().plans[element],
                due_day=month + timedelta(days=90),
                **_progress(place),
                version=0,
            )


def _progress(months_ago: int) -> dict[str, Any]:
    if months_ago == 0:
        return {"status": "planned", "note": ""}
    done = months_ago > 1
    return {"status": "done" if done else "started", "note": sayings().notes[1 if done else 0]}
