# SPDX-License-Identifier: Apache-2.0
"""Counted figures as plain values: they add, and medians of any sum stay exact.

Waits and lengths are kept as how many there were of each whole minute, 0 to 600; the last one also
holds what is longer. So a month is the sum of its days, and its median is the median of all.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

LONGEST: Final = 600  # minutes; the last place of a spread
COUNTS: Final = (
    "issued", "people", "visits", "served_visits", "whole_visits",
    "done", "no_show", "returned", "abandoned", "never_came", "unfinished", "stopped",
    "moved_in", "moved_out", "parked", "refused", "out_of_order",
    "judged", "kept", "late", "missed_seconds",
    "wait_seconds", "service_seconds", "serving_seconds", "waiting_seconds", "open_seconds",
)  # fmt: skip
SPREADS: Final = ("waits", "services", "stays")
ENDS: Final = ("done", "no_show", "abandoned", "never_came", "unfinished", "stopped")

Kind = Literal["mall", "agency", "line", "service", "counter", "channel", "hour", "paper", "told"]
KINDS: Final[tuple[Kind, ...]] = (
    "mall", "agency", "line", "service", "counter", "channel", "hour", "paper", "told",
)  # fmt: skip
TOLD: Final = (0, 5, 15, 30, 60)  # minutes; from each on a bin of what was told, by its middle
Length = Literal["day", "week", "month", "year"]


class Scope(NamedTuple):
    """What a row of figures is about. `agency` is a code, "" for the whole mall; `key` tells which
    line, service, counter or channel, for an hour its weekday (0 is Monday) and its two digits, for
    a refused paper `service:document:reason`, for what was told the bin it begins, two digits.
    """

    kind: Kind
    agency: str = ""
    key: str = ""


@dataclass(slots=True)
class Numbers:
    """The figures of one scope over one span. docs/operate/figures.md says what each one counts."""

    issued: int = 0
    people: int = 0
    visits: int = 0
    served_visits: int = 0
    whole_visits: int = 0
    done: int = 0
    no_show: int = 0
    returned: int = 0
    abandoned: int = 0
    never_came: int = 0
    unfinished: int = 0
    stopped: int = 0
    moved_in: int = 0
    moved_out: int = 0
    parked: int = 0
    refused: int = 0
    out_of_order: int = 0
    judged: int = 0
    kept: int = 0
    late: int = 0
    missed_seconds: int = 0
    wait_seconds: int = 0
    service_seconds: int = 0
    serving_seconds: int = 0
    waiting_seconds: int = 0
    open_seconds: int = 0
    waits: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    stays: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, row: Sequence[int | list[int]]) -> "Numbers":
        """Return the figures of one row in the order of COUNTS and SPREADS."""
        return cls(**dict(zip((*COUNTS, *SPREADS), row, strict=True)))  # type: ignore[arg-type]

    def add(
        self, other: "Numbers", times: int = 1, *, names: Sequence[str] = (*COUNTS, *SPREADS)
    ) -> None:
        """Add another scope or span to this one, `times` over; `names` where the rest is empty."""
        for name in names:
            value = getattr(other, name)
            if not value:
                continue
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value * times)
            else:
                _add_spread(getattr(self, name), value, times)

    def plain(self) -> dict[str, int | list[int]]:
        """Return all figures by name."""
        return {name: getattr(self, name) for name in (*COUNTS, *SPREADS)}

    @property
    def called(self) -> int:
        """Return how many came to be called, so that their wait is known."""
        return sum(self.waits)

    @property
    def still_open(self) -> int:
        """Return how many are waiting or being served yet; 0 once the day is closed."""
        return self.issued + self.moved_in - self.moved_out - self.ended

    @property
    def median_wait(self) -> int | None:
        return share_at(self.waits, 0.5)

    @property
    def long_wait(self) -> int | None:
        """Return the wait that nine in ten do not exceed."""
        return share_at(self.waits, 0.9)

    @property
    def median_service(self) -> int | None:
        return share_at(self.services, 0.5)

    @property
    def long_service(self) -> int | None:
        return share_at(self.services, 0.9)

    @property
    def median_stay(self) -> int | None:
        """Return the minutes from coming to the last step finished, in the middle."""
        return share_at(self.stays, 0.5)

    @property
    def kept_share(self) -> float | None:
        """Return how many of the waits that were told came true, 0 to 1."""
        return ratio(self.kept, self.judged)

    @property
    def late_share(self) -> float | None:
        return ratio(self.late, self.judged)

    @property
    def early_share(self) -> float | None:
        return ratio(self.early, self.judged)

    @property
    def missed_minutes(self) -> float | None:
        """Return how far off the middle of what was told was, in the mean."""
        return ratio(self.missed_seconds / 60, self.judged)

    @property
    def early(self) -> int:
        return self.judged - self.kept - self.late

    @property
    def no_show_share(self) -> float | None:
        """Return the share of numbers that ended because nobody came to the counter."""
        return ratio(self.no_show, self.ended)

    @property
    def abandoned_share(self) -> float | None:
        """Return the share of numbers given up by people who waited in the hall."""
        return ratio(self.abandoned, self.ended)

    @property
    def whole_share(self) -> float | None:
        """Return the share of visits in which everything taken a number for was finished."""
        return ratio(self.whole_visits, self.visits)

    @property
    def refused_share(self) -> float | None:
        """Return the share of ended numbers whose papers were refused at the counter."""
        return ratio(self.refused, self.ended)

    @property
    def ended(self) -> int:
        ends = (
            self.done, self.no_show, self.abandoned, self.never_came, self.unfinished, self.stopped
        )  # fmt: skip
        return sum(ends)

    @property
    def crowding(self) -> float | None:
        """Return how many people wait for each open counter, over the time counters were open."""
        return ratio(self.waiting_seconds, self.open_seconds)

    @property
    def busy_share(self) -> float | None:
        """Return the share of the open time in which somebody was served."""
        found = ratio(self.serving_seconds, self.open_seconds)
        return None if found is None else min(found, 1.0)

    def within(self, minutes: int) -> float | None:
        """Return the share of waits of at most so many whole minutes."""
        return ratio(sum(self.waits[: minutes + 1]), sum(self.waits))


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole, or None where there is nothing to share."""
    return part / whole if whole > 0 else None


