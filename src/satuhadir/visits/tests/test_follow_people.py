# SPDX-License-Identifier: Apache-2.0
"""Who is in the mall: plans made again, summonses, and the page that tells where to go."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from satuhadir.catalogue.models import Service
from satuhadir.queue import actions as queue
from satuhadir.queue.models import Attendance, Event, Ticket
from satuhadir.queue.queries import ticket_at
from satuhadir.queue.queries.following import followers
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Flow, TicketView
from satuhadir.queue.values import Wanted as WantedTicket
from satuhadir.shared.keyed import track_of
from satuhadir.shared.memory import Brief
from satuhadir.visits import actions, tracks
from satuhadir.visits.models import Visit
from satuhadir.visits.queries import starts
from satuhadir.visits.queries.starts import Wait
from satuhadir.visits.tests.conftest import Clock, book
from satuhadir.visits.values import Wanted

LONG = ("KTP", "KK")


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """Hours are left until the hall closes, whenever the tests are run."""
    clock(8, 0)


def arrive(hall: Hall, *wanted: Any, flow: Flow = Flow.ONE) -> list[TicketView]:
    """Check somebody in with these tickets, in this order."""
    wishes = [one if isinstance(one, WantedTicket) else WantedTicket(one) for one in wanted]
    given = queue.issue_visit(
        mall=hall.mall, wanted=wishes, channel="kiosk", actor="test", flow=flow
    )
    return [one.ticket for one in given]


def waiting_of(tickets: list[TicketView]) -> list[str]:
    rows = Ticket.objects.filter(attendance=tickets[0].attendance, state="waiting")
    return list(rows.values_list("code", flat=True))


def busy_line(hall: Hall, many: int, service: str = "SKCK") -> None:
    for _ in range(many):
        hall.issue(service)


def follow(hall: Hall) -> int:
    queue.refresh_waits(hall.mall)
    return actions.follow_everybody(hall.mall)


def test_what_is_foretold_in_bulk_is_what_each_ticket_is_told(hall: Hall) -> None:
    busy_line(hall, 3)
    arrive(hall, LONG, ("SKCK",), ("AKTA",))
    busy_line(hall, 2)
    arrive(hall, ("SKCK",), LONG, flow=Flow.SUMMON)
    queue.refresh_waits(hall.mall)
    for person in followers(hall.mall):
        for place in person.places:
            assert place.wait == ticket_at(hall.mall, place.id).wait


def test_an_order_that_saves_much_is_published(hall: Hall) -> None:
    queue.set_policy(mall=hall.mall, age_kept_percent=100, actor="test")
    busy_line(hall, 3)
    tickets = arrive(hall, ("SKCK",), LONG)
    assert waiting_of(tickets) == [tickets[0].code]
    assert follow(hall) == 1
    assert waiting_of(tickets) == [tickets[1].code], "to the empty line first"
    assert follow(hall) == 0, "and it stays"


def test_an_order_that_saves_little_is_not(hall: Hall) -> None:
    busy_line(hall, 8)
    tickets = arrive(hall, ("SKCK",), ("KTP",))
    assert follow(hall) == 0, "ten minutes of two hours"
    assert waiting_of(tickets) == [tickets[0].code]


def test_where_age_is_lost_a_place_does_not_wait_by_itself(hall: Hall) -> None:
    busy_line(hall, 3)
    tickets = arrive(hall, ("SKCK",), LONG)
    assert follow(hall) == 0, "the long line is as long later"
    assert waiting_of(tickets) == [tickets[0].code]


def usually_short(hall: Hall, prefix: str) -> None:
    """Let the last weeks be remembered as ones in which nobody waited in a line."""
    waits = {hall.lines[prefix].pk: {-1: Wait(0, 0, 0)}}
    Brief.forget_everything()
    starts._typical.get(hall.mall.pk, lambda: waits)


def test_a_line_that_is_longer_than_usual_is_left_for_later(hall: Hall) -> None:
    Service.objects.filter(mall=hall.mall, code__in=LONG).update(desk_minutes=45)
    usually_short(hall, "C")
    busy_line(hall, 9)
    tickets = arrive(hall, ("SKCK",), LONG)
    assert follow(hall) == 1
    assert waiting_of(tickets) == [tickets[1].code]


def test_nobody_whose_call_is_near_is_sent_elsewhere(hall: Hall) -> None:
    tickets = arrive(hall, ("SKCK",), LONG)
    assert follow(hall) == 0
    called = hall.call(3)
    assert called.id == tickets[0].id
    assert follow(hall) == 0
    assert Ticket.objects.get(pk=called.id).state == "called"


def test_a_plan_keeps_what_must_come_before(hall: Hall) -> None:
    busy_line(hall, 3)
    tickets = arrive(hall, WantedTicket(("SKCK",)), WantedTicket(LONG, after=(0,)))
    assert follow(hall) == 0
    assert waiting_of(tickets) == [tickets[0].code]


def test_summoned_when_the_call_may_be_near(hall: Hall) -> None:
    busy_line(hall, 9)
    tickets = arrive(hall, ("SKCK",), LONG, flow=Flow.SUMMON)
    follow(hall)
    row = Ticket.objects.get(pk=tickets[1].id)
    assert (row.state, row.summoned_at is not None) == ("held", True), "the empty line is near"
    assert Ticket.objects.get(pk=tickets[0].id).summoned_at is None
    follow(hall)
    assert Event.objects.filter(event="ticket.summoned").count() == 1, "told once"


def test_a_missed_summons_drops_to_one_after_the_other(hall: Hall) -> None:
    tickets = arrive(hall, ("SKCK",), LONG, flow=Flow.SUMMON)
    follow(hall)
    told = Ticket.objects.get(attendance=tickets[0].attendance, summoned_at__isnull=False)
    assert told.summoned_at
    Ticket.objects.filter(pk=told.pk).update(summoned_at=told.summoned_at - timedelta(minutes=10))
    follow(hall)
    assert Attendance.objects.get(pk=tickets[0].attendance).flow == "one"
    assert waiting_of(tickets) == [tickets[0].code]


@pytest.fixture
def here(hall: Hall, clock: Clock) -> tuple[Visit, str]:
    """Somebody with two counters who has checked in, and the address of their page."""
    clock(8, 0)
    visit = book(hall, day=hall.mall.today(), wanted=[Wanted("KTP", 540), Wanted("SKCK", 600)])
    clock(8, 55)
    actions.check_in(mall=hall.mall, said=visit.code, channel="kiosk", actor="test")
    return visit, tracks.visit_path(hall.mall.slug, tracks.track_of(visit.pk))


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.content.decode().split())


def test_the_page_tells_the_first_counter_and_what_comes_after(
    hall: Hall, here: tuple[Visit, str], client: Client
) -> None:
    page = seen(client, here[1])
    assert "Loket pertama Anda" in page
    assert page.index("A-001") < page.index("Sesudah itu") < page.index("C-001")
    assert "Gerai 1" in page and 'http-equiv="refresh"' in page
    part = seen(client, f"{here[1]}?bagian=1")
    assert "<article" in part and "<html" not in part


def test_the_page_follows_through_all_counters_to_the_survey(
    hall: Hall, here: tuple[Visit, str], client: Client
) -> None:
    hall.call(1)
    assert "Anda dipanggil" in seen(client, here[1])
    ticket = Ticket.objects.get(code="A-001")
    hall.move(hall.move(_Id(ticket), "start"), "finish")
    page = seen(client, here[1])
    assert "Loket berikutnya" in page and page.index("C-001") < page.index("A-001")
    hall.move(hall.move(hall.call(3), "start", 3), "finish", 3)
    assert "Semua urusan selesai" in seen(client, here[1])
    assert Attendance.objects.count() == 1, "finished in one attendance"
    actions.end_visits(hall.mall)
    assert "Semua urusan selesai" in seen(client, here[1])


def test_each_ticket_leads_to_the_whole_visit(
    hall: Hall, here: tuple[Visit, str], client: Client
) -> None:
    for ticket in Ticket.objects.all():
        track = track_of("track", ticket.pk)
        assert f'href="{here[1]}"' in seen(client, f"/{hall.mall.slug}/antrean/{track}/")
    held = track_of("track", Ticket.objects.get(code="C-001").pk)
    assert "menyusul sesudah A-001" in seen(client, f"/{hall.mall.slug}/antrean/{held}/")


def test_who_may_be_summoned_chooses_it_and_says_that_they_are_there(
    hall: Hall, here: tuple[Visit, str], client: Client
) -> None:
    press = f"{here[1]}tekan/"
    client.post(press, {"alur": "summon"})
    assert Attendance.objects.get().flow == "one", "this mall does not offer it"
    assert "Cara dipanggil" not in seen(client, here[1])
    queue.set_policy(mall=hall.mall, actor="test", offers_summon=True)
    assert "Cara dipanggil" in seen(client, here[1])
    assert client.post(press, {"alur": "summon"}).status_code == 302
    assert Attendance.objects.get().flow == "summon"
    assert "Loket pertama Anda" in seen(client, here[1]), "who waits already stays"
    hall.move(hall.move(hall.call(1), "start"), "finish")
    assert "Belum ada loket untuk dituju" in seen(client, here[1])
    follow(hall)
    assert "Saya sudah di sini" in seen(client, here[1])
    for _ in range(2):  # pressed twice
        assert client.post(press, {"sampai": "1"}).status_code == 302
    assert Ticket.objects.filter(state="waiting").count() == 1
    assert hall.call(3)


def test_a_neighbour_mall_knows_nothing_of_it(
    hall: Hall, neighbour: Hall, here: tuple[Visit, str], client: Client
) -> None:
    there = re.sub(rf"^/{hall.mall.slug}/", f"/{neighbour.mall.slug}/", here[1])
    assert client.get(there).status_code == 404
    assert client.post(f"{there}tekan/", {"alur": "one"}).status_code == 404


class _Id:
    def __init__(self, ticket: Ticket) -> None:
        self.id = ticket.pk
