# SPDX-License-Identifier: Apache-2.0
"""A manager's page of a month and of a year at a mall with 250,000 tickets a month.

A month is written into the log of a demonstration, day by day with its chain, and counted by the
command that counts real days; eleven more months are copies of its figures. Then the pages are
asked for over HTTP, whole: read, added up, drawn.
"""

import hashlib
import json
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from zoneinfo import ZoneInfo

import psycopg

from bench.demonstration import ROOT, Demonstration, new_demonstration
from bench.figures import Report, Row, median, milliseconds, percentile

TICKETS, QUICK_TICKETS = 250_000, 25_000
YEAR, MONTH, DAYS = 2024, 1, 25
ROUNDS = 15
LIMITS = {"bulan": 0.150, "tahun": 0.300}
OPENS, SECONDS = 8 * 3600, 7 * 3600
ZONE = ZoneInfo("Asia/Jakarta")

_COPY_MONTHS = """
INSERT INTO insights_countedspan (mall_id, span, first_day, is_final, days, last_seq, head, version)
SELECT mall_id, span, (first_day + make_interval(months => n))::date, is_final, days, 0, '', version
FROM insights_countedspan CROSS JOIN generate_series(1, 11) AS n
WHERE mall_id = %(mall)s AND first_day BETWEEN '2024-01-01' AND '2024-01-31';
INSERT INTO insights_figure ({columns})
SELECT {picked} FROM insights_figure AS figure
INNER JOIN insights_countedspan AS one ON one.id = figure.span_id
CROSS JOIN generate_series(1, 11) AS n
INNER JOIN insights_countedspan AS other ON other.mall_id = one.mall_id AND other.span = one.span
    AND other.first_day = (one.first_day + make_interval(months => n))::date
WHERE one.mall_id = %(mall)s AND one.first_day BETWEEN '2024-01-01' AND '2024-01-31';
"""


def run(tickets: int = TICKETS) -> Report:
    """Fill the year, then time both pages and those of an agency."""
    with new_demonstration() as demonstration:
        events, filled, counted = _fill(demonstration, tickets)
        browser = _signed_in(demonstration)
        times = {
            (what, length): _times(browser, demonstration, path, length)
            for what, path in (("mall", ""), ("agency", "instansi/DUKCAPIL/"))
            for length in LIMITS
        }
    rows = [_row(what, length, found) for (what, length), found in times.items()]
    remarks = [
        f"{tickets:,} tickets a month, {events:,} rows of one month's log written in {filled:.0f} s"
        f" and counted in {counted:.0f} s ({counted / DAYS:.1f} s a day, once, when it is closed)",
        f"whole pages over HTTP with charts and tables, one at a time, {ROUNDS} each",
    ]
    values = {
        "tickets": tickets,
        "events": events,
        "count_seconds_a_day": counted / DAYS,
        **{f"{what}_{length}_seconds": median(found) for (what, length), found in times.items()},
    }
    return Report(rows, remarks, values)


def quick() -> Report:
    """Do the same with a tenth of the tickets."""
    return run(QUICK_TICKETS)


def _row(what: str, length: str, found: list[float]) -> Row:
    limit, typical = LIMITS[length], median(found)
    name = {"bulan": "month", "tahun": "year"}[length]
    return Row(
        name="insights",
        what=f"page of a {name}, {what}, median",
        figure=milliseconds(typical),
        beside=f"p95 {milliseconds(percentile(found, 0.95))}",
        ratio=f"{typical / limit:.2f}",
        wanted=f"< {milliseconds(limit)}",
        is_met=typical < limit,
    )


def _times(
    browser: OpenerDirector, demonstration: Demonstration, path: str, length: str
) -> list[float]:
    query = urlencode({"rentang": length, "tanggal": date(YEAR, MONTH, 15).isoformat()})
    url = f"{demonstration.url}/kelola/{demonstration.shown['mall']}/angka/{path}?{query}"
    found = []
    for turn in range(ROUNDS + 2):
        began = time.perf_counter()
        body = browser.open(url).read().decode()
        if turn > 1:  # two to warm
            found.append(time.perf_counter() - began)
        if 'class="heroes"' not in body:
            raise AssertionError("the page has no figures")
    return found


