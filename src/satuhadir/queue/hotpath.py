# SPDX-License-Identifier: Apache-2.0
"""The only module of this room that speaks SQL: one Python function per SQL function.

These calls run on every button press. They go to the driver below the ORM, so that a press
is one statement and one round trip; they join a transaction that is already open.
See docs/decisions/0005 and docs/locking.md.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import errors as pg
from psycopg.types.json import Jsonb

from satuhadir.queue.errors import Busy
from satuhadir.shared import metrics
from satuhadir.shared.errors import DatabaseAway
from satuhadir.shared.sql import sql_text

log = logging.getLogger(__name__)
T = TypeVar("T")

# A lost race that the database refused or broke off; the whole call was rolled back.
LOST_RACES = (pg.UniqueViolation, pg.DeadlockDetected, pg.SerializationFailure)
TRIES = 5
# The server is going, coming, or out of room; nothing of the call was kept.
AWAY = (
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.DiskFull,
    pg.OutOfMemory,
    pg.TooManyConnections,
    pg.IoError,
)


class Repeat(NamedTuple):
    """How a repeated request is known again: who asks and where (`scope`, 16 bytes), the
    Idempotency-Key, and a digest of the body (16 bytes). Without a key nothing is kept.
    """

    scope: bytes = b""
    key: UUID | None = None
    digest: bytes = b""


class NewTicket(NamedTuple):
    """Everything issue needs that is known before the gate. Instants are aware; the window
    is when numbers are given on `day`, None and None when closed all day.
    """

    mall_id: int
    day: date
    line_id: UUID
    service_id: int
    services: list[str]
    minutes: int
    channel: str
    people: int
    wants_head_start: bool
    attendance_id: UUID | None
    new_attendance_id: UUID
    ticket_id: UUID
    track_hash: bytes
    actor: str
    name: str
    phone: str
    window_from: datetime | None = None
    window_until: datetime | None = None
    help: list[str] = []  # a list: the driver writes a tuple as a row
    flow: str = "free"
    turn: int | None = None
    after: list[UUID] = []
    key_at: datetime | None = None


class Move(NamedTuple):
    """One verb on one ticket; see queue_move_ticket_v3 for the verbs and who `counter_id` is."""

    mall_id: int
    ticket_id: UUID
    verb: str
    counter_id: UUID | None
    actor: str
    override: bool = False
    reason: str = ""
    to_line_id: UUID | None = None
    to_service_id: int | None = None
    to_code: str | None = None


def issue_ticket(repeat: Repeat, new: NewTicket) -> dict[str, Any]:
    """Return {"ticket": …} or {"refusal": code, …}."""
    return _answer(
        "SELECT queue_issue_ticket_v3(%s, %s, %s, %s, %s, %s, %s, %s::text[], %s, %s, %s, %s, %s,"
        " %s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s, %s::smallint, %s::uuid[], %s)::text",
        (*repeat, *new),
    )


def call_next(repeat: Repeat, *, mall_id: int, counter_id: UUID, actor: str) -> dict[str, Any]:
    """Return {"ticket": …}, {} when nobody may be called, or {"refusal": code, …}."""
    return _answer(
        "SELECT queue_for_staff_v1(queue_call_next_v2(%s, %s, %s, %s, %s, %s))::text",
        (*repeat, mall_id, counter_id, actor),
    )


def move_ticket(repeat: Repeat, move: Move) -> dict[str, Any]:
    """Return {"ticket": …} or {"refusal": code, …}."""
    return _answer(
        "SELECT queue_for_staff_v1(queue_move_ticket_v3("
        "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s))::text",
        (*repeat, *move),
    )


def issue_visit(repeat: Repeat, first: NewTicket, tickets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return {"tickets": […]} or {"refusal": code, "at": place, …}; `first` has what all share."""
    return _answer(
        "SELECT queue_issue_visit_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s::text[])::text",
        (
            *repeat, first.mall_id, first.day, Jsonb(tickets), first.flow, first.channel,
            first.people, first.wants_head_start, first.new_attendance_id, first.actor, first.name,
            first.phone, first.help,
        ),
    )  # fmt: skip


def order_person(
    *,
    mall_id: int,
    attendance_id: UUID,
    flow: str | None,
    order: list[dict[str, Any]] | None,
    must_be_seen: bool,
    seen: UUID | None,
    by_turn: bool,
    reason: str,
    actor: str,
) -> dict[str, Any]:
    """Return {"changed", "flow", "waiting"} or {"refusal": code}."""
    wish = None if order is None else Jsonb(order)
    return _answer(
        "SELECT queue_order_person_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s)::text",
        (mall_id, attendance_id, flow, wish, must_be_seen, seen, by_turn, reason, actor),
    )


def summon(*, mall_id: int, ticket_id: UUID, actor: str) -> bool:
    """Tell the person of a ticket to go there; False when that is not for now."""
    answer = _answer("SELECT queue_summon_v1(%s, %s, %s)::text", (mall_id, ticket_id, actor))
    return bool(answer)


