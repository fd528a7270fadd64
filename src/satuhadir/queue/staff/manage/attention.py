# SPDX-License-Identifier: Apache-2.0
"""What needs the manager now, the worst first: a sentence each, and the one press that helps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import alarms, closings, wording
from satuhadir.queue.alarms import Waiter, waited_minutes
from satuhadir.queue.staff.desk.context import minutes_words
from satuhadir.queue.values import CounterState, LineInfo, LineState

FEW: Final = 3  # so many agencies that did not open are told one by one
ORDER: Final = {"alarm": 0, "late": 1, "note": 2}


class Remedy(NamedTuple):
    """What one press does (`press`: a verb and what it is about), or where more is asked (`url`).

    `confirm` is the question before something that can't be taken back.
    """

    label: str
    press: str = ""
    url: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs the manager. `key` names it between two looks."""

    key: str
    level: str
    title: str
    text: str = ""
    remedies: tuple[Remedy, ...] = ()
    items: tuple["Concern", ...] = ()


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line in the manager's charge with its people and counters."""

    state: LineState
    info: LineInfo
    waiters: tuple[Waiter, ...]
    counters: list[CounterState]


@dataclass(frozen=True, slots=True)
class Hall:
    """All that the rules ask, read once. `called_at` is when each counter called last today."""

    mall: Mall
    now: datetime
    lines: list[LineNow]
    counters: list[CounterState]
    no_show_minutes: int
    may_release: bool
    called_at: dict[UUID, datetime] = field(default_factory=dict)


def concerns_of(hall: Hall) -> list[Concern]:
    """Return what needs the manager, alarms first; an empty list is a quiet hall."""
    unopened = dict(_unopened(hall))
    found = [*_told_of_agencies(list(unopened.values()))]
    for line in hall.lines:
        if line.info.agency_id not in unopened:
            found += _of_people(hall, line)
        found += _of_line(hall, line)
    for counter in hall.counters:
        found += _of_counter(hall, counter)
    return sorted(found, key=lambda one: ORDER[one.level])


def unopened_agencies(hall: Hall) -> dict[int, datetime]:
    """Return the agencies in their hours of which no counter works now, with the hour's start."""
    calendar = malls.calendar_of(hall.mall)
    minute = hall.now.hour * 60 + hall.now.minute
    began: dict[int, datetime] = {}
    for line in hall.lines:
        for opens, closes in calendar.intervals(hall.now.date(), line.info.booth_id):
            if opens <= minute < closes:
                began[line.info.agency_id] = calendar.instant(hall.now.date(), opens)
    at_work = {one.agency_id for one in hall.counters if one.state != "closed"}
    has_counters = {one.agency_id for one in hall.counters}
    return {one: at for one, at in began.items() if one in has_counters - at_work}


def _unopened(hall: Hall) -> Iterator[tuple[int, Concern]]:
    for agency_id, opens_at in unopened_agencies(hall).items():
        own = [one for one in hall.counters if one.agency_id == agency_id]
        signs = [at for one in own if (at := _worked_at(hall, one)) is not None]
        if not alarms.has_not_opened(opens_at, hall.now, max(signs, default=None)):
            continue
        lines = [one for one in hall.lines if one.info.agency_id == agency_id]
        waiting = sum(one.state.waiting for one in lines)
        title = _("{agency} belum buka sejak {time}").format(
            agency=own[0].agency, time=wording.clock(opens_at, hall.mall)
        )
        some = ngettext("{n} orang menunggu.", "{n} orang menunggu.", waiting).format(n=waiting)
        text = some if waiting else _("Belum ada yang menunggu.")
        remedies = (_open(own[0]),)
        yield (
            agency_id,
            Concern(f"tutup-{agency_id}", "late" if waiting else "note", title, text, remedies),
        )


def _worked_at(hall: Hall, counter: CounterState) -> datetime | None:
    """Return the newest sign that somebody worked a closed counter today."""
    called = hall.called_at.get(counter.id)
    left = counter.state_since if counter.officer_id is not None else None
    return max((at for at in (called, left) if at is not None), default=None)


