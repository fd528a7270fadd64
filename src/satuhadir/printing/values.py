# SPDX-License-Identifier: Apache-2.0
"""What the printing room takes and hands out, as plain values."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Slip:
    """A number as its paper says it: texts in the visitor's language, names as data.

    Empty texts leave their line out. `again` is said on copies only, with `{copy}` in it.
    """

    mall: str
    day: str
    title: str
    code: str
    service: str
    agency: str
    place: str = ""
    people: str = ""
    first: str = ""
    wait: str = ""
    track_url: str = ""
    scan: str = ""
    bring_title: str = ""
    bring: tuple[str, ...] = ()
    issued: str = ""
    again: str = ""
    example: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self) | {"bring": list(self.bring)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """Read what `plain` returned."""
        return cls(**(plain | {"bring": tuple(plain["bring"])}))


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """A printer now. `state` is ok, near_end, paper_out, cover_open, jam, offline or unknown.

    `word` says the state in the language now active; `is_fine` that a paper would come out, as
    far as anybody knows; `since` is when the state began; `queued` how many papers wait.
    """

    id: UUID
    name: str
    state: str
    since: datetime
    queued: int
    word: str
    is_fine: bool
    width: int
    where: str
    kiosks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperState:
    """What became of the newest paper of a ticket.

    `state` is `printing`, `printed`, `failed` or `uncertain`; `reason` says in words why there is
    no paper, or why we don't know.
    """

    state: str
    copy: int
    reason: str
    printer: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper handed to who brings it to the printer: once, with the time it is good for."""

    id: UUID
    printer: str
    data: bytes
    expires_in: float
