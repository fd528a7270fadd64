# SPDX-License-Identifier: Apache-2.0
"""What a mall's queue is made of, read at most every few seconds."""

from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue.models import LineService, Policy
from satuhadir.queue.models.lines import Line
from satuhadir.queue.values import Directory, LineInfo, ServiceInfo
from satuhadir.shared.memory import Brief

_kept: Brief[Directory] = Brief(3)


def directory_of(mall: Mall) -> Directory:
    """Return the lines, services and rules of `mall` (three queries, cached ≤ 3 s)."""
    return _kept.get(mall.pk, lambda: _read(mall))


def forget() -> None:
    """Read set-up afresh from now on in this process; actions that change it call this."""
    _kept.forget()


def _read(mall: Mall) -> Directory:
    """Read plain columns: a couple of hundred rows as models would hold a press up by 80 ms."""
    booth = ("booth_id", "booth__name", "booth__place", "booth__agency_id", "booth__agency__name")
    decided = ("is_open", "closed_from", "close_reason", "daily_quota")
    rows = Line.objects.filter(mall=mall).order_by("prefix")
    lines: dict[UUID, LineInfo] = {
        row[0]: LineInfo(*row)
        for row in rows.values_list("id", "prefix", "name", *booth, "mean_minutes", *decided)
    }
    told = ("id", "code", "name", "name_en", "desk_minutes", "agency_id")
    gathered = LineService.objects.filter(line__mall=mall).values_list(
        *(f"service__{name}" for name in told), "line_id"
    )
    services = {
        code: ServiceInfo(pk, code, name, name_en, minutes, agency, lines[line])
        for pk, code, name, name_en, minutes, agency, line in gathered
    }
    policy = Policy.objects.filter(mall=mall).first() or Policy(mall=mall)
    return Directory(
        services=services,
        lines=lines,
        opens_before_minutes=policy.opens_before_minutes,
        head_start_minutes=policy.head_start_minutes,
        display_code_minutes=policy.display_code_minutes,
        no_show_minutes=policy.no_show_minutes,
    )
