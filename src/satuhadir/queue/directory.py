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
    lines: dict[UUID, LineInfo] = {}
    for line in Line.objects.filter(mall=mall).select_related("booth__agency").order_by("prefix"):
        lines[line.pk] = LineInfo(
            id=line.pk,
            prefix=line.prefix,
            name=line.name,
            booth_id=line.booth_id,
            booth=line.booth.name,
            place=line.booth.place,
            agency_id=line.booth.agency_id,
            agency=line.booth.agency.name,
            mean_minutes=line.mean_minutes,
        )
    services = {
        row.service.code: ServiceInfo(
            id=row.service_id,
            code=row.service.code,
            name=row.service.name,
            name_en=row.service.name_en,
            desk_minutes=row.service.desk_minutes,
            agency_id=row.service.agency_id,
            line=lines[row.line_id],
        )
        for row in LineService.objects.filter(line__mall=mall).select_related("service")
    }
    policy = Policy.objects.filter(mall=mall).first() or Policy(mall=mall)
    return Directory(
        services=services,
        lines=lines,
        opens_before_minutes=policy.opens_before_minutes,
        head_start_minutes=policy.head_start_minutes,
        display_code_minutes=policy.display_code_minutes,
    )
