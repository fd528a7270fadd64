# SPDX-License-Identifier: Apache-2.0
import pytest

from satuhadir.agent import delivery
from satuhadir.agent.delivery import deliver, look_at
from satuhadir.agent.links import open_link
from satuhadir.agent.tests.simulator import Simulator
from satuhadir.shared.tests.racing import eventually

PAPER = b"\x1b@" + b"A-012\n" * 40 + b"\x1dV\x01"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(delivery, "DONE_SECONDS", 0.3)
    monkeypatch.setattr(delivery, "_confirming", set())


def test_a_ready_printer_prints_one_paper_and_says_so(printer: Simulator) -> None:
    outcome = deliver(printer.address, PAPER, has_answered=False)
    assert (outcome.result, outcome.state, outcome.answers) == ("printed", "ok", True)
    assert len(printer.papers) == 1
    assert printer.papers[0].text.count("A-012") == 40


def test_a_printer_with_little_paper_left_prints_and_says_so(printer: Simulator) -> None:
    printer.near_end = True
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("printed", "near_end")


@pytest.mark.parametrize(
    ("fault", "state"),
    [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("jammed", "jam")],
)
def test_to_a_broken_printer_not_one_byte_is_sent(
    printer: Simulator, fault: str, state: str
) -> None:
    setattr(printer, fault, True)
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("failed", state)
    setattr(printer, fault, False)
    assert not printer.papers
    assert not printer.half_papers
    assert look_at(printer.address, has_answered=True).state == "ok"


def test_paper_that_ends_in_the_middle_is_uncertain_and_the_rest_is_forgotten(
    printer: Simulator,
) -> None:
    printer.paper_ends_after = 60
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("uncertain", "paper_out")
    printer.paper_out = False
    assert deliver(printer.address, PAPER, has_answered=True).result == "printed"
    assert len(printer.papers) == 1


def test_a_printer_that_hangs_in_the_middle_is_uncertain(printer: Simulator) -> None:
    printer.hangs_after = 60
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("uncertain", "offline")


def test_a_printer_that_hangs_up_in_the_middle_is_uncertain(printer: Simulator) -> None:
    printer.closes_after = 60
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("uncertain", "offline")


def test_a_printer_that_hangs_from_the_start_fails_when_it_has_answered_before(
    printer: Simulator,
) -> None:
    printer.hangs = True
    outcome = deliver(printer.address, PAPER, has_answered=True)
    assert (outcome.result, outcome.state) == ("failed", "offline")


def test_a_printer_that_never_says_anything_is_believed(printer: Simulator) -> None:
    printer.mute = True
    outcome = deliver(printer.address, PAPER, has_answered=False)
    assert (outcome.result, outcome.state, outcome.answers) == ("printed", "unknown", False)
    assert look_at(printer.address, has_answered=False).state == "unknown"
    eventually(lambda: len(printer.papers) == 1)  # it says nothing; its own thread prints


def test_a_printer_that_does_not_know_the_question_of_the_end_is_asked_how_it_is(
    printer: Simulator,
) -> None:
    printer.knows_done = False
    assert deliver(printer.address, PAPER, has_answered=True).result == "printed"


def test_a_printer_that_used_to_say_when_it_is_done_and_does_not_leaves_it_uncertain(
    printer: Simulator,
) -> None:
    assert deliver(printer.address, PAPER, has_answered=True).confirmed
    printer.knows_done = False
    assert deliver(printer.address, PAPER, has_answered=True).result == "uncertain"


def test_a_lost_answer_is_asked_for_again(printer: Simulator) -> None:
    printer.loses_answers = 1
    assert deliver(printer.address, PAPER, has_answered=True).result == "printed"


def test_a_slow_printer_is_waited_for(printer: Simulator) -> None:
    printer.seconds_a_kilobyte = 1.0
    assert deliver(printer.address, PAPER, has_answered=True).result == "printed"
    assert len(printer.papers) == 1


def test_nobody_at_the_address_is_a_failure_and_offline(printer: Simulator) -> None:
    printer.close()
    outcome = deliver(printer.address, PAPER, has_answered=False)
    assert (outcome.result, outcome.state) == ("failed", "offline")
    assert look_at(printer.address, has_answered=False).state == "offline"


@pytest.mark.parametrize("address", ["net:", "net:h:0", "usb:zz:1", "file:", "x:1", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type says it all
        open_link(address)
