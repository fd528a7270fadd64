# SPDX-License-Identifier: Apache-2.0
"""My ticket: whoever has its address may look, give up, come back, say that they are here."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import caller_of
from satuhadir.malls.http import MallRequest
from satuhadir.queue import actions
from satuhadir.queue.citizen import mine
from satuhadir.queue.citizen.card import Card, card_of, others_of
from satuhadir.queue.errors import TicketNotFound, WrongCode
from satuhadir.queue.ports import question_after, whole_visit_of
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.holders import TrackedVisit, visit_by_track
from satuhadir.queue.tracks import track_path
from satuhadir.queue.values import TicketView, Verb
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited, Refused
from satuhadir.shared.http import opened_by_key, public, status_of
from satuhadir.shared.qr import qr_of

ReadView = Callable[[MallRequest, TrackedVisit, str], HttpResponse]
Press = Callable[[MallRequest, TicketView], None]


def for_holder(view: ReadView) -> Callable[..., HttpResponse]:
    """Declare a page that a track opens; one that opens nothing here says so with 404.

    The address is a key: no store, no search engine.
    """

    @wraps(view)
    def answered(request: MallRequest, slug: str, track: str) -> HttpResponse:
        try:
            visit = visit_by_track(request.mall, track)
        except TicketNotFound:
            response = render(request, "queue/ticket.html", {"ticket": None}, status=404)
        else:
            response = view(request, visit, track.lower())
        return opened_by_key(response)

    return answered


@public
@require_safe
@for_holder
def ticket(request: MallRequest, visit: TrackedVisit, track: str) -> HttpResponse:
    """Show the ticket as it is now; with `?bagian=1` its article alone."""
    if request.GET.get("bagian"):
        return render(request, "queue/_ticket.html", _context(request, visit, track))
    response = render(request, "queue/ticket.html", _whole(request, visit, track))
    if visit.ticket.day == request.mall.today():
        mine.keep(response, request.mall, track)
    return response


@public
@require_safe
@for_holder
def slip(request: MallRequest, visit: TrackedVisit, track: str) -> HttpResponse:
    """Show the ticket as a slip of paper, with the way to its page as a QR code."""
    path = track_path(request.mall.slug, track)
    track_url = request.build_absolute_uri(path)
    context = {
        "ticket": card_of(request.mall, visit),
        "qr": qr_of(track_url),
        "track_url": track_url,
        "back_url": path,
        "reprint": False,
    }
    return render(request, "queue/ticket_print.html", context)


@public
@require_safe
@for_holder
def another(request: MallRequest, visit: TrackedVisit, track: str) -> HttpResponse:
    """Lead to the services; a number taken next belongs to the same person."""
    response = HttpResponseRedirect(f"/{request.mall.slug}/layanan/")
    if visit.ticket.day == request.mall.today():
        mine.keep(response, request.mall, track)
    return response


def press(done: Callable[[Card], bool]) -> Callable[[Press], Callable[..., HttpResponse]]:
    """Declare a button of the ticket's page. `done` tells that what was asked already is so.

    The answer leads back to the ticket, as does a look at the button's address. A refusal is
    said above the ticket, which shows its true state.
    """

    def declare(do: Press) -> Callable[..., HttpResponse]:
        @public
        @require_http_methods(["GET", "HEAD", "POST"])
        @for_holder
        @wraps(do)
        def answered(request: MallRequest, visit: TrackedVisit, track: str) -> HttpResponse:
            path = track_path(request.mall.slug, track)
            if request.method != "POST":
                query = request.META.get("QUERY_STRING", "")
                return HttpResponseRedirect(f"{path}?{query}" if query else path)
            try:
                limits.hit_request(request, "track.move", device="20/minute", address="1200/minute")
                do(request, visit.ticket)
            except (Refused, WrongCode, Limited) as error:
                now = visit_by_track(request.mall, track)
                if isinstance(error, Refused) and done(card_of(request.mall, now)):
                    return HttpResponseRedirect(path)
                return _refused(request, now, track, error)
            return HttpResponseRedirect(path)

        return answered

    return declare


@press(done=lambda card: card.state == "cancelled")
def cancel(request: MallRequest, asked: TicketView) -> None:
    """Give the number up."""
    _move(request, asked, Verb.CANCEL)


@press(done=lambda card: card.state in {"waiting", "held"})
def come_back(request: MallRequest, asked: TicketView) -> None:
    """Join the line again after a no-show, once."""
    _move(request, asked, Verb.RETURN)


@press(done=lambda card: card.present)
def present(request: MallRequest, asked: TicketView) -> None:
    """Say that I am here, with the code in the hall. Five guesses a minute, whoever guesses."""
    guesses = f"track.code.{asked.id}"
    limits.hit_request(request, guesses, device="5/minute", address="5/minute")
    actions.confirm_presence(
        mall=request.mall,
        ticket_id=asked.id,
        code=request.POST.get("code", "").strip()[:12],
        actor=caller_of(request).actor,
    )


def _move(request: MallRequest, asked: TicketView, verb: Verb) -> None:
    actions.move_ticket(
        mall=request.mall, ticket_id=asked.id, verb=verb, actor=caller_of(request).actor
    )


def _refused(
    request: MallRequest, visit: TrackedVisit, track: str, error: DomainError
) -> HttpResponse:
    """Say a wrong code beside its field, everything else above the ticket."""
    context = _whole(request, visit, track)
    if isinstance(error, WrongCode):
        context["present_error"] = str(error)
    else:
        context["refusal"] = str(error)
    response = render(request, "queue/ticket.html", context, status=status_of(error))
    if isinstance(error, Limited):
        response["Retry-After"] = str(error.retry_after)
    return response


def _whole(request: MallRequest, visit: TrackedVisit, track: str) -> dict[str, object]:
    """Return the ticket with what the manager says on every screen (one query more)."""
    said = {"notices": announcements_of(request.mall), "said_at": request.mall.local_now()}
    return {**_context(request, visit, track), **said}


def _context(request: MallRequest, visit: TrackedVisit, track: str) -> dict[str, object]:
    mall = request.mall
    path = track_path(mall.slug, track)
    return {
        "ticket": card_of(mall, visit),
        "others": others_of(mall, visit),
        "question": question_after(mall, visit.ticket, track),
        "urls": {
            "page": path,
            "json": f"/api/v1/track/{track}",
            "return": f"{path}kembali/",
            "present": f"{path}hadir/",
            "cancel": f"{path}batal/",
            "another": f"{path}lain/",
            "print": f"{path}cetak/",
            "visit": whole_visit_of(mall, visit.ticket.attendance) if visit.others else "",
        },
    }
