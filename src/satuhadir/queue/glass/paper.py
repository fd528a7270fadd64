# SPDX-License-Identifier: Apache-2.0
"""A number on paper: from the printer at this kiosk, or where officers' slips come out.

A kiosk without a printer of ours lets its browser print, as its page always could.
"""

import logging
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.models import Mall
from satuhadir.printing import actions as printing
from satuhadir.printing import queries as printers
from satuhadir.printing.models import Printer
from satuhadir.printing.values import Slip
from satuhadir.queue import queries, wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import TicketNotFound
from satuhadir.queue.glass import context
from satuhadir.queue.glass.kiosk import Glass, at_kiosk
from satuhadir.queue.glass.visitor import Held
from satuhadir.queue.values import TicketView
from satuhadir.shared import limits
from satuhadir.shared.templatetags.shared import wait_words

MOST_ON_PAPER = 10
log = logging.getLogger(__name__)


@at_kiosk("GET", "POST")
def paper(glass: Glass, code: str) -> HttpResponse:
    """Say how the paper of a number is coming; print it again for who holds it here."""
    held = glass.visitor.find(code)
    if held is None or not held.may_print:
        raise TicketNotFound
    ticket = queries.ticket_at(glass.mall, UUID(held.id))
    if glass.request.method != "POST":
        shown = {"ticket": ticket, **paper_for(glass, ticket, held)}
        return render(glass.request, "queue/_kiosk_paper.html", shown)
    limits.hit_request(glass.request, "kiosk.print", device="30/minute", address="600/minute")
    printer = printer_here(glass)
    if printer is not None:
        press = press_of(glass.request)
        slip = slip_of(glass.mall, ticket, glass.request.build_absolute_uri("/"))
        printing.queue_copy(printer=printer, ticket_id=ticket.id, slip=slip, press=press)
    return glass.go(context.ticket_url(glass.mall, code))


def printer_here(glass: Glass) -> Printer | None:
    """Return the printer at this kiosk, or None."""
    device = getattr(glass.request, "device", None)
    return printers.printer_for_kiosk(glass.mall, device.pk if device else None)


def print_first(glass: Glass, ticket: TicketView) -> None:
    """Have the paper of a new number printed here. The number stands, whatever comes of it."""
    try:
        printer = printer_here(glass)
        if printer is not None:
            slip = slip_of(glass.mall, ticket, glass.request.build_absolute_uri("/"))
            printing.queue_paper(printer=printer, ticket_id=ticket.id, slip=slip)
    except DatabaseError as error:
        log.warning("a paper could not be asked for: %s", type(error).__name__)


def print_at_desk(request: HttpRequest, mall: Mall, ticket: TicketView) -> str:
    """Have an officer's slip printed where those come out; return what to add to the sentence."""
    printer = printers.printer_for_desks(mall)
    if printer is None:
        return ""
    health = next(one for one in printers.printers_of(mall) if one.id == printer.pk)
    if not health.is_fine:
        return _("Pencetak {printer}: {word}.").format(printer=health.name, word=health.word)
    with translation.override("id"):
        slip = slip_of(mall, ticket, request.build_absolute_uri("/"))
    printing.queue_paper(printer=printer, ticket_id=ticket.id, slip=slip)
    return _("Kertasnya keluar di {printer}.").format(printer=health.name)


def paper_for(glass: Glass, ticket: TicketView, held: Held) -> dict[str, Any]:
    """Return what the page says of the paper; `has_printer` False leaves it to the browser."""
    if not held.may_print:
        return {"has_printer": False}
    printer = printer_here(glass)
    state = printers.paper_of(glass.mall, ticket.id) if printer is not None else None
    return {
        "has_printer": printer is not None,
        "paper_state": state,
        "may_print_more": state is None or state.copy < printing.MOST_COPIES,
        "press": str(uuid4()),
    }


def slip_of(mall: Mall, ticket: TicketView, site: str) -> Slip:
    """Return what stands on the paper of a number, in the language now active."""
    line = directory_of(mall).lines.get(ticket.line)
    services = [catalogue.service_at(mall, code) for code in ticket.services]
    place = ", ".join(filter(None, (line.booth, line.place))) if line else ""
    wait = ticket.wait is not None and ticket.wait.high > 0
    people = ngettext("untuk %(people)s orang", "untuk %(people)s orang", ticket.people)
    return Slip(
        mall=mall.name,
        day=wording.day(ticket.day),
        title=_("Nomor antrean"),
        code=ticket.code,
        service="; ".join(context.spoken(one.name, one.name_en).text for one in services),
        agency=line.agency if line else "",
        place=place,
        people=people % {"people": ticket.people} if ticket.people > 1 else "",
        first=_("Didahulukan") if ticket.priority else "",
        wait=_("Saat dicetak: kira-kira %(wait)s lagi") % {"wait": wait_words(ticket.wait)}
        if wait
        else "",
        track_url=urljoin(site, context.track_path(mall, ticket)),
        scan=" ".join(
            (
                _(
                    "Pindai untuk melihat antrean dari ponsel. "
                    "Jangan dibagikan: kode ini kunci nomor Anda."
                ),
                _("Sesudah dilayani, nilai layanannya lewat kode yang sama."),
            )
        ),
        bring_title=_("Siapkan:"),
        bring=tuple(context.papers_of(mall, *services)[:MOST_ON_PAPER]),
        issued=_("Diambil %(at)s.") % {"at": wording.clock_zone(ticket.issued_at, mall)},
        again=_("Cetak ulang ke-{copy}."),
        example=_("Nomor contoh.") if mall.is_demo else "",
    )


def press_of(request: HttpRequest) -> UUID:
    """Return the hidden key of the form; a form without one is a press of its own."""
    try:
        return UUID(request.POST.get("key", "")[:36])
    except ValueError:
        return uuid4()
