# SPDX-License-Identifier: Apache-2.0
"""Call next in a mall that has finished a million tickets, beside one that has none.

Two demonstrations run at once and take turns. The old one is filled with copies of a ticket that
was really finished: 900,000 over the last 900 days and 100,000 today, in the lines that are
called, with as many people and as many rows of the log.
"""

import json
import time

import psycopg

from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row, median, milliseconds, percentile
from bench.hall import Visitor, desks

PAST_DAYS = 900
A_DAY = 1_000
TODAY = 100_000
LINES, COUNTERS = 2, 2
ROUNDS = 10
CALLS_A_ROUND = 60
WANTED = 0.8

_FILL = """
CREATE TEMPORARY TABLE many ON COMMIT DROP AS
SELECT n, gen_random_uuid() AS new_person, gen_random_uuid() AS new_ticket, sample.id AS sample,
    sample.day - (CASE WHEN n < {today} THEN 0 ELSE 1 + (n - {today}) / {a_day} END) AS day
FROM generate_series(0, {today} + {past_days} * {a_day} - 1) AS n
INNER JOIN (
    SELECT id, day, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS samples
    FROM queue_ticket WHERE state = 'done'
) AS sample ON sample.place = 1 + n % sample.samples;
SET LOCAL session_replication_role = replica;  -- copies: their keys need no second look
INSERT INTO queue_attendance
SELECT copy.* FROM many
INNER JOIN queue_ticket AS ticket ON ticket.id = many.sample
INNER JOIN queue_attendance AS attendance ON attendance.id = ticket.attendance_id
CROSS JOIN LATERAL jsonb_populate_record(attendance, jsonb_build_object(
    'id', many.new_person, 'day', many.day)) AS copy;
INSERT INTO queue_ticket
SELECT copy.* FROM many INNER JOIN queue_ticket AS ticket ON ticket.id = many.sample
CROSS JOIN LATERAL jsonb_populate_record(ticket, jsonb_build_object(
    'id', many.new_ticket, 'attendance_id', many.new_person, 'day', many.day,
    'number', 1000000 + n, 'code', 'Z-' || n, 'track_hash', decode(md5(n::text), 'hex'))) AS copy;
INSERT INTO queue_event
SELECT copy.* FROM generate_series(0, {past_days} * {a_day} - 1) AS n
INNER JOIN queue_event AS logged ON (logged.mall_id, logged.day, logged.seq) = (
    SELECT mall_id, day, seq FROM queue_event ORDER BY day DESC, seq DESC LIMIT 1)
CROSS JOIN LATERAL jsonb_populate_record(logged, jsonb_build_object(
    'day', logged.day - 1 - (n / {a_day}), 'seq', 1 + n % {a_day})) AS copy;
"""


def run() -> Report:
    """Time calls in the young and the old mall in turn."""
    with new_demonstration() as young, new_demonstration() as old:
        youngs, olds = _visitors(young), _visitors(old)
        for visitor in (*youngs, *olds):
            visitor.visit()
        filled = _fill(old)
        _calls(youngs), _calls(olds)  # warm
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(ROUNDS):
            pairs = ((youngs, times[0]), (olds, times[1]))
            for visitors, found in pairs if turn % 2 else reversed(pairs):
                found.extend(_calls(visitors))
    return _report(filled, *times)


def _report(filled: tuple[int, float], young: list[float], old: list[float]) -> Report:
    ratio = median(young) / median(old)
    row = Row(
        name="aged",
        what=f"call next after {filled[0]:,} finished tickets, median",
        figure=milliseconds(median(old)),
        beside=f"in an empty mall {milliseconds(median(young))}",
        ratio=f"{ratio:.2f}",
        wanted=f"≥ {WANTED}",
        is_met=ratio >= WANTED,
    )
    p99 = percentile(young, 0.99), percentile(old, 0.99)
    remarks = [
        f"{len(old)} calls each in {ROUNDS} rounds in turn, over HTTP, one at a time; medians"
        f" compared; p99 old {milliseconds(p99[1])}, empty {milliseconds(p99[0])}; filled in"
        f" {filled[1]:.0f} s",
    ]
    values = {
        "tickets": filled[0],
        "median_seconds": median(old),
        "p99_seconds": p99[1],
        "empty_median_seconds": median(young),
        "empty_p99_seconds": p99[0],
        "ratio": ratio,
    }
    return Report([row], remarks, values)


def _visitors(demonstration: Demonstration) -> list[Visitor]:
    lines = desks(demonstration, LINES, COUNTERS)
    return [Visitor(demonstration, desk) for line in lines for desk in line]


def _calls(visitors: list[Visitor]) -> list[float]:
    found = []
    for number in range(CALLS_A_ROUND):
        visitor = visitors[number % len(visitors)]
        visitor.issue()
        began = time.perf_counter()
        ticket = visitor.call()
        found.append(time.perf_counter() - began)
        visitor.start(ticket)
        visitor.finish(ticket)
    return found


def _fill(demonstration: Demonstration) -> tuple[int, float]:
    """Fill the database as its administrator; return its finished tickets, and the seconds."""
    secrets = json.loads((demonstration.folder / "secrets.json").read_text())
    app, admin = (f"//{one}:{secrets[one]}@" for one in ("satuhadir_app", "satuhadir_admin"))
    url = demonstration.database_url.replace(app, admin)
    began = time.monotonic()
    with psycopg.connect(url) as connection:
        connection.execute(_FILL.format(past_days=PAST_DAYS, a_day=A_DAY, today=TODAY))
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("queue_ticket", "queue_attendance", "queue_event"):
            connection.execute(f"VACUUM ANALYZE {table}")  # as autovacuum does over the years
        row = connection.execute("SELECT count(*) FROM queue_ticket WHERE state = 'done'")
        found = row.fetchone()
    return (found[0] if found else 0), time.monotonic() - began
