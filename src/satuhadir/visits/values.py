# SPDX-License-Identifier: Apache-2.0
"""What the room takes and hands out, as plain values. Minutes since midnight at the mall."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

ONLINE = "online"
DESK = "desk"


class SlotFree(NamedTuple):
    """A slot and how many may still take a seat in it, by channel, now."""

    id: int
    line: UUID
    starts_minute: int
    ends_minute: int
    online: int
    desk: int

    def free(self, channel: str) -> int:
        """Return the free seats of a channel."""
        return self.online if channel == ONLINE else self.desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """One service somebody wants to book.

    `starts_minute` is the slot they chose, None to be given the first that fits. `outside_code` is
    the booking of another system. `promised` is the range told by a plan: start low, likely and
    high, and the finish. `after` are services of the same visit that must be finished before.
    """

    service: str
    starts_minute: int | None = None
    outside_code: str = ""
    promised: tuple[int, int, int, int] | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """Who books, as little as they say. `device` is the browser's random name, for limits only."""

    phone: str = ""
    phone_is_proven: bool = False
    name: str = ""
    device: str = ""
    account_id: int | None = None
    for_whom: str = "self"
    language: str = "id"

    def __repr__(self) -> str:
        """Say nothing: a name or phone is in no log and no traceback."""
        return "Who()"


class ToldEnd(NamedTuple):
    """A promised end of a past visit and what came, in minutes after its check-in: see
    `EndPromise`. `took` None: its person left.
    """

    day: date
    services: int
    low: int
    likely: int
    high: int | None
    composed_low: int
    composed_high: int | None
    took: int | None


class CheckInTimes(NamedTuple):
    """When a visit may be checked in: from, and until when its key counts; both aware."""

    opens: datetime
    late_after: datetime
    ends: datetime

    @property
    def is_all_day(self) -> bool:
        """Say whether it opens with the day itself: then no hour of opening is told."""
        return self.ends - self.opens >= timedelta(days=1)


class LineRule(NamedTuple):
    """How one line takes bookings now, whatever it comes from."""

    line: UUID
    prefix: str
    name: str
    booth_id: int
    booth: str
    agency_id: int
    agency: str
    is_open: bool
    counters: float
    mean_minutes: float
    measured: bool
    online_percent: int
    outside_name: str
    outside_url: str
