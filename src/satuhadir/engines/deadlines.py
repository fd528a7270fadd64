# SPDX-License-Identifier: Apache-2.0
"""By which day something is due, with every day told: which counted, and why the others did not.

The day something begins never counts; the first day after it that counts is day 1. While the clock
stands still the day of the question still counts and the day of the reply does not, as at the
beginning.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

Unit = Literal["working_days", "days"]
FURTHEST = 800  # days looked at: nothing here takes two years
ONE_DAY = timedelta(days=1)


class Pause(NamedTuple):
    """A time in which somebody else was awaited; `last_day` None while they still are."""

    first_day: date
    last_day: date | None


class ToldDay(NamedTuple):
    """One day after the beginning: its number among those that count, 0 when it does not and why
    (`closed` with the reason, or `paused`).
    """

    day: date
    number: int
    why: Literal["", "closed", "paused"] = ""
    reason: str = ""


class Deadline(NamedTuple):
    """`due_day` is None while the clock stands still, and where no day ever counts. `used` days
    have counted up to the day asked for (or to the question that is open), of `days`.
    """

    due_day: date | None
    days: int
    told: tuple[ToldDay, ...]

    def used(self, today: date) -> int:
        """Return how many days that count are over, today included."""
        return max((one.number for one in self.told if one.day <= today), default=0)

    def left(self, today: date) -> int:
        """Return how many days that count are left after today; 0 when the time is over."""
        return max(0, self.days - self.used(today))


def deadline(
    start_day: date,
    days: int,
    unit: Unit,
    closed: Callable[[date], str | None],
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """Count `days` from the day after `start_day`.

    `closed` says why nobody works on a day, or None; it is not asked for a `unit` of plain days.
    """
    told: list[ToldDay] = []
    number, day = 0, start_day
    for _ in range(FURTHEST):
        day += ONE_DAY
        if any(one.last_day is None and day > one.first_day for one in pauses):
            return Deadline(None, days, tuple(told))
        if any(one.last_day and one.first_day < day <= one.last_day for one in pauses):
            told.append(ToldDay(day, 0, "paused"))
            continue
        reason = closed(day) if unit == "working_days" else None
        if reason is not None:
            told.append(ToldDay(day, 0, "closed", reason))
            continue
        number += 1
        told.append(ToldDay(day, number))
        if number == days:
            return Deadline(day, days, tuple(told))
    return Deadline(None, days, tuple(told))
