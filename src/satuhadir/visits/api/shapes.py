# SPDX-License-Identifier: Apache-2.0
"""What the operations of bookings take and answer; the same classes check and document."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from satuhadir.queue.api import answers
from satuhadir.queue.api.inputs import Code, Day, Input, Instant, Name, Page, Phone


class SlotDay(Page):
    """The day whose slots are asked for; today without."""

    model_config = ConfigDict(strict=False)  # a query string has only text

    day: Day | None = None


class BookVisit(Input):
    """One visit: every service with a seat, or nothing."""

    services: list[Code] = Field(min_length=1, max_length=12)
    day: Day
    slots: dict[Code, Instant] | None = Field(
        None,
        description="The start of a slot by service code, as the list of slots has it. A service"
        " without one gets the first that fits after the stop before it.",
    )
    outside_codes: dict[Code, str] | None = Field(
        None, description="Booking codes of other systems that own a slot, by service code."
    )
    holds: list[Code] = Field(
        default_factory=list, max_length=100, description="Codes of documents the person has."
    )
    for_whom: Literal["self", "family"] = "self"
    phone: Phone | None = Field(None, description="Erased when the visit is over.")
    phone_code: str | None = Field(
        None, max_length=10,
        description="The code sent to `phone`: asked of whoever books without a token at a mall"
        " that sends codes.",
    )  # fmt: skip
    name: Name | None = Field(None, description="Erased when the visit is over.")


class AskPhoneCode(Input):
    """The number that somebody books with."""

    phone: Phone


class PhoneCodeSent(BaseModel):
    """Whether a code is on its way: not where this mall sends none, and asks for none."""

    sent: bool
    good_minutes: int


class Reschedule(Input):
    """Another day, or other slots of the same."""

    day: Day
    slots: dict[Code, Instant] | None = None


class CheckIn(Input):
    """What was scanned or typed: exactly one of both."""

    qr: str | None = Field(None, max_length=600)
    code: str | None = Field(None, max_length=200)
    at: Instant | None = Field(
        None, description="When, for a kiosk that had no network; at most five minutes ahead."
    )


class Free(BaseModel):
    """Seats left, by channel."""

    online: int
    desk: int


class SlotShown(BaseModel):
    """A time that can be booked."""

    start: datetime
    end: datetime
    free: Free


class Slots(BaseModel):
    """The slots of a service on a day that are still to come."""

    items: list[SlotShown]
    next: str | None


class Range(BaseModel):
    """A start as a range, told when it was booked."""

    low: datetime
    likely: datetime
    high: datetime


class StopShown(BaseModel):
    """One service of a visit. `start` and `end` are its slot's; null where nothing was booked."""

    service: str
    name: str
    agency: str
    line: str | None
    booth: str | None
    place: str | None = Field(description="Where the booth stands.")
    start: datetime | None
    end: datetime | None
    expected: Range | None
    outside_code: str | None
    ticket: UUID | None = Field(
        description="Null before check-in. Null on a visit that is `present`: its line gave no"
        " number then; check in again once it does."
    )


class End(BaseModel):
    """An end as a range; `high` is null where the worse case is not that day."""

    low: datetime
    likely: datetime
    high: datetime | None


class CheckInWindow(BaseModel):
    """When a visit may be checked in, and until when its booked place in line counts."""

    opens: datetime
    late_after: datetime
    ends: datetime


class VisitTicket(answers.Ticket):
    """A ticket of a visit that is checked in, with the key that opens it to its holder."""

    track: str
    track_url: str


class VisitShown(BaseModel):
    """A visit as it is now. Never a name or a phone. `qr` is the text of its signed code."""

    id: UUID
    mall: str
    track: str
    code: str
    state: Literal["booked", "choose_again", "present", "finished", "cancelled", "missed"]
    channel: Literal["online", "desk"]
    for_whom: Literal["self", "family"]
    day: date
    stops: list[StopShown]
    finish: End | None = Field(
        description="When all of it will be over, of several services; null where nobody can say."
    )
    check_in: CheckInWindow
    moved_from: date | None
    moved_why: str | None
    late: bool
    qr: str
    track_url: str
    calendar_url: str
    tickets: list[VisitTicket]


class Key(BaseModel):
    """One JSON Web Key (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    alg: Literal["ES256"]
    use: Literal["sig"]
    kid: str
    x: str
    y: str


class Keys(BaseModel):
    """The keys that verify the signature of a visit's code, the one in use first."""

    keys: list[Key]
