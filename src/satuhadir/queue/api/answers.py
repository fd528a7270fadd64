# SPDX-License-Identifier: Apache-2.0
"""What the API answers, for its document and its tests; answers themselves are plain dicts."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from satuhadir.queue.api.standards import Standard, Version

State = Literal[
    "held", "waiting", "called", "serving", "parked", "done", "no_show", "cancelled", "expired"
]


class Wait(BaseModel):
    """A wait in whole minutes: eight of ten people wait between `low` and `high`.

    All three are null on a ticket whose wait is not known, as while no counter is open.
    """

    low: int | None
    likely: int | None
    high: int | None


class Ticket(BaseModel):
    """A ticket as it is now. Never a name, a phone or a need."""

    id: UUID = Field(description="Names it to staff; opens nothing.")
    code: str = Field(examples=["A-012"])
    number: int
    day: date
    line: UUID
    service: str
    services: list[str]
    attendance: UUID
    state: State
    channel: Literal["kiosk", "desk", "phone"]
    present: bool
    people: int
    priority: bool
    priority_claimed: bool = Field(description="Asked for on a phone, not confirmed by staff yet.")
    came_back: bool
    counter: UUID | None
    counter_name: str | None
    issued_at: datetime
    called_at: datetime | None
    recalled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ahead: int | None = Field(description="People before it in its line, while it waits.")
    wait_minutes: Wait | None


class PromisedWait(BaseModel):
    """The wait told when a number was taken, in minutes."""

    low: int
    high: int


class StaffTicket(Ticket):
    """A ticket as staff see it. `help` is empty once the day is closed, and for a kiosk."""

    help: list[Literal["wheelchair", "companion", "approach"]]
    promised_minutes: PromisedWait | None


class RefusedPaper(BaseModel):
    """A paper that was not accepted, at the service that asks for it."""

    document: str
    service: str
    reason: Literal["missing", "expired", "unreadable", "wrong", "not_original", "other_person"]


class RefusedPapers(BaseModel):
    """What was recorded of a ticket's papers."""

    ticket: UUID
    papers: list[RefusedPaper]


class IssuedTicket(Ticket):
    """A new ticket with the key that opens it to its holder."""

    track: str
    track_url: str


class TrackedTicket(Ticket):
    """A ticket seen by its holder."""

    mall: str
    notice: str | None = Field(
        description="What the holder is told when a manager closes the line; a sentence."
    )


class ShownTicket(BaseModel):
    """What the hall may know of a ticket at a counter."""

    code: str
    state: State
    called_at: datetime | None


class Service(BaseModel):
    """A service of a mall. `line` is None while no line serves it."""

    code: str
    name: str
    name_en: str
    agency: str
    audience: str
    desk_minutes: int
    line: UUID | None
    prefix: str | None
    place: str | None


class ServiceDetail(Service):
    """A service with what people should know before they come.

    `standard` is None where none was published for the day; `versions` are all published ones, the
    newest first, those of days to come too.
    """

    note: str
    standard: Standard | None
    versions: list[Version]
    life_events: list[str]


class Services(BaseModel):
    """Services, the best match first."""

    items: list[Service]
    next: str | None


class Counter(BaseModel):
    """A counter now. Without a key of staff `ticket` has no ids."""

    id: UUID
    name: str
    booth: str
    place: str
    agency: str
    state: Literal["open", "break", "closed"]
    state_since: datetime
    back_at: datetime | None
    lines: list[UUID]
    services: list[str]
    ticket: StaffTicket | ShownTicket | None


class Counters(BaseModel):
    """Counters in their order."""

    items: list[Counter]
    next: str | None


class Line(BaseModel):
    """A line now: how many wait, how long a newcomer would, whether numbers are given."""

    id: UUID
    line: UUID
    prefix: str
    name: str
    agency: str
    waiting: int
    wait_minutes: Wait | None
    is_open: bool
    note: str
    notice: str = Field(description="What a manager decided about it today, for people to read.")
    open_counters: int
    counters: int


class Lines(BaseModel):
    """Lines by prefix."""

    items: list[Line]
    next: str | None


class BoardCall(BaseModel):
    """A call that still stands."""

    code: str
    counter: UUID
    counter_name: str
    place: str
    booth: str
    agency: str
    service_name: str
    state: State
    called_at: datetime


class BoardLine(BaseModel):
    """A line as the hall sees it."""

    line: UUID
    prefix: str
    name: str
    waiting: int
    wait_minutes: Wait | None
    is_open: bool
    notice: str


class Board(BaseModel):
    """The hall's screen: the newest calls first, the lines by prefix."""

    at: datetime
    calls: list[BoardCall]
    lines: list[BoardLine]


class Announcement(BaseModel):
    """What every screen says from one instant to another."""

    model_config = ConfigDict(populate_by_name=True)

    id: UUID
    text: str
    level: Literal["info", "urgent"]
    begins: datetime = Field(alias="from")
    until: datetime


class Announcements(BaseModel):
    """The urgent first, then the newest."""

    items: list[Announcement]
    next: str | None


class LogRow(BaseModel):
    """A row of the event log. `hash` = SHA-256 hex over `prev` and the row's canonical JSON:
    sorted keys, no spaces, UTF-8, without `hash`. What else a row has depends on `event`.
    """

    model_config = ConfigDict(extra="allow")

    seq: int
    at: datetime
    day: date
    event: str
    ticket: UUID | None
    counter: UUID | None
    actor: str
    prev: str
    hash: str


class Log(BaseModel):
    """Rows of one day in order."""

    items: list[LogRow]
    next: str | None


class ClosedDay(BaseModel):
    """A day that nothing can be added to, and the hash that stands for all of it."""

    day: date
    events: int
    hash: str
    closed_at: datetime


class ClosedDays(BaseModel):
    """Closed days, the newest first."""

    items: list[ClosedDay]
    next: str | None


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` is stable, `detail` is a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None
