# SPDX-License-Identifier: Apache-2.0
"""What the worker does for printing: bring papers to network printers, ask how they are.

Each printer has a thread of its own while there is something to do: one that hangs holds up
nobody else's paper, and no thread of the web.
"""

import logging
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import DatabaseError, connections

from satuhadir.agent.delivery import deliver, look_at
from satuhadir.printing import actions, queries
from satuhadir.printing.addresses import checked_host, loopback_allowed
from satuhadir.printing.models import Printer, State
from satuhadir.printing.values import Handed
from satuhadir.shared.jobs import Job

LOOK_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 3.0  # at a printer out of paper or silent: somebody is mending it

log = logging.getLogger(__name__)
_at_work: set[UUID] = set()
_looked: dict[UUID, float] = {}
_guard = threading.Lock()


def print_waiting_papers() -> None:
    """Begin on every network printer for which a paper waits and nobody works yet."""
    for printer_id in queries.printers_with_papers():
        _begin(printer_id, print_all)


def look_at_printers() -> None:
    """Ask network printers how they are, those in trouble more often."""
    now = time.monotonic()
    for printer in queries.network_printers():
        fine = printer.state in queries.FINE
        due = _looked.get(printer.pk, 0.0) + (LOOK_SECONDS if fine else LOOK_AGAIN_SECONDS)
        if now >= due:
            _looked[printer.pk] = now
            _begin(printer.pk, look)


def print_all(printer: Printer) -> None:
    """Print what waits for one network printer, paper by paper."""
    while (paper := actions.take_paper(printer)) is not None:
        print_one(printer, paper)


def print_one(printer: Printer, paper: Handed) -> None:
    """Bring one paper out and write down what became of it."""
    address = address_of(printer)
    if address is None:
        actions.end_paper(job_id=paper.id, result="failed", reason="offline")
        return
    outcome = deliver(address, paper.data, has_answered=printer.answers)
    reason = "" if outcome.result == "printed" else outcome.state
    actions.end_paper(job_id=paper.id, result=outcome.result, reason=reason)
    actions.note_state(printer=printer, state=State(outcome.state), answers=outcome.answers)
    if outcome.result != "printed":
        log.warning("printer %s: a paper %s (%s)", printer.pk, outcome.result, outcome.state)


def look(printer: Printer) -> None:
    """Ask one network printer how it is."""
    address = address_of(printer)
    if address is not None:
        seen = look_at(address, has_answered=printer.answers)
        actions.note_state(printer=printer, state=State(seen.state), answers=seen.answers)


def address_of(printer: Printer) -> str | None:
    """Return where a printer stands; None where none may stand, whoever wrote the row."""
    try:
        host = checked_host(printer.host, loopback=loopback_allowed())
    except ValueError:
        log.warning("printer %s: its address is not in a private network", printer.pk)
        return None
    return f"net:{host}:{printer.port}"


def _begin(printer_id: UUID, work: Callable[[Printer], None]) -> None:
    """Work at a printer in a thread, unless somebody does."""
    with _guard:
        if printer_id in _at_work:
            return
        _at_work.add(printer_id)
    name = f"printer-{printer_id}"
    threading.Thread(target=_work, args=(printer_id, work), name=name, daemon=True).start()


def _work(printer_id: UUID, work: Callable[[Printer], None]) -> None:
    try:
        printer = queries.network_printers().filter(pk=printer_id).first()
        if printer is not None:
            work(printer)
    except DatabaseError as error:
        log.warning("printer %s: %s", printer_id, type(error).__name__)
    except Exception:
        log.exception("printer %s: the work on it failed", printer_id)
    finally:
        connections.close_all()
        with _guard:
            _at_work.discard(printer_id)


JOBS = (
    Job("printing.papers", 0.25, print_waiting_papers),
    Job("printing.looks", 1.0, look_at_printers),
    Job("printing.stale", 2.0, actions.end_stale_papers),
)
