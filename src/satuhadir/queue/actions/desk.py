# SPDX-License-Identifier: Apache-2.0
"""What an officer does at a desk in one press: hold the counter, finish and call the next, send
somebody for better papers.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue.actions.counters import take_over
from satuhadir.queue.actions.papers import record_refused_papers
from satuhadir.queue.actions.tickets import call_next, move_ticket
from satuhadir.queue.errors import CounterNotFound, CounterTaken
from satuhadir.queue.hotpath import Repeat
from satuhadir.queue.models import Counter
from satuhadir.queue.values import HoldReason, PaperReason, TicketView, Verb
from satuhadir.shared.errors import Refused


class Passed(NamedTuple):
    """A ticket finished and the next one called: None when nobody may be called, or when
    `stopped` says why the counter calls nobody."""

    finished: TicketView
    called: TicketView | None
    stopped: Refused | None


def hold_counter(*, mall: Mall, counter_id: UUID, officer_id: int, actor: str) -> None:
    """Make sure the officer's name stands on the counter; a counter without a name gets it.

    Raises:
        CounterNotFound: the mall has no such counter.
        CounterTaken: another officer's name stands on it.
    """
    row = Counter.objects.filter(mall=mall, pk=counter_id).values_list("officer_id").first()
    if row is None:
        raise CounterNotFound
    if row[0] is None:
        take_over(mall=mall, counter_id=counter_id, officer_id=officer_id, actor=actor)
    elif row[0] != officer_id:
        raise CounterTaken


def finish_and_call_next(
    *,
    mall: Mall,
    counter_id: UUID,
    ticket_id: UUID,
    actor: str,
    repeat: Repeat,
    repeat_of_call: Repeat,
) -> Passed:
    """Finish a ticket, then call the next one: two writes, each kept for its own repeat.

    Once the first is done it stays done: a counter that calls nobody is told, not refused.

    Raises:
        TicketNotFound, CounterNotFound, OtherCounter, WrongState: the finish is refused.
    """
    finished = move_ticket(
        mall=mall,
        ticket_id=ticket_id,
        verb=Verb.FINISH,
        actor=actor,
        counter_id=counter_id,
        repeat=repeat,
    )
    try:
        called = call_next(mall=mall, counter_id=counter_id, actor=actor, repeat=repeat_of_call)
    except Refused as stopped:
        return Passed(finished, None, stopped)
    return Passed(finished, called, None)


def send_for_papers(
    *,
    mall: Mall,
    counter_id: UUID,
    ticket_id: UUID,
    papers: Mapping[str, PaperReason],
    then: Verb | None,
    actor: str,
    repeat: Repeat,
    repeat_of_move: Repeat,
) -> TicketView | None:
    """Record which papers were refused, then hold or finish the ticket; None with `then` None.

    Two writes, each kept for its own repeat: what was recorded stays recorded when the second is
    refused.

    Raises:
        TicketNotFound, CounterNotFound, OtherCounter, WrongState, PaperNotAsked, Invalid.
    """
    record_refused_papers(
        mall=mall,
        ticket_id=ticket_id,
        counter_id=counter_id,
        papers=papers,
        actor=actor,
        repeat=repeat,
    )
    if then is None:
        return None
    return move_ticket(
        mall=mall,
        ticket_id=ticket_id,
        verb=then,
        actor=actor,
        counter_id=counter_id,
        reason=HoldReason.DOCUMENT,
        repeat=repeat_of_move,
    )
