# SPDX-License-Identifier: Apache-2.0
"""The SQL of this room: seats are taken in one statement, see docs/locking.md."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection


def take_seats(
    *, slots: Sequence[int], channel: str, released: Sequence[bool], visit_id: UUID | None
) -> list[int] | int:
    """Take one seat in each slot inside the open transaction; return the seats' ids in order, or
    the one slot that has none: roll back then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT visits_take_seats_v1(%s::bigint[], %s, %s::boolean[], %s)::text",
            [list(slots), channel, list(released), visit_id],
        )
        row = cursor.fetchone()
    answer = json.loads(row[0])
    if "taken" in answer:
        return int(answer["taken"])
    return [int(one["seat"]) for one in answer["seats"]]


def wait_for_turn(*names: bytes) -> None:
    """Hold a lock on each of some names until the transaction ends, in one order for everybody."""
    with connection.cursor() as cursor:
        for name in sorted({int.from_bytes(one[:8], signed=True) for one in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [name])


def lock_slots(slot_ids: Sequence[int]) -> None:
    """Hold slots until the transaction ends, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM visits_slot WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE",
            [sorted(slot_ids)],
        )
