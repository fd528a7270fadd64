# SPDX-License-Identifier: Apache-2.0
"""What the officer's page is given: the counter as it is now, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.catalogue.models import DocumentType
from satuhadir.malls.models import Mall
from satuhadir.queue import queries, wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.models import Attendance, RefusedPaper
from satuhadir.queue.queries.desk import (
    DeskFigures,
    DeskRules,
    Undoable,
    desk_figures,
    desk_rules,
    find_undoable,
    officer_names,
)
from satuhadir.queue.queries.notes import notes_of
from satuhadir.queue.queries.papers import asked_papers
from satuhadir.queue.queries.tickets import Also, Queued, also_waiting
from satuhadir.queue.staff.asking import DeskAsk
from satuhadir.queue.staff.desk.papers import Paper, papers_for
from satuhadir.queue.values import CounterState, Directory, Help, ServiceInfo, TicketView

SHOWN = 8  # rows of the waiting list before "lihat lagi"
MOST_ROWS = 60


class NoteShown(NamedTuple):
    """A note in words; `at` is the clock of the mall."""

    text: str
    version: int
    counter: str
    at: str


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in one of the officer's lists. `waited` is in words."""

    id: UUID
    code: str
    service_name: str
    people: int
    waited: str
    is_here: bool
    is_held: bool
    elsewhere: str
    priority: bool
    priority_claimed: bool
    came_back: bool
    reason: str
    promise: str
    is_late: bool
    note: NoteShown | None


@dataclass(frozen=True, slots=True)
class Here:
    """The ticket at the counter. `no_show_at` is when its person may be marked absent."""

    ticket: TicketView
    services: list[ServiceInfo]
    since: str
    usual: str
    called_text: str
    no_show_at: datetime
    may_be_absent: bool
    name: str
    phone: str
    papers: list[Paper]
    refusable: list[DocumentType]
    help: list[str]
    note: NoteShown | None
    also: list[Also]

    @property
    def is_called(self) -> bool:
        return self.ticket.state == "called"

    @property
    def refusal_reasons(self) -> list[tuple[str, str]]:
        """Return why a paper may be refused, with the words."""
        return [(value, str(label)) for value, label in RefusedPaper.Reason.choices]

    @property
    def is_walked_to(self) -> bool:
        """Tell whether the officer walks up to the person instead of calling."""
        return Help.APPROACH.value in self.ticket.help


