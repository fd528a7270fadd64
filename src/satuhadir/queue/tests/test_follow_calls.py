# SPDX-License-Identifier: Apache-2.0
import gc
import json
import socket
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from satuhadir.accounts.actions import create_token
from satuhadir.queue import notify
from satuhadir.queue.stream import hub as hub_module
from satuhadir.queue.stream import screens
from satuhadir.queue.stream.messages import place_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.streaming import Cable, Reader, Served, serving, write
from satuhadir.shared.tests.racing import eventually

EVENTS = "/api/v1/malls/batu/events"


@pytest.fixture
def served(busy_hall: Hall) -> Iterator[Served]:
    with serving() as server:
        yield server


def codes(reader: Reader, count: int) -> list[str]:
    return [reader.next_but_lines()[1]["code"] for _ in range(count)]


def test_a_call_reaches_the_screen_at_once(
    busy_hall: Hall, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 3600)  # it does not wait for the next look
    with served.follow("batu") as reader:
        reader.begun()
        busy_hall.issue()
        called = busy_hall.call()
        name, data = reader.next_but_lines()
    assert name == "call"
    assert data["code"] == called.code
    assert data["counter"] == str(busy_hall.counters[1].pk)
    assert data["counter_name"] == "Loket 1"
    assert data["at"]
    assert data["place"] == "lantai 1"
    assert reader.last_id.startswith(str(called.day))


def test_nothing_in_the_stream_names_a_ticket_or_a_person(busy_hall: Hall, served: Served) -> None:
    with served.follow("batu") as reader:
        reader.begun()
        busy_hall.issue()
        called = busy_hall.call()
        _name, data = reader.next_but_lines()
    text = json.dumps(data)
    assert str(called.id) not in text
    assert str(called.attendance) not in text
    assert not {"ticket", "attendance", "actor", "prev", "hash"} & data.keys()


def test_what_happens_at_the_counter_becomes_the_events_of_the_contract(
    busy_hall: Hall, served: Served
) -> None:
    mall = busy_hall.mall
    with served.follow("batu") as reader:
        reader.begun()
        write(mall, "ticket.issued")
        write(mall, "ticket.called")
        write(mall, "ticket.recalled")
        write(mall, "ticket.cancelled", was="waiting")
        write(mall, "ticket.cancelled", was="called")
        write(mall, "ticket.no_show", was="called")
        write(mall, "ticket.undone", to="called")
        write(mall, "ticket.undone", to="serving")
        write(mall, "ticket.released", was="serving")
        write(mall, "ticket.expired", was="serving")
        write(mall, "ticket.started")
        names = [reader.next_but_lines()[0] for _ in range(9)]
    assert [one for one in names if one != "change"] == [
        *("call", "recall", "withdraw", "withdraw", "call", "withdraw", "withdraw", "begin")
    ]


def test_a_service_that_begins_is_told_with_its_number_and_is_not_lost(
    busy_hall: Hall, served: Served
) -> None:
    with served.follow("batu") as reader:
        reader.begun()
        busy_hall.issue()
        called = busy_hall.call()
        assert reader.next_but_lines()[0] == "call"
        last = reader.last_id
        busy_hall.move(called, "start")
        name, data = reader.next_but_lines()
    assert (name, data["code"]) == ("begin", called.code)
    assert data["counter"] == str(busy_hall.counters[1].pk)
    assert not {"ticket", "attendance", "actor", "prev", "hash"} & data.keys()
    with served.follow("batu", last) as reader:
        assert reader.next_but_lines()[0] == "begin"


def test_other_moves_say_only_where_and_are_not_told_again(busy_hall: Hall, served: Served) -> None:
    mall = busy_hall.mall
    moves = ("finished", "parked", "resumed", "transferred", "returned", "present", "undone")
    with served.follow("batu") as reader:
        first = reader.begun().last_id
        for move in moves:
            write(mall, f"ticket.{move}", was="serving", to="serving", line="a-line")
        write(mall, "ticket.called")
        heard = [reader.next_but_lines() for _ in range(8)]
    assert [name for name, _data in heard] == [*["change"] * 7, "call"]
    for _name, data in heard[:7]:
        assert data.keys() == {"counter", "line", "at"}
        assert data["line"] == "a-line"
    with served.follow("batu", first) as reader:
        assert reader.next_but_lines()[0] == "call"


