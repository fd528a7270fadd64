# SPDX-License-Identifier: Apache-2.0
"""What the demonstration malls hold, read from `demo/data` and checked. Pure: no database.

The loader of room demo writes it through the actions of malls, catalogue and queue; the player
takes `share` and `people` from here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from satuhadir.catalogue.actions import CatalogueDocument, ServiceEntry, catalogue_from_plain

WEEKDAYS: Final = range(7)


class ContentInvalid(Exception):
    """A data file of the demonstration contradicts itself: a mistake of ours, not of a user."""


@dataclass(frozen=True, slots=True)
class HoursContent:
    """One open interval of the mall on one weekday (0 is Monday), in minutes since midnight."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class AgencyContent:
    """An agency of the mall; `kind` is one of `malls.Agency.Kind`."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class BoothContent:
    """The place of one agency; `name` is unique in the mall."""

    name: str
    agency: str
    place: str


@dataclass(frozen=True, slots=True)
class LineContent:
    """A line of one booth. `share` weighs its arrivals against those of the other lines."""

    prefix: str
    name: str
    booth: str
    services: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class CounterContent:
    """A counter of one booth and the prefixes of the lines it serves."""

    name: str
    booth: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MallContent:
    """One whole mall; `catalogue` holds exactly its services, for `import_catalogue`."""

    slug: str
    name: str
    region: str
    timezone: str
    address: str
    hue: int
    notice: str
    keeps_holidays: bool
    daily_quota: int
    hours: tuple[HoursContent, ...]
    agencies: tuple[AgencyContent, ...]
    booths: tuple[BoothContent, ...]
    lines: tuple[LineContent, ...]
    counters: tuple[CounterContent, ...]
    catalogue: CatalogueDocument

    @property
    def services(self) -> tuple[ServiceEntry, ...]:
        return self.catalogue.services

    def counters_of(self, service: str) -> tuple[CounterContent, ...]:
        """Return the counters that serve a service, in the order of the hall."""
        prefixes = {one.prefix for one in self.lines if service in one.services}
        return tuple(one for one in self.counters if prefixes.intersection(one.lines))


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The mall that is shown, its small neighbour, and given names for invented people."""

    mall: MallContent
    neighbour: MallContent
    people: tuple[str, ...]


@cache
def load_demonstration() -> Demonstration:
    """Return the content of the demonstration; reads five files once (about half a second).

    Raises:
        ContentInvalid: a file contradicts itself.
        CatalogueInvalid: its services are no catalogue.
    """
    return Demonstration(
        mall=_mall("batu.yaml"),
        neighbour=_mall("tetangga.yaml"),
        people=tuple(_read("satuhadir.demo", "nama.yaml")["people"]),
    )


def _read(package: str, name: str) -> dict[str, Any]:
    text = files(package).joinpath("data", name).read_text(encoding="utf-8")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    plain: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 (safe, and ours)
    return plain


@cache
def _base() -> dict[str, Any]:
    return _read("satuhadir.catalogue", "layanan.yaml")


def _mall(name: str) -> MallContent:
    plain = _read("satuhadir.demo", name)
    known = _with_variants(plain["variants"])
    lines = tuple(_lines(plain["agencies"], known))
    content = MallContent(
        **{
            key: plain[key]
            for key in ("slug", "name", "region", "timezone", "address", "hue", "notice",
                        "keeps_holidays", "daily_quota")
        },
        hours=_hours(plain["hours"]),
        agencies=tuple(
            AgencyContent(
                code=one["code"],
                name=_base()["agencies"][one["code"]]["name"],
                kind=_base()["agencies"][one["code"]]["kind"],
            )
            for one in plain["agencies"]
        ),
        booths=tuple(
            BoothContent(one["booth"], one["code"], one["place"]) for one in plain["agencies"]
        ),
        lines=lines,
        counters=tuple(
            CounterContent(counter["name"], one["booth"], tuple(counter["lines"]))
            for one in plain["agencies"]
            for counter in one["counters"]
        ),
        catalogue=_catalogue(name, known, [code for line in lines for code in line.services]),
    )  # fmt: skip
    _check(name, content, known)
    return content


def _hours(plain: Mapping[str, str]) -> tuple[HoursContent, ...]:
    opens, closes = (
        int(clock[:2]) * 60 + int(clock[3:]) for clock in (plain["opens"], plain["closes"])
    )
    return tuple(HoursContent(weekday, opens, closes) for weekday in WEEKDAYS)


