# SPDX-License-Identifier: Apache-2.0
"""The loop of the hall agent: fetch papers, print each once, report, say how the printers are.

Whatever was fetched is printed and reported later when the server is away meanwhile. Each printer
has a thread, so that one that hangs holds up nobody else's paper.
"""

import logging
import queue
import random
import threading
import time
from typing import Any, Final
from uuid import UUID

from satuhadir.agent.configuration import Configuration, LocalPrinter
from satuhadir.agent.delivery import deliver, look_at
from satuhadir.agent.escpos import BROKEN, PrinterState
from satuhadir.agent.journal import Journal
from satuhadir.agent.server import Paper, Server, ServerAway, ServerRefused

# A paper should be out within a second of the press.
FETCH_SECONDS: Final = 0.4
TELL_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 15.0
LOOK_AGAIN_SECONDS: Final = 3.0
LONGEST_PAUSE: Final = 15.0
SHUT_OUT_SECONDS: Final = 30.0

log = logging.getLogger("hall-agent")


class Hand:
    """One printer and the thread that works at it."""

    def __init__(self, printer: LocalPrinter, journal: Journal, stop: threading.Event) -> None:
        self.printer = printer
        self.state: PrinterState = "unknown"
        self.has_answered = False
        self._journal = journal
        self._stop = stop
        self._papers: queue.Queue[tuple[Paper, float]] = queue.Queue()
        self._mine: set[UUID] = set()
        self.thread = threading.Thread(target=self._work, name=f"printer-{printer.name}")

    def give(self, paper: Paper) -> None:
        """Print a paper as soon as the printer is free; one that is given again counts once."""
        if paper.id in self._mine:
            self._journal.tell_again(paper.id)
        else:
            self._mine.add(paper.id)
            self._papers.put((paper, time.monotonic() + paper.expires_in))

    def print(self, paper: Paper, until: float) -> None:
        """Print one paper, unless it was begun before or nobody wants it any more."""
        if not self._journal.begin(paper.id, self.printer.name):
            self._journal.tell_again(paper.id)
            return
        if time.monotonic() > until:
            self._journal.end(paper.id, "failed", "offline")
            return
        outcome = deliver(self.printer.address, paper.data, has_answered=self.has_answered)
        self._journal.end(paper.id, outcome.result, outcome.state)
        self.has_answered = self.has_answered or outcome.answers
        self._note(outcome.state)
        log.info("%s: cetakan %s %s", self.printer.name, paper.id, outcome.result)

    def look(self) -> None:
        """Ask the printer how it is."""
        seen = look_at(self.printer.address, has_answered=self.has_answered)
        self.has_answered = self.has_answered or seen.answers
        self._note(seen.state)

    def _note(self, state: PrinterState) -> None:
        if state != self.state:
            log.info("%s: %s", self.printer.name, state)
        self.state = state

    def _work(self) -> None:
        look_again_at = 0.0
        while not self._stop.is_set():
            try:
                paper, until = self._papers.get(timeout=0.1)
            except queue.Empty:
                if time.monotonic() >= look_again_at:
                    self._try(self.look)
                    broken = self.state in BROKEN
                    pause = LOOK_AGAIN_SECONDS if broken else LOOK_SECONDS
                    look_again_at = time.monotonic() + pause
                continue
            self._try(lambda paper=paper, until=until: self.print(paper, until))

    def _try(self, work: Any) -> None:
        """Keep the thread alive whatever a driver throws: the journal knows what was begun."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - also what USB and serial drivers make up
            log.error("%s: %s", self.printer.name, type(error).__name__)
            self.state = "offline"


class Agent:
    """The loop. `stop` ends it."""

    def __init__(self, configuration: Configuration, stop: threading.Event) -> None:
        self._stop = stop
        self._server = Server(
            configuration.server, mall=configuration.mall, token=configuration.token
        )
        self._journal = Journal(configuration.data_directory())
        self._hands = {one.name: Hand(one, self._journal, stop) for one in configuration.printers}
        self._told_at = 0.0
        self._told: list[dict[str, Any]] = []
        self._away = 0

    def run(self) -> None:
        """Work until stopped."""
        unsure = self._journal.end_what_was_begun()
        if unsure:
            log.warning("%s cetakan terputus di tengah: dilaporkan tidak pasti", unsure)
        for hand in self._hands.values():
            hand.thread.start()
        while not self._stop.is_set():
            self._stop.wait(self.turn())
        for hand in self._hands.values():
            hand.thread.join()
        self._try_to_tell()

    def turn(self) -> float:
        """Do one round with the server; return how many seconds to pause after it."""
        try:
            self._tell_papers()
            self._tell_printers()
            for paper in self._server.papers(self._journal.spool):
                self._take(paper)
        except ServerAway as error:
            self._away += 1
            if self._away == 1:
                log.warning("server tidak terjangkau (%s); dicoba terus", error)
            pause: float = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self._away, 6))
            return pause * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come at once
        except ServerRefused as error:
            log.error("server menolak (%s). Sambungkan lagi bila agen ini diputus.", error)
            return SHUT_OUT_SECONDS
        if self._away:
            log.info("server terjangkau lagi")
            self._away = 0
        return FETCH_SECONDS

    def _take(self, paper: Paper) -> None:
        hand = self._hands.get(paper.printer)
        if hand is not None:
            hand.give(paper)
        elif self._journal.begin(paper.id, paper.printer):
            self._journal.end(paper.id, "failed", "offline")

    def _tell_papers(self) -> None:
        for entry in self._journal.to_tell():
            try:
                self._server.tell_paper(entry.id, entry.result, entry.state)
            except ServerRefused as error:
                if error.status not in {404, 409, 422}:
                    raise
                log.warning("cetakan %s: server tidak mengenalnya lagi (%s)", entry.id, error)
            self._journal.told(entry.id)

    def _tell_printers(self) -> None:
        now = time.monotonic()
        items = [
            {"name": one.printer.name, "state": one.state, "width": one.printer.width}
            for one in self._hands.values()
        ]
        if items != self._told or now - self._told_at > TELL_SECONDS:
            self._server.tell_printers(items)
            self._told, self._told_at = items, now

    def _try_to_tell(self) -> None:
        """Report what ended while we were stopping; the next start does it otherwise."""
        try:
            self._tell_papers()
        except (ServerAway, ServerRefused):
            log.info("laporan terakhir dikirim saat agen berjalan lagi")
