# SPDX-License-Identifier: Apache-2.0
"""Bookings: two hundred at once for the last seat, overlapping plans, their rate beside raw SQL."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.api import Unexpected
from bench.crowd import crowd
from bench.demonstration import Demonstration, new_demonstration
from bench.figures import Report, Row

TAKERS = 20
EACH = 10
CLIENTS = 4
SECONDS = 5.0
SCHEMA = "satuhadir_bench_bookings"
RAW = """
CREATE TABLE slot (id int PRIMARY KEY, room int NOT NULL);
CREATE TABLE visit (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE seat (
    slot int REFERENCES slot, seat int, visit uuid REFERENCES visit, UNIQUE (slot, seat));
CREATE FUNCTION book(p_slot int) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_room int;
    v_seat int;
    v_visit uuid := gen_random_uuid();
BEGIN
    SELECT room INTO v_room FROM slot WHERE id = p_slot FOR NO KEY UPDATE;
    SELECT n INTO v_seat FROM generate_series(1, v_room) AS n
    WHERE NOT EXISTS (SELECT FROM seat WHERE slot = p_slot AND seat.seat = n) LIMIT 1;
    IF v_seat IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO visit (id) VALUES (v_visit);
    INSERT INTO seat VALUES (p_slot, v_seat, v_visit);
    RETURN v_visit;
END $$;
"""


def run() -> Report:
    """Race for seats over HTTP, look into the tables for anything half, then count a second."""
    with new_demonstration() as demonstration:
        services = _services(demonstration)
        last = _last_seat(demonstration, services[0])
        plans = _plans(demonstration, services[:3])
        broken = _broken(demonstration)
        ours = _per_second(demonstration, services[0])
        raw = _raw_per_second(demonstration)
    rows = [
        Row(
            "bookings", f"{TAKERS * EACH} simultaneous bookings of the last seat",
            f"{last[201]} won, {last[409]} refused", "–", "–", "exactly 1 wins",
            last[201] == 1 and last[201] + last[409] == TAKERS * EACH,
        ),
        Row(
            "bookings", f"{TAKERS * EACH} overlapping two-slot plans",
            f"{plans[201]} whole, {plans[409]} refused, {broken} half", "–", "–", "0 half plans",
            broken == 0 and plans[201] >= 1 and plans[201] + plans[409] == TAKERS * EACH,
        ),
        Row(
            "bookings", f"bookings a second over HTTP, {CLIENTS} clients", f"{ours:.0f}/s",
            f"raw SQL {raw:.0f}/s", f"{ours / raw:.3f}", "reported", ours > 0,
        ),
    ]  # fmt: skip
    values = {"last": last, "plans": plans, "half": broken, "per_second": ours, "raw": raw}
    return Report(rows, [], values)


def _services(demonstration: Demonstration) -> list[str]:
    """Return services of different lines that can be booked, the one with most seats first."""
    found: dict[str, tuple[int, str]] = {}
    client = demonstration.client("applicant")
    day = _day(1)
    for one in client.get(f"{demonstration.mall}/services").expect(200).data["items"]:
        if one["line"] and one["line"] not in found:
            path = f"{demonstration.mall}/services/{one['code']}/slots?day={day}"
            seats = sum(s["free"]["online"] for s in client.get(path).expect(200).data["items"])
            found[one["line"]] = (seats, one["code"])
    client.close()
    ranked = [code for seats, code in sorted(found.values(), reverse=True) if seats]
    if len(ranked) < 3:
        raise Unexpected("fewer than three lines can be booked")
    return ranked


def _slots(demonstration: Demonstration, service: str, day: str) -> list[dict[str, Any]]:
    client = demonstration.client("applicant")
    path = f"{demonstration.mall}/services/{service}/slots?day={day}"
    found = client.get(path).expect(200).data["items"]
    client.close()
    return [one for one in found if one["free"]["online"]]


def _book(client: Any, mall: str, day: str, starts: dict[str, str]) -> int:
    body = {"services": list(starts), "day": day, "slots": starts}
    return int(client.post(f"{mall}/visits", body).expect(201, 409).status)


def _last_seat(demonstration: Demonstration, service: str) -> dict[int, int]:
    day = _day(2)
    slot = _slots(demonstration, service, day)[0]
    client = demonstration.client("applicant")
    for _ in range(slot["free"]["online"] - 1):
        client.post(
            f"{demonstration.mall}/visits",
            {"services": [service], "day": day, "slots": {service: slot["start"]}},
        ).expect(201)
    client.close()
    return _race(demonstration, lambda _: (day, {service: slot["start"]}))


def _plans(demonstration: Demonstration, services: list[str]) -> dict[int, int]:
    """Let everybody want two of three slots, in either order."""
    day = _day(3)
    starts = {
        one: _slots(demonstration, one, day)[n * 4]["start"] for n, one in enumerate(services)
    }
    a, b, c = services
    pairs = [(a, b), (b, a), (b, c), (c, b), (a, c), (c, a)]
    return _race(demonstration, lambda n: (day, {one: starts[one] for one in pairs[n % 6]}))


def _race(
    demonstration: Demonstration, wish: Callable[[int], tuple[str, dict[str, str]]]
) -> dict[int, int]:
    def work(index: int, ready: Callable[[], None]) -> list[int]:
        client = demonstration.client("applicant")
        ready()
        return [_book(client, demonstration.mall, *wish(index * EACH + n)) for n in range(EACH)]

    told = [status for one in crowd(TAKERS, work, limit_seconds=120) for status in one]
    return {201: told.count(201), 409: told.count(409)}


def _broken(demonstration: Demonstration) -> int:
    """Count visits that have not a seat for each of their stops, and seats of no visit."""
    with psycopg.connect(demonstration.database_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM visits_visit AS visit WHERE visit.state = 'booked' AND"
            " ((SELECT count(*) FROM visits_seat WHERE visit_id = visit.id) <>"
            " (SELECT count(*) FROM visits_stop WHERE visit_id = visit.id AND seat_id IS NOT NULL)"
            " OR EXISTS (SELECT FROM visits_stop WHERE visit_id = visit.id AND seat_id IS NULL))"
        ).fetchone()
    return int(row[0]) if row else -1


def _per_second(demonstration: Demonstration, service: str) -> float:
    """Book as fast as four clients can, each on days of its own."""
    places = [
        [(day, slot["start"]) for slot in _slots(demonstration, service, day)
         for _ in range(slot["free"]["online"])]
        for day in (_day(4 + n) for n in range(CLIENTS))
    ]  # fmt: skip

    def work(index: int, ready: Callable[[], None]) -> tuple[int, float]:
        client = demonstration.client("applicant")
        ready()
        began, done = time.monotonic(), 0
        for day, start in places[index]:
            done += _book(client, demonstration.mall, day, {service: start}) == 201
            if time.monotonic() - began > SECONDS:
                break
        return done, time.monotonic() - began

    return sum(done / took for done, took in crowd(CLIENTS, work, limit_seconds=60))


def _raw_per_second(demonstration: Demonstration) -> float:
    with psycopg.connect(demonstration.database_url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET search_path = {SCHEMA}")
        connection.execute(RAW)
        connection.execute("INSERT INTO slot SELECT n, 20 FROM generate_series(1, 20000) AS n")

    def work(index: int, ready: Callable[[], None]) -> tuple[int, float]:
        with psycopg.connect(
            demonstration.database_url, autocommit=True, options=f"-c search_path={SCHEMA}"
        ) as connection:
            ready()
            began, done = time.monotonic(), 0
            while time.monotonic() - began < SECONDS:
                connection.execute("SELECT book(%s)", [1 + index * 5000 + done // 20 % 5000])
                done += 1
            return done, time.monotonic() - began

    return sum(done / took for done, took in crowd(CLIENTS, work, limit_seconds=60))


def _day(ahead: int) -> str:
    """Return a day ahead at the demonstration's mall (WIB)."""
    return (datetime.now(UTC) + timedelta(hours=7, days=ahead)).date().isoformat()
