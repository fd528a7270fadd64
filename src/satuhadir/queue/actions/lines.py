# SPDX-License-Identifier: Apache-2.0
"""What a manager decides: lines open or closed, quotas, rules, and the set-up itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Booth, Mall
from satuhadir.queue import directory, hotpath, notify, queries
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.models import Counter, CounterLine, Line, LineService, Policy
from satuhadir.queue.values import LineState

QUOTAS = ("daily_quota", "quota_kiosk", "quota_desk", "quota_phone")


def open_line(*, mall: Mall, line_id: UUID, actor: str) -> LineState:
    """Give numbers of a line again (within the mall's and booth's hours)."""

    def write(line: Line) -> dict[str, Any]:
        line.is_open, line.closed_from, line.close_reason = True, None, ""
        return {}

    return _change(mall, line_id, "line.opened", actor, write)


def close_line(
    *,
    mall: Mall,
    line_id: UUID,
    actor: str,
    reason: str = "",
    closed_from: datetime | None = None,
) -> LineState:
    """Give no more numbers of a line: now and until opened, or from an instant on that day.

    Who already has a number is still called.
    """

    def write(line: Line) -> dict[str, Any]:
        line.is_open = closed_from is not None
        line.closed_from, line.close_reason = closed_from, reason
        at = closed_from and closed_from.astimezone(mall.local_now().tzinfo)
        return {"closed_from": at.isoformat(timespec="seconds") if at else None, "reason": reason}

    return _change(mall, line_id, "line.closed", actor, write)


def set_quotas(
    *, mall: Mall, line_id: UUID, quotas: dict[str, int | None], actor: str
) -> LineState:
    """Set how many numbers a line gives a day, in all and per channel; None is no limit.

    `quotas` has any of `daily_quota`, `quota_kiosk`, `quota_desk`, `quota_phone`.
    """

    def write(line: Line) -> dict[str, Any]:
        for name in QUOTAS:
            if name in quotas:
                setattr(line, name, quotas[name])
        return {name: getattr(line, name) for name in QUOTAS}

    return _change(mall, line_id, "line.quotas_set", actor, write)


def set_policy(*, mall: Mall, actor: str, **values: int | bool) -> Policy:
    """Change rules of the mall's queue (fields of Policy); logged with before and after."""
    with transaction.atomic():
        policy, _made = Policy.objects.select_for_update().get_or_create(mall=mall)
        before = {name: getattr(policy, name) for name in values}
        for name, value in values.items():
            setattr(policy, name, value)
        policy.full_clean()
        policy.save()
        log_today(mall, "policy.changed", actor, {"before": before, "after": values})
    directory.forget()
    notify.poke(mall.pk)
    return policy


def add_line(
    *,
    mall: Mall,
    booth: Booth,
    prefix: str,
    name: str,
    services: Sequence[Service],
    actor: str,
    **fields: Any,
) -> Line:
    """Set up a line with the services that are waited for in it."""
    with transaction.atomic():
        Policy.objects.get_or_create(mall=mall)
        minutes = [one.desk_minutes for one in services]
        fields.setdefault("mean_minutes", sum(minutes) / len(minutes) if minutes else 10)
        line = Line(mall=mall, booth=booth, prefix=prefix, name=name, **fields)
        line.full_clean(exclude=["id"])
        line.save()
        LineService.objects.bulk_create(LineService(line=line, service=one) for one in services)
        line.refresh_from_db()
        log_today(mall, "line.added", actor, queries.line_set_up(line))
    directory.forget()
    return line


def add_counter(
    *, mall: Mall, booth: Booth, name: str, lines: Sequence[Line], actor: str, position: int = 0
) -> Counter:
    """Set up a counter, closed, with the lines it serves."""
    with transaction.atomic():
        counter = Counter(mall=mall, booth=booth, name=name, position=position)
        counter.full_clean(exclude=["id"])
        counter.save()
        CounterLine.objects.bulk_create(CounterLine(counter=counter, line=one) for one in lines)
        counter.refresh_from_db()
        log_today(mall, "counter.added", actor, queries.counter_set_up(counter))
    directory.forget()
    return counter


def _change(
    mall: Mall,
    line_id: UUID,
    event: str,
    actor: str,
    write: Callable[[Line], dict[str, Any]],
) -> LineState:
    """Pass the line's gate, change the line, log it."""
    with transaction.atomic():
        if not Line.objects.filter(mall=mall, pk=line_id).exists():
            raise LineNotFound
        hotpath.lock_gates(mall_id=mall.pk, day=mall.today(), line_ids=[line_id])
        line = Line.objects.select_for_update(no_key=True).get(pk=line_id)
        data = write(line)
        line.full_clean()
        line.save()
        log_today(mall, event, actor, {"line": str(line_id), "prefix": line.prefix, **data})
    directory.forget()
    notify.poke(mall.pk)
    return queries.line_at(mall, line_id)
