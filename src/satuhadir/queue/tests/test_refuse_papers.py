# SPDX-License-Identifier: Apache-2.0
"""Papers that an officer could not accept: recorded once a visit, counted, nothing personal."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from satuhadir.catalogue.models import Service
from satuhadir.queue import actions, queries
from satuhadir.queue.actions import Repeat
from satuhadir.queue.errors import OtherCounter, PaperNotAsked, TicketNotFound, WrongState
from satuhadir.queue.models import Event, RefusedPaper, Ticket
from satuhadir.queue.queries.papers import asked_papers, refused_papers, vain_visits
from satuhadir.queue.tests.api_client import Api, api_fixture, fresh_key  # noqa: F401
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import Desk, sign_in, text_of
from satuhadir.queue.tests.promises import publish
from satuhadir.queue.values import PaperReason, TicketView
from satuhadir.shared.errors import Invalid
from satuhadir.shared.tests.racing import together

MISSING, EXPIRED = PaperReason.MISSING, PaperReason.EXPIRED


def serve(hall: Hall, service: str = "KTP", number: int = 1, **extra: object) -> TicketView:
    """Take a number, call it and begin to serve it."""
    issued: TicketView = hall.issue(service, **extra).ticket
    hall.call(number)
    hall.move(issued, "start", number)
    return issued


def refuse(hall: Hall, ticket: TicketView, number: int = 1, **papers: PaperReason) -> object:
    return actions.record_refused_papers(
        mall=hall.mall,
        ticket_id=ticket.id,
        counter_id=hall.counters[number].pk,
        papers=papers,
        actor="test",
    )


@pytest.fixture(autouse=True)
def standards(request: pytest.FixtureRequest) -> None:
    """KTP asks for a family card and, of two papers, one; KK for a marriage book."""
    found = [one for one in ("hall", "busy_hall") if one in request.fixturenames]
    if found:
        mall = request.getfixturevalue(found[0]).mall
        publish(mall, "KTP", "D_KK", "D_AKTA|D_IJAZAH")
        publish(mall, "KK", "D_NIKAH", "D_KK")


def test_a_refused_paper_is_recorded_with_its_service_and_its_reason(hall: Hall) -> None:
    ticket = serve(hall)
    told = refuse(hall, ticket, D_KK=MISSING, D_IJAZAH=EXPIRED)
    assert told == [
        {"document": "D_IJAZAH", "service": "KTP", "reason": "expired"},
        {"document": "D_KK", "service": "KTP", "reason": "missing"},
    ]
    row = RefusedPaper.objects.get(document__code="D_KK")
    assert (row.mall, row.day, row.counter_id) == (hall.mall, ticket.day, hall.counters[1].pk)
    assert queries.ticket_at(hall.mall, ticket.id).state == "serving"


def test_the_log_tells_of_it_and_names_nobody(hall: Hall) -> None:
    ticket = serve(hall, name="Siti", phone="081234567890")
    refuse(hall, ticket, D_KK=MISSING)
    row = Event.objects.get(event="papers.refused")
    body = json.loads(row.body)
    assert body["ticket"] == str(ticket.id) and body["counter"] == str(hall.counters[1].pk)
    assert body["papers"] == [{"document": "D_KK", "service": "KTP", "reason": "missing"}]
    assert "Siti" not in row.body and "81234567890" not in row.body
    assert queries.find_break(hall.mall, ticket.day) is None


def test_told_again_a_paper_counts_once_with_its_newest_reason(hall: Hall) -> None:
    ticket = serve(hall)
    refuse(hall, ticket, D_KK=MISSING)
    refuse(hall, ticket, D_KK=EXPIRED)
    assert RefusedPaper.objects.get().reason == "expired"


def test_the_same_press_sent_twice_is_done_once(hall: Hall) -> None:
    ticket = serve(hall)
    repeat = Repeat(b"s" * 16, uuid4(), b"d" * 16)
    for _ in range(2):
        actions.record_refused_papers(
            mall=hall.mall, ticket_id=ticket.id, counter_id=hall.counters[1].pk,
            papers={"D_KK": MISSING}, actor="test", repeat=repeat,
        )  # fmt: skip
    assert Event.objects.filter(event="papers.refused").count() == 1


def test_a_paper_belongs_to_the_first_service_that_asks_for_it(hall: Hall) -> None:
    ticket = serve(hall, services=["KK", "KTP"])
    told = refuse(hall, ticket, D_KK=MISSING, D_AKTA=MISSING)
    assert {(one["document"], one["service"]) for one in told} == {  # type: ignore[attr-defined]
        ("D_KK", "KK"),
        ("D_AKTA", "KTP"),
    }


def test_a_paper_that_nobody_asks_for_is_refused_and_nothing_is_written(hall: Hall) -> None:
    ticket = serve(hall)
    with pytest.raises(PaperNotAsked):
        refuse(hall, ticket, D_KK=MISSING, D_NIKAH=MISSING)
    with pytest.raises(Invalid):
        refuse(hall, ticket)
    assert not RefusedPaper.objects.exists()


def test_only_the_counter_that_serves_may_tell(hall: Hall, neighbour: Hall) -> None:
    ticket = serve(hall)
    with pytest.raises(OtherCounter):
        refuse(hall, ticket, 2, D_KK=MISSING)
    with pytest.raises(TicketNotFound):
        refuse(hall, neighbour.issue("KTP").ticket, D_KK=MISSING)
    called = hall.issue().ticket
    hall.call(2)
    with pytest.raises(WrongState):
        refuse(hall, called, 2, D_KK=MISSING)
    assert not RefusedPaper.objects.exists()


def test_the_standard_of_the_tickets_day_says_what_was_asked_for(hall: Hall) -> None:
    publish(hall.mall, "KTP", "D_PASPOR", in_days=1, number=2)
    today = hall.mall.today()
    assert set(asked_papers(hall.mall, ["KTP"], today)) == {"D_KK", "D_AKTA", "D_IJAZAH"}
    assert set(asked_papers(hall.mall, ["KTP"], today + timedelta(days=1))) == {"D_PASPOR"}
    assert asked_papers(hall.mall, ["HILANG"], today) == {}


@pytest.mark.parametrize("column", ["service", "document"])
def test_the_database_keeps_it_with_papers_and_services_of_its_mall(
    hall: Hall, neighbour: Hall, column: str
) -> None:
    ticket = serve(hall)
    publish(neighbour.mall, "KTP", "D_KK")
    refuse(hall, ticket, D_KK=MISSING)
    foreign = (
        Service.objects.get(mall=neighbour.mall, code="KTP").pk
        if column == "service"
        else neighbour.mall.document_types.get(code="D_KK").pk
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        RefusedPaper.objects.update(**{column: foreign})
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_was_refused_is_counted_by_service_paper_reason_and_month(hall: Hall) -> None:
    first = serve(hall)
    refuse(hall, first, D_KK=MISSING, D_IJAZAH=EXPIRED)
    hall.move(first, "finish")
    second = serve(hall)
    refuse(hall, second, D_KK=MISSING)
    hall.move(second, "finish")
    hall.move(serve(hall), "finish")
    today = hall.mall.today()
    month = today.replace(day=1)
    counted = refused_papers(hall.mall, month, today)
    assert [(one.document, one.reason, one.times) for one in counted] == [
        ("D_KK", "missing", 2),
        ("D_IJAZAH", "expired", 1),
    ]
    assert {(one.month, one.service) for one in counted} == {(month, "KTP")}
    [vain] = vain_visits(hall.mall, month, today)
    assert (vain.service, vain.served, vain.in_vain) == ("KTP", 3, 2)
    police = hall.mall.agencies.get(code="POLRES").pk
    assert refused_papers(hall.mall, month, today, agencies=[police]) == []
    assert vain_visits(hall.mall, month, today, agencies=[police]) == []
    before = month - timedelta(days=1)
    assert refused_papers(hall.mall, before, before) == []


def test_a_neighbours_papers_are_not_counted_here(hall: Hall, neighbour: Hall) -> None:
    refuse(hall, serve(hall), D_KK=MISSING)
    today = hall.mall.today()
    assert refused_papers(neighbour.mall, today, today) == []


@pytest.mark.race
def test_finishing_and_refusing_at_once_never_wait_for_each_other_in_a_circle(
    busy_hall: Hall,
) -> None:
    for _ in range(6):
        ticket = serve(busy_hall)

        def press(index: int, ticket: TicketView = ticket) -> str:
            try:
                if index % 2:
                    busy_hall.move(ticket, "finish")
                else:
                    refuse(busy_hall, ticket, D_KK=MISSING, D_AKTA=EXPIRED)
            except WrongState:
                return "late"
            return "done"

        assert together(4, press).count("done") >= 1
    assert not Ticket.objects.filter(state="serving").exists()
    assert queries.find_break(busy_hall.mall, busy_hall.mall.today()) is None


def test_a_counter_tells_by_the_api(api: Api) -> None:
    ticket = api.issue()
    api.call()
    api.move(ticket, "start")
    papers = [{"document": "D_KK", "reason": "unreadable"}]
    reply = api.move(ticket, "refused-papers", papers=papers)
    assert reply.status == 201
    assert reply["papers"] == [{"document": "D_KK", "service": "KTP", "reason": "unreadable"}]
    assert reply["ticket"] == ticket["id"]
    assert api.get(f"{api.mall}/tickets/{ticket['id']}", "counter")["state"] == "serving"
    assert api.move(ticket, "finish").status == 200


def test_the_api_refuses_what_is_wrong(api: Api) -> None:
    ticket = api.issue()
    papers = [{"document": "D_KK", "reason": "missing"}]
    assert api.move(ticket, "refused-papers", papers=papers).code == "queue.wrong_state"
    api.call()
    api.move(ticket, "start")
    assert api.move(ticket, "refused-papers", 2, papers=papers).code == "queue.other_counter"
    unknown = [{"document": "D_SIM", "reason": "missing"}]
    assert api.move(ticket, "refused-papers", papers=unknown).code == "queue.paper_not_asked"
    assert api.move(ticket, "refused-papers", papers=[]).fields == [("papers", "shared.too_short")]
    reasonless = [{"document": "D_KK", "reason": "ugly"}]
    assert api.move(ticket, "refused-papers", papers=reasonless).status == 422
    assert api.move(ticket, "refused-papers", who="kiosk", papers=papers).status == 403
    assert api.move(ticket, "refused-papers", who="stranger", papers=papers).status == 403
    body = {"counter": api.counter(1), "papers": papers}
    path = f"{api.mall}/tickets/{ticket['id']}/refused-papers"
    assert api.post(path, None, body).status == 401
    assert api.post(path.replace("batu", "tetangga"), "counter", body).status == 404
    assert not RefusedPaper.objects.exists()


def test_a_repeated_request_gets_the_first_answer(api: Api) -> None:
    ticket = api.issue()
    api.call()
    api.move(ticket, "start")
    body = {"counter": api.counter(1), "papers": [{"document": "D_KK", "reason": "wrong"}]}
    key = {"Idempotency-Key": fresh_key()}
    path = f"{api.mall}/tickets/{ticket['id']}/refused-papers"
    first = api.post(path, "counter", body, **key)
    api.move(ticket, "finish")
    again = api.post(path, "counter", body, **key)
    assert (first.status, first.json) == (again.status, again.json)
    other = body | {"papers": [{"document": "D_KK", "reason": "missing"}]}
    assert api.post(path, "counter", other, **key).code == "idempotency.other_body"


def desk_serving(hall: Hall, service: str = "KTP") -> tuple[Desk, TicketView]:
    desk = Desk(sign_in("rahma", "officer", hall), hall.counters[1].pk)
    desk.press("buka")
    issued: TicketView = hall.issue(service).ticket
    desk.press("panggil")
    desk.press("mulai", nomor=issued.id)
    return desk, issued


def test_the_desk_offers_the_papers_of_the_standard_with_the_reasons(hall: Hall) -> None:
    desk, _ticket = desk_serving(hall)
    page = desk.page()
    assert 'name="berkas-D_KK"' in page and 'name="berkas-D_IJAZAH"' in page
    assert 'name="berkas-D_NIKAH"' not in page
    assert "tidak terbaca atau rusak" in page and 'data-key="F3"' in page


@pytest.mark.parametrize(
    ("then", "state"), [("tahan", "parked"), ("selesai", "done"), ("tetap", "serving")]
)
def test_one_press_records_and_holds_or_finishes(hall: Hall, then: str, state: str) -> None:
    desk, ticket = desk_serving(hall)
    said: dict[str, Any] = {"nomor": ticket.id, "berkas-D_KK": "missing", "lalu": then}
    said["berkas-D_AKTA"] = ""
    key = uuid4()
    answer = text_of(desk.press("berkas-kurang", key, **said))
    assert "1 berkas dicatat." in answer
    assert queries.ticket_at(hall.mall, ticket.id).state == state
    assert "1 berkas dicatat." in text_of(desk.press("berkas-kurang", key, **said))
    assert RefusedPaper.objects.count() == 1
    assert Event.objects.filter(event="papers.refused").count() == 1
    if then == "tahan":
        assert Ticket.objects.get(pk=ticket.id).hold_reason == "document"


def test_the_desk_says_why_when_nothing_was_chosen(hall: Hall) -> None:
    desk, ticket = desk_serving(hall)
    answer = desk.press("berkas-kurang", nomor=ticket.id, lalu="tahan")
    assert answer.status_code == 422 and "Pilih sedikitnya satu berkas" in text_of(answer)
    said: dict[str, Any] = {"nomor": ticket.id, "lalu": "tahan", "berkas-D_KK": "ugly"}
    wrong = desk.press("berkas-kurang", **said)
    assert "Pilih sebabnya dari daftar" in text_of(wrong)
    assert queries.ticket_at(hall.mall, ticket.id).state == "serving"
    assert not RefusedPaper.objects.exists()


def test_a_service_without_papers_is_held_as_ever(hall: Hall) -> None:
    desk = Desk(sign_in("rahma", "officer", hall), hall.counters[3].pk)
    desk.press("buka")
    issued = hall.issue("AKTA").ticket
    desk.press("panggil")
    desk.press("mulai", nomor=issued.id)
    page = desk.page()
    assert 'data-key="F3"' not in page and 'name="alasan" value="document"' in page
    desk.press("tahan", nomor=issued.id, alasan="document")
    assert queries.ticket_at(hall.mall, issued.id).state == "parked"


def test_a_stranger_and_a_neighbours_officer_tell_nothing(hall: Hall, neighbour: Hall) -> None:
    _desk, ticket = desk_serving(hall)
    for name, role, place in (("orang", "", None), ("tetangga", "officer", neighbour)):
        other = Desk(sign_in(name, role, place), hall.counters[1].pk)
        said: dict[str, Any] = {"nomor": ticket.id, "lalu": "tahan", "berkas-D_KK": "missing"}
        assert other.press("berkas-kurang", **said).status_code in {403, 404}
    assert not RefusedPaper.objects.exists()