def _told_of_agencies(found: list[Concern]) -> list[Concern]:
    if len(found) <= FEW:
        return found
    title = _("{n} instansi belum buka padahal sudah jam layanan").format(n=len(found))
    level = min((one.level for one in found), key=ORDER.__getitem__)
    ordered = sorted(found, key=lambda one: ORDER[one.level])
    return [Concern("tutup", level, title, items=tuple(ordered))]


def _of_people(hall: Hall, line: LineNow) -> Iterator[Concern]:
    """Yield who waits longer than told, or with nobody to call them."""
    told = [(one, waited_minutes(one.since, hall.now)) for one in line.waiters]
    late = [(one, mins) for one, mins in told if alarms.breaks_promise(mins, one.promised_high)]
    far = [(one, mins) for one, mins in late if alarms.is_far_too_long(mins, one.promised_high)]
    if far:
        worst, minutes = far[0]
        title = _("{code} menunggu {waited}").format(code=worst.code, waited=_words(minutes))
        text = _("{line}: {promised}.").format(line=line.state.name, promised=_told(worst))
        if len(late) > 1:
            text += " " + _late_others(len(late) - 1)
        yield Concern(f"alarm-{line.state.prefix}", "alarm", title, text, _more_hands(hall, line))
    elif late:
        worst, minutes = late[0]
        title = ngettext(
            "{line}: {n} orang menunggu lebih lama dari janji",
            "{line}: {n} orang menunggu lebih lama dari janji",
            len(late),
        ).format(line=line.state.name, n=len(late))
        text = _("Terlama {code}, {waited}; {promised}.").format(
            code=worst.code, waited=_words(minutes), promised=_told(worst)
        )
        yield Concern(f"janji-{line.state.prefix}", "late", title, text, _more_hands(hall, line))
    elif line.waiters and not any(one.state == "open" for one in line.counters):
        n = len(line.waiters)
        title = _("{line}: tidak ada loket buka").format(line=line.state.name)
        text = ngettext("{n} orang menunggu.", "{n} orang menunggu.", n).format(n=n)
        yield Concern(f"sepi-{line.state.prefix}", "late", title, text, _more_hands(hall, line))


def _of_line(hall: Hall, line: LineNow) -> Iterator[Concern]:
    """Yield what the line itself is about to run out of: numbers, or time."""
    prefix, name = line.state.prefix, line.state.name
    url = reverse("manage_line", args=[hall.mall.slug, line.state.line])
    if alarms.is_nearly_full(line.state.issued, quota := line.info.daily_quota):
        left = max((quota or 0) - line.state.issued, 0)
        title = _("{line}: kuota habis") if not left else _("{line}: kuota hampir habis")
        text = _("{issued} dari {quota} nomor sudah diambil.").format(
            issued=line.state.issued, quota=quota
        )
        yield Concern(
            f"kuota-{prefix}", "note", title.format(line=name), text,
            (Remedy(_("Ubah kuota"), url=f"{url}#kuota"),),
        )  # fmt: skip
    closes_at = line.info.closed_from
    is_coming = line.info.is_open and closes_at is not None and hall.now < closes_at
    if closes_at and is_coming and line.waiters:
        if not closings.is_at_risk(line.state.wait, closes_at, hall.now):
            return
        title = _("{line} tutup {time}, antreannya mungkin lebih lama").format(
            line=name, time=wording.clock(closes_at, hall.mall)
        )
        text = ngettext(
            "{n} orang masih menunggu; mereka sudah diberi tahu di ponselnya.",
            "{n} orang masih menunggu; mereka sudah diberi tahu di ponselnya.",
            len(line.waiters),
        ).format(n=len(line.waiters))
        yield Concern(f"jam-{prefix}", "note", title, text, _more_hands(hall, line))


