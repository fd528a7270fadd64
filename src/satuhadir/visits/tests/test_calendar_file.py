# SPDX-License-Identifier: Apache-2.0
"""A visit as iCalendar, read by two libraries that are not ours to please."""

from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.test import Client
from icalendar import Calendar

from satuhadir.queue.tests.conftest import Hall
from satuhadir.visits import actions, tracks
from satuhadir.visits.models import Visit
from satuhadir.visits.tests.conftest import NINE, TEN, book, tomorrow
from satuhadir.visits.values import Who


def body_of(visit: Visit) -> bytes:
    answer = Client().get(tracks.calendar_path("batu", tracks.track_of(visit.pk)))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    return bytes(answer.content)


def event_of(body: bytes) -> Any:
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    return event


def test_both_libraries_read_the_same_time(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    body = body_of(visit)
    ours, theirs = event_of(body), vobject.readOne(body.decode()).vevent
    theirs_zone = vobject.readOne(body.decode()).vtimezone
    assert theirs_zone.tzid.value == "Asia/Jakarta"
    for start in (ours["dtstart"].dt, theirs.dtstart.value):
        assert (start.hour, start.minute, start.utcoffset()) == (9, 0, timedelta(hours=7))
        assert start.date() == visit.day
    assert ours["dtend"].dt > ours["dtstart"].dt
    assert theirs.uid.value == str(ours["uid"]) == f"{visit.pk}@testserver"
    assert theirs.status.value == "CONFIRMED"
    assert theirs.valarm.action.value == "DISPLAY"


def test_a_visit_that_opens_with_its_day_names_no_hour_of_opening(hall: Hall) -> None:
    day = tomorrow(hall.mall) + timedelta(days=1)  # tonight its first hour is not closed yet
    early, later = (
        str(event_of(body_of(book(hall, day=day, at=at)))["description"]) for at in (0, NINE)
    )
    assert "sepanjang hari" in early and "00.00" not in early
    assert "Check-in dibuka pukul 08." in later


def test_lines_are_as_the_standard_has_them(hall: Hall) -> None:
    body = body_of(book(hall, at=NINE))
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert not Calendar.from_ical(body).errors


def test_every_change_is_told_under_the_same_name(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    before = event_of(body_of(visit))
    actions.reschedule(
        visit_id=visit.pk, mall=hall.mall, day=tomorrow(hall.mall), starts={"KTP": TEN}
    )
    moved = event_of(body_of(visit))
    actions.cancel_visit(visit_id=visit.pk, mall=hall.mall)
    ended = event_of(body_of(visit))
    assert before["uid"] == moved["uid"] == ended["uid"]
    assert before["sequence"] < moved["sequence"] < ended["sequence"]
    assert moved["dtstart"].dt.hour == 10
    assert [str(one["status"]) for one in (before, moved, ended)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip
    assert not ended.walk("VALARM")


def test_it_tells_nothing_of_the_person_nor_the_key(hall: Hall) -> None:
    visit = book(hall, at=NINE, who=Who(name="Sulastri", phone="+6281234567890"))
    body = body_of(visit).replace(b"\r\n ", b"").decode()
    for secret in ("Sulastri", "81234567890", visit.code, tracks.track_of(visit.pk), "KTP"):
        assert secret not in body


def test_a_visit_without_a_time_is_a_whole_day(hall: Hall) -> None:
    visit = book(hall, at=NINE)
    visit.stops.update(starts_minute=None, seat=None)
    event = event_of(body_of(visit))
    assert event["dtstart"].dt == visit.day
    assert event["dtend"].dt == visit.day + timedelta(days=1)


@pytest.mark.parametrize("track", ["x", "a" * 26])
def test_a_wrong_key_opens_no_calendar(hall: Hall, track: str) -> None:
    assert Client().get(f"/batu/kunjungan/{track}/jadwal.ics").status_code == 404
