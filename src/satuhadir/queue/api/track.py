# SPDX-License-Identifier: Apache-2.0
"""What the holder of a track may do: look, give up, come back, say that they are here."""

from django.http import HttpResponse

from satuhadir.queue import actions, closings
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, Limit, answer, is_counted, operation
from satuhadir.queue.api.inputs import HallCode, Nothing
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import AlreadyInLine, Busy, TicketNotFound, WrongCode, WrongState
from satuhadir.queue.queries import Tracked
from satuhadir.queue.values import TicketView, Verb
from satuhadir.shared import limits

# A thousand phones behind one address of the hall, each asking every five seconds.
READS = Limit("track", device="240/minute", address="30000/minute")
MOVES = Limit("track.move", device="20/minute", address="1200/minute")
GUESSES = "5/minute"
REFUSES = (TicketNotFound, WrongState, Busy)


@operation(
    "GET",
    "/track/{track}",
    takes=Nothing,
    answers={200: answers.TrackedTicket},
    summary="The ticket as it is now, for its holder",
    refuses=(TicketNotFound,),
    limit=READS,
)
def show_tracked(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer what the track opens, until the end of the next day."""
    return _shown(ask, _tracked(ask).ticket)


@operation(
    "POST",
    "/track/{track}/cancel",
    takes=Nothing,
    answers={200: answers.TrackedTicket},
    summary="Give the number up",
    refuses=REFUSES,
    limit=MOVES,
)
def cancel_tracked(ask: Ask, given: Nothing) -> HttpResponse:
    """Cancel; refused while the person is being served."""
    return _shown(ask, _moved(ask, Verb.CANCEL))


@operation(
    "POST",
    "/track/{track}/return",
    takes=Nothing,
    answers={200: answers.TrackedTicket},
    summary="Come back after a no-show, once, ten minutes further back",
    refuses=(*REFUSES, AlreadyInLine),
    limit=MOVES,
)
def return_tracked(ask: Ask, given: Nothing) -> HttpResponse:
    """Put the ticket back in its line."""
    return _shown(ask, _moved(ask, Verb.RETURN))


@operation(
    "POST",
    "/track/{track}/present",
    takes=HallCode,
    answers={200: answers.TrackedTicket},
    summary="Say that you are in the hall, with the code on its screen",
    refuses=(*REFUSES, WrongCode),
    limit=MOVES,
)
def present_tracked(ask: Ask, given: HallCode) -> HttpResponse:
    """Make the person callable. Five guesses a minute for one ticket, whoever makes them."""
    tracked = _tracked(ask)
    if is_counted(ask.request, ask.caller):
        limits.hit("track.code", str(tracked.ticket.id), GUESSES)
    view = actions.confirm_presence(
        mall=ask.mall,
        ticket_id=tracked.ticket.id,
        code=given.code.strip(),
        actor=ask.caller.actor,
        repeat=ask.repeat,
    )
    return _shown(ask, view)


def _tracked(ask: Ask) -> Tracked:
    if ask.tracked is None:
        raise TicketNotFound
    return ask.tracked


def _moved(ask: Ask, verb: Verb) -> TicketView:
    return actions.move_ticket(
        mall=ask.mall,
        ticket_id=_tracked(ask).ticket.id,
        verb=verb,
        actor=ask.caller.actor,
        repeat=ask.repeat,
    )


def _shown(ask: Ask, view: TicketView) -> HttpResponse:
    line = directory_of(ask.mall).lines.get(view.line)
    told = closings.sentence_for(view, line, ask.mall, ask.mall.local_now())
    return answer(view.raw | {"mall": ask.mall.slug, "notice": told or None})
