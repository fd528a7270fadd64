# SPDX-License-Identifier: Apache-2.0
"""Bring one paper out of one printer, and say honestly what became of it.

`printed`: it is out, or the printer took it all and reports no fault. `failed`: not one byte of it
went there. `uncertain`: it went there, and then something broke. Nothing here tries twice.
"""

from dataclasses import dataclass
from typing import Final, Literal

from satuhadir.agent import escpos
from satuhadir.agent.escpos import BROKEN, PrinterState
from satuhadir.agent.links import Link, LinkBroken, open_link

ANSWER_SECONDS: Final = 1.0
# A paper of 20 cm takes two seconds; a slow line some more. Who does not know the question that
# is answered when all is printed is asked how it is instead.
DONE_SECONDS: Final = 3.0
PATIENCE: Final = 3

# Printers that answered, since we started, when all was printed: their silence means something.
_confirming: set[str] = set()

Result = Literal["printed", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a paper and how the printer is after it; `answers` that it spoke at all,
    `confirmed` that it said itself that the paper is out.
    """

    result: Result
    state: PrinterState
    answers: bool
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a printer is; `answers` that it said so itself."""

    state: PrinterState
    answers: bool


def look_at(address: str, *, has_answered: bool) -> Look:
    """Ask a printer how it is. Silence means a fault only of one that has answered before."""
    try:
        link = open_link(address)
    except LinkBroken:
        return Look("offline", has_answered)
    try:
        state = _ask(link)
    except LinkBroken:
        state = "offline"
    finally:
        link.close()
    if state is None:
        return Look("offline" if has_answered else "unknown", has_answered)
    return Look(state, state != "offline" or has_answered)


def deliver(address: str, data: bytes, *, has_answered: bool) -> Outcome:
    """Print `data` once. A printer that never answered is believed to have printed."""
    try:
        link = open_link(address)
    except LinkBroken:
        return Outcome("failed", "offline", has_answered)
    try:
        before = _ask(link)
        if before is None and has_answered:
            return Outcome("failed", "offline", True)
        if before in BROKEN:
            return Outcome("failed", before, True)
        outcome = _print(link, data, before, confirms=address in _confirming)
        if outcome.confirmed:
            _confirming.add(address)
        return outcome
    except LinkBroken:
        return Outcome("failed", "offline", has_answered)
    finally:
        link.close()


def _print(link: Link, data: bytes, before: PrinterState | None, *, confirms: bool) -> Outcome:
    """Send a paper to a printer that is ready, and wait for it to come out."""
    try:
        link.send(data)
        if before is None:
            return Outcome("printed", "unknown", False)
        link.send(escpos.ASK_WHEN_DONE)
        for _again in range(PATIENCE):
            done = link.hear(DONE_SECONDS, escpos.is_done)
            after = _ask(link)
            if done is not None:  # it is out; what broke, broke after it
                return Outcome("printed", after or "offline", True, confirmed=True)
            if after in BROKEN:
                link.send(escpos.FORGET)
                return Outcome("uncertain", after, True)
            if after is not None and not confirms:
                return Outcome("printed", after, True)
    except LinkBroken:
        return Outcome("uncertain", "offline", before is not None)
    return Outcome("uncertain", after or "offline", True)


def _ask(link: Link) -> PrinterState | None:
    """Return how the printer says it is, None when it says nothing."""
    printer = _answer(link, escpos.ASK_PRINTER)
    if printer is None:
        printer = _answer(link, escpos.ASK_PRINTER)  # one byte may be lost on a serial line
    if printer is None:
        return None
    cause, paper = _answer(link, escpos.ASK_CAUSE), _answer(link, escpos.ASK_PAPER)
    return escpos.state_of(printer, cause, paper)


def _answer(link: Link, question: bytes) -> int | None:
    link.send(question)
    return link.hear(ANSWER_SECONDS, escpos.is_status)
