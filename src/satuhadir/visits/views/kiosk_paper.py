# SPDX-License-Identifier: Apache-2.0
"""The order of a visit on one paper, from the printer at the kiosk: for people without a phone.

The paper of a visit is known to the printing room by one of the visit's tickets, always the same.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin
from uuid import UUID

from django.db import DatabaseError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from satuhadir.malls.models import Mall, clock
from satuhadir.printing import actions as printing
from satuhadir.printing.values import Slip
from satuhadir.queue.glass import paper
from satuhadir.queue.glass.kiosk import Glass
from satuhadir.queue.values import TicketView
from satuhadir.visits import queries, tracks
from satuhadir.visits.citizen.plan_page import end_words
from satuhadir.visits.citizen.today import Leg, left_out_of, today_of
from satuhadir.visits.models import Visit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """A counter of the visit: its leg, and the time that was booked there or an empty text."""

    leg: Leg
    booked: str
    is_now: bool
    is_over: bool = False

    @property
    def time(self) -> str:
        """The time in words, the forecast before the booking; empty when neither is known, and
        where nobody goes any more.
        """
        if self.is_over:
            return ""
        if self.leg.clock:
            return _("dipanggil pukul {clock}").format(clock=self.leg.clock)
        return _("dipesan pukul {clock}").format(clock=self.booked) if self.booked else ""

    @property
    def names(self) -> str:
        return "; ".join(one.text for one in self.leg.services)

    @property
    def place(self) -> str:
        return ", ".join(filter(None, (self.leg.booth, self.leg.place)))


def steps_of(mall: Mall, visit: Visit) -> list[Step]:
    """Return the counters of a visit whose person came, in the order in which they go there, then
    those where they are done.
    """
    today = today_of(mall, visit)
    booked: dict[UUID, int] = {}
    for stop in visit.stops.all():
        if stop.ticket_id is not None and stop.starts_minute is not None:
            first = min(stop.starts_minute, booked.get(stop.ticket_id, stop.starts_minute))
            booked[stop.ticket_id] = first
    legs = [*([today.now] if today.now else []), *today.after, *today.over]
    times = {key: clock(minute) for key, minute in booked.items()}
    return [
        Step(leg, times.get(leg.ticket.id, ""), leg is today.now, leg in today.over) for leg in legs
    ]


def to_go(steps: Sequence[Step]) -> list[Step]:
    """Return the counters where the person still has to go."""
    return [one for one in steps if not one.is_over]


def paper_ticket(steps: Sequence[Step]) -> TicketView:
    """Return the ticket by which the printing room knows the paper of these counters."""
    return min((one.leg.ticket for one in steps), key=lambda ticket: str(ticket.id))


def print_first(glass: Glass, visit: Visit, *, has_key: bool) -> None:
    """Have the paper printed here. Who came is in, whatever comes of it."""
    try:
        printer = paper.printer_here(glass)
        steps = steps_of(glass.mall, visit) if printer is not None else []
        if printer is not None and steps:
            slip = slip_of(glass, visit, steps, has_key=has_key)
            printing.queue_paper(printer=printer, ticket_id=paper_ticket(steps).id, slip=slip)
    except DatabaseError as error:
        log.warning("a paper could not be asked for: %s", type(error).__name__)


def print_again(
    glass: Glass, visit: Visit, steps: Sequence[Step], press: UUID, *, has_key: bool
) -> None:
    """Have one more paper printed; `press` makes a second click the same. Raises TooManyCopies."""
    printer = paper.printer_here(glass)
    if printer is not None:
        slip = slip_of(glass, visit, steps, has_key=has_key)
        ticket = paper_ticket(steps)
        printing.queue_copy(printer=printer, ticket_id=ticket.id, slip=slip, press=press)


def slip_of(glass: Glass, visit: Visit, steps: Sequence[Step], *, has_key: bool) -> Slip:
    """Return the paper: where to go first in large, then the others, and what to bring.

    The QR that follows the visit is its key: only for who brought the key (`has_key`).
    """
    steps = to_go(steps) or steps
    first = next((one for one in steps if one.is_now), steps[0])
    rest = [one for one in steps if one is not first]
    brings = list(dict.fromkeys(kind.text for one in steps for kind in one.leg.brings))
    after = [
        ". ".join(filter(None, (one.leg.code, one.time, one.names, one.place))) for one in rest
    ]
    end = end_words(queries.end_of_visit(visit))
    if end:
        after.append(end)
    for one in left_out_of(visit):
        names = "; ".join(each.text for each in one.services)
        after.append(_("Belum ada nomor:") + f" {names}")
    if after and brings:
        after.append(_("Siapkan:") + " " + ", ".join(brings))
    link = tracks.visit_path(glass.mall.slug, tracks.track_of(visit.pk))
    return Slip(
        mall=glass.mall.name,
        day=date_format(visit.day, "l, j F Y"),
        title=_("Urutan kunjungan Anda"),
        code=first.leg.code,
        service=first.names,
        agency=first.leg.agency,
        place=first.place,
        wait=first.time,
        track_url=urljoin(glass.request.build_absolute_uri("/"), link) if has_key else "",
        scan=_(
            "Pindai untuk mengikuti kunjungan ini dari ponsel. "
            "Jangan dibagikan: kode ini kunci kunjungan Anda."
        ),
        bring_title=_("Sesudah itu:") if after else _("Siapkan:"),
        bring=tuple(after or brings),
        issued=_("Kode kunjungan") + f" {visit.code}. "
        + _("Waktu adalah perkiraan; dengarkan panggilan."),
        again=_("Cetak ulang ke-{copy}."),
        example=_("Nomor contoh.") if glass.mall.is_demo else "",
    )  # fmt: skip
