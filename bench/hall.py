# SPDX-License-Identifier: Apache-2.0
"""Counters of the demonstration mall, and one visit over HTTP: issue, call, start, finish."""

from dataclasses import dataclass

from bench.api import Client, Unexpected
from bench.demonstration import Demonstration


@dataclass(frozen=True)
class Desk:
    """A counter and a service whose line it serves."""

    counter: str
    service: str


def desks(demonstration: Demonstration, lines: int, counters: int) -> list[list[Desk]]:
    """Return `counters` counters for each of `lines` services, no counter twice; opened."""
    serving: dict[str, list[str]] = {}
    for counter in demonstration.shown["counters"]:
        for service in counter["services"]:
            serving.setdefault(service, []).append(counter["id"])
    found: list[list[Desk]] = []
    taken: set[str] = set()
    # Services of few counters first: they leave more for the others.
    for service, ids in sorted(serving.items(), key=lambda item: (len(item[1]), item[0])):
        free = [one for one in ids if one not in taken]
        if len(free) >= counters and len(found) < lines:
            found.append([Desk(one, service) for one in free[:counters]])
            taken.update(free[:counters])
    if len(found) < lines:
        raise Unexpected(f"the mall has no {lines} lines with {counters} counters each")
    manager = demonstration.client("manager")
    for desk in (desk for line in found for desk in line):
        manager.post(f"{demonstration.mall}/counters/{desk.counter}/open").expect(200)
    manager.close()
    return found


class Visitor:
    """Does visits at one desk: a kiosk gives the number, the counter does the rest."""

    def __init__(self, demonstration: Demonstration, desk: Desk) -> None:
        self.kiosk: Client = demonstration.client("kiosk")
        self.counter: Client = demonstration.client("counter")
        self.mall = demonstration.mall
        self.desk = desk
        self._call = f"{self.mall}/counters/{desk.counter}/call-next"
        self._at_counter = {"counter": desk.counter}

    def issue(self) -> None:
        self.kiosk.post(f"{self.mall}/tickets", {"service": self.desk.service}).expect(201)

    def call(self) -> str:
        """Call the next and return the ticket's id; somebody must be waiting."""
        return str(self.counter.post(self._call).expect(200).data["id"])

    def start(self, ticket: str) -> None:
        path = f"{self.mall}/tickets/{ticket}/start"
        self.counter.post(path, self._at_counter).expect(200)

    def finish(self, ticket: str) -> None:
        path = f"{self.mall}/tickets/{ticket}/finish"
        self.counter.post(path, self._at_counter).expect(200)

    def visit(self) -> None:
        self.issue()
        ticket = self.call()
        self.start(ticket)
        self.finish(ticket)