def _of_counter(hall: Hall, counter: CounterState) -> Iterator[Concern]:
    """Yield a counter that stands still: a break that is over, a call or a service left."""
    ticket = counter.ticket
    if (
        counter.state == "break"
        and ticket is None
        and alarms.is_break_over(counter.back_at, hall.now)
    ):
        assert counter.back_at is not None
        title = _("{counter} belum kembali dari istirahat").format(counter=counter.name)
        text = _("{agency}, seharusnya pukul {time}.").format(
            agency=counter.agency, time=wording.clock(counter.back_at, hall.mall)
        )
        end = Remedy(_("Akhiri istirahat"), press=f"buka-loket:{counter.id}")
        yield Concern(f"istirahat-{counter.id}", "late", title, text, (end,))
    if ticket is None:
        return
    called = ticket.recalled_at or ticket.called_at
    if ticket.state == "called" and called:
        if alarms.is_call_stuck(called, hall.now, hall.no_show_minutes):
            title = _("{code} dipanggil {ago} yang lalu, belum dilayani")
            yield _stuck(hall, counter, title, waited_minutes(called, hall.now), "")
    elif ticket.state == "serving" and ticket.started_at:
        usual = _usual(hall, counter)
        if alarms.is_service_long(ticket.started_at, hall.now, usual):
            title = _("{code} dilayani sudah {ago}")
            usually = _("biasanya {minutes}").format(minutes=minutes_words(round(usual)))
            lasted = waited_minutes(ticket.started_at, hall.now)
            yield _stuck(hall, counter, title, lasted, usually)


def _stuck(hall: Hall, counter: CounterState, title: str, minutes: float, usually: str) -> Concern:
    ticket = counter.ticket
    assert ticket is not None
    where = ", ".join(part for part in (counter.name, counter.agency, usually) if part)
    release = Remedy(
        _("Kembalikan {code} ke antrean").format(code=ticket.code),
        press=f"lepas:{counter.id}:{ticket.id}",
        confirm=_("{code} kembali ke urutannya semula dan dapat dipanggil loket lain.").format(
            code=ticket.code
        ),
    )
    look = Remedy(
        _("Lihat loket"), url=reverse("manage_counter", args=[hall.mall.slug, counter.id])
    )
    return Concern(
        f"macet-{ticket.code}",
        "late",
        title.format(code=ticket.code, ago=_words(minutes)),
        f"{where}.",
        (release,) if hall.may_release else (look,),
    )


def _usual(hall: Hall, counter: CounterState) -> float:
    """Return how long the ticket at a counter should take: its line's mean, for all its people."""
    ticket = counter.ticket
    assert ticket is not None
    mean = next(
        (one.info.mean_minutes for one in hall.lines if one.state.line == ticket.line), 10.0
    )
    return mean * max(ticket.people, len(ticket.services), 1)


def _more_hands(hall: Hall, line: LineNow) -> tuple[Remedy, ...]:
    """Return what would help a line: its next closed counter, or one lent to it."""
    closed = next((one for one in line.counters if one.state == "closed"), None)
    resting = next((one for one in line.counters if one.state == "break"), None)
    if closed is not None:
        return (_open(closed),)
    if resting is not None:
        label = _("Akhiri istirahat {counter}").format(counter=resting.name)
        return (Remedy(label, press=f"buka-loket:{resting.id}"),)
    url = reverse("manage_line", args=[hall.mall.slug, line.state.line])
    return (Remedy(_("Pinjamkan loket lain"), url=f"{url}#pinjam"),)


def _open(counter: CounterState) -> Remedy:
    return Remedy(
        _("Buka {counter}").format(counter=counter.name), press=f"buka-loket:{counter.id}"
    )


def _late_others(n: int) -> str:
    return ngettext(
        "{n} orang lagi menunggu lebih lama dari janji.",
        "{n} orang lagi menunggu lebih lama dari janji.",
        n,
    ).format(n=n)


def _told(one: Waiter) -> str:
    """Return the upper end somebody was told, as a clause."""
    if not one.promised_high:
        return _("dijanjikan langsung dilayani")
    return _("dijanjikan paling lama {minutes}").format(minutes=minutes_words(one.promised_high))


def _words(minutes: float) -> str:
    return minutes_words(int(minutes))