def append_event(
    *,
    mall_id: int,
    day: date,
    event: str,
    actor: str,
    counter_id: UUID | None,
    data: dict[str, Any],
    ticket_id: UUID | None = None,
) -> datetime:
    """Append one row to the log inside the open transaction; return its instant."""
    return cast(
        datetime,
        _value(
            "SELECT queue_append_event_v1(%s, %s, %s, %s, %s, %s, %s)",
            (mall_id, day, event, ticket_id, counter_id, actor, Jsonb(data)),
        ),
    )


def close_day(*, mall_id: int, day: date, actor: str) -> int:
    """Close a past day and return how many tickets expired."""
    sql = "SELECT queue_close_day_v2(%s, %s, %s)"
    return _retried(lambda: cast(int, _value(sql, (mall_id, day, actor))))


def kept_answer(repeat: Repeat) -> dict[str, Any] | None:
    """Return what was answered to this request before, or None; inside a transaction it also
    makes a concurrent repeat wait until that transaction ends.
    """
    return cast(
        "dict[str, Any] | None",
        _json("SELECT queue_kept_answer_v1(%s, %s, %s)::text", tuple(repeat)),
    )


def keep_answer(repeat: Repeat, answer: dict[str, Any]) -> None:
    """Keep an answer inside the transaction that it tells of."""
    _value("SELECT queue_keep_answer_v1(%s, %s, %s, %s)", (*repeat, Jsonb(answer)))


def ticket_json(ticket_id: UUID) -> dict[str, Any]:
    """Return a ticket as every answer shows it."""
    sql = "SELECT queue_ticket_json_v3(%s, NULL, NULL)::text"
    return cast("dict[str, Any]", _json(sql, (ticket_id,)))


def tickets_json(ticket_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return tickets as every answer shows them, in the order asked, in one round trip."""
    found = _json(
        "SELECT coalesce(json_agg(queue_ticket_json_v3(asked.id, NULL, NULL)"
        " ORDER BY asked.place), '[]')::text"
        " FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)",
        (list(ticket_ids),),
    )
    return cast("list[dict[str, Any]]", found)


def staff_tickets_json(ticket_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return tickets as staff see them, in the order asked, in one round trip."""
    found = _json(
        "SELECT coalesce(json_agg(queue_for_staff_v1(jsonb_build_object("
        "'ticket', queue_ticket_json_v3(asked.id, NULL, NULL))) -> 'ticket'"
        " ORDER BY asked.place), '[]')::text"
        " FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)",
        (list(ticket_ids),),
    )
    return cast("list[dict[str, Any]]", found)


def lock_gates(*, mall_id: int, day: date, line_ids: list[UUID]) -> None:
    """Pass the gates of lines inside the open transaction: no number is given meanwhile."""
    _value("SELECT queue_pass_gate_v1(%s, %s, %s)", (mall_id, day, line_ids))


def database_now() -> datetime:
    """Return the queue's own clock."""
    return cast(datetime, _value("SELECT queue_clock_v1()", ()))


@contextmanager
def clock_in_hand() -> Iterator[Callable[[datetime], None]]:
    """Put the queue's clock into the caller's hand, inside an open transaction, as the owner.

    For a past that is told (the demonstration's morning) and for tests; the transaction's end
    gives the clock back, also when it fails.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION queue_clock_v1() RETURNS timestamptz LANGUAGE sql VOLATILE"
            " AS $$ SELECT coalesce(nullif(current_setting('satuhadir.clock', TRUE), '')"
            "::timestamptz, clock_timestamp()) $$"
        )

        def put(at: datetime) -> None:
            _value("SELECT set_config('satuhadir.clock', %s, TRUE)", (at.isoformat(),))

        try:
            yield put
        finally:
            if not connection.needs_rollback:
                own = sql_text("satuhadir.queue.sql", "clock_v1")
                cursor.execute("SELECT set_config('satuhadir.clock', '', TRUE)")
                cursor.execute(own.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def _answer(sql: str, params: tuple[Any, ...]) -> dict[str, Any]:
    began = time.perf_counter()
    answer: dict[str, Any] = _retried(lambda: _json(sql, params))
    metrics.tell_queue_call(sql, time.perf_counter() - began, answer.get("refusal"))
    return answer


def _json(sql: str, params: tuple[Any, ...]) -> Any:
    """Read JSON as text: Django turned the driver's own reading off on its connections."""
    value = _value(sql, params)
    return None if value is None else json.loads(value)


def _retried(call: Callable[[], T]) -> T:
    """Run a call again when it lost a race; inside an open transaction it can't be, so not."""
    if connection.in_atomic_block:
        return call()
    for _ in range(TRIES):
        try:
            return call()
        except LOST_RACES as error:
            metrics.LOST_RACES.labels(type(error).__name__).inc()
            log.warning("lost a race, trying again: %s", type(error).__name__)
    raise Busy(retry_after=1)


def _value(sql: str, params: tuple[Any, ...]) -> Any:
    """Run one statement on Django's connection and return its only value."""
    connection.ensure_connection()
    driver: psycopg.Connection[Any] = connection.connection
    try:
        with psycopg.Cursor(driver) as cursor:
            row = cursor.execute(sql, params).fetchone()
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        if not (driver.broken or driver.closed or isinstance(error, AWAY)):
            raise
        connection.close()
        raise DatabaseAway(retry_after=2) from None
    return row[0] if row else None
