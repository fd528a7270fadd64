# SPDX-License-Identifier: Apache-2.0
"""Papers that an officer could not accept: what people came in vain for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath
from satuhadir.queue.actions.repeats import once
from satuhadir.queue.errors import (
    CounterNotFound,
    OtherCounter,
    PaperNotAsked,
    TicketNotFound,
    WrongState,
)
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import Counter, RefusedPaper, Ticket
from satuhadir.queue.queries.papers import AskedPaper, asked_papers
from satuhadir.queue.values import PaperReason
from satuhadir.shared.errors import FieldProblem, Invalid

MOST_PAPERS = 30


def record_refused_papers(
    *,
    mall: Mall,
    ticket_id: UUID,
    counter_id: UUID,
    papers: Mapping[str, PaperReason],
    actor: str,
    repeat: Repeat = Repeat(),  # noqa: B008 - a tuple: nobody can change it
) -> list[dict[str, str]]:
    """Record which papers of the ticket served at the counter could not be accepted, and why.

    `papers` are reasons by the code of the kind of paper. A paper told again for the same ticket
    gets the new reason and counts once. Changes nothing else of the ticket. Returns what was
    recorded: `document`, `service`, `reason`.

    Raises:
        TicketNotFound, CounterNotFound: not at this mall.
        OtherCounter: another counter has the ticket.
        WrongState: it is not being served.
        PaperNotAsked: no service of the ticket asks for such a paper.
        Invalid: no paper is named.
    """
    if not papers or len(papers) > MOST_PAPERS:
        text = _("Pilih sedikitnya satu berkas, lalu sebabnya.")
        raise Invalid(errors=[FieldProblem("papers", "queue.papers", text)])

    def write() -> dict[str, Any]:
        ticket = _served_here(mall, ticket_id, counter_id)
        rows = _rows(mall, ticket, counter_id, papers)
        told = [
            {"document": asked.document.code, "service": asked.service.code, "reason": row.reason}
            for row, asked in rows
        ]
        at = hotpath.append_event(
            mall_id=mall.pk,
            day=ticket.day,
            event="papers.refused",
            actor=actor,
            counter_id=counter_id,
            data={"papers": told},
            ticket_id=ticket.pk,
        )
        for row, _asked in rows:
            row.at = at
        RefusedPaper.objects.bulk_create(
            [row for row, _asked in rows],
            update_conflicts=True,
            unique_fields=["ticket", "document"],
            update_fields=["reason", "service", "counter", "at"],
        )
        return {"papers": told}

    with transaction.atomic():
        recorded: list[dict[str, str]] = once(repeat, write)["papers"]
    return recorded


def _served_here(mall: Mall, ticket_id: UUID, counter_id: UUID) -> Ticket:
    """Lock counter and ticket, in this order, and return the ticket that is served there."""
    if not Counter.objects.select_for_update().filter(mall=mall, pk=counter_id).exists():
        raise CounterNotFound
    ticket = Ticket.objects.select_for_update().filter(mall=mall, pk=ticket_id).first()
    if ticket is None:
        raise TicketNotFound
    if ticket.counter_id not in {None, counter_id}:
        raise OtherCounter
    if ticket.state != Ticket.State.SERVING:
        raise WrongState(code=ticket.code)
    return ticket


def _rows(
    mall: Mall, ticket: Ticket, counter_id: UUID, papers: Mapping[str, PaperReason]
) -> list[tuple[RefusedPaper, AskedPaper]]:
    asked = asked_papers(mall, ticket.services, ticket.day)
    unknown = [code for code in papers if code not in asked]
    if unknown:
        detail = PaperNotAsked.message
        raise PaperNotAsked(errors=[FieldProblem("papers", PaperNotAsked.code, detail)])
    return [
        (
            RefusedPaper(
                mall=mall,
                day=ticket.day,
                ticket=ticket,
                service=asked[code].service,
                document=asked[code].document,
                reason=reason.value,
                counter_id=counter_id,
            ),
            asked[code],
        )
        for code, reason in sorted(papers.items())
    ]
