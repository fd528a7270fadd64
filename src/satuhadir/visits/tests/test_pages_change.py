# SPDX-License-Identifier: Apache-2.0
"""The calendar and the times of a booking's page, for who changes it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from satuhadir.malls import actions as malls
from satuhadir.queue.tests.conftest import Hall
from satuhadir.visits import actions, tracks
from satuhadir.visits.citizen.choice import choice_of
from satuhadir.visits.citizen.days import weeks_of
from satuhadir.visits.models import Slot, Visit
from satuhadir.visits.tests.conftest import NINE, TEN, book, tomorrow
from satuhadir.visits.values import DESK


def change_page(visit: Visit) -> str:
    return f"{tracks.visit_path(visit.mall.slug, tracks.track_of(visit.pk))}ganti/"


@pytest.mark.parametrize("online", [100, 0])
def test_the_times_a_page_offers_can_be_taken_by_who_booked_at_the_desk(
    hall: Hall, client: Client, online: int
) -> None:
    later = tomorrow(hall.mall) + timedelta(days=1)  # no seat is released to the desk tonight
    visit = book(hall, day=later, at=NINE, channel=DESK)
    line = hall.lines["A"]
    actions.set_line(mall=hall.mall, line_id=line.pk, online_share_percent=online)
    path = change_page(visit)
    days = [one for week in client.get(path).context["weeks"] for one in week]
    (state,) = (one.state for one in days if one.day == visit.day)
    asked = {"hari": str(visit.day)}
    (times,) = client.get(path, asked).context["times"]
    left = {one.minute: one.left for _name, part in times.parts for one in part}
    answer = client.post(path, asked | {"pukul-KTP": str(TEN)})
    if online:  # nothing is the desk's
        assert (state, times.is_full, left[TEN], answer.status_code) == ("full", True, 0, 409)
    else:
        assert (state, times.is_full, left[TEN], answer.status_code) == ("open", False, 6, 302)


@pytest.mark.parametrize("text", ["-1", "9.00", "٩", "99999"])
def test_what_is_no_time_is_refused_and_the_old_one_stays(
    hall: Hall, client: Client, text: str
) -> None:
    visit = book(hall, at=NINE)
    answer = client.post(change_page(visit), {"hari": str(visit.day), "pukul-KTP": text})
    assert (answer.status_code, visit.stops.get().starts_minute) == (422, NINE)
    assert "Tidak ada slot" in answer.context["error"]


@pytest.mark.parametrize("day", [date.min, date(2020, 1, 1), date(2199, 1, 1), date.max])
def test_a_day_that_cannot_be_booked_leaves_no_slots_and_shows_the_calendar(
    hall: Hall, client: Client, day: date
) -> None:
    visit = book(hall)
    before = Slot.objects.filter(day=visit.day).count()
    answer = client.get(change_page(visit), {"hari": day.isoformat()})
    assert answer.status_code == 422
    assert answer.context["weeks"] and "times" not in answer.context
    assert "hari ke depan" in answer.context["error"] or "sudah lewat" in answer.context["error"]
    assert not Slot.objects.filter(day=day).exists()
    assert Slot.objects.filter(day=visit.day).count() == before


def test_a_closed_day_shows_the_calendar_and_why(hall: Hall, client: Client) -> None:
    visit = book(hall)
    day = visit.day + timedelta(days=1)
    malls.declare_closure(mall=hall.mall, first_day=day, reason="Rapat")
    answer = client.get(change_page(visit), {"hari": day.isoformat()})
    assert answer.context["weeks"] and answer.context["error"] == "Rapat"


def test_a_calendar_of_sixty_days_asks_no_more_than_one_of_two(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for line in hall.lines.values():  # also one that has no slots on any day
        actions.set_line(
            mall=hall.mall,
            line_id=line.pk,
            planned_counters=Decimal(0) if line.prefix == "C" else None,
        )
    actions.set_policy(mall=hall.mall, window_days=60)
    actions.make_slots(hall.mall, lines=[hall.lines["A"].pk])
    choice = choice_of(hall.mall, ["KTP", "SKCK"], None, {})
    with django_assert_max_num_queries(16):
        weeks = weeks_of(choice)
    assert sum(one.state == "full" for week in weeks for one in week) == 61


def test_a_calendar_makes_the_slots_nobody_made_yet(hall: Hall) -> None:
    weeks = weeks_of(choice_of(hall.mall, ["KTP"], None, {}))
    assert sum(one.state == "open" for week in weeks for one in week) >= 14
    days = Slot.objects.values_list("day", flat=True).distinct()
    assert tomorrow(hall.mall) in days and len(days) == 15


def test_who_lost_their_time_is_not_told_that_it_is_still_theirs(
    hall: Hall, client: Client
) -> None:
    visit = book(hall)
    asked = {"hari": "2020-01-01"}
    assert "tetap berlaku" in client.get(change_page(visit), asked).content.decode()
    Visit.objects.update(state="choose_again", moved_from=visit.day)
    shown = client.get(change_page(visit), asked).content.decode()
    assert "sudah lewat" in shown
    assert "tetap berlaku" not in shown and "Tetap milik Anda" not in shown
