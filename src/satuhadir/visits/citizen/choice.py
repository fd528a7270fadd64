# SPDX-License-Identifier: Apache-2.0
"""What somebody chose so far, as it stands in the address of every step of booking."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls.models import Mall, clock
from satuhadir.queue.models import LineService
from satuhadir.visits import queries
from satuhadir.visits.values import LineRule, Wanted

MOST = 12
PER_SERVICE = "pukul-"
OUTSIDE = "kode-"
NEVER = 9999
"""A minute at which nothing ever begins."""


class Name(NamedTuple):
    """A name to show. `lang` is `id` where the page's language is another and the name is not."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Chosen:
    """One chosen service with its line. `outside`: the system that owns its times, if another.

    `likely_minute` is the first time that fits now, where none was chosen.
    """

    code: str
    name: Name
    agency: str
    line: LineService
    rule: LineRule
    starts_minute: int | None = None
    likely_minute: int | None = None
    outside_code: str = ""

    @property
    def is_booked(self) -> bool:
        """Say whether its times are booked here."""
        return self.rule.is_open and not self.rule.outside_name

    @property
    def outside(self) -> str:
        return self.rule.outside_name

    @property
    def field(self) -> str:
        return f"{PER_SERVICE}{self.code}"

    @property
    def outside_field(self) -> str:
        return f"{OUTSIDE}{self.code}"

    @property
    def starts(self) -> str:
        return "" if self.starts_minute is None else clock(self.starts_minute)

    @property
    def likely(self) -> str:
        return "" if self.likely_minute is None else clock(self.likely_minute)

    @property
    def expected_minute(self) -> int | None:
        """Return when it begins by what is known now."""
        return self.likely_minute if self.starts_minute is None else self.starts_minute


@dataclass(frozen=True, slots=True)
class Choice:
    """The services, the day, the starts: what a step knows. `day` is None before it is chosen."""

    mall: Mall
    services: tuple[Chosen, ...]
    day: date | None = None

    @property
    def booked(self) -> list[Chosen]:
        return [one for one in self.services if one.is_booked]

    @property
    def elsewhere(self) -> list[Chosen]:
        """Return those whose times another system gives."""
        return [one for one in self.services if one.outside]

    @property
    def on_arrival(self) -> list[Chosen]:
        """Return those that get a number when their person comes."""
        return [one for one in self.services if not one.is_booked and not one.outside]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the choice as fields of an address or a form."""
        found = [("layanan", one.code) for one in self.services]
        if self.day is not None:
            found.append(("hari", self.day.isoformat()))
        found += [
            (one.field, str(one.starts_minute))
            for one in self.services
            if one.starts_minute is not None
        ]
        return found

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def services_query(self) -> str:
        return urlencode([("layanan", one.code) for one in self.services])

    def on(self, day: date) -> "Choice":
        """Return the same on a day, without times."""
        bare = tuple(replace(one, starts_minute=None) for one in self.services)
        return Choice(self.mall, bare, day)

    def likely(self, starts: Mapping[str, int]) -> "Choice":
        """Return the same with the first time that fits where none was chosen."""
        told = (
            one
            if one.starts_minute is not None
            else replace(one, likely_minute=starts.get(one.code))
            for one in self.services
        )
        return Choice(self.mall, tuple(told), self.day)

    @property
    def has_likely(self) -> bool:
        return any(one.likely for one in self.services)

    @property
    def leaves_times(self) -> bool:
        """Say whether some time is left to us."""
        return any(one.starts_minute is None for one in self.booked)

    @property
    def wanted(self) -> list[Wanted]:
        return [Wanted(one.code, one.starts_minute, one.outside_code) for one in self.services]


def choice_in(mall: Mall, said: QueryDict) -> Choice:
    """Return what an address or a form says; what can't be is left out, not refused."""
    codes = list(dict.fromkeys(said.getlist("layanan")))[:MOST]
    return choice_of(mall, codes, day_in(said.get("hari", "")), _flat(said))


def choice_of(mall: Mall, codes: list[str], day: date | None, said: Mapping[str, str]) -> Choice:
    """Return a choice of services by their codes; unknown ones are left out."""
    lines = _known(mall, codes)
    rules = queries.line_rules(mall) if lines else {}
    found = []
    for code in codes:
        line = lines.get(code)
        if line is None:
            continue
        found.append(
            Chosen(
                code=code,
                name=named(line.service.name, line.service.name_en),
                agency=line.service.agency.name,
                line=line,
                rule=rules[line.line_id],
                starts_minute=_minute(said.get(f"{PER_SERVICE}{code}", "")),
                outside_code=" ".join(said.get(f"{OUTSIDE}{code}", "").split())[:60],
            )
        )
    return Choice(mall, tuple(found), day)


def day_in(text: str) -> date | None:
    """Return a day written 2026-11-23, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def named(name: str, name_en: str = "") -> Name:
    """Return a name in the language now active, Indonesian where it has no other."""
    if (get_language() or "id").startswith("id"):
        return Name(name, "")
    return Name(name_en, "") if name_en else Name(name, "id")


def _known(mall: Mall, codes: list[str]) -> dict[str, LineService]:
    try:
        return queries.services_lines(mall, codes)
    except ServiceNotFound:
        found: dict[str, LineService] = {}
        for code in codes:
            try:
                found |= queries.services_lines(mall, [code])
            except ServiceNotFound:
                continue
        return found


def _minute(text: str) -> int | None:
    """Return a minute as a form writes it, None for none; for what is none at all NEVER, so that
    it is refused and not taken for "whichever is first".
    """
    is_minute = text.isascii() and text.isdecimal() and len(text) <= 4
    return int(text) if is_minute else NEVER if text else None


def _flat(said: QueryDict) -> dict[str, str]:
    return {name: str(said[name])[:100] for name in said if "-" in name}
