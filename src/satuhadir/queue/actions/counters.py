# SPDX-License-Identifier: Apache-2.0
"""What happens to counters: opened, closed, on a break, taken over, renamed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, queries
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.actions.waits import refresh_waits
from satuhadir.queue.errors import CounterNotFound
from satuhadir.queue.models import Counter
from satuhadir.queue.values import CounterState


def open_counter(
    *,
    mall: Mall,
    counter_id: UUID,
    actor: str,
    officer_id: int | None = None,
) -> CounterState:
    """Open a counter; the officer, when known, is the one who works it from now on."""
    return _set_state(mall, counter_id, "counter.opened", Counter.State.OPEN, actor, officer_id)


def close_counter(
    *,
    mall: Mall,
    counter_id: UUID,
    actor: str,
    closed_from: datetime | None = None,
) -> CounterState:
    """Close a counter now, or from an instant on; the ticket it has stays with it."""
    if closed_from is not None:
        return _set_state(mall, counter_id, "counter.closes_from", None, actor, until=closed_from)
    return _set_state(mall, counter_id, "counter.closed", Counter.State.CLOSED, actor)


def start_break(
    *,
    mall: Mall,
    counter_id: UUID,
    actor: str,
    back_at: datetime | None = None,
) -> CounterState:
    """Let the officer rest; nobody is called here until the counter opens again."""
    return _set_state(mall, counter_id, "counter.break", Counter.State.BREAK, actor, until=back_at)


def take_over(*, mall: Mall, counter_id: UUID, officer_id: int | None, actor: str) -> CounterState:
    """Work a counter from now on, with whatever ticket it has; who had it before is left.

    `officer_id` is None when who takes over works with a key instead of an account.
    """

    def write(counter: Counter) -> None:
        counter.officer_id = officer_id
        counter.save(update_fields=["officer"])

    return _change(mall, counter_id, "counter.taken_over", actor, write, {})


def rename_counter(*, mall: Mall, counter_id: UUID, name: str, actor: str) -> CounterState:
    """Give a counter another name, also in the middle of a day; its tickets stay its own."""

    def write(counter: Counter) -> None:
        counter.name = name
        counter.full_clean(exclude=["officer"])
        counter.save(update_fields=["name"])

    return _change(mall, counter_id, "counter.renamed", actor, write, {"name": name})


def _set_state(
    mall: Mall,
    counter_id: UUID,
    event: str,
    state: Counter.State | None,
    actor: str,
    officer_id: int | None = None,
    until: datetime | None = None,
) -> CounterState:
    """Write a counter's state. `until`: back from a break, or (with no state) closing time."""

    def write(counter: Counter) -> None:
        counter.back_at = until if state is Counter.State.BREAK else None
        counter.closed_from = until if state is None else None
        if state is not None:
            counter.state = state
            counter.state_since = hotpath.database_now()
        if officer_id is not None:
            counter.officer_id = officer_id
        counter.save()

    data = {"state": state.value if state else None}
    if until is not None:
        data["until"] = until.astimezone(mall.local_now().tzinfo).isoformat(timespec="seconds")
    return _change(mall, counter_id, event, actor, write, data)


def _change(
    mall: Mall,
    counter_id: UUID,
    event: str,
    actor: str,
    write: Callable[[Counter], None],
    data: dict[str, Any],
) -> CounterState:
    """Lock one counter, change it, log it."""
    with transaction.atomic():
        counter = Counter.objects.select_for_update().filter(mall=mall, pk=counter_id).first()
        if counter is None:
            raise CounterNotFound
        write(counter)
        told = {"counter_name": counter.name, **data}
        log_today(mall, event, actor, told, counter_id=counter_id)
    state = queries.counter_at(mall, counter_id)
    refresh_waits(mall, only=state.lines)  # who comes next learns at once what changed
    return state
