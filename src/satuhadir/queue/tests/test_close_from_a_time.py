# SPDX-License-Identifier: Apache-2.0
"""A line closes from a time: each affected holder is told, nobody else, and the hall reads it."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from satuhadir.queue import actions, closings, queries
from satuhadir.queue.models import Event, LineWait
from satuhadir.queue.stream.messages import Row, line_message, message_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Issued, Wait
from satuhadir.shared.memory import Brief

BEFORE = "diperkirakan sebelum itu"
AFTER = "mungkin baru sesudah itu"


def close(hall: Hall, prefix: str = "A", minutes: int | None = 60, **extra: Any) -> None:
    at = None if minutes is None else hall.mall.local_now() + timedelta(minutes=minutes)
    extra.setdefault("reason", "rapat")
    actions.close_line(
        mall=hall.mall, line_id=hall.lines[prefix].pk, actor="test", closed_from=at, **extra
    )


def notice(hall: Hall, client: Client, one: Issued) -> str | None:
    """Return what a holder's phone reads over the API."""
    Brief.forget_everything()
    answer = client.get(f"/api/v1/track/{one.track}")
    assert answer.status_code == 200
    told: str | None = answer.json()["notice"]
    return told


def page(hall: Hall, client: Client, one: Issued) -> str:
    return client.get(f"/{hall.mall.slug}/antrean/{one.track}/").content.decode()


def foretell(hall: Hall, prefix: str, high_each: int) -> None:
    """Keep a ladder in which each person ahead is so many minutes more."""
    actions.refresh_waits(hall.mall)
    rungs = [[n, n, n * high_each, n * high_each] for n in range(20)]
    LineWait.objects.filter(line=hall.lines[prefix]).update(ladder=rungs)


def test_each_affected_holder_is_told_and_no_other(hall: Hall, client: Client) -> None:
    for number in (1, 2, 3):
        actions.close_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    tickets = [hall.issue("KTP") for _ in range(8)]
    other = hall.issue("SKCK")
    actions.open_counter(mall=hall.mall, counter_id=hall.counters[1].pk, actor="test")
    called = hall.call(1)
    assert called.id == tickets[0].ticket.id
    close(hall, "A", 60)
    foretell(hall, "A", 15)  # 0, 15, 30, 45, 60, 75, 90 minutes at most
    assert notice(hall, client, tickets[0]) is None  # called: no longer waiting
    assert notice(hall, client, other) is None  # another line
    for place, one in enumerate(tickets[1:]):
        told = notice(hall, client, one) or ""
        assert "ditutup mulai pukul" in told and "rapat" in told
        assert (BEFORE in told) == (place * 15 < 60), (place, told)
        assert (AFTER in told) == (place * 15 >= 60), (place, told)
        assert told in page(hall, client, one)
    for one in (tickets[0], other):
        assert "penutupan" not in page(hall, client, one)


def test_who_is_parked_is_told_to_be_back_before(hall: Hall, client: Client) -> None:
    mine = hall.issue()
    hall.call(1)
    hall.move(mine.ticket, "start")
    hall.move(mine.ticket, "hold")
    close(hall)
    assert "sebelum itu, supaya urusan Anda selesai" in (notice(hall, client, mine) or "")
    assert "penutupan" in page(hall, client, mine)


def test_a_line_closed_now_still_calls_and_says_so_or_that_nobody_serves(
    hall: Hall, client: Client
) -> None:
    mine = hall.issue()
    close(hall, minutes=None)
    actions.refresh_waits(hall.mall)
    assert "tetap dipanggil selama petugas masih melayani" in (notice(hall, client, mine) or "")
    for number in (1, 2):
        actions.close_counter(mall=hall.mall, counter_id=hall.counters[number].pk, actor="test")
    assert "Belum ada loket yang melayani" in (notice(hall, client, mine) or "")
    actions.open_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test")
    assert notice(hall, client, mine) is None


@pytest.mark.parametrize(
    ("wait", "minutes", "risk"),
    [(Wait(1, 5, 10), 10, False), (Wait(1, 5, 11), 10, True), (None, 10, True)],
)
def test_a_turn_is_at_risk_when_its_range_reaches_beyond_the_closing(
    wait: Wait | None, minutes: int, risk: bool
) -> None:
    now = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
    assert closings.is_at_risk(wait, now + timedelta(minutes=minutes), now) is risk


def test_the_hall_reads_it_beside_the_line_and_once_across_the_screen(
    hall: Hall, client: Client
) -> None:
    close(hall)
    states = {one.prefix: one for one in queries.line_states(hall.mall)}
    assert states["A"].notice.startswith("Tutup mulai") and "rapat" in states["A"].notice
    assert states["C"].notice == ""
    line = json.loads(line_message(states["A"]).decode().split("data: ")[1])
    assert line["notice"] == states["A"].notice and line["open"]
    officer_free = client.get(f"/{hall.mall.slug}/").content.decode()
    assert states["A"].notice in officer_free
    row = Event.objects.filter(mall=hall.mall, event="line.closed").get()
    said = message_of(Row(row.day, row.seq, row.event, row.body))
    assert said is not None
    data = json.loads(said.decode().strip().split("data: ")[1])
    assert data["line"] == str(hall.lines["A"].pk) == data["id"]
    assert data["text"].startswith("Antrean A ditutup mulai pukul")
    actions.open_line(mall=hall.mall, line_id=hall.lines["A"].pk, actor="test")
    row = Event.objects.filter(mall=hall.mall, event="line.opened").get()
    taken_back = message_of(Row(row.day, row.seq, row.event, row.body))
    assert taken_back is not None and b'"text":null' in taken_back


def test_the_board_and_the_lines_carry_the_notice(hall: Hall, client: Client) -> None:
    close(hall)
    Brief.forget_everything()
    for path in ("board", "lines"):
        answer = client.get(f"/api/v1/malls/{hall.mall.slug}/{path}").json()
        lines = answer["lines"] if path == "board" else answer["items"]
        told = {one["prefix"]: one["notice"] for one in lines}
        assert told["A"].startswith("Tutup mulai") and told["B"] == ""
