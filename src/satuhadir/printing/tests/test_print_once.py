# SPDX-License-Identifier: Apache-2.0
"""One press never makes two papers: not by repeats, not by races, not by lost leases."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from satuhadir.agent.tests.simulator import papers_in
from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall
from satuhadir.printing import actions, queries
from satuhadir.printing.actions import Told
from satuhadir.printing.errors import JobNotFound, TooManyCopies
from satuhadir.printing.models import Printer, PrintJob, State
from satuhadir.printing.tests.conftest import (
    SLIP,
    make_device,
    make_mall,
    make_printer,
    of_agent,
)
from satuhadir.shared.tests.racing import together

pytestmark = pytest.mark.sql


def states() -> list[str]:
    return list(PrintJob.objects.order_by("copy").values_list("state", flat=True))


def test_the_same_ticket_has_one_first_paper_however_often_it_is_asked_for(mall: Mall) -> None:
    printer, ticket = make_printer(mall), uuid4()
    for _ in range(3):
        actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    assert states() == ["queued"]


def test_while_a_paper_is_on_its_way_no_copy_is_made(mall: Mall) -> None:
    printer, ticket = make_printer(mall), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4())
    assert states() == ["queued"]


def test_a_second_click_on_print_again_is_the_same_paper(mall: Mall) -> None:
    printer, ticket, press = make_printer(mall), uuid4(), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    print_all_as(printer, "printed")
    actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=press)
    print_all_as(printer, "printed")
    actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=press)
    assert states() == ["printed", "printed"]


def test_copies_come_to_an_end(mall: Mall) -> None:
    printer, ticket = make_printer(mall), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    for _ in range(actions.MOST_COPIES):
        print_all_as(printer, "printed")
        actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4())
    print_all_as(printer, "printed")
    with pytest.raises(TooManyCopies):
        actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4())


def test_a_copy_says_on_its_paper_which_one_it_is(mall: Mall) -> None:
    printer, ticket = make_printer(mall), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    first = print_all_as(printer, "printed")
    actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4())
    second = print_all_as(printer, "printed")
    assert ["Cetak ulang ke-1." in papers_in(one)[0].text for one in (*first, *second)] == [
        False, True,
    ]  # fmt: skip


def print_all_as(printer: Printer, result: str) -> list[bytes]:
    """Take every paper of a network printer and say what became of it."""
    taken = []
    while (paper := actions.take_paper(printer)) is not None:
        actions.end_paper(job_id=paper.id, result=result)
        taken.append(paper.data)
    return taken


def test_what_is_over_keeps_no_contents(mall: Mall) -> None:
    printer = make_printer(mall)
    actions.queue_paper(printer=printer, ticket_id=uuid4(), slip=SLIP)
    print_all_as(printer, "printed")
    assert PrintJob.objects.get().slip is None


def test_a_paper_nobody_fetched_in_a_minute_never_comes(mall: Mall) -> None:
    printer, ticket = make_printer(mall), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    PrintJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actions.take_paper(printer) is None
    actions.end_stale_papers()
    assert states() == ["expired"]
    paper = queries.paper_of(mall, ticket)
    assert paper is not None and paper.state == "failed"


def test_a_lease_nobody_came_back_from_is_uncertain_and_is_not_handed_out_again(
    mall: Mall,
) -> None:
    printer, ticket = make_printer(mall), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    assert actions.take_paper(printer) is not None
    lose_leases()
    actions.end_stale_papers()
    assert states() == ["uncertain"]
    assert actions.take_paper(printer) is None
    paper = queries.paper_of(mall, ticket)
    assert paper is not None and paper.state == "uncertain"


def lose_leases() -> None:
    PrintJob.objects.filter(state="sent").update(leased_until=timezone.now() - timedelta(seconds=1))


def test_old_papers_are_forgotten(mall: Mall) -> None:
    printer = make_printer(mall)
    actions.queue_paper(printer=printer, ticket_id=uuid4(), slip=SLIP)
    PrintJob.objects.update(created_at=timezone.now() - timedelta(hours=25))
    actions.end_stale_papers()
    assert not PrintJob.objects.exists()


def test_a_lost_answer_is_handed_again_to_the_same_journal_only(
    mall: Mall, agent: Device, spool: UUID
) -> None:
    actions.queue_paper(printer=of_agent(mall, agent), ticket_id=uuid4(), slip=SLIP)
    (first,) = actions.hand_out(agent=agent, spool=spool)
    (again,) = actions.hand_out(agent=agent, spool=spool)
    assert first.id == again.id
    assert first.data == again.data
    assert actions.hand_out(agent=agent, spool=uuid4()) == []
    lose_leases()
    assert actions.hand_out(agent=agent, spool=spool) == []


def test_the_next_paper_of_a_printer_waits_for_word_of_the_one_before(
    mall: Mall, agent: Device, spool: UUID
) -> None:
    printer = of_agent(mall, agent)
    for _ in range(2):
        actions.queue_paper(printer=printer, ticket_id=uuid4(), slip=SLIP)
    (first,) = actions.hand_out(agent=agent, spool=spool)
    actions.report_paper(agent=agent, job_id=first.id, result="printed", state=State.OK)
    (second,) = actions.hand_out(agent=agent, spool=spool)
    assert second.id != first.id


def test_an_agent_gets_the_papers_of_its_own_printers_only(
    mall: Mall, neighbour: Mall, agent: Device, spool: UUID
) -> None:
    other = make_device(neighbour, "hall_agent", "PC lain")
    actions.queue_paper(printer=of_agent(mall, agent), ticket_id=uuid4(), slip=SLIP)
    assert actions.hand_out(agent=other, spool=spool) == []
    (mine,) = actions.hand_out(agent=agent, spool=spool)
    with pytest.raises(JobNotFound):
        actions.report_paper(agent=other, job_id=mine.id, result="printed", state=State.OK)


def test_nothing_is_said_of_a_paper_that_was_never_handed_out(mall: Mall, agent: Device) -> None:
    actions.queue_paper(printer=of_agent(mall, agent), ticket_id=uuid4(), slip=SLIP)
    with pytest.raises(JobNotFound):
        actions.report_paper(
            agent=agent, job_id=PrintJob.objects.get().pk, result="printed", state=State.OK
        )


def test_a_late_word_of_the_agent_settles_what_was_uncertain(
    mall: Mall, agent: Device, spool: UUID
) -> None:
    printer, ticket = of_agent(mall, agent), uuid4()
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    (mine,) = actions.hand_out(agent=agent, spool=spool)
    lose_leases()
    actions.end_stale_papers()
    actions.report_paper(agent=agent, job_id=mine.id, result="printed", state=State.NEAR_END)
    assert states() == ["printed"]
    actions.report_paper(agent=agent, job_id=mine.id, result="uncertain", state=State.JAM)
    assert states() == ["printed"]  # the first word counts


def test_the_printers_of_an_agent_add_themselves_once(mall: Mall, agent: Device) -> None:
    make_printer(mall, "usb")  # the name is taken by another printer of the mall
    told = [Told("usb", State.OK, 58), Told("bluetooth", State.PAPER_OUT, 80)]
    actions.report_printers(agent=agent, told=told)
    actions.report_printers(agent=agent, told=told)
    found = Printer.objects.filter(agent=agent).order_by("local_name")
    assert [(one.local_name, one.width, one.state) for one in found] == [
        ("bluetooth", 80, "paper_out"), ("usb", 58, "ok"),
    ]  # fmt: skip


def test_an_agent_of_which_nothing_is_heard_has_its_printers_offline(
    mall: Mall, agent: Device
) -> None:
    printer, ticket = of_agent(mall, agent), uuid4()
    actions.note_state(printer=printer, state=State.OK)
    assert queries.printers_of(mall)[0].is_fine
    Printer.objects.update(seen_at=timezone.now() - timedelta(seconds=60))
    (health,) = queries.broken_printers(mall)
    assert health.state == "offline"
    actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP)
    paper = queries.paper_of(mall, ticket)
    assert paper is not None and paper.state == "failed"


@pytest.mark.race
def test_a_rush_of_the_same_press_makes_one_paper(transactional_db: None) -> None:
    printer, ticket = make_printer(make_mall("batu")), uuid4()
    together(8, lambda _: actions.queue_paper(printer=printer, ticket_id=ticket, slip=SLIP))
    assert states() == ["queued"]
    print_all_as(printer, "printed")
    together(
        8,
        lambda _: actions.queue_copy(printer=printer, ticket_id=ticket, slip=SLIP, press=uuid4()),
    )
    assert states() == ["printed", "queued"]


@pytest.mark.race
def test_two_hands_never_take_the_same_paper(transactional_db: None) -> None:
    printer = make_printer(make_mall("batu"))
    for _ in range(8):
        actions.queue_paper(printer=printer, ticket_id=uuid4(), slip=SLIP)
    taken = together(8, lambda _: actions.take_paper(printer))
    ids = [one.id for one in taken if one is not None]
    assert len(ids) == len(set(ids))
    assert ids