@dataclass(frozen=True, slots=True)
class Undo:
    """What the counter ended last and may take back until then."""

    what: Undoable
    at_text: str
    until_text: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the officer's page.

    `stage` is what the page is about: `theirs` (another officer's name stands here), `called`,
    `serving`, `closed`, `break` or `idle`.
    """

    mall: Mall
    counter: CounterState
    stage: str
    officer: str
    here: Here | None
    figures: DeskFigures
    oldest: str
    rows: list[Row]
    parked: list[Row]
    undo: Undo | None
    services: list[ServiceInfo]
    serves: str
    now: datetime
    clock: str
    since: str
    back: str
    late: str
    undo_seconds: int

    @property
    def key(self) -> str:
        """Return a new Idempotency-Key: each form asks for its own."""
        return str(uuid4())

    @property
    def rests(self) -> tuple[int, ...]:
        """Return for how many minutes officers usually rest."""
        return 5, 10, 15, 30

    @property
    def first_rows(self) -> list[Row]:
        return self.rows[:SHOWN]

    @property
    def more_rows(self) -> list[Row]:
        return self.rows[SHOWN:]

    @property
    def next(self) -> Row | None:
        """Return who would be called now, or None."""
        return next((row for row in self.rows if row.is_here and not row.is_held), None)

    @property
    def is_working(self) -> bool:
        """Tell whether the counter calls people."""
        return self.counter.state == "open" and self.stage != "theirs"


def desk_for(ask: DeskAsk) -> Desk:
    """Read the counter of `ask` and all the page shows of it (about a dozen queries)."""
    mall = ask.mall
    counter = queries.counter_at(mall, ask.counter_id)
    rules = desk_rules(mall)
    known = directory_of(mall)
    figures = desk_figures(mall, counter)
    names = officer_names({counter.officer_id} - {None})  # type: ignore[arg-type]
    stage = _stage(counter, ask.officer_id)
    shown = counter.ticket if stage in {"called", "serving"} else None
    waiting = queries.next_in_lines(mall, counter.lines, limit=MOST_ROWS)
    parked = queries.parked_in_lines(mall, counter.lines)
    undoable = find_undoable(mall, counter, rules) if stage != "theirs" else None
    notes = _notes(mall, [one.id for one in [*waiting, *parked]] + ([shown.id] if shown else []))
    return Desk(
        mall=mall,
        counter=counter,
        stage=stage,
        officer=names.get(counter.officer_id or 0, ""),
        here=_here(mall, shown, rules, known, notes.get(shown.id)) if shown else None,
        figures=figures,
        oldest=_ago(figures.oldest_at, rules.now),
        rows=[_row(one, rules.now, notes.get(one.id)) for one in waiting],
        parked=[_row(one, rules.now, notes.get(one.id)) for one in parked],
        undo=_undo(mall, undoable, rules),
        services=[one for one in known.services.values() if one.line.id in counter.lines],
        serves=_listed([known.lines[one].name for one in counter.lines if one in known.lines]),
        now=rules.now,
        clock=wording.clock(rules.now, mall),
        since=wording.clock(counter.state_since, mall),
        back=wording.clock(counter.back_at, mall) if counter.back_at else "",
        late=_late(counter, rules.now),
        undo_seconds=rules.undo_seconds,
    )


def minutes_words(minutes: int) -> str:
    """Return `baru saja`, `31 menit` or `2 jam 5 menit`."""
    if minutes < 1:
        return _("baru saja")
    if minutes < 120:
        return ngettext("{n} menit", "{n} menit", minutes).format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if not rest:
        return ngettext("{n} jam", "{n} jam", hours).format(n=hours)
    return _("{hours} jam {minutes} menit").format(hours=hours, minutes=rest)


def _stage(counter: CounterState, officer_id: int) -> str:
    held = counter.ticket is not None or counter.state != "closed"
    if held and counter.officer_id not in {None, officer_id}:
        return "theirs"
    if counter.ticket is not None:
        return counter.ticket.state
    return "idle" if counter.state == "open" else counter.state


def _here(
    mall: Mall, ticket: TicketView, rules: DeskRules, known: Directory, note: NoteShown | None
) -> Here:
    services = [known.services[one] for one in ticket.services if one in known.services]
    usual = sum(one.desk_minutes for one in services) * ticket.people
    called = ticket.recalled_at or ticket.called_at or rules.now
    no_show_at = called + timedelta(minutes=rules.no_show_minutes)
    contact = queries.contact_of(mall, ticket.attendance)
    return Here(
        ticket=ticket,
        services=services,
        since=_ago(ticket.started_at or called, rules.now),
        usual=minutes_words(usual) if usual else "",
        called_text=wording.clock(called, mall),
        no_show_at=no_show_at,
        may_be_absent=rules.now >= no_show_at,
        name=contact.name if contact else "",
        phone=contact.phone if contact else "",
        papers=papers_for(mall, ticket.services),
        refusable=[
            one.document for one in asked_papers(mall, ticket.services, ticket.day).values()
        ],
        help=[str(Attendance.Help(one).label) for one in ticket.help],
        note=note,
        also=also_waiting(mall, ticket),
    )


def _row(one: Queued, now: datetime, note: NoteShown | None) -> Row:
    waited = max(now - one.since, timedelta()).total_seconds() / 60
    return Row(
        id=one.id,
        code=one.code,
        service_name=one.service_name,
        people=one.people,
        waited=_ago(one.since, now),
        is_here=one.present,
        is_held=one.state == "held",
        elsewhere=one.elsewhere,
        priority=one.priority,
        priority_claimed=one.priority_claimed,
        came_back=one.came_back,
        reason=one.hold_reason,
        promise=wording.wait(one.promised) if one.promised else "",
        is_late=one.promised is not None and waited > one.promised.high,
        note=note if note and note.text else None,
    )


def _undo(mall: Mall, what: Undoable | None, rules: DeskRules) -> Undo | None:
    if what is None:
        return None
    return Undo(what, wording.clock(what.ended_at, mall), wording.clock(what.until, mall))


def _notes(mall: Mall, ticket_ids: list[UUID]) -> dict[UUID, NoteShown]:
    return {
        ticket: NoteShown(one.text, one.version, one.counter, wording.clock(one.written_at, mall))
        for ticket, one in notes_of(mall, ticket_ids).items()
    }


def _late(counter: CounterState, now: datetime) -> str:
    """Return by how much a break has run over, in words; empty while it has not."""
    over = counter.state == "break" and counter.back_at is not None and now >= counter.back_at
    return _ago(counter.back_at, now) if over else ""


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    return minutes_words(int(max(now - at, timedelta()).total_seconds() // 60))


def _listed(names: list[str]) -> str:
    """Return `SIM, SKCK dan STNK`."""
    if len(names) < 2:
        return "".join(names)
    return _("{most} dan {last}").format(most=", ".join(names[:-1]), last=names[-1])