def _with_variants(variants: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return every service of the catalogue file and every variant by code, base before variant."""
    found: dict[str, dict[str, Any]] = {}
    for base in _base()["services"]:
        code = base["code"]
        found[code] = base
        for suffix, own in variants.get(code, {}).items():
            words = list(dict.fromkeys([*own.get("words", []), *base["words"]]))
            found[f"{code}-{suffix}"] = {
                **base, **own, "code": f"{code}-{suffix}", "words": words, "variant_of": code,
            }  # fmt: skip
    unknown = set(variants) - set(found)
    if unknown:
        raise ContentInvalid(f"variants of unknown services: {sorted(unknown)}")
    return found


def _lines(
    agencies: Iterable[Mapping[str, Any]], known: Mapping[str, Any]
) -> Iterator[LineContent]:
    """Give each line the services it names and their variants, unless another line names those."""
    named = {code for agency in agencies for line in agency["lines"] for code in line["services"]}
    for agency in agencies:
        for line in agency["lines"]:
            codes = [
                code
                for code in known
                if code in line["services"]
                or (code not in named and code.split("-")[0] in line["services"])
            ]
            yield LineContent(
                prefix=line["prefix"],
                name=line["name"],
                booth=agency["booth"],
                services=tuple(codes),
                share=float(line["share"]),
            )


def _catalogue(
    name: str, known: Mapping[str, dict[str, Any]], codes: Iterable[str]
) -> CatalogueDocument:
    """Return the part of the catalogue this mall offers, checked like any other file."""
    taken = [known[code] for code in known if code in set(codes)]
    offered = {one["code"] for one in taken}
    decreed = [{**one, **_decree(place)} for place, one in enumerate(taken, 1)]
    plain = {**_base(), "services": decreed, "events": list(_events(offered))}
    return catalogue_from_plain(plain, file=name)


def _decree(place: int) -> dict[str, str]:
    """Return an invented decree, which says that it is one, and the day from which it holds."""
    return {
        "decree_number": f"100.3/{place:03d}/SP/2026 (nomor rekaan, data contoh)",
        "decree_day": "2026-01-12",
        "valid_from": "2026-02-02",
    }


def _events(offered: set[str]) -> Iterator[dict[str, Any]]:
    """Return the life events as far as a mall offers their services, at least two of them."""
    for event in _base()["events"]:
        steps = [
            {**step, "after": [one for one in step.get("after", []) if one in offered]}
            for step in event["steps"]
            if step["service"] in offered
        ]
        if len(steps) > 1:
            yield {**event, "steps": steps}


def _check(file: str, mall: MallContent, known: Mapping[str, Any]) -> None:
    """Refuse a mall whose parts don't fit each other."""
    for what, values in {
        "prefix": [one.prefix for one in mall.lines],
        "counter": [one.name for one in mall.counters],
        "booth": [one.name for one in mall.booths],
        "agency": [one.code for one in mall.agencies],
        "service in a line": [code for one in mall.lines for code in one.services],
    }.items():
        if len(values) != len(set(values)):
            raise ContentInvalid(f"{file}: a {what} stands twice")
    lines = {one.prefix: one for one in mall.lines}
    served = set()
    for counter in mall.counters:
        for prefix in counter.lines:
            if prefix not in lines or lines[prefix].booth != counter.booth:
                raise ContentInvalid(f"{file}: {counter.name} serves no line {prefix} of its booth")
            served.add(prefix)
    if served != set(lines):
        raise ContentInvalid(f"{file}: nobody serves {sorted(set(lines) - served)}")
    codes = {one.code for one in mall.services}
    if any(code.split("-")[0] in codes for code in set(known) - codes):
        raise ContentInvalid(f"{file}: a variant of an offered service stands in no line")
    _check_hosts(file, mall)


def _check_hosts(file: str, mall: MallContent) -> None:
    """Every line's services must belong to the agency of its booth, or be hosted by it."""
    hosts = {one.code: one.hosted_by for one in mall.catalogue.agencies}
    agency_of = {one.name: one.agency for one in mall.booths}
    present = set(agency_of.values())
    entries = {one.code: one for one in mall.services}
    for line in mall.lines:
        for code in line.services:
            agency = entries[code].agency
            while agency and agency not in present:
                agency = hosts[agency]
            if agency != agency_of[line.booth]:
                raise ContentInvalid(f"{file}: {code} is not a service of {line.booth}")
