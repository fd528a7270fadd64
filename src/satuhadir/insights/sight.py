# SPDX-License-Identifier: Apache-2.0
"""What one page of figures looks at: a mall or one agency over a period, and the one before."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from satuhadir.insights import queries
from satuhadir.insights.models import Target
from satuhadir.insights.queries.figures import Names, SpanState
from satuhadir.insights.values import Kind, Numbers, Period, total
from satuhadir.malls.models import Agency, Mall

Keyed = dict[tuple[str, str], Numbers]


class HourCell(NamedTuple):
    weekday: int
    hour: int


@dataclass(frozen=True)
class Sight:
    """Figures are read when first asked for, once. `agency` None is the whole mall; `among` are
    the agencies that the reader may see, None for all.
    """

    mall: Mall
    period: Period
    agency: Agency | None = None
    among: frozenset[str] | None = None

    @property
    def code(self) -> str:
        return self.agency.code if self.agency else ""

    @cached_property
    def numbers(self) -> Numbers:
        return self._own(self.period)

    @cached_property
    def before(self) -> Numbers:
        return self._own(self.period.before)

    @cached_property
    def state(self) -> SpanState:
        return queries.span_state(self.mall, self.period)

    @property
    def is_running(self) -> bool:
        """Say whether the period is not over: then it is compared with none."""
        return self.period.last >= self.mall.today()

    @cached_property
    def target(self) -> Target:
        """Return what was promised when the period began, or in force now if it holds today."""
        return queries.target_on(self.mall, min(self.period.last, self.mall.today()))

    @cached_property
    def names(self) -> Names:
        return queries.names_of(self.mall)

    @cached_property
    def series(self) -> dict[date, Numbers]:
        """Return by day; in a year by month."""
        months = self.period.length == "year"
        if self.among is None:
            return queries.series_of(self.mall, self.period, agency=self.code, months=months)
        found: dict[date, Numbers] = {}
        for code in sorted(self.among):
            of_one = queries.series_of(self.mall, self.period, agency=code, months=months)
            for day, one in of_one.items():
                found.setdefault(day, Numbers()).add(one)
        return dict(sorted(found.items()))

    @cached_property
    def agencies(self) -> dict[str, Numbers]:
        found = self.of_kind("agency")
        return {
            agency: one
            for (agency, _), one in found.items()
            if self.among is None or agency in self.among
        }

    @cached_property
    def channels(self) -> dict[str, Numbers]:
        return self._by_key("channel")

    @cached_property
    def cells(self) -> dict[HourCell, Numbers]:
        """Return by weekday and hour in which the number was taken, or people waited."""
        return {HourCell(int(k[0]), int(k[1:])): one for k, one in self._by_key("hour").items()}

    @cached_property
    def hours(self) -> dict[int, Numbers]:
        """Return by hour of the day, over all weekdays."""
        found: dict[int, Numbers] = {}
        for cell, one in sorted(self.cells.items()):
            found.setdefault(cell.hour, Numbers()).add(one)
        return dict(sorted(found.items()))

    @cached_property
    def lines_before(self) -> Keyed:
        """Return the lines over the period before."""
        agency = self.code if self.agency else None
        return queries.figures_by(self.mall, self.period.before, "line", agency=agency)

    def of_kind(self, kind: Kind) -> Keyed:
        """Return lines, services, counters, papers: of the agency, or of all that may be seen."""
        rows = queries.figures_by(
            self.mall, self.period, kind, agency=self.code if self.agency else None
        )
        if self.among is None:
            return rows
        return {place: one for place, one in rows.items() if place[0] in self.among}

    def _own(self, period: Period) -> Numbers:
        if self.among is not None:
            rows = queries.figures_by(self.mall, period, "agency")
            return total(one for (code, _), one in rows.items() if code in self.among)
        kind: Kind = "agency" if self.agency else "mall"
        rows = queries.figures_by(self.mall, period, kind, agency=self.code)
        return total(rows.values())

    def _by_key(self, kind: Kind) -> dict[str, Numbers]:
        """Return figures that stand once for the mall and once for each agency: the mall's, the
        agency's, or the sum of those that the reader may see.
        """
        if self.among is None:
            rows = queries.figures_by(self.mall, self.period, kind, agency=self.code)
            return {key: one for (_, key), one in rows.items()}
        found: dict[str, Numbers] = {}
        for (code, key), one in queries.figures_by(self.mall, self.period, kind).items():
            if code in self.among:
                found.setdefault(key, Numbers()).add(one)
        return found