def test_a_neighbours_calls_stay_there(busy_hall: Hall, neighbour: Hall, served: Served) -> None:
    with served.follow("batu") as reader:
        reader.begun()
        write(neighbour.mall, "ticket.called", code="N-1")
        write(busy_hall.mall, "ticket.called", code="A-1")
        assert codes(reader, 1) == ["A-1"]


def test_who_comes_back_gets_what_was_missed_once_and_in_order(
    busy_hall: Hall, served: Served
) -> None:
    with served.follow("batu") as reader:
        reader.begun()
        write(busy_hall.mall, "ticket.called", code="A-1")
        assert codes(reader, 1) == ["A-1"]
        last = reader.last_id
    for number in range(2, 6):
        write(busy_hall.mall, "ticket.issued")
        write(busy_hall.mall, "ticket.called", code=f"A-{number}")
    with served.follow("batu", last) as reader:
        assert codes(reader, 4) == ["A-2", "A-3", "A-4", "A-5"]
        write(busy_hall.mall, "ticket.called", code="A-6")
        assert codes(reader, 1) == ["A-6"]


def test_a_screen_that_saw_nothing_yet_loses_nothing_either(
    busy_hall: Hall, served: Served
) -> None:
    with served.follow("batu") as reader:
        first = reader.begun().last_id
    write(busy_hall.mall, "ticket.called", code="A-1")
    with served.follow("batu", first) as reader:
        assert codes(reader, 1) == ["A-1"]


def test_a_long_absence_is_read_from_the_log(
    busy_hall: Hall, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ROWS_READ_BACK", 5)
    monkeypatch.setattr(hub_module, "PAGE", 20)
    monkeypatch.setattr("satuhadir.queue.stream.database.PAGE", 20)
    write(busy_hall.mall, "ticket.called", count=90)
    with served.follow("batu", query="?last_event_id=" + today_id(busy_hall, 0)) as reader:
        got = codes(reader, 90)
    assert got == [f"A-{number:03d}" for number in range(90)]


def test_nothing_is_lost_or_doubled_while_calls_go_on(busy_hall: Hall, served: Served) -> None:
    def press() -> None:
        try:
            write(busy_hall.mall, "ticket.called", count=150)
        finally:
            connection.close()

    with served.follow("batu") as reader:
        last = reader.begun().last_id
    thread = threading.Thread(target=press)
    thread.start()
    got: list[str] = []
    while len(got) < 150:
        with served.follow("batu", last) as reader:
            for _ in range(min(7, 150 - len(got))):
                got += codes(reader, 1)
            last = reader.last_id
    thread.join()
    assert got == [f"A-{number:03d}" for number in range(150)]


def today_id(hall: Hall, seq: int, days_ago: int = 0) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (clock_timestamp() AT TIME ZONE %s)::date - %s::int",
            [hall.mall.timezone, days_ago],
        )
        return f"{cursor.fetchone()[0]}-{seq}"


@pytest.mark.parametrize("days_ago", [1, -1])
def test_an_id_of_another_day_is_told_to_read_the_board(
    busy_hall: Hall, served: Served, days_ago: int
) -> None:
    write(busy_hall.mall, "ticket.called", days_ago=1, code="OLD")
    write(busy_hall.mall, "ticket.called", code="A-1")
    with served.follow("batu", today_id(busy_hall, 1, days_ago)) as reader:
        assert reader.next_but_lines()[0] == "reset"
        newest = reader.last_id
        write(busy_hall.mall, "ticket.called", code="A-2")
        assert codes(reader, 1) == ["A-2"]
    with served.follow("batu", newest) as reader:
        assert codes(reader, 1) == ["A-2"]


def test_an_id_from_the_future_is_told_to_read_the_board(busy_hall: Hall, served: Served) -> None:
    with served.follow("batu", today_id(busy_hall, 99_999)) as reader:
        assert reader.next_but_lines()[0] == "reset"


