# SPDX-License-Identifier: Apache-2.0
"""A believable past in figures: thirteen months before the demonstration's first day.

A few days are lived through on paper, row by row as the log would tell them, and counted by the
same counting as real ones; the past is made of them. Nothing of it enters the log or the queue:
every figure is marked as invented.
"""

import bisect
import heapq
import itertools
import math
import random
from collections import Counter as Times
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from satuhadir.catalogue.actions import ServiceEntry
from satuhadir.demo.content import LineContent, MallContent
from satuhadir.insights import actions, queries
from satuhadir.insights.values import Numbers, Period, Scope
from satuhadir.malls.models import Mall
from satuhadir.planning import actions as planning
from satuhadir.planning.actions import sample_body
from satuhadir.queue import queries as queue
from satuhadir.queue.models import Line

MONTHS: Final = 12
WHOLE_DAYS: Final = 8  # so many days back every table is filled
OPENS, CLOSES = 8 * 3600.0, 15 * 3600.0
HEAD_START, COME_BACK = 20, 10
MEASURED_DAYS: Final = 36  # kept for planning
LUNCH, LUNCH_SECONDS = 12 * 3600.0, 45 * 60.0
ANOTHER: Final = 0.16  # the share that goes on to another line once it was served
MOST_WAITING: Final = 5  # in a line, for each of its counters
REMEMBERED: Final = 12  # newest calls of a line, for the wait that is told
# How busy each hour from eight is, beside the others.
PROFILE: Final = (1.5, 1.9, 1.5, 1.0, 0.6, 0.9, 0.6)
# How busy the lived days are, and which of them stand for a weekday (Saturday short, Sunday none).
PACES: Final = (0.86, 0.74, 0.64, 0.55, 0.46, 0.22)
WEEK: Final = ((0, 1), (0, 1, 2), (1, 2, 3), (2, 3), (2, 3, 4), (5,), ())
Figures = dict[Scope, Numbers]
_end = itertools.count()


def tell_past(mall: Mall, content: MallContent) -> dict[date, dict[str, int]]:
    """Fill the figures of the months before today; return how many were served, by day and code."""
    chance = random.Random(7)
    today = mall.today()
    told = [list(Lived(mall, content, pace, chance).rows()) for pace in PACES]
    lived = [queries.figures_from(mall, today, rows) for rows in told]
    first = today.replace(day=1)
    for _n in range(MONTHS):
        first = Period.around("month", first).before.first
    chosen = {
        day: which for day in _days(first, today) if (which := _which(day, chance)) is not None
    }
    months = {
        month: _month([(day, n) for day, n in chosen.items() if day.replace(day=1) == month], lived,
                      whole=month == today.replace(day=1))
        for month in sorted({day.replace(day=1) for day in chosen})
    }  # fmt: skip
    whole_from = min(today.replace(day=1), today - timedelta(days=WHOLE_DAYS))
    days = {day: _on(day, lived[which], whole=day >= whole_from) for day, which in chosen.items()}
    actions.keep_sample(mall=mall, days=days, months=months)
    measured = [sample_body(mall, today, rows) for rows in told]
    newest = sorted(chosen)[-MEASURED_DAYS:]
    planning.keep_sample_days(mall=mall, bodies={day: measured[chosen[day]] for day in newest})
    served = [
        {scope.key: one.done for scope, one in figures.items() if scope.kind == "service"}
        for figures in lived
    ]
    return {day: served[which] for day, which in chosen.items()}


