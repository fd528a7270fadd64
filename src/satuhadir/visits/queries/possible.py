# SPDX-License-Identifier: Apache-2.0
"""What can't be part of a visit on a day, and why, and when it can."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from satuhadir.catalogue.models import Service
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.models import LineService
from satuhadir.visits.queries.papers import Papers, Waiting, reachable
from satuhadir.visits.queries.planned import Impossible
from satuhadir.visits.queries.starts import LOW, LineStarts

NEAREST_DAYS = 60


class Sieve:
    """What can't be part of the visit whatever its order, and why."""

    def __init__(
        self,
        mall: Mall,
        day: date,
        papers: Papers,
        lines: Mapping[str, LineService],
        starts: Mapping[UUID, LineStarts],
    ) -> None:
        self.mall, self.day, self.papers = mall, day, papers
        self.lines, self.starts = lines, starts

    def split(self, services: Sequence[Service]) -> tuple[list[Service], list[Impossible]]:
        """Return what is left and what is impossible; what waits for the impossible is, too."""
        by_code = {one.code: one for one in services}
        impossible = {
            one.code: told for one in services if (told := self._by_itself(one)) is not None
        }
        begun = reachable(by_code, self.papers.waiting)
        for one in services:
            if one.code not in begun and one.code not in impossible:
                impossible[one.code] = self._in_a_circle(one, by_code)
        found = True
        while found:
            found = False
            for code in begun:  # makers first: a paper that is made later is there later
                if code not in impossible:
                    told = self._by_another(by_code[code], by_code, impossible)
                    impossible |= {code: told} if told is not None else {}
                    found = found or told is not None
        left = [one for one in services if one.code not in impossible]
        return left, [impossible[one.code] for one in services if one.code in impossible]

    def crowded_out(self, service: Service, *, alone: bool) -> Impossible:
        """Tell of a service that could be done, but not with the others in that time."""
        if alone:
            detail = _("Waktu yang tersisa hari itu tidak cukup.")
            return Impossible(service, "visits.no_time_left", detail, self._next_day(service))
        detail = _("Tidak cukup waktu bersama layanan lain dalam satu kunjungan hari itu.")
        return Impossible(service, "visits.does_not_fit", detail, self._next_day(service))

    def _by_itself(self, service: Service) -> Impossible | None:
        line = self.lines.get(service.code)
        if line is None:
            detail = _("Layanan ini belum punya antrean di mal ini. Tanyakan di meja informasi.")
            return Impossible(service, "visits.no_line", detail, None)
        starts = self.starts[line.line_id]
        calendar = malls.calendar_of(self.mall)
        if not calendar.intervals(self.day, line.line.booth_id):
            why = calendar.reason_closed(self.day, line.line.booth_id) or ""
            detail = _("Gerainya tutup hari itu. {why}").format(why=why).strip()
            return Impossible(service, "visits.closed_that_day", detail, self._next_day(service))
        if starts.slots is not None and not starts.slots:
            detail = _("Semua jadwal hari itu sudah terisi.")
            return Impossible(service, "visits.no_free_seat", detail, self._next_day(service))
        begins = starts.hours[0][0] if starts.hours else 0
        if not starts.hours or starts.table(service.desk_minutes, LOW, begins)[:1] == [None]:
            detail = _("Waktu yang tersisa hari itu tidak cukup.")
            return Impossible(service, "visits.no_time_left", detail, self._next_day(service))
        return None

    def _in_a_circle(self, service: Service, by_code: Mapping[str, Service]) -> Impossible:
        makers = self._makers(service, by_code)
        detail = _(
            "Layanan ini meminta berkas dari {services}, yang menunggu layanan ini pula. "
            "Satu dari berkas itu harus sudah Anda miliki."
        ).format(services=makers)
        return Impossible(service, "visits.needs_in_a_circle", detail, None)

    def _by_another(
        self,
        service: Service,
        by_code: Mapping[str, Service],
        impossible: Mapping[str, Impossible],
    ) -> Impossible | None:
        """Tell of the paper that is there last; None where every paper is there that day."""
        found = [
            told
            for waiting in self.papers.waiting[service.code]
            if (told := self._too_late(service, waiting, by_code, impossible)) is not None
        ]
        return max(found, key=lambda one: one.nearest_day or date.max, default=None)

    def _too_late(
        self,
        service: Service,
        waiting: Waiting,
        by_code: Mapping[str, Service],
        impossible: Mapping[str, Impossible],
    ) -> Impossible | None:
        makers = [code for code in waiting.makers if code not in impossible]
        days = [self.papers.ready[code].days for code in makers]
        if makers and not all(days):
            return None
        if makers:
            code = "visits.paper_takes_days"
            detail = ngettext(
                "Berkas dari {services} terbit {days} hari kerja kemudian.",
                "Berkas dari {services} terbit {days} hari kerja kemudian.",
                min(days),
            ).format(services=_names(by_code[code] for code in makers), days=min(days))
        else:
            code = "visits.waits_for_impossible"
            detail = _("Berkasnya diterbitkan {services}, yang hari itu tidak bisa.").format(
                services=_names(by_code[code] for code in waiting.makers)
            )
        begins: dict[str, date | None] = dict.fromkeys(makers, self.day)
        if not makers:
            begins = {maker: impossible[maker].nearest_day for maker in waiting.makers}
        ready = [
            self._working_days(self.papers.ready[maker].days, day)
            for maker, day in begins.items()
            if day is not None
        ]
        nearest = self._next_day(service, after=min(ready)) if ready else None
        return Impossible(service, code, detail, nearest)

    def _makers(self, service: Service, by_code: Mapping[str, Service]) -> str:
        codes = {code for one in self.papers.waiting[service.code] for code in one.makers}
        return _names(one for code, one in by_code.items() if code in codes)

    def _working_days(self, count: int, day: date) -> date:
        calendar = malls.calendar_of(self.mall)
        for _step in range(NEAREST_DAYS * 10):
            if count <= 0:
                break
            day += timedelta(days=1)
            count -= bool(calendar.intervals(day))
        return day

    def _next_day(self, service: Service, after: date | None = None) -> date | None:
        """Return the next day on which the booth is open long enough for the service."""
        calendar, booth = malls.calendar_of(self.mall), self.lines[service.code].line.booth_id
        begins = after or self.day + timedelta(days=1)
        for offset in range(NEAREST_DAYS):
            day = begins + timedelta(days=offset)
            for opens, closes in calendar.intervals(day, booth):
                if closes - opens >= service.desk_minutes:
                    return day
        return None


def _names(services: Iterable[Service]) -> str:
    english = not (get_language() or "id").startswith("id")
    return ", ".join((english and one.name_en) or one.name for one in services)
