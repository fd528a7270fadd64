# SPDX-License-Identifier: Apache-2.0
"""Plain values that the queue hands to other rooms and to its doors."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self
from uuid import UUID


class Verb(StrEnum):
    """What can be done with a ticket; the states each starts from are the contract's."""

    START = "start"
    FINISH = "finish"
    RECALL = "recall"
    NO_SHOW = "no_show"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    TRANSFER = "transfer"
    RELEASE = "release"
    UNDO = "undo"
    RETURN = "return"
    PRESENT = "present"
    ARRIVE = "arrive"
    CONFIRM_HEAD_START = "confirm_head_start"


class Flow(StrEnum):
    """How several tickets of one person follow each other."""

    FREE = "free"
    ONE = "one"
    SUMMON = "summon"


class HoldReason(StrEnum):
    """Why a ticket is held back: a code, never free text, which would hold names."""

    DOCUMENT = "document"
    PAYMENT = "payment"
    OTHER = "other"


class PaperReason(StrEnum):
    """Why a paper could not be accepted: a code, never free text."""

    MISSING = "missing"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    WRONG = "wrong"
    NOT_ORIGINAL = "not_original"
    OTHER_PERSON = "other_person"


class Help(StrEnum):
    """What staff may do for a person in the hall: never why they need it."""

    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    APPROACH = "approach"


class Wait(NamedTuple):
    """A wait in whole minutes: eight of ten people wait between `low` and `high`."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as every answer shows it: no name, phone or needs.

    `counter` and the instants are None until they come; `ahead` and `wait` only while it
    waits, and `wait` is None when it is not known. `help` and `promised` (minutes, low and high)
    are filled where staff ask. `raw` is the JSON the API answers anybody, `staff_raw` the one it
    answers staff.
    """

    id: UUID
    code: str
    number: int
    day: date
    line: UUID
    service: str
    services: tuple[str, ...]
    attendance: UUID
    state: str
    channel: str
    present: bool
    people: int
    priority: bool
    priority_claimed: bool
    came_back: bool
    counter: UUID | None
    counter_name: str | None
    issued_at: datetime
    called_at: datetime | None
    recalled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ahead: int | None
    wait: Wait | None
    help: tuple[str, ...]
    promised: tuple[int, int] | None
    raw: dict[str, Any] = field(repr=False, compare=False)

    @property
    def staff_raw(self) -> dict[str, Any]:
        promised = self.promised and {"low": self.promised[0], "high": self.promised[1]}
        return self.raw | {"help": list(self.help), "promised_minutes": promised}

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        """Read the JSON of queue_ticket_json_v3, with or without what only staff see."""

        def instant(name: str) -> datetime | None:
            return datetime.fromisoformat(raw[name]) if raw[name] else None

        wait = raw["wait_minutes"]
        raw = dict(raw)
        for_help, promised = raw.pop("help", ()), raw.pop("promised_minutes", None)
        return cls(
            id=UUID(raw["id"]),
            code=raw["code"],
            number=raw["number"],
            day=date.fromisoformat(raw["day"]),
            line=UUID(raw["line"]),
            service=raw["service"],
            services=tuple(raw["services"]),
            attendance=UUID(raw["attendance"]),
            state=raw["state"],
            channel=raw["channel"],
            present=raw["present"],
            people=raw["people"],
            priority=raw["priority"],
            priority_claimed=raw["priority_claimed"],
            came_back=raw["came_back"],
            counter=UUID(raw["counter"]) if raw["counter"] else None,
            counter_name=raw["counter_name"],
            issued_at=datetime.fromisoformat(raw["issued_at"]),
            called_at=instant("called_at"),
            recalled_at=instant("recalled_at"),
            started_at=instant("started_at"),
            ended_at=instant("ended_at"),
            ahead=raw["ahead"],
            wait=Wait(**wait) if wait and wait["likely"] is not None else None,
            help=tuple(for_help),
            promised=(promised["low"], promised["high"]) if promised else None,
            raw=raw,
        )


@dataclass(frozen=True, slots=True)
class Issued:
    """A new ticket and the track that opens it to its holder."""

    ticket: TicketView
    track: str


class Wanted(NamedTuple):
    """One ticket of a visit: services of one line, and the places (from 0) of those wanted before
    it that must be finished first. `key_at`: since when it counts in its line, for a booked time.
    """

    services: tuple[str, ...]
    after: tuple[int, ...] = ()
    key_at: datetime | None = None


class NextTurn(NamedTuple):
    """One ticket in the order of its person, and the tickets that must be finished before it."""

    ticket: UUID
    after: tuple[UUID, ...] = ()


class Ordered(NamedTuple):
    """How a person's tickets follow each other now. `waiting` is the one that waits or is at a
    counter; None when none may.
    """

    changed: bool
    flow: Flow
    waiting: UUID | None


class Notice(NamedTuple):
    """What every screen of a mall says for a while; `level` is info or urgent."""

    id: UUID
    text: str
    level: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class LineInfo:
    """A line as set up: what does not change by the minute, and what a manager decided today."""

    id: UUID
    prefix: str
    name: str
    booth_id: int
    booth: str
    place: str
    agency_id: int
    agency: str
    mean_minutes: float
    is_open: bool = True
    closed_from: datetime | None = None
    close_reason: str = ""
    daily_quota: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """A service and the line it is waited for in."""

    id: int
    code: str
    name: str
    name_en: str
    desk_minutes: int
    agency_id: int
    line: LineInfo


@dataclass(frozen=True, slots=True)
class Directory:
    """The lines and services of a mall and its rules, read together. Cached ≤ 3 s."""

    services: dict[str, ServiceInfo]
    lines: dict[UUID, LineInfo]
    opens_before_minutes: int
    head_start_minutes: int
    display_code_minutes: int
    no_show_minutes: int


@dataclass(frozen=True, slots=True)
class LineState:
    """A line now: how many wait, how long a newcomer would, and whether numbers are given.

    `waiting` counts waiting and held tickets. `note` says in words why it is closed, `notice`
    what a manager decided about it today; both may be empty.
    """

    line: UUID
    prefix: str
    name: str
    agency_name: str
    booth_id: int
    waiting: int
    wait: Wait | None
    is_open: bool
    note: str
    open_counters: int
    counters: int
    notice: str = ""
    issued: int = 0


@dataclass(frozen=True, slots=True)
class CounterState:
    """A counter now, with the ticket it has. `lent` are those of its lines that it serves only
    until an instant.
    """

    id: UUID
    name: str
    booth_id: int
    booth: str
    place: str
    agency_id: int
    agency: str
    state: str
    state_since: datetime
    back_at: datetime | None
    officer_id: int | None
    lines: tuple[UUID, ...]
    ticket: TicketView | None
    lent: dict[UUID, datetime] = field(default_factory=dict)
