# SPDX-License-Identifier: Apache-2.0
"""How right the promised ends of visits with several services were, as everybody may read it.

As in `accuracy`: whole months, the sum alone of a month that runs, no small counts. A visit that
its person left is told apart, and so is one whose end was told without a latest time: the first
has no end to compare with, the second could not be late.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final, TypeVar

from satuhadir.insights.accuracy import Right, row, worst_of
from satuhadir.insights.suppressing import LEAST, hidden_of
from satuhadir.insights.values import Numbers, Period
from satuhadir.malls.models import Mall
from satuhadir.visits import queries as visits
from satuhadir.visits.queries import Promised

BINS: Final = (0, 30, 60, 120)
"""Where a bin of the likely minutes begins."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """A month: the whole, by the likely minutes, its worst day; how many were left, or told
    without a latest end (None: too few to say).
    """

    whole: Right
    bins: dict[int, Right]
    worst: tuple[date, Right] | None
    left: int | None
    unbounded: int | None


def open_ends(mall: Mall, month: date) -> OpenEnds | None:
    """Return what may be published of a month, None where nothing was promised (one query)."""
    period, today = Period.around("month", month), mall.today()
    told = [
        one
        for one in visits.promised_between(mall, period.first, period.last)
        if one.day < today and one.outcome != "open"
    ]
    if not told:
        return None
    ended = _judged(told)
    days = _grouped((one.day, one) for one in ended)
    bins = _grouped((bin_of(one.likely), one) for one in ended) if period.last < today else {}
    is_hidden = hidden_of(_counts(days)).total or hidden_of(_counts(bins)).total
    return OpenEnds(
        whole=Right(None) if is_hidden else _open(ended),
        bins=_open_all(bins),
        worst=worst_of(_open_all(days)),
        left=_open_count(sum(one.outcome == "left" for one in told)),
        unbounded=_open_count(sum(one.outcome == "finished" and one.high is None for one in told)),
    )


def ends_by_bin(mall: Mall, period: Period) -> dict[int, Numbers]:
    """Return the promised ends of a period for who manages the mall, nothing hidden."""
    found = visits.ends_by_bin(mall, period.first, period.last, BINS)
    return {
        begins: Numbers(judged=judged, kept=kept, late=late, missed_seconds=missed * 60)
        for begins, (judged, kept, late, missed) in found.items()
    }


def ends_rows(mall: Mall, month: date, found: OpenEnds | None) -> list[dict[str, Any]]:
    """Return a month as the open data set has it, with the columns of the waits."""
    if found is None:
        return []
    when = month.isoformat()[:7]
    rows = [_row("selesai", mall.slug, mall.name, when, found.whole)]
    for key, one in found.bins.items():
        place = BINS.index(key)
        until = f"-{BINS[place + 1]}" if place + 1 < len(BINS) else "+"
        rows.append(_row("selesai_lama", f"{key:03}", f"{key}{until}", when, one))
    if found.worst is not None:
        day = found.worst[0].isoformat()
        rows.append(_row("selesai_hari_terburuk", day, mall.name, day, found.worst[1]))
    return rows


def bin_of(likely: int) -> int:
    """Return where the bin of some likely minutes begins."""
    return max(one for one in BINS if one <= likely)


def _row(kind: str, code: str, name: str, when: str, one: Right) -> dict[str, Any]:
    """Return a cell as `accuracy` does; its error is the median one."""
    errors = {"mean_error_minutes": None, "median_error_minutes": one.missed_minutes}
    return row(kind, code, name, when, one) | errors


def _judged(told: Iterable[Promised]) -> list[Promised]:
    return [one for one in told if one.took is not None and one.high is not None]


def _side(one: Promised) -> int:
    """Return 0 for an end within its range, -1 before it and 1 after it."""
    assert one.took is not None and one.high is not None
    return (one.took > one.high) - (one.took < one.low)


def _grouped(pairs: Iterable[tuple[K, Promised]]) -> dict[K, list[Promised]]:
    found: dict[K, list[Promised]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: str(pair[0]).rjust(9)))


def _counts(some: dict[K, list[Promised]]) -> dict[K, int]:
    return {key: len(each) for key, each in some.items()}


def _open_all(some: dict[K, list[Promised]]) -> dict[K, Right]:
    hidden = hidden_of(_counts(some)).cells
    return {key: Right(None) if key in hidden else _open(each) for key, each in some.items()}


def _open(some: list[Promised]) -> Right:
    """Return what may be read of a cell that is not hidden."""
    count = len(some)
    if count < LEAST:
        return Right(None if count else 0)
    sides = [_side(one) for one in some]
    return Right(
        count,
        sides.count(0) / count,
        sides.count(1) / count,
        sides.count(-1) / count,
        float(median(abs((one.took or 0) - one.likely) for one in some)),
    )


def _open_count(count: int) -> int | None:
    return None if 0 < count < LEAST else count
