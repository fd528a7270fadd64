# SPDX-License-Identifier: Apache-2.0
"""A complaint as its page tells it: whose turn, since when, what comes next, by which day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from satuhadir.feedback.models import Attachment, Complaint, Step
from satuhadir.feedback.queries import clock_rules, history_of, rules_of, running_clock
from satuhadir.feedback.queries.clocks import Running, held_clock
from satuhadir.malls.models import Mall


@dataclass(frozen=True, slots=True)
class ToldDay:
    """One day of a derivation in words."""

    text: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class ToldClock:
    """A deadline in words: until when, how it was counted, by which rule. `overdue` in days."""

    due_text: str
    rule_text: str
    legal: str
    start_text: str
    left: int
    is_overdue: bool
    is_soon: bool
    is_paused: bool
    days: list[ToldDay] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step as people read it."""

    at_text: str
    who: str
    did: str
    text: str
    verb: str
    attachments: list[Attachment]
    is_public: bool


def day_text(day: date) -> str:
    """Return a day as people write it: Senin, 3 Maret 2026."""
    return formats.date_format(day, "l, j F Y")


def at_text(mall: Mall, at: datetime) -> str:
    """Return an instant as people write it, at the mall."""
    return formats.date_format(at.astimezone(ZoneInfo(mall.timezone)), "j F Y, H.i")


def clocks_of(
    complaint: Complaint, steps: list[Step], *, soon_days: int = 2
) -> tuple[ToldClock | None, ToldClock | None]:
    """Return the clock that runs, and the one that stands still meanwhile, in words."""
    mall = complaint.mall
    rules = clock_rules(mall)
    running = running_clock(mall, complaint, steps, rules)
    held = held_clock(mall, complaint, steps, rules)
    today = mall.today()
    return _told(running, today, soon_days), _told(held, today, soon_days)


def steps_of(complaint: Complaint, *, for_citizen: bool) -> list[ToldStep]:
    """Return the history in words; for citizens without what is for staff alone."""
    return tell_steps(complaint, history_of(complaint), for_citizen=for_citizen)


def tell_steps(complaint: Complaint, steps: list[Step], *, for_citizen: bool) -> list[ToldStep]:
    """Return these steps in words."""
    told = []
    for one in steps:
        if for_citizen and not one.is_public:
            continue
        words = getattr(one, "words", None)
        told.append(
            ToldStep(
                at_text=at_text(complaint.mall, one.at),
                who=_who(one, for_citizen=for_citizen),
                did=_did(one),
                text=words.text if words else "",
                verb=one.verb,
                attachments=list(one.attachments.all()),
                is_public=one.is_public,
            )
        )
    return told


def objections_left(complaint: Complaint) -> int:
    """Return how often the citizen may still object."""
    return max(0, rules_of(complaint.mall).most_objections - complaint.objections)


def whose_turn(complaint: Complaint, *, for_citizen: bool) -> str:
    """Return in words whose turn it is."""
    turn = complaint.turn
    if turn == "citizen":
        return _("Giliran Anda") if for_citizen else _("Giliran pelapor")
    if turn == "agency":
        name = complaint.agency.name if complaint.agency else ""
        return _("Giliran {name}").format(name=name)
    if turn == "mall":
        return _("Giliran pengelola mal")
    return _("Selesai")


def what_comes(complaint: Complaint) -> str:
    """Return what comes next, said to the citizen."""
    state = complaint.state
    if state == "received":
        if complaint.kind == "information":
            return _("Pengelola mal membaca pertanyaan Anda, lalu menjawab atau meneruskannya.")
        return _(
            "Pengelola mal membaca laporan ini, lalu meneruskannya ke instansi yang berwenang."
        )
    if state == "clarifying":
        return _("Kami perlu penjelasan Anda. Selama menunggu, batas waktu kami berhenti.")
    if state == "forwarded":
        return _("Instansi memeriksa dan menjawab di halaman ini.")
    if state == "answered":
        return _("Baca jawabannya: terima bila sudah cukup, atau nyatakan keberatan.")
    if state == "objected":
        return _("Pengelola mal membaca keberatan Anda dan meminta jawaban baru.")
    return {
        "accepted": _("Jawaban sudah Anda terima."),
        "silence": _("Ditutup karena tidak ada tanggapan lagi sampai batas waktunya."),
        "withdrawn": _("Laporan ini dicabut."),
        "declined": _("Ditutup karena tidak dapat ditindaklanjuti di sini; sebabnya di bawah."),
    }[complaint.ending]


def _told(running: Running | None, today: date, soon_days: int) -> ToldClock | None:
    if running is None:
        return None
    due = running.due_day
    days = [ToldDay(day_text(one.day), one.number, _why(one.why, one.reason))
            for one in running.deadline.told]  # fmt: skip
    unit = _("hari kerja") if running.rule.unit == "working_days" else _("hari")
    left = running.deadline.left(today)
    return ToldClock(
        due_text=day_text(due) if due else "",
        rule_text=f"{running.rule.days} {unit}",
        legal=str(running.rule.legal),
        start_text=day_text(running.start_day),
        left=left,
        is_overdue=due is not None and today > due,
        is_soon=due is not None and today <= due and left <= soon_days,
        is_paused=running.is_paused,
        days=days,
    )


def _why(why: str, reason: str) -> str:
    return _("menunggu penjelasan pelapor") if why == "paused" else reason


def _who(step: Step, *, for_citizen: bool) -> str:
    if step.by == Step.By.CITIZEN:
        return _("Anda") if for_citizen else _("Pelapor")
    if step.by == Step.By.AGENCY and step.agency is not None:
        return step.agency.name
    return _("Pengelola mal") if step.by == Step.By.MALL else _("Sistem")


def _did(step: Step) -> str:
    verb = Step.Verb(step.verb)
    if verb == Step.Verb.FORWARD and step.agency is not None:
        return _("meneruskan ke {name}").format(name=step.agency.name)
    if verb == Step.Verb.RATE:
        return _("menilai penanganan: {rating} dari 4").format(rating=step.detail)
    if verb == Step.Verb.CLASSIFY:
        return _("menetapkan golongan: {name}").format(name=Complaint.Matter(step.detail).label)
    if verb == Step.Verb.RELAY and step.detail:
        return _("meneruskan ke SP4N-LAPOR!, nomor {number}").format(number=step.detail)
    return str(verb.label)