def _days(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += timedelta(days=1)


def _which(day: date, chance: random.Random) -> int | None:
    """Choose which lived day a day was like; None where the doors were shut."""
    kinds = WEEK[day.weekday()]
    shut = not kinds or (day.month, day.day) in {(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)}
    return None if shut else chance.choice(kinds)


def _on(day: date, lived: Figures, *, whole: bool) -> Figures:
    """Return a lived day as the day it stands for; long ago only the mall and its agencies."""
    kept = lived if whole else {s: n for s, n in lived.items() if s.kind in {"mall", "agency"}}
    return {_moved(scope, day.weekday()): one for scope, one in kept.items()}


def _moved(scope: Scope, weekday: int) -> Scope:
    if scope.kind != "hour":
        return scope
    return scope._replace(key=f"{weekday}{scope.key[1:]}")


def _month(
    days: list[tuple[date, int]], lived: list[Figures], *, whole: bool
) -> tuple[int, Figures]:
    """Return how many days a month had, and their sum."""
    found: Figures = {}
    for (which, weekday), times in Times((n, day.weekday()) for day, n in days).items():
        for scope, one in lived[which].items():
            if scope.kind == "hour" and (whole or not scope.agency):
                found.setdefault(_moved(scope, weekday), Numbers()).add(one, times)
    for which, times in Times(n for _day, n in days).items():
        for scope, one in lived[which].items():
            if scope.kind != "hour":
                found.setdefault(scope, Numbers()).add(one, times)
    return len(days), found


def _gives_up(chance: random.Random, at: float, channel: str) -> float | None:
    """Say when somebody who took a number in the hall goes home uncalled; None: they stay."""
    if channel == "phone" or chance.random() > 0.035:
        return None
    return at + chance.uniform(900, 3600)


def _manned(counters: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Return the counters somebody sits at: one in seven is empty, but no line is left alone."""
    served = Times(line for _counter, lines in counters for line in lines)
    found = []
    for place, (counter, lines) in enumerate(counters):
        if place % 7 == 5 and all(served[line] > 1 for line in lines):
            served.subtract(lines)
        else:
            found.append((counter, lines))
    return found


@dataclass(order=True)
class Person:
    """A number taken on the lived day."""

    name: str
    line: str
    key: float
    number: int
    present_at: float
    minutes: float
    gives_up_at: float | None
    is_absent: bool
    paper: tuple[str, str] | None
    attendance: str = ""


@dataclass
class Lived:
    """A day lived through on paper: who comes when, and counters that call by the key."""

    mall: Mall
    content: MallContent
    pace: float
    chance: random.Random
    _told: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)
    _waiting: dict[str, list[tuple[float, int, Person]]] = field(default_factory=dict)
    _entries: dict[str, ServiceEntry] = field(default_factory=dict)
    _calls: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """By line: when each call was made, and how long after the one before or the number before."""
    _coming: "list[tuple[float, int, Person, dict[str, Any]]]" = field(default_factory=list)
    _minutes: dict[str, float] = field(default_factory=dict)
    _numbers: Times[str] = field(default_factory=Times)
    _lines: dict[str, tuple[str, int]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[float, dict[str, Any]]]:
        """Yield the rows in their order, as a log would have them."""
        today = self.mall.today()
        zone = ZoneInfo(self.mall.timezone)
        midnight = datetime(today.year, today.month, today.day, tzinfo=zone).timestamp()
        lines = {
            one.prefix: (str(one.pk), one.booth_id) for one in Line.objects.filter(mall=self.mall)
        }
        counters = [
            (str(one.id), [str(line) for line in one.lines]) for one in queue.counters_at(self.mall)
        ]
        self._open(lines, counters)
        self._entries = {one.code: one for one in self.content.services}
        self._minutes = {one.code: float(one.desk_minutes) for one in self.content.services}
        self._lines = lines
        self._coming = [(at, next(_end), *rest) for at, *rest in self._come()]  # type: ignore[misc]
        heapq.heapify(self._coming)
        self._serve(_manned(counters))
        self._told.sort(key=lambda one: one[:2])
        for seq, (at, _order, row) in enumerate(self._told, start=1):
            yield midnight + at, {**row, "seq": seq}

    def _tell(self, at: float, event: str, **data: Any) -> None:
        self._told.append((at, next(_end), {"event": event, **data}))

    def _open(
        self, lines: dict[str, tuple[str, int]], counters: list[tuple[str, list[str]]]
    ) -> None:
        self._tell(
            OPENS - 1800,
            "day.opened",
            lines=[{"line": line, "booth": booth} for line, booth in lines.values()],
            counters=[{"counter": one, "state": "closed"} for one, _lines in counters],
            policy={"come_back_minutes": COME_BACK},
        )

    def _come(self) -> Iterator[tuple[float, Person, dict[str, Any]]]:
        """Yield who comes, with the row that gives the number."""
        for line in self.content.lines:
            for at in self._arrivals(line):
                yield at, *self._person(line, at)

    def _arrivals(self, line: LineContent) -> Iterator[float]:
        at = OPENS - 900
        while at < CLOSES - 1800:
            hour = min(max(int((at - OPENS) // 3600), 0), len(PROFILE) - 1)
            at += self.chance.expovariate(max(line.share * self.pace * PROFILE[hour], 0.01) / 3600)
            if at < CLOSES - 1800:
                yield at

    def _person(
        self, line: LineContent, at: float, first: "Person | None" = None
    ) -> tuple[Person, dict[str, Any]]:
        """Draw somebody who takes a number; `first` is who they were in the line before."""
        chance, (line_id, _booth) = self.chance, self._lines[line.prefix]
        self._numbers[line.prefix] += 1
        number = self._numbers[line.prefix]
        code = chance.choice(line.services)
        channel = "desk" if first else chance.choices(("kiosk", "phone", "desk"), (70, 22, 8))[0]
        present = at + (chance.uniform(120, 1500) if channel == "phone" else 0)
        head_start = HEAD_START if channel != "phone" and chance.random() < 0.08 else 0
        never = channel == "phone" and chance.random() < 0.06
        mean = self._minutes.get(code, 10.0)
        person = Person(
            name=f"{line.prefix}{number}",
            line=line_id,
            key=at - head_start * 60,
            number=number,
            present_at=CLOSES * 2 if never else present,
            minutes=min(max(chance.lognormvariate(0, 0.5) * mean * 0.85, 1.0), 80.0),
            gives_up_at=_gives_up(chance, at, channel),
            is_absent=chance.random() < 0.045,
            paper=self._refused(code) if chance.random() < 0.04 else None,
            attendance=first.attendance if first else f"{line.prefix}{number}",
        )
        row = {
            "ticket": person.name, "attendance": person.attendance, "number": number, "people": 1
            + (chance.random() < 0.06), "channel": channel, "line": line_id, "services": [code],
            "head_start_minutes": head_start, "present": channel != "phone", "state": "waiting",
        }  # fmt: skip
        return person, row

    def _refused(self, code: str) -> tuple[str, str] | None:
        """Choose a paper of a service that could be wrong."""
        entry = self._entries[code]
        asked = entry.standard.requirements if entry.standard else ()
        papers = [document for one in asked for document in one.documents]
        return (code, self.chance.choice(papers)) if papers else None

    def _serve(self, counters: list[tuple[str, list[str]]]) -> None:
        """Let counters call whoever has the smallest key and is here; at noon they eat."""
        free: list[tuple[float, int, str, list[str]]] = []
        serving: Times[str] = Times()
        eats: dict[str, float] = {}
        for place, (counter, lines) in enumerate(counters):
            at = OPENS + self.chance.uniform(-300, 600)
            self._tell(at, "counter.opened", counter=counter, state="open")
            heapq.heappush(free, (at, next(_end), counter, lines))
            serving.update(lines)
            eats[counter] = LUNCH + (place % 3 == 2) * LUNCH_SECONDS  # one in three eats later
        while free:
            at, _order, counter, lines = heapq.heappop(free)
            while self._coming and self._coming[0][0] <= at:
                when, _n, person, row = heapq.heappop(self._coming)
                self._join(when, person, row, serving[person.line])
            if at >= eats.get(counter, CLOSES * 2):
                back = at + LUNCH_SECONDS + self.chance.uniform(-120, 420)
                del eats[counter]
                self._tell(at, "counter.break", counter=counter, state="break")
                self._tell(back, "counter.opened", counter=counter, state="open")
                heapq.heappush(free, (back, next(_end), counter, lines))
            elif (who := self._first(lines, at)) is not None:
                self._visit(who, counter, lines, at, free)
            elif at < CLOSES + 1800:
                heapq.heappush(free, (at + 40, next(_end), counter, lines))
            else:
                self._tell(at, "counter.closed", counter=counter, state="closed")
        self._leave()

    def _go_on(self, person: Person, at: float) -> None:
        """Let somebody who was served take a number of another line, now and then."""
        if self.chance.random() >= ANOTHER or at > CLOSES - 3600:
            return
        others = [one for one in self.content.lines if self._lines[one.prefix][0] != person.line]
        if not others or person.name != person.attendance:
            return  # two lines a day are enough
        line = self.chance.choices(others, [one.share for one in others])[0]
        at += self.chance.uniform(90, 360)
        heapq.heappush(self._coming, (at, next(_end), *self._person(line, at, person)))

    def _join(self, at: float, person: Person, row: dict[str, Any], counters: int) -> None:
        """Give the number, with the wait that is told: by how many are before it."""
        line = self._waiting.setdefault(person.line, [])
        if len(line) >= max(3, counters * MOST_WAITING):
            return  # the line is long enough: they turn round
        low, high = self._range(person.line, len(line), at, counters)
        self._tell(at, "ticket.issued", **row, promised_low=low, promised_high=high)
        bisect.insort(line, (person.key, person.number, person))
        if not row["present"] and person.present_at < CLOSES:
            self._tell(
                person.present_at, "ticket.present", ticket=person.name, line=person.line,
                to="waiting", **{"from": "waiting"},
            )  # fmt: skip

    def _range(self, line: str, ahead: int, at: float, counters: int) -> tuple[int, int]:
        """Tell a range of minutes: tickets ahead by the pace of the newest calls of the line."""
        usual = 9.0 / max(counters * 0.7, 0.5)
        gaps = [gap for _at, gap in self._calls.get(line, ())[-REMEMBERED:]]
        pace = (usual * 6 + sum(gaps) / 60) / (6 + len(gaps))
        opens = max(OPENS - at, 0.0) / 60
        work = (ahead + (0.6 if ahead else 0.35)) * pace
        spread = 1.28 * pace * (0.75 * (ahead + 1) + (0.29 * (ahead + 1)) ** 2) ** 0.5
        if at < LUNCH + LUNCH_SECONDS and at + work * 60 > LUNCH:
            pause = (LUNCH + LUNCH_SECONDS - max(at, LUNCH)) / 60 * (0.6 if counters > 1 else 1.0)
            work, spread = work + pause, spread + pause * 0.5
        return int(opens + max(work - spread, 0.0)), math.ceil(opens + work + spread)

    def _first(self, lines: list[str], at: float) -> Person | None:
        """Take who is first over these lines; who gave up meanwhile is told of and gone."""
        best: tuple[float, int, str, Person] | None = None
        for line in lines:
            for key, number, person in list(self._waiting.get(line, ())):
                if person.gives_up_at is not None and person.gives_up_at <= at:
                    self._waiting[line].remove((key, number, person))
                    self._gone(person, max(person.gives_up_at, 0))
                elif person.present_at <= at:
                    if best is None or (key, number) < best[:2]:
                        best = (key, number, line, person)
                    break
        if best is None:
            return None
        self._waiting[best[2]].remove((best[0], best[1], best[3]))
        return best[3]

    def _gone(self, person: Person, at: float) -> None:
        self._tell(
            at, "ticket.cancelled", ticket=person.name, line=person.line, to="cancelled",
            **{"from": "waiting"},
        )  # fmt: skip

    def _visit(
        self,
        person: Person,
        counter: str,
        lines: list[str],
        at: float,
        free: list[tuple[float, int, str, list[str]]],
    ) -> None:
        """Call somebody: they come, or not; are served, sometimes with a paper refused."""
        chance = self.chance

        def tell(when: float, verb: str, to: str, was: str) -> None:
            self._tell(
                when, f"ticket.{verb}", ticket=person.name, line=person.line, to=to, **{"from": was}
            )

        self._tell(at, "ticket.called", ticket=person.name, line=person.line, counter=counter)
        calls = self._calls.setdefault(person.line, [])
        since = max(calls[-1][0] if calls else OPENS, person.key)
        calls.append((at, max(at - since, 0.0)))
        if person.is_absent:
            done = at + chance.uniform(150, 260)
            tell(done, "no_show", "no_show", "called")
        else:
            begin = at + chance.uniform(8, 60)
            done = begin + person.minutes * 60
            if person.paper:
                service, document = person.paper
                reason = chance.choice(("missing", "missing", "expired", "unreadable", "wrong"))
                refused = {"document": document, "service": service, "reason": reason}
                at_desk = begin + (done - begin) * 0.6
                self._tell(at_desk, "papers.refused", ticket=person.name, papers=[refused])
            tell(begin, "started", "serving", "called")
            tell(done, "finished", "done", "serving")
            self._go_on(person, done)
        heapq.heappush(free, (done + chance.uniform(5, 45), next(_end), counter, lines))

    def _leave(self) -> None:
        """Who was never called: their numbers expire when the day is closed."""
        for line, waiting in self._waiting.items():
            for _key, _number, person in waiting:
                self._tell(
                    86_399.0, "ticket.expired", ticket=person.name, line=line, to="expired",
                    **{"from": "waiting"},
                )  # fmt: skip
