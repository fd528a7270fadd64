# SPDX-License-Identifier: Apache-2.0
"""The versions of a service's standard, and what changed from one to the next."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.standard import INTERNAL, Standard, day_text, standard_of

# What is compared, in the order people read it.
COMPONENTS: Mapping[str, Promise] = {
    "requirements": gettext_lazy("Persyaratan"),
    "external_steps": gettext_lazy("Langkah di luar mal"),
    "procedure": gettext_lazy("Prosedur"),
    "duration": gettext_lazy("Jangka waktu"),
    "deadlines": gettext_lazy("Batas waktu bagi Anda"),
    "fees": gettext_lazy("Biaya"),
    "products": gettext_lazy("Produk layanan"),
    "complaints": gettext_lazy("Pengaduan, saran, dan masukan"),
    "legal": gettext_lazy("Dasar hukum"),
    **INTERNAL,
    "note": gettext_lazy("Keterangan"),
}


# Told in the language of the page, at least in part.
OUR_WORDS = {"requirements", "duration", "fees", "products", "complaints"}


class Line(NamedTuple):
    """A line of a component: `kept`, `added` or `gone`."""

    kind: str
    text: str


class Change(NamedTuple):
    """A component that is not what it was, line by line; `is_data`: in Indonesian throughout."""

    name: str
    lines: list[Line]
    is_data: bool


class Coming(NamedTuple):
    """A version that is announced: its number, and since when it will hold."""

    number: int
    since: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A published version. `state` is `coming`, `now` or `past`; `until` empty while it holds.

    `changes` against the version before it; None for the first. `same` are the names of the
    components that did not change.
    """

    number: int
    state: str
    since: str
    until: str
    published: str
    decree_number: str
    decree_day: str
    note: str
    changes: list[Change] | None
    same: list[str]


def versions_of(mall: Mall, service: Service) -> list[VersionShown]:
    """Return the published versions of a service's standard, the newest first, those of later
    days too."""
    found = catalogue.standards_of(service)
    today = mall.today()
    now = next((one for one in found if one.valid_from and one.valid_from <= today), None)
    shown = []
    for at, one in enumerate(found):
        before = found[at + 1] if at + 1 < len(found) else None
        after = found[at - 1] if at else None
        changes = _changes(mall, service, before, one) if before else None
        changed = {change.name for change in changes or ()}
        shown.append(
            VersionShown(
                number=one.number,
                state="now" if one == now else "coming" if _is_later(one, today) else "past",
                since=day_text(one.valid_from),
                until=_until(after),
                published=day_text(one.published_at.date() if one.published_at else None),
                decree_number=one.decree_number,
                decree_day=day_text(one.decree_day),
                note=one.change_note,
                changes=changes,
                same=[str(name) for name in COMPONENTS.values() if str(name) not in changed],
            )
        )
    return shown


def find_coming(mall: Mall, service: Service) -> Coming | None:
    """Return the next version that is announced but does not hold yet, or None. One query."""
    later = [one for one in catalogue.standards_of(service) if _is_later(one, mall.today())]
    return Coming(later[-1].number, day_text(later[-1].valid_from)) if later else None


def compared(before: list[str], after: list[str]) -> list[Line]:
    """Return what was and what is as lines; empty when they are the same."""
    if before == after:
        return []
    lines: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind == "equal":
            lines += [Line("kept", text) for text in before[from_old:to_old]]
            continue
        lines += [Line("gone", text) for text in before[from_old:to_old]]
        lines += [Line("added", text) for text in after[from_new:to_new]]
    return lines


def _changes(
    mall: Mall, service: Service, before: ServiceStandard, after: ServiceStandard
) -> list[Change]:
    old, new = standard_of(mall, service, before), standard_of(mall, service, after)
    found = []
    for component, name in COMPONENTS.items():
        lines = compared(_lines(component, old, before), _lines(component, new, after))
        if lines:
            found.append(Change(str(name), lines, component not in OUR_WORDS))
    return found


def _lines(component: str, shown: Standard, standard: ServiceStandard) -> list[str]:
    """Return a component as lines of text."""
    write = _WRITERS.get(component)
    if write:
        return [line for line in write(shown) if line]
    value = getattr(standard, component)
    return [str(value)] if value not in {"", None} else []


def _needs(shown: Standard) -> list[str]:
    either = _(" atau ")
    return [
        _joined(either.join(kind.label.text for kind in one.kinds), one.when, one.note)
        for one in shown.needs
    ]


def _joined(*parts: object) -> str:
    """Return the parts that say something as one line."""
    return ", ".join(str(part) for part in parts if part)


def _duration(shown: Standard) -> list[str]:
    return [_joined(shown.duration_text, shown.duration_note)]


_WRITERS: Mapping[str, Callable[[Standard], list[str]]] = {
    "requirements": _needs,
    "external_steps": lambda one: [
        _joined(step["name"], step.get("where"), step.get("note")) for step in one.external_steps
    ],
    "procedure": lambda one: [_joined(step["step"], step.get("actor")) for step in one.steps],
    "duration": _duration,
    "deadlines": lambda one: [_joined(*deadline) for deadline in one.deadlines],
    "fees": lambda one: [_joined(*fee) for fee in one.fees],
    "products": lambda one: [kind.label.text for kind in one.products],
    "complaints": lambda one: [_joined(*route) for route in one.complaints],
    "legal": lambda one: list(one.legal),
    "note": lambda one: [one.note],
}


def _is_later(one: ServiceStandard, today: dt.date) -> bool:
    return one.valid_from is not None and one.valid_from > today


def _until(after: ServiceStandard | None) -> str:
    if after is None or after.valid_from is None:
        return ""
    return day_text(after.valid_from - dt.timedelta(days=1))
