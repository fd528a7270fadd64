# SPDX-License-Identifier: Apache-2.0
"""What search is given and what it gives: services, and those of them that fit."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from satuhadir.engines.reading import Node

MOST_SERVICES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A service as far as finding it goes. `demand` is how often it is asked for, in any unit."""

    code: str
    name: str
    agency: str = ""
    words: tuple[str, ...] = ()
    name_en: str = ""
    demand: float = 0.0


class Hit(NamedTuple):
    """A service that fits, from 0 to 1, with the phrase of it that fits best."""

    code: str
    score: float
    by: str


class Found(NamedTuple):
    """What fits, best first. `meant` is the question as it was understood where a word of it was
    taken for a misspelling, otherwise empty; `terms` serve `Index.marked`.
    """

    hits: tuple[Hit, ...]
    meant: str = ""
    terms: frozenset[str] = frozenset()


def offered_in(services: Node) -> list[Offered]:
    """Return the services of a question; raise `BadInput` with the place of what is wrong."""
    read: dict[str, Offered] = {}
    for node in services.items(at_most=MOST_SERVICES):
        one = node.record("code", "name", "agency", "words", optional=("name_en", "demand"))
        code = one["code"].text()
        if code in read:
            one["code"].refuse("is the code of another service, too")
        read[code] = Offered(
            code=code,
            name=one["name"].text(at_most=500),
            agency=text_in(one["agency"], at_most=500),
            words=tuple(word.text(at_most=500) for word in one["words"].items(at_most=1_000)),
            name_en=text_in(one["name_en"], at_most=500) if "name_en" in one else "",
            demand=one["demand"].number(at_least=0) if "demand" in one else 0.0,
        )
    return list(read.values())


def text_in(node: Node, *, at_most: int) -> str:
    """Return text that may be empty."""
    return node.text(at_most=at_most) if node.value != "" else ""
