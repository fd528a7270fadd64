# SPDX-License-Identifier: Apache-2.0
"""Runs in a list, and what each was about."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from satuhadir.planning import wording
from satuhadir.planning.models import Run
from satuhadir.queue.models import Counter, Line

_STATES = {
    Run.State.WAITING: "waiting", Run.State.RUNNING: "serving", Run.State.DONE: "done",
    Run.State.FAILED: "late", Run.State.CANCELLED: "cancelled",
}  # fmt: skip


def listed(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return runs as rows."""
    return [row_of(one) for one in runs]


def row_of(run: Run) -> dict[str, Any]:
    """Return a run as a row: what, when, by whom, how far."""
    zone = ZoneInfo(run.mall.timezone)
    by = run.asked_by
    return {
        "run": run,
        "heading": heading(run),
        "state": _STATES[Run.State(run.state)],
        "says": _says(run),
        "when": date_format(run.asked_at.astimezone(zone), "j F, H.i"),
        "by": (getattr(by, "display_name", "") or by.get_username()) if by else "",
    }


def _says(run: Run) -> str:
    if run.state == Run.State.RUNNING:
        if not run.percent:
            return _("sedang disiapkan")
        return _("sedang dihitung, {n} %").format(n=run.percent)
    return str(Run.State(run.state).label)


def heading(run: Run) -> str:
    """Return what a run asks, in one line."""
    asked = run.asked
    if run.kind == Run.Kind.ROSTER:
        text = _("Jadwal pekan mulai {day}").format(day=wording.day(asked["monday"]))
        return f"{text} · {run.agency.name}" if run.agency else text
    if run.kind == Run.Kind.HOURS:
        text = _("Saran jam buka")
    elif run.kind == Run.Kind.FAIRNESS:
        text = _("Aturan giliran")
    else:
        text = change_text(asked["change"])
    number = asked.get("weekday")
    return text if number is None else f"{text} · {wording.weekday(number)}"


def change_text(change: dict[str, Any]) -> str:
    """Return a change in words."""
    kind, amount = change["kind"], change["amount"]
    if kind == "counter":
        return _("Satu loket lagi untuk {line}").format(line=_line(change["line"]))
    if kind == "learn":
        counter = Counter.objects.filter(pk=change["counter"]).values_list("name", flat=True)
        name = counter.first() or wording.NEXT
        return _("{counter} juga melayani {line}").format(counter=name, line=_line(change["line"]))
    if kind == "people":
        text = (
            _("Pengunjung {n} % lebih banyak")
            if amount > 0
            else _("Pengunjung {n} % lebih sedikit")
        )
        return text.format(n=abs(amount))
    if kind == "head_start":
        return _("Didahulukan {n} menit").format(n=amount)
    if kind == "theta":
        return _("Umur nomor yang dibawa {n} %").format(n=amount)
    return _("Istirahat siang bergiliran")


def _line(line_id: str) -> str:
    found = Line.objects.filter(pk=line_id).first()
    return f"{found.prefix} · {found.name}" if found else wording.NEXT
