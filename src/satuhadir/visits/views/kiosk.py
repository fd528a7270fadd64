# SPDX-License-Identifier: Apache-2.0
"""The kiosk takes in who booked: by the QR of the visit or its code, also after a time offline.

The page of the kiosk that reads numbers reads visits, too, and hands them on to here. While the
server is away the kiosk itself tells a genuine QR (`passes.js`) and hands the check-in in later,
with the time at which it was scanned.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from satuhadir.devices.http import for_glass
from satuhadir.malls.models import Mall
from satuhadir.queue.glass import paper
from satuhadir.queue.glass.kiosk import Glass, at_kiosk, never_kept
from satuhadir.queue.glass.visitor import Held
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited, Unavailable
from satuhadir.shared.http import status_of
from satuhadir.shared.qr import qr_of
from satuhadir.visits import actions, passes, queries, tracks
from satuhadir.visits.citizen.plan_page import end_words
from satuhadir.visits.citizen.today import left_out_of
from satuhadir.visits.errors import BadPass, VisitNotFound
from satuhadir.visits.models import Visit
from satuhadir.visits.views import kiosk_paper
from satuhadir.visits.views.kiosk_paper import Step

ACTOR = "kiosk"
LONGEST = passes.LONGEST


@at_kiosk("GET", "POST")
def check_in(glass: Glass) -> HttpResponse:
    """Let somebody with a booking in, and show the numbers of the whole visit."""
    if glass.request.method != "POST":
        return glass.go(f"{glass.home}hadir/")
    limits.hit_request(glass.request, "kiosk.visit", device="30/minute", address="600/minute")
    said = glass.request.POST.get("kode", "").strip()[: LONGEST + 1]
    visit = actions.check_in(mall=glass.mall, said=said, channel="kiosk", actor=ACTOR)
    has_key = not tracks.read_code(said)
    _hold(glass, visit, has_key=has_key)
    kiosk_paper.print_first(glass, visit, has_key=has_key)
    return glass.go(reverse("kiosk_visit_numbers", args=[glass.mall.slug]) + "?hadir=1")


@at_kiosk("GET")
def numbers(glass: Glass) -> HttpResponse:
    """Show the order of the counters with their numbers, and how their paper is coming."""
    visit, steps, has_key = _held(glass)
    link = tracks.visit_path(glass.mall.slug, tracks.track_of(visit.pk))
    return glass.page(
        "visits/kiosk_visit.html",
        visit=visit,
        steps=steps,
        to_go=kiosk_paper.to_go(steps),
        left_out=left_out_of(visit),
        now=next((one.leg for one in steps if one.is_now), None),
        end=end_words(queries.end_of_visit(visit)),
        is_new="hadir" in glass.request.GET,
        qr=qr_of(glass.request.build_absolute_uri(link)) if has_key else "",
        **_paper_of(glass, steps),
    )


@at_kiosk("GET", "POST")
def print_numbers(glass: Glass) -> HttpResponse:
    """Say how the paper of the visit is coming; print it again."""
    visit, steps, has_key = _held(glass)
    if glass.request.method != "POST":
        return render(glass.request, "queue/_kiosk_paper.html", _paper_of(glass, steps))
    limits.hit_request(glass.request, "kiosk.print", device="30/minute", address="600/minute")
    press = paper.press_of(glass.request)
    kiosk_paper.print_again(glass, visit, steps, press, has_key=has_key)
    return glass.go(reverse("kiosk_visit_numbers", args=[glass.mall.slug]))


@for_glass("kiosk", page=False)
@require_safe
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what a kiosk keeps for the time without a server: keys, the time, a form's proof."""
    limits.hit_request(request, "kiosk.keys", device="60/minute", address="2400/minute")
    said = {
        "keys": passes.public_keys(),
        "now": int(timezone.now().timestamp()),
        "token": get_token(request),
    }
    return never_kept(JsonResponse(said))


@for_glass("kiosk", page=False)
@require_POST
def hand_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a check-in that a kiosk kept while it had no server; sent twice it counts once.

    A refusal is told with its code; `again` says whether asking later may help. One for good is
    kept for the staff: somebody was told they are in.
    """
    mall: Mall = request.mall  # type: ignore[attr-defined]
    said, at = request.POST.get("qr", "").strip(), None
    try:
        limits.hit_request(request, "kiosk.hand_in", device="120/minute", address="2400/minute")
        if not said.startswith(f"{passes.VERSION}."):
            raise BadPass
        at = _when(request.POST.get("at", ""))
        actions.check_in(mall=mall, said=said, channel="kiosk", actor=ACTOR, at=at)
    except DomainError as error:
        again = isinstance(error, Limited | Unavailable)
        if at is not None and not again:
            actions.keep_refusal(mall=mall, said=said, at=at, refusal=error)
        told: dict[str, Any] = {"code": error.code, "message": str(error), "again": again}
        return never_kept(JsonResponse(told, status=status_of(error)))
    return never_kept(JsonResponse({"code": "", "message": "", "again": False}))


def _when(said: str) -> datetime:
    """Return the second at which a pass was scanned. Raises BadPass."""
    if not (said.isascii() and said.isdigit() and len(said) <= 11):
        raise BadPass
    return datetime.fromtimestamp(int(said), UTC)


def _hold(glass: Glass, visit: Visit, *, has_key: bool) -> None:
    """Put the numbers of a visit into the hands of who stands here."""
    visitor = replace(glass.visitor.known(), attendance=str(visit.attendance_id))
    tickets = {one.ticket_id: one.ticket for one in visit.stops.all() if one.ticket is not None}
    for ticket in tickets.values():
        visitor = visitor.holding(Held(ticket.code, str(ticket.pk), has_key))
    glass.visitor = visitor


def _held(glass: Glass) -> tuple[Visit, list[Step], bool]:
    """Return the visit of who stands here, its counters, and whether they brought its key."""
    attendance = glass.visitor.attendance_id
    held = Visit.objects.filter(mall=glass.mall, attendance_id=attendance) if attendance else None
    found = held.first() if held is not None else None
    visit = queries.visit_at(glass.mall, found.pk) if found else None
    steps = kiosk_paper.steps_of(glass.mall, visit) if visit is not None else []
    if visit is None or not steps:
        raise VisitNotFound
    kept = {one.code for one in glass.visitor.tickets if one.may_print}
    return visit, steps, any(one.leg.code in kept for one in steps)


def _paper_of(glass: Glass, steps: list[Step]) -> dict[str, Any]:
    """Return what the page says of the paper, which who typed a code gets, too."""
    ticket = kiosk_paper.paper_ticket(steps)
    held = Held(ticket.code, str(ticket.id), True)
    return {
        "ticket": ticket,
        "mall": glass.mall,
        "paper_url": reverse("kiosk_visit_paper", args=[glass.mall.slug]),
        **paper.paper_for(glass, ticket, held),
    }
