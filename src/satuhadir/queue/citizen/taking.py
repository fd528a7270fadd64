# SPDX-License-Identifier: Apache-2.0
"""A service's page, and taking a number there."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import caller_of
from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.queue import actions, queries, wording
from satuhadir.queue.actions import Repeat
from satuhadir.queue.citizen import context, mine
from satuhadir.queue.citizen.forms import ANOTHER, SELF, TakeForm
from satuhadir.queue.citizen.mine import Mine
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.queue.citizen.standards import about
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import (
    AlreadyInLine,
    AttendanceNotFound,
    Busy,
    ClockBehind,
    LineClosed,
    OtherBody,
)
from satuhadir.queue.tracks import track_path
from satuhadir.queue.values import Issued, LineState, ServiceInfo
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited, Refused
from satuhadir.shared.http import device_of, public, status_of
from satuhadir.shared.keyed import digest_of

KEY_FIELD = "kunci"
# Trying again as it stands may work: nothing about the line itself said no.
MAY_TRY_AGAIN = (AlreadyInLine, AttendanceNotFound, OtherBody, Busy, ClockBehind, Limited)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service with its line, as one request sees it; both None where nobody waits for it."""

    mall: Mall
    service: Service
    info: ServiceInfo | None
    state: LineState | None

    @property
    def others(self) -> list[tuple[str, Named]]:
        """Return the other services that wait in the same line, by name."""
        if self.info is None:
            return []
        line = self.info.line.id
        found = [
            (one.code, named(one.name, one.name_en))
            for one in directory_of(self.mall).services.values()
            if one.line.id == line and one.code != self.service.code
        ]
        return sorted(found, key=lambda one: one[1].text)

    def form(self, request: HttpRequest | None = None) -> TakeForm:
        """Return the empty form, or with what was sent."""
        others = [(code, name.text) for code, name in self.others]
        if request is None:
            return TakeForm(others=others, initial={"people": 1, "for_whom": SELF})
        return TakeForm(request.POST, others=others)


@public
@require_safe
def service(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Show a service's standard and the form that takes a number."""
    offer = _offer(request.mall, code)
    return _page(request, offer, offer.form(), Mine(request, request.mall))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: MallRequest, slug: str, code: str) -> HttpResponse:
    """Take a number and lead to it; say on the service's page why not."""
    mall = request.mall
    offer = _offer(mall, code)
    if request.method != "POST":
        return HttpResponseRedirect(context.service_url(mall, code))
    own = Mine(request, mall)
    form = offer.form(request)
    try:
        limits.hit_request(request, "issue", device="10/minute", address="600/minute")
        if not form.is_valid():
            return _page(request, offer, form, own, status=422)
        issued = _issue(request, offer, form, own)
    except (Refused, Busy, ClockBehind, Limited) as error:
        return _refused(request, offer, form, own, error)
    response = HttpResponseRedirect(track_path(mall.slug, issued.track))
    mine.keep(response, mall, issued.track)
    return response


def _issue(request: MallRequest, offer: Offer, form: TakeForm, own: Mine) -> Issued:
    given = form.cleaned_data
    joins = own.ticket is not None and given["for_whom"] != ANOTHER
    return actions.issue_ticket(
        mall=offer.mall,
        services=[offer.service.code, *given["more"]],
        channel="phone",
        actor=caller_of(request).actor,
        attendance_id=own.ticket.attendance_id if own.ticket and joins else None,
        people=given["people"],
        wants_head_start=bool(given["needs"]),
        help=given["help"],
        name=given["name"],
        phone=given["phone"],
        repeat=_repeat(request, form),
    )


def _repeat(request: MallRequest, form: TakeForm) -> Repeat:
    """Return what a second press of the very same form is known by.

    The digest is keyed, for the form may hold a phone number, and those are guessable.
    """
    key = _key_of(request)
    if key is None:
        return Repeat()
    scope = hashlib.sha256(f"{device_of(request)} POST {request.path}".encode()).digest()
    said = json.dumps(form.cleaned_data, sort_keys=True).encode()
    return Repeat(scope[:16], key, digest_of(said))


def _key_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(KEY_FIELD, "")[:40])
    except ValueError:
        return None


def _refused(
    request: MallRequest, offer: Offer, form: TakeForm, own: Mine, error: DomainError
) -> HttpResponse:
    """Say no on the service's page. After a refusal that is kept, the form gets a new key."""
    again = isinstance(error, Busy | ClockBehind | Limited)
    key = _key_of(request) if again else None
    response = _page(request, offer, form, own, error=error, key=key, status=status_of(error))
    if isinstance(error, Busy | ClockBehind | Limited):
        response["Retry-After"] = str(error.retry_after)
    return response


def _page(
    request: MallRequest,
    offer: Offer,
    form: TakeForm,
    own: Mine,
    *,
    error: DomainError | None = None,
    key: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    mall = offer.mall
    device_of(request)  # the form's first press is known by the device, so it needs its name now
    known_no = "" if error else _why_not(offer)
    own_open = own.ticket if own.ticket and own.ticket.may_be_used else None
    chosen = _chosen(form)
    here = bool(own_open and offer.info and own_open.line_id == offer.info.line.id)
    return render(
        request,
        "queue/service.html",
        {
            **about(request, mall, offer.service),
            "line": offer.state,
            "place": _place(offer),
            "form": form,
            "others": [
                {"code": code, "name": name, "chosen": code in chosen}
                for code, name in offer.others
            ],
            "some_chosen": bool(chosen),
            "key": key or uuid4(),
            "key_field": KEY_FIELD,
            "take_url": f"{context.service_url(mall, offer.service.code)}ambil/",
            "error": error,
            "refusal": _said(error) if error else known_no,
            "can_take": isinstance(error, MAY_TRY_AGAIN) if error else not known_no,
            "mine": {"code": own.ticket.code, "url": own.url} if own.ticket else None,
            "mine_is_in_this_line": here and not isinstance(error, AlreadyInLine),
        },
        status=status,
    )


def _offer(mall: Mall, code: str) -> Offer:
    """Return the service `code` of the mall; raise ServiceNotFound."""
    found = catalogue.service_at(mall, code)
    info = directory_of(mall).services.get(code)
    return Offer(mall, found, info, queries.line_at(mall, info.line.id) if info else None)


def _why_not(offer: Offer) -> str:
    """Return why no number can be taken now, as far as the line tells; empty when it can."""
    if offer.info is None or offer.state is None:
        return _("Layanan ini belum punya antrean di sini. Silakan tanyakan di meja informasi.")
    if offer.state.is_open:
        return ""
    if offer.state.note == wording.numbers_from(offer.mall, offer.state.booth_id) != "":
        return offer.state.note
    reopens = wording.reopens(offer.mall, offer.state.booth_id)
    said = str(LineClosed(line=offer.state.name, reopens=reopens)).strip()
    if offer.state.note and offer.state.note != reopens:
        return f"{said} {_('Sebabnya: {reason}').format(reason=offer.state.note)}"
    return said


def _said(error: DomainError) -> str:
    if isinstance(error, OtherBody):
        return _(
            "Dari halaman ini sudah diambil satu nomor dengan isian yang lain. "
            "Lihat nomor itu, atau tekan lagi bila memang perlu satu nomor lagi."
        )
    return str(error).strip()


def _chosen(form: TakeForm) -> list[str]:
    chosen = form["more"].value()
    return list(chosen) if isinstance(chosen, list) else []


def _place(offer: Offer) -> str:
    if offer.info is None:
        return ""
    line = offer.info.line
    return ", ".join(part for part in (line.booth, line.place) if part)
