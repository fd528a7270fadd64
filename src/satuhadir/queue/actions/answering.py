# SPDX-License-Identifier: Apache-2.0
"""What a ticket keeps of a survey: that it was answered, once, and only for two days."""

from datetime import date, timedelta
from uuid import UUID

from satuhadir.malls.models import Mall
from satuhadir.queue.errors import AlreadyAnswered, NotFinished, TicketNotFound
from satuhadir.queue.models import Ticket


def mark_answered(*, mall: Mall, ticket_id: UUID) -> None:
    """Spend the one answer of a finished ticket; one statement, so two phones at once count once.

    Call it in the transaction that keeps the answer. Nothing is logged: an event with its time
    would tell which answer came from which ticket.

    Raises:
        TicketNotFound: no such ticket, or its track is dead.
        NotFinished: the ticket is not done.
        AlreadyAnswered: it was answered before.
    """
    alive = Ticket.objects.filter(mall=mall, pk=ticket_id, day__gte=_oldest(mall))
    if alive.filter(state=Ticket.State.DONE, answered=False).update(answered=True):
        return
    row = alive.values_list("state", "answered").first()
    if row is None:
        raise TicketNotFound
    raise AlreadyAnswered if row[1] else NotFinished


def forget_answered(mall: Mall) -> int:
    """Forget which tickets were answered whose tracks are dead; return how many there were."""
    dead = Ticket.objects.filter(mall=mall, day__lt=_oldest(mall), answered=True)
    return dead.update(answered=False)


def _oldest(mall: Mall) -> date:
    return mall.today() - timedelta(days=1)
