# SPDX-License-Identifier: Apache-2.0
"""The ways between the pages of a mall: a manager's row, and the public pages of its foot.

Each room writes its own entries in its `ways.py`; `settings.SATUHADIR_WAYS` names those tuples by
dotted path, so that a lower room shows the way to an upper one without knowing it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# The parts of the manager's house, in the order of the row.
PARTS: Final[dict[str, Promise]] = {
    "today": _("Hari ini"),
    "services": _("Layanan"),
    "public": _("Warga"),
    "figures": _("Angka"),
    "planning": _("Rencana"),
    "mall": _("Mal"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A page of the manager's. `url` is the name of an address that takes the mall's slug.

    `whole` pages are for who answers for the whole mall, not for an agency in it. Within a part
    the entries stand by `place`.
    """

    name: str
    label: str | Promise
    url: str
    part: str
    place: int = 50
    whole: bool = False


@dataclass(frozen=True, slots=True)
class PublicWay:
    """A public page of a mall, named at the foot of all its pages. `url` takes the mall's slug."""

    name: str
    label: str | Promise
    url: str
    place: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A way made ready for a page: `here` when the reader stands on it."""

    label: str | Promise
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The parts of the house, and the pages of the part one is in."""

    parts: list[Link]
    pages: list[Link]


def row_for(slug: str, here: str, *, whole: bool, on_page: bool = True) -> Row:
    """Return the manager's row at a mall, as seen from the page named `here`.

    Each part leads to its first page that this reader may open; a part without one is left out.
    `on_page` False: the reader stands on a page below `here`, so no page is marked as this one.
    """
    open_ways = [way for way in _manage_ways() if whole or not way.whole]
    by_part = {part: [way for way in open_ways if way.part == part] for part in PARTS}
    current = next((way.part for way in open_ways if way.name == here), "")
    return Row(
        parts=[
            Link(PARTS[part], reverse(ways[0].url, args=[slug]), part == current)
            for part, ways in by_part.items()
            if ways
        ],
        pages=[
            Link(way.label, reverse(way.url, args=[slug]), on_page and way.name == here)
            for way in by_part.get(current, [])
        ],
    )


def public_links(slug: str, here: str = "") -> list[Link]:
    """Return the public pages of a mall, in their order."""
    return [
        Link(way.label, reverse(way.url, args=[slug]), way.name == here) for way in _public_ways()
    ]


@cache
def _all_ways() -> tuple[Way | PublicWay, ...]:
    groups: list[Iterable[Way | PublicWay]] = [
        import_string(one) for one in settings.SATUHADIR_WAYS
    ]
    return tuple(sorted((way for group in groups for way in group), key=lambda way: way.place))


@cache
def _manage_ways() -> tuple[Way, ...]:
    return tuple(way for way in _all_ways() if isinstance(way, Way))


@cache
def _public_ways() -> tuple[PublicWay, ...]:
    return tuple(way for way in _all_ways() if isinstance(way, PublicWay))