def share_at(spread: Sequence[int], share: float) -> int | None:
    """Return the smallest minute that `share` of all do not exceed (nearest rank); None if none."""
    total = sum(spread)
    if not total:
        return None
    rank = max(1, math.ceil(share * total - 1e-9))
    seen = 0
    for minute, count in enumerate(spread):
        seen += count
        if seen >= rank:
            return minute
    return len(spread) - 1


def put(spread: list[int], seconds: float, count: int = 1) -> None:
    """Count a length in its whole minute; less than none counts as none."""
    minute = min(max(int(seconds // 60), 0), LONGEST)
    if minute >= len(spread):
        spread.extend([0] * (minute + 1 - len(spread)))
    spread[minute] += count


def told_key(low: int, high: int) -> str:
    """Return the key of the bin that a told range belongs to."""
    middle = (low + high) / 2
    return f"{max(edge for edge in TOLD if edge <= middle):02}"


def total(numbers: Iterable[Numbers]) -> Numbers:
    """Return the sum."""
    found = Numbers()
    for one in numbers:
        found.add(one)
    return found


def _add_spread(mine: list[int], other: list[int], times: int) -> None:
    if len(mine) < len(other):
        mine.extend([0] * (len(other) - len(mine)))
    if times == 1:
        mine[: len(other)] = map(int.__add__, mine, other)
    else:
        for minute, count in enumerate(other):
            mine[minute] += count * times


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week from Monday, a month or a year: what figures are asked for."""

    length: Length
    first: date
    last: date

    @classmethod
    def around(cls, length: Length, day: date) -> "Period":
        """Return the period of this length that holds the day."""
        if length == "week":
            first = day - timedelta(days=day.weekday())
            return cls(length, first, first + timedelta(days=6))
        if length == "month":
            first = day.replace(day=1)
            return cls(length, first, _next_month(first) - timedelta(days=1))
        if length == "year":
            return cls(length, date(day.year, 1, 1), date(day.year, 12, 31))
        return cls("day", day, day)

    @property
    def before(self) -> "Period":
        """Return the period just before."""
        return Period.around(self.length, self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        return Period.around(self.length, self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def months(self) -> list[date]:
        """Return the first days of the months it begins or holds."""
        found = [self.first.replace(day=1)]
        while _next_month(found[-1]) <= self.last:
            found.append(_next_month(found[-1]))
        return found


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
