# SPDX-License-Identifier: Apache-2.0
"""Lines A and B stand at one booth, line C a floor above. KTP and KK are waited for in line A."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from satuhadir.catalogue.models import DocumentType
from satuhadir.malls.models import Closure
from satuhadir.queue.models import Ticket
from satuhadir.queue.tests.api_client import Api, api_fixture  # noqa: F401
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.promises import papers, publish
from satuhadir.shared.http import DEVICE_COOKIE
from satuhadir.shared.memory import Brief
from satuhadir.visits import actions, queries
from satuhadir.visits.models import Advice
from satuhadir.visits.queries import VisitPlan
from satuhadir.visits.queries.papers import HOME, MADE, OUTSIDE
from satuhadir.visits.queries.starts import ENOUGH
from satuhadir.visits.tests.conftest import tomorrow

NOW = {"value": 10, "unit": "minute"}
NINE = 540


def made(hall: Hall, *codes: str, **extra: Any) -> VisitPlan:
    extra.setdefault("day", tomorrow(hall.mall))
    return queries.plan_visit(mall=hall.mall, codes=codes, **extra)


def reasons(plan: VisitPlan) -> dict[str, str]:
    return {one.service.code: one.code for one in plan.impossible}


def order(plan: VisitPlan) -> list[str]:
    return [one.service.code for one in plan.stops]


def test_the_services_of_one_line_are_one_wait_and_every_time_is_a_range(hall: Hall) -> None:
    plan = made(hall, "KTP", "SKCK", "KK", arrive=NINE)
    counters = {one.service.code: one.counter for one in plan.stops}
    assert counters["KTP"] == counters["KK"] != counters["SKCK"]
    assert plan.impossible == ()
    assert plan.finish is not None and plan.finish.high is not None
    assert plan.finish.low < plan.finish.likely < plan.finish.high
    for one in plan.stops:
        assert one.start.high is not None
        assert one.at <= one.start.likely and one.start.low <= one.start.likely <= one.start.high
    assert plan.is_guess  # nobody ever waited here
    assert plan.minutes_in_building == plan.finish.likely - NINE


def test_a_service_comes_after_the_one_that_issues_its_paper_unless_it_is_held(hall: Hall) -> None:
    publish(hall.mall, "AKTA", "D_KTP", "D_SKCK", duration=NOW, products=["D_AKTA"])
    publish(hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"])
    waits = made(hall, "AKTA", "SKCK", arrive=NINE)
    assert order(waits) == ["SKCK", "AKTA"]
    assert [one.code for one in waits.stops[1].waits_for] == ["SKCK"]
    papers_of = {tuple(one.codes): one for one in waits.papers.papers}
    assert papers_of[("D_SKCK",)].whence == MADE and papers_of[("D_SKCK",)].makers == ("SKCK",)
    assert papers_of[("D_KTP",)].services == ["AKTA", "SKCK"]
    assert [one.code for one in waits.papers.questions] == ["D_SKCK"]
    held = made(hall, "AKTA", "SKCK", arrive=NINE, holds=["D_SKCK"])
    assert all(one.waits_for == () for one in held.stops)


def test_a_paper_that_takes_its_time_is_waited_for(hall: Hall) -> None:
    publish(hall.mall, "SKCK", duration={"value": 90, "unit": "minute"}, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW)
    plan = made(hall, "AKTA", "SKCK", arrive=NINE)
    first, second = plan.stops
    assert (first.service.code, second.service.code) == ("SKCK", "AKTA")
    assert second.start.likely >= first.start.likely + 90


def test_a_paper_of_several_days_makes_the_next_service_impossible_until_then(hall: Hall) -> None:
    publish(hall.mall, "SKCK", duration={"value": 2, "unit": "working_day"}, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW)
    plan = made(hall, "AKTA", "SKCK", "KTP", arrive=NINE)
    assert sorted(order(plan)) == ["KTP", "SKCK"]
    (told,) = plan.impossible
    assert (told.service.code, told.code) == ("AKTA", "visits.paper_takes_days")
    assert told.nearest_day == tomorrow(hall.mall) + dt.timedelta(days=2)
    assert "SKCK" in told.detail


def test_the_nearest_day_counts_from_the_day_the_paper_before_can_be_made(hall: Hall) -> None:
    two = {"value": 2, "unit": "working_day"}
    publish(hall.mall, "KK", duration=two, products=["D_KK"])
    publish(hall.mall, "SKCK", "D_KK", duration=two, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_KK", "D_SKCK", duration=NOW)
    plan = made(hall, "AKTA", "SKCK", "KK", arrive=NINE)
    assert order(plan) == ["KK"]
    nearest = {one.service.code: one.nearest_day for one in plan.impossible}
    day = tomorrow(hall.mall)
    assert nearest == {"SKCK": day + dt.timedelta(days=2), "AKTA": day + dt.timedelta(days=4)}
    assert reasons(plan)["AKTA"] == "visits.waits_for_impossible"


def test_where_nothing_fits_no_other_service_is_blamed(hall: Hall) -> None:
    late = made(hall, "KTP", "SKCK", arrive=1435)
    assert reasons(late) == {"KTP": "visits.no_time_left", "SKCK": "visits.no_time_left"}


def test_one_of_several_papers_is_enough(hall: Hall) -> None:
    publish(hall.mall, "SKCK", duration={"value": 5, "unit": "working_day"}, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK|D_IJAZAH", duration=NOW)
    assert reasons(made(hall, "AKTA", "SKCK")) == {"AKTA": "visits.paper_takes_days"}
    plan = made(hall, "AKTA", "SKCK", holds=["D_IJAZAH"])
    assert plan.impossible == ()
    assert {tuple(one.codes) for one in plan.papers.papers} == {("D_IJAZAH",)}
    assert [one.code for one in plan.papers.questions] == ["D_SKCK", "D_IJAZAH"]


def test_a_circle_of_papers_is_told_and_broken_by_what_is_held(hall: Hall) -> None:
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW, products=["D_AKTA"])
    publish(hall.mall, "SKCK", "D_AKTA", duration=NOW, products=["D_SKCK"])
    plan = made(hall, "AKTA", "SKCK", "KTP", holds=[])
    assert reasons(plan) == {
        "AKTA": "visits.needs_in_a_circle", "SKCK": "visits.needs_in_a_circle"
    }  # fmt: skip
    assert order(plan) == ["KTP"]
    assert order(made(hall, "AKTA", "SKCK", holds=["D_AKTA"])) == ["SKCK", "AKTA"]
    nobody_asked = made(hall, "AKTA", "SKCK")
    assert nobody_asked.impossible == () and len(nobody_asked.stops) == 2


def test_what_waits_for_the_impossible_is_impossible(hall: Hall) -> None:
    publish(hall.mall, "SKCK", duration=NOW, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW)
    booth = hall.lines["C"].booth
    day = tomorrow(hall.mall)
    Closure.objects.create(
        mall=hall.mall, booth=booth, first_day=day, last_day=day, reason="Pelatihan"
    )
    Brief.forget_everything()
    plan = made(hall, "AKTA", "SKCK", "KTP")
    assert reasons(plan) == {
        "SKCK": "visits.closed_that_day", "AKTA": "visits.waits_for_impossible"
    }  # fmt: skip
    assert plan.impossible[1].nearest_day == day + dt.timedelta(days=1)
    assert "Pelatihan" in plan.impossible[1].detail


def test_papers_come_from_home_from_outside_or_from_this_mall(hall: Hall) -> None:
    papers(hall.mall, "D_RS", "D_KK")
    DocumentType.objects.filter(code="D_RS").update(where_from="Rumah sakit tempat lahir")
    publish(hall.mall, "KK", duration=NOW, products=["D_KK"])
    publish(
        hall.mall, "AKTA", "D_RS", "D_KK", {"documents": ["D_X"], "when": "bila WNA"}, duration=NOW
    )
    plan = made(hall, "AKTA")
    by_code = {one.codes[0]: one for one in plan.papers.papers}
    assert by_code["D_RS"].whence == OUTSIDE
    assert by_code["D_RS"].where_from == "Rumah sakit tempat lahir"
    assert by_code["D_KK"].whence == HOME
    assert [one.code for one in by_code["D_KK"].issuers] == ["KK"]
    assert not by_code["D_X"].is_always and by_code["D_X"].whens == ["bila WNA"]
    assert [one.codes[0] for one in plan.stops[0].brings] == ["D_RS", "D_KK"]


def test_when_not_all_fits_into_the_day_the_rest_is_planned(hall: Hall) -> None:
    plan = made(hall, "KTP", "AKTA", "SKCK", arrive=1440 - 55)
    assert len(plan.stops) == 2
    assert set(reasons(plan).values()) == {"visits.does_not_fit"}
    assert made(hall, "KTP", arrive=1439).stops == ()
    assert reasons(made(hall, "KTP", arrive=1439)) == {"KTP": "visits.no_time_left"}


def test_waits_are_those_of_that_hour_in_the_last_weeks(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(ENOUGH):
        hall.issue("SKCK")
        ticket = hall.call(3)
        hall.move(ticket, "start", 3)
        hall.move(ticket, "finish", 3)
    Ticket.objects.update(called_at=F("issued_at") + dt.timedelta(minutes=25))
    later = timezone.now() + dt.timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    Brief.forget_everything()
    (stop,) = made(hall, "SKCK", arrive=NINE).stops
    assert not stop.is_guess
    assert stop.start.likely == stop.at + 25


def test_with_bookings_it_is_planned_by_the_free_seats(hall: Hall) -> None:
    lines = [hall.lines["A"].pk, hall.lines["C"].pk]
    actions.ensure_slots(hall.mall, lines, tomorrow(hall.mall))
    plan = made(hall, "KTP", "SKCK", arrive=NINE, books=True)
    slots = [one.slot for one in plan.stops]
    assert None not in slots and len(set(slots)) == 2
    for one in plan.stops:
        assert one.slot == one.start.low >= one.at
        assert one.start.high is not None and one.start.high > one.start.likely > one.start.low
    assert plan.stops[1].at <= (plan.stops[1].slot or 0)


def test_advice_fills_the_hours_and_a_browser_counts_once(hall: Hall) -> None:
    ask: dict[str, Any] = {"mall": hall.mall, "codes": ["SKCK"], "day": tomorrow(hall.mall)}
    arrivals = [actions.give_plan(**ask, device=f"{n:032x}").arrive for n in range(6)]
    assert len(set(arrivals)) == 6
    assert Advice.objects.count() == 6
    for _ in range(3):
        actions.give_plan(**ask, device="a" * 32)
    assert Advice.objects.count() == 7


def test_the_api_tells_a_whole_visit(hall: Hall, client: Client) -> None:
    api = Api(hall, client)
    publish(hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"])
    publish(hall.mall, "AKTA", "D_SKCK", duration=NOW)
    day = tomorrow(hall.mall)
    body = {"services": ["AKTA", "SKCK"], "day": day.isoformat(), "arrive": "best", "holds": []}
    reply = api.post(f"{api.mall}/plans", None, body)
    assert reply.status == 200
    assert [one["service"] for one in reply["stops"]] == ["SKCK", "AKTA"]
    assert reply["stops"][1]["waits_for"] == ["SKCK"]
    assert reply["stops"][0]["brings"] == ["D_KTP"]
    assert reply["finish"]["low"] <= reply["finish"]["likely"] <= reply["finish"]["high"]
    assert reply["impossible"] == []
    at = f"{day.isoformat()}T09:00:00+07:00"
    assert (
        api.post(f"{api.mall}/plans", None, {"services": ["KTP"], "arrive": at})["arrive"][:16]
        == at[:16]
    )


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"day": "2020-01-01"}, 422, "visits.day_past"),
        ({"services": ["TIDAK_ADA"]}, 404, "catalogue.service_not_found"),
        ({"services": ["KTP", "KTP"]}, 422, "visits.services_invalid"),
        ({"services": []}, 422, "shared.too_short"),
        ({"arrive": "siang"}, 422, "shared.not_an_instant"),
        ({"arrive": "2020-01-01T08:00:00+07:00"}, 422, "visits.day_past"),
        (
            {"arrive": "2090-01-01T08:00:00+07:00", "day": "2090-01-02"},
            422,
            "visits.arrive_other_day",
        ),
    ],
)
def test_bad_input_is_named(
    hall: Hall, client: Client, changed: dict[str, Any], status: int, code: str
) -> None:
    api = Api(hall, client)
    body = {"services": ["KTP"], "day": tomorrow(hall.mall).isoformat()} | changed
    if "arrive" in changed and "day" not in changed:
        del body["day"]
    reply = api.post(f"{api.mall}/plans", None, body)
    assert reply.status == status
    assert code in {reply["code"], *(one["code"] for one in reply.json.get("errors", ()))}
    assert not Advice.objects.exists()


def test_plans_of_nobody_in_particular_move_no_advice(hall: Hall, client: Client) -> None:
    api = Api(hall, client)
    body = {"services": ["KTP"], "day": tomorrow(api.hall.mall).isoformat()}
    best = {api.post(f"{api.mall}/plans", None, body)["arrive"] for _ in range(10)}
    assert len(best) == 1 and Advice.objects.count() == 0
    api.client.cookies[DEVICE_COOKIE] = "c" * 32
    for _ in range(3):
        api.post(f"{api.mall}/plans", None, body)
    assert Advice.objects.count() == 1
