# SPDX-License-Identifier: Apache-2.0
"""What was begun is never begun again, whatever happens to this program or its disk."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from satuhadir.agent import delivery
from satuhadir.agent.configuration import LocalPrinter
from satuhadir.agent.journal import Journal
from satuhadir.agent.running import Hand
from satuhadir.agent.server import Paper
from satuhadir.agent.tests.simulator import Simulator

PAPER = b"\x1b@A-012\n\x1dV\x01"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def test_a_paper_is_begun_once_in_a_life_and_after_it(journal: Journal, tmp_path: Path) -> None:
    one = uuid4()
    assert journal.begin(one, "usb")
    assert not journal.begin(one, "usb")
    assert not Journal(tmp_path / "journal").begin(one, "usb")


def test_of_many_hands_one_begins(journal: Journal) -> None:
    one = uuid4()
    with ThreadPoolExecutor(8) as hands:
        begun = list(hands.map(lambda _: journal.begin(one, "usb"), range(32)))
    assert begun.count(True) == 1


def test_what_was_begun_and_not_ended_is_uncertain_at_the_next_start(
    journal: Journal, tmp_path: Path
) -> None:
    ended, torn = uuid4(), uuid4()
    journal.begin(ended, "usb")
    journal.end(ended, "printed", "ok")
    journal.begin(torn, "usb")
    later = Journal(tmp_path / "journal")
    assert later.end_what_was_begun() == 1
    assert {UUID(one.id): one.result for one in later.to_tell()} == {
        ended: "printed", torn: "uncertain",
    }  # fmt: skip


def test_a_file_torn_by_a_power_failure_is_a_paper_that_was_begun(
    journal: Journal, tmp_path: Path
) -> None:
    one = uuid4()
    (tmp_path / "journal" / f"{one}.json").write_text('{"id": "')
    assert not journal.begin(one, "usb")
    assert journal.end_what_was_begun() == 1
    (entry,) = journal.to_tell()
    assert (entry.id, entry.result) == (str(one), "uncertain")


def test_what_was_told_is_told_once_unless_it_is_asked_again(journal: Journal) -> None:
    one = uuid4()
    journal.begin(one, "usb")
    journal.end(one, "printed", "ok")
    journal.told(str(one))
    assert journal.to_tell() == []
    journal.tell_again(one)
    assert [entry.id for entry in journal.to_tell()] == [str(one)]


def test_a_journal_keeps_its_name_and_a_new_one_has_another(tmp_path: Path) -> None:
    first, again = Journal(tmp_path / "a").spool, Journal(tmp_path / "a").spool
    assert first == again
    assert Journal(tmp_path / "b").spool != first


def test_the_same_paper_given_twice_comes_out_once(
    journal: Journal, printer: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    paper, stop = Paper(uuid4(), "usb", PAPER, 60.0), threading.Event()
    hands = [Hand(LocalPrinter("usb", printer.address), journal, stop) for _ in range(2)]
    for hand in hands:
        hand.print(paper, until=1e12)
        hand.print(paper, until=1e12)
    assert len(printer.papers) == 1


def test_a_paper_nobody_wants_any_more_is_not_printed(journal: Journal, printer: Simulator) -> None:
    hand = Hand(LocalPrinter("usb", printer.address), journal, threading.Event())
    hand.print(Paper(uuid4(), "usb", PAPER, 0.0), until=0.0)
    assert printer.connections == 0
    assert [one.result for one in journal.to_tell()] == ["failed"]