def _signed_in(demonstration: Demonstration) -> OpenerDirector:
    """Return a browser in which the demonstration's manager is signed in."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    browser.open(f"{demonstration.url}/masuk/").read()
    secret = next(one.value for one in jar if one.name == "csrftoken")
    account = next(one for one in demonstration.shown["accounts"] if one["role"] == "manager")
    said = {
        "login": account["username"],
        "password": account["password"],
        "csrfmiddlewaretoken": secret,
    }
    browser.open(f"{demonstration.url}/masuk/", urlencode(said).encode()).read()
    return browser


def _fill(demonstration: Demonstration, tickets: int) -> tuple[int, float, float]:
    """Write the month's log, count it, copy its figures; return the rows and the seconds."""
    secrets = json.loads((demonstration.folder / "secrets.json").read_text())
    app, admin = (f"//{one}:{secrets[one]}@" for one in ("satuhadir_app", "satuhadir_admin"))
    url = demonstration.database_url.replace(app, admin)
    slug = demonstration.shown["mall"]
    began = time.monotonic()
    with psycopg.connect(url) as connection:
        hall = _hall(connection, slug)
        events = sum(
            _write_day(connection, hall, date(YEAR, MONTH, 1) + timedelta(days=n), tickets // DAYS)
            for n in range(DAYS)
        )
    filled = time.monotonic() - began
    began = time.monotonic()
    command = [str(ROOT / "satuhadir"), "insights", "rebuild", "--mall", slug]
    subprocess.run(
        [*command, "--data", str(demonstration.folder)], check=True, capture_output=True, cwd=ROOT
    )
    counted = time.monotonic() - began
    with psycopg.connect(url) as connection:
        _copy_months(connection, hall.mall)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("queue_event", "insights_figure", "insights_countedspan"):
            connection.execute(f"VACUUM ANALYZE {table}")  # as autovacuum does over the years
    return events, filled, counted


@dataclass
class Hall:
    """The mall as its log begins a day, and which services stand in each line."""

    mall: int
    set_up: dict[str, Any]
    services: dict[str, list[str]]


def _hall(connection: psycopg.Connection[Any], slug: str) -> Hall:
    row = connection.execute(
        "SELECT id, queue_set_up_v1(id) FROM malls_mall WHERE slug = %s", (slug,)
    ).fetchone()
    assert row is not None
    services: dict[str, list[str]] = {}
    for line, code in connection.execute(
        "SELECT one.line_id::text, service.code FROM queue_lineservice AS one"
        " INNER JOIN catalogue_service AS service ON service.id = one.service_id"
        " INNER JOIN queue_line AS line ON line.id = one.line_id WHERE line.mall_id = %s",
        (row[0],),
    ):
        services.setdefault(line, []).append(code)
    return Hall(row[0], row[1], services)


def _write_day(connection: psycopg.Connection[Any], hall: Hall, day: date, tickets: int) -> int:
    """Write one closed day of the log with its chain; return its rows."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    head, seq = "0" * 64, 0
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY queue_event (mall_id, day, seq, at, event, body, prev, hash) FROM STDIN"
        ) as copy,
    ):
        for second, row in _told(hall, day, tickets):
            seq += 1
            at = midnight + timedelta(seconds=second)
            body = json.dumps(
                {"actor": "bench", "at": at.isoformat(timespec="microseconds"), "counter": None,
                 "day": day.isoformat(), "prev": head, "seq": seq, "ticket": None, **row},
                sort_keys=True, separators=(",", ":"), ensure_ascii=False,
            )  # fmt: skip
            digest = hashlib.sha256((head + body).encode()).hexdigest()
            copy.write_row((hall.mall, day, seq, at, row["event"], body, head, digest))
            head = digest
    connection.execute(
        "INSERT INTO queue_chain (mall_id, day, last_seq, head, last_at, closed_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (hall.mall, day, seq, head, midnight + timedelta(days=1), midnight + timedelta(days=1)),
    )
    return seq


def _told(hall: Hall, day: date, tickets: int) -> Iterator[tuple[float, dict[str, Any]]]:
    """Yield a day's events in order: first come, first called, some who never answer."""
    chance = random.Random(day.toordinal())
    told: list[tuple[float, int, dict[str, Any]]] = [(OPENS - 60, 0, _opened(hall))]
    serving: dict[str, list[str]] = {}
    for counter in hall.set_up["counters"]:
        row = {"event": "counter.opened", "counter": counter["counter"], "state": "open"}
        told.append((OPENS, 0, row))
        for line in counter["lines"]:
            serving.setdefault(line, []).append(counter["counter"])
    lines = sorted(serving)
    last = dict.fromkeys(lines, 0.0)
    for number in range(1, tickets + 1):
        at = OPENS + SECONDS * number / tickets
        line = chance.choice(lines)
        called = max(at + chance.lognormvariate(6.2, 0.8), last[line] + 0.001)
        last[line] = called
        person = f"{day.toordinal():08x}-0000-4000-8000-{number:012x}"
        shared = {"ticket": person, "line": line, "attendance": person, "code": f"A-{number}"}
        counter = chance.choice(serving[line])
        told += _visit(chance, shared, counter, number, (at, called), hall.services[line])
    told.append((86_399.9, 0, {"event": "day.closed", "expired": 0}))
    told.sort(key=lambda one: one[0])
    for second, _place, row in told:
        yield second, row


def _visit(
    chance: random.Random,
    shared: dict[str, Any],
    counter: str,
    number: int,
    when: tuple[float, float],
    services: list[str],
) -> Iterator[tuple[float, int, dict[str, Any]]]:
    at, called = when
    yield at, number, {
        **shared, "event": "ticket.issued", "number": number, "people": 1, "minutes": 10,
        "channel": chance.choice(("kiosk", "kiosk", "kiosk", "phone", "desk")), "present": True,
        "services": [chance.choice(services)], "head_start_minutes": 0, "claimed": False,
        "state": "waiting", "promised_low": 4, "promised_high": 16,
    }  # fmt: skip
    here = {**shared, "counter": counter, "counter_name": "Loket", "place": "Lantai 1"}
    yield called, number, {**here, "event": "ticket.called"}
    if chance.random() < 0.05:
        missed = {**here, "event": "ticket.no_show", "from": "called", "to": "no_show"}
        yield called + 150, number, missed
        return
    began = {**here, "event": "ticket.started", "from": "called", "to": "serving"}
    yield called + 20, number, began
    done = called + 20 + chance.lognormvariate(6, 0.5)
    finished = {**here, "event": "ticket.finished", "from": "serving", "to": "done"}
    yield min(done, 86_000), number, finished


def _opened(hall: Hall) -> dict[str, Any]:
    return {"event": "day.opened", **hall.set_up}


def _copy_months(connection: psycopg.Connection[Any], mall: int) -> None:
    """Make eleven more months of the one that was counted."""
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'insights_figure'"
        " AND column_name NOT IN ('id', 'span_id')"
    )
    names = [f'"{name}"' for (name,) in rows]
    text = _COPY_MONTHS.format(
        columns=", ".join(["span_id", *names]),
        picked=", ".join(["other.id", *(f"figure.{name}" for name in names)]),
    )
    for statement in text.split(";"):
        if statement.strip():
            connection.execute(statement, {"mall": mall})