def test_a_garbage_id_counts_as_none(busy_hall: Hall, served: Served) -> None:
    write(busy_hall.mall, "ticket.called", code="A-1")
    with served.follow("batu", "2026-13-45-1") as reader:
        reader.begun()
        write(busy_hall.mall, "ticket.called", code="A-2")
        assert codes(reader, 1) == ["A-2"]


@pytest.mark.parametrize("garbage", ["", "x", "2026-11-21", "2026-13-45-1", "1-1", "2026-11-21--1"])
def test_garbage_is_no_place_in_the_log(garbage: str) -> None:
    assert place_of(garbage) is None


def test_a_new_day_tells_open_screens_to_read_the_board(busy_hall: Hall, served: Served) -> None:
    with served.follow("batu") as reader:
        reader.begun()
        write(busy_hall.mall, "ticket.called", days_ago=-1, code="B-1")
        assert reader.next_but_lines()[0] == "reset"
        assert codes(reader, 1) == ["B-1"]
        assert reader.last_id == today_id(busy_hall, 2, -1)


def test_lines_are_told_after_coming_and_when_they_change(busy_hall: Hall, served: Served) -> None:
    prefixes = {"A", "B", "C"}
    with served.follow("batu") as reader:
        first = [reader.next() for _ in range(3)]
        began = time.monotonic()
        assert {data["prefix"] for _name, data in first} == prefixes
        assert {name for name, _data in first} == {"line"}
        for _ in range(4):
            busy_hall.issue()
        name, data = reader.next()
        assert (name, data["prefix"], data["waiting"], data["open"]) == ("line", "A", 4, True)
        assert set(data) == {"line", "prefix", "waiting", "wait_minutes", "open", "notice"}
        assert time.monotonic() - began > 0.9, "more than one a second"
        with served.follow("batu") as second:
            told = dict(zip("ABC", [second.next()[1]["waiting"] for _ in "ABC"], strict=True))
        assert told["A"] == 4


def test_a_poke_elsewhere_is_heard(
    busy_hall: Hall, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 3600)
    feeds = served.streams.hub.feeds
    with served.follow("batu") as reader:
        reader.begun()
        feed = feeds[busy_hall.mall.pk]
        eventually(lambda: feed.read_at)
        before = feed.read_at
        with psycopg.connect(**notify.connection_parameters(), autocommit=True) as other:
            other.execute("SELECT pg_notify(%s, %s)", (notify.CHANNEL, f"0,{busy_hall.mall.pk}"))
        eventually(lambda: feed.read_at > before)


def test_a_process_tells_the_others(busy_hall: Hall) -> None:
    notify.begin()
    try:
        with psycopg.connect(**notify.connection_parameters(), autocommit=True) as other:
            other.execute(f"LISTEN {notify.CHANNEL}")
            for _ in range(100):
                notify.poke(7)
                notify.poke(8)
            told = [one.payload for one in other.notifies(timeout=1, stop_after=1)]
        assert set(",".join(told).split(",")) <= {"7", "8"}
        assert notify.sender_pid()
    finally:
        notify.end()
    notify.poke(7)


def test_silence_is_broken_by_comments(busy_hall: Hall) -> None:
    with serving(heartbeat_seconds=1) as server, server.follow("batu") as reader:
        began = time.monotonic()
        reader.begun()
        while reader.comments < 2:
            line = reader.response.readline()
            reader.comments += line.startswith(b":")
        assert time.monotonic() - began < 2 * hub_module.HEARTBEAT_SECONDS


def test_a_screen_that_does_not_read_is_dropped_and_the_others_go_on(
    busy_hall: Hall, served: Served
) -> None:
    hub = served.streams.hub
    slow = socket.create_connection(("127.0.0.1", served.port))
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    with served.follow("batu") as reader:
        reader.begun()
        feed = hub.feeds[busy_hall.mall.pk]
        eventually(lambda: len(feed.screens) == 2)
        big = b"event: call\ndata: " + b'{"code":"%s"}' % (b"x" * 30_000) + b"\n\n"
        for _ in range(40):
            served.loop.call_soon_threadsafe(feed.tell, [big])
            reader.next_but_lines()
        eventually(lambda: len(feed.screens) == 1)
        write(busy_hall.mall, "ticket.called", code="A-1")
        assert codes(reader, 1) == ["A-1"]
    slow.close()


