# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation ask of every room: figures, proofs, faults, gauges.

A room writes one `Oversight`; `settings.SATUHADIR_OVERSIGHT` names them by dotted path, so that
backup, doctor and the metrics need not know the rooms.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string

State = Literal["ok", "problem", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, how it is, and what to do about it."""

    name: str
    state: State
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure of now, for the metrics. Labels never carry anything of a person."""

    name: str
    says: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Oversight:
    """`figures`: counts by name, that a restored copy must have again; read in one snapshot.
    `broken`: where something proven (a hash chain) is no longer as it was; reads everything.
    `checks`: findings for the doctor, each within a second or two. `gauges`: figures of now.
    `restored`: what a restored copy must know that it is one, after it proved true.
    """

    figures: Callable[[], dict[str, Any]]
    broken: Callable[[], Iterable[str]]
    checks: tuple[Callable[[], Iterable[Finding]], ...] = ()
    gauges: Callable[[], Iterable[Gauge]] = tuple
    restored: Callable[[], None] = lambda: None


def rooms() -> list[Oversight]:
    """Return what the settings name."""
    return [import_string(path) for path in settings.SATUHADIR_OVERSIGHT]


def all_figures() -> dict[str, Any]:
    """Return the figures of all rooms in one object."""
    return {name: value for room in rooms() for name, value in room.figures().items()}


def all_restored() -> None:
    """Tell every room that this database was restored."""
    for room in rooms():
        room.restored()


def all_broken() -> Iterator[str]:
    """Yield what no longer proves true, room by room."""
    for room in rooms():
        yield from room.broken()