def test_a_screen_that_leaves_is_forgotten(busy_hall: Hall, served: Served) -> None:
    hub = served.streams.hub
    for _ in range(20):
        with served.follow("batu") as reader:
            reader.begun()
    feed = hub.feeds[busy_hall.mall.pk]
    eventually(lambda: feed.is_empty and not any(hub._slots) and not served.streams._open)
    gc.collect()
    # By type, not isinstance: that would wake whatever lazy objects other tests left behind.
    assert sum(type(one) is screens.Screen for one in gc.get_objects()) == 0


def test_screens_outlive_the_database_and_lose_nothing(
    busy_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = notify.connection_parameters()
    cable = Cable(real)
    detour = {"host": "127.0.0.1", "hostaddr": "127.0.0.1", "port": cable.port}
    monkeypatch.setattr(notify, "connection_parameters", lambda: real | detour)
    with serving(heartbeat_seconds=1) as server, server.follow("batu") as reader:
        reader.begun()
        write(busy_hall.mall, "ticket.called", code="A-1")
        assert codes(reader, 1) == ["A-1"]
        cable.cut()
        write(busy_hall.mall, "ticket.called", code="A-2")
        heard = reader.comments
        with server.follow("batu") as newcomer:
            assert newcomer.response.readline().startswith(b"retry")
            assert server.ask("/api/v1/malls/unknown/events").status == 503
            while reader.comments == heard:
                reader.comments += reader.response.readline().startswith(b":")
            cable.mend()
            assert codes(reader, 1) == ["A-2"]
            newcomer.begun()
            write(busy_hall.mall, "ticket.called", code="A-3")
            assert codes(reader, 1) == ["A-3"]
            assert codes(newcomer, 2) == ["A-2", "A-3"]
    cable.cut()


def test_a_stopping_server_ends_its_streams_at_once(busy_hall: Hall) -> None:
    with serving() as server:
        clients = [
            socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(100)
        ]
        for client in clients:
            client.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        eventually(lambda: sum(server.streams._open.values()) == 100)
        server.server.should_exit = True
        for client in clients:
            while client.recv(65_536):
                pass
            client.close()


def test_what_is_not_a_stream_is_refused(busy_hall: Hall, served: Served) -> None:
    unknown = served.ask("/api/v1/malls/unknown/events")
    assert unknown.status == 404
    assert unknown.headers["Content-Type"] == "application/problem+json"
    assert json.loads(unknown.read())["code"] == "malls.mall_not_found"
    assert served.ask("/api/v1/malls/%00/events").status == 404
    assert served.ask(EVENTS, Host="elsewhere.example").status == 400
    posted = served.ask(EVENTS, "POST")
    assert posted.status == 405
    assert posted.headers["Allow"] == "GET, HEAD"
    assert json.loads(posted.read())["code"] == "shared.wrong_method"


def test_a_wrong_key_is_never_taken_for_none(busy_hall: Hall, served: Served) -> None:
    for key in ("Bearer sh_salah-salah-salah-salah-salah", "Basic abc", ""):
        refused = served.ask(EVENTS, Authorization=key)
        assert refused.status == 401
        assert json.loads(refused.read())["code"] == "accounts.wrong_token"
    key = create_token(role="stranger", label="uji")
    assert served.ask(EVENTS, "HEAD", Authorization=f"Bearer {key}").status == 200


def test_a_head_has_the_headers_of_a_stream(busy_hall: Hall, served: Served) -> None:
    answer = served.ask(EVENTS, "HEAD")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.read() == b""


def test_there_is_a_ceiling_for_an_address_and_for_the_process(busy_hall: Hall) -> None:
    with serving(most_of_an_address=1) as server, server.follow("batu"):
        refused = server.ask(EVENTS)
        assert refused.status == 429
        assert refused.headers["Retry-After"]
    with serving(most=1) as server, server.follow("batu"):
        refused = server.ask(EVENTS)
        assert refused.status == 503
        assert refused.headers["Retry-After"]
