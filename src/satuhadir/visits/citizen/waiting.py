# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/pesan/tunggu/` and `/{mall}/daftar-tunggu/{track}/`: wait for a seat given back."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls import queries as malls
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import clock
from satuhadir.notices import actions as notices
from satuhadir.notices.values import Recipient
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited, Refused
from satuhadir.shared.http import device_of, opened_by_key, public, status_of
from satuhadir.visits import actions, queries, telling, tracks
from satuhadir.visits.citizen import booking
from satuhadir.visits.citizen.choice import Choice, choice_in, named
from satuhadir.visits.citizen.choosing import day_problem
from satuhadir.visits.citizen.forms import PersonForm, WaitForm
from satuhadir.visits.errors import OfferOver
from satuhadir.visits.http import count_booking
from satuhadir.visits.models import WaitingListEntry
from satuhadir.visits.values import Who


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MallRequest, mall: str) -> HttpResponse:
    """Wait for a seat at one service on one day."""
    said = request.POST if request.method == "POST" else request.GET
    choice = choice_in(request.mall, said)
    if not choice.booked or choice.day is None or day_problem(choice):
        return HttpResponseRedirect(f"{reverse('book_day', args=[mall])}?{choice.services_query}")
    hours = _hours(choice)
    channel = booking.channel_at(request.mall)
    if request.method != "POST":
        when = WaitForm(hours=hours, initial={"dari": hours[0][0], "sampai": hours[-1][0]})
        return _join_page(request, choice, when, PersonForm(needs_phone=bool(channel)))
    when = WaitForm(request.POST, hours=hours)
    who = PersonForm({**request.POST.dict(), "untuk": "self"}, needs_phone=bool(channel))
    if not when.is_valid() or not who.is_valid():
        return _join_page(request, choice, when, who, status=422)
    try:
        limits.hit_request(request, "visits.book", device="20/minute", address="600/minute")
        step = booking.Step(
            request, choice, who, "", channel, aim="book_wait",
            more=[*choice.pairs, *((one, request.POST[one]) for one in ("dari", "sampai"))],
        )  # fmt: skip
        asked = booking.asked_code(step)
        if isinstance(asked, HttpResponse):
            return asked
        if asked is not None:
            return booking.code_page(step, error=asked)
        count_booking(request)
        entry = _join(request, choice, when, who, channel)
    except (Refused, Limited, ServiceNotFound) as error:
        return _join_page(request, choice, when, who, error=error)
    path = tracks.waiting_path(request.mall.slug, tracks.entry_track_of(entry.pk))
    return booking.keep_proof(step, HttpResponseRedirect(path))


def _join(
    request: MallRequest, choice: Choice, when: WaitForm, who: PersonForm, channel: str
) -> WaitingListEntry:
    given = who.cleaned_data
    assert choice.day is not None
    entry = actions.join_waiting_list(
        mall=request.mall,
        service=choice.booked[0].code,
        day=choice.day,
        who=Who(
            phone=given["ponsel"],
            phone_is_proven=bool(channel),
            name=given["nama"],
            device=device_of(request),
            language=(get_language() or "id")[:2],
        ),
        from_minute=when.cleaned_data["dari"],
        until_minute=when.cleaned_data["sampai"],
    )
    if channel and given["ponsel"]:
        notices.subscribe(
            mall=request.mall, subject=telling.subject_of(entry),
            to=Recipient(channel, given["ponsel"]), language=entry.language,
            until=malls.calendar_of(request.mall).instant(choice.day, 1440),
            origin=request.build_absolute_uri("/").rstrip("/"),
        )  # fmt: skip
    return entry


@public
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: MallRequest, mall: str, track: str) -> HttpResponse:
    """Show a place on the list; take or leave an offer, or wait no longer."""
    entry = queries.find_entry(track)
    if entry is None or entry.mall_id != request.mall.pk:
        return opened_by_key(render(request, "visits/gone.html", {}, status=404))
    if request.method != "POST":
        return opened_by_key(_entry_page(request, entry))
    try:
        limits.hit_request(request, "visits.change", device="20/minute", address="600/minute")
        return opened_by_key(_press(request, entry, track))
    except (Refused, Limited) as error:
        again = queries.find_entry(track) or entry
        return opened_by_key(_entry_page(request, again, error=error))


def _press(request: MallRequest, entry: WaitingListEntry, track: str) -> HttpResponse:
    press = request.POST.get("tekan", "")
    if press == "terima":
        visit = actions.accept_offer(mall=entry.mall, entry_id=entry.pk)
        path = tracks.visit_path(entry.mall.slug, tracks.track_of(visit.pk))
        return HttpResponseRedirect(f"{path}?baru=1")
    if press == "lewati":
        actions.decline_offer(mall=entry.mall, entry_id=entry.pk)
    elif press == "mundur":
        actions.leave_waiting_list(mall=entry.mall, entry_id=entry.pk)
    return HttpResponseRedirect(tracks.waiting_path(entry.mall.slug, track.lower()))


def _entry_page(
    request: MallRequest, entry: WaitingListEntry, *, error: DomainError | None = None
) -> HttpResponse:
    offer = queries.open_offer(entry)
    mall = entry.mall
    until = offer.until_at.astimezone(mall.local_now().tzinfo) if offer else None
    visit_url = ""
    if entry.visit is not None:
        visit_url = tracks.visit_path(mall.slug, tracks.track_of(entry.visit.pk))
    context: dict[str, Any] = {
        "entry": entry,
        "offer": offer,
        "starts": clock(offer.starts_minute) if offer else "",
        "until": f"{until:%H.%M}" if until else "",
        "minutes": max(1, int((offer.until_at - timezone.now()).total_seconds() // 60))
        if offer
        else 0,
        "hours": (clock(entry.from_minute), clock(entry.until_minute)),
        "any_hour": entry.from_minute == 0 and entry.until_minute == 1440,
        "name": named(entry.service.name, entry.service.name_en),
        "visit_url": visit_url,
        "error": str(error) if error else "",
        "is_over": isinstance(error, OfferOver),
        "again_url": f"{reverse('book_day', args=[mall.slug])}?layanan={entry.service.code}",
    }
    status = status_of(error) if error else 200
    return render(request, "visits/waiting.html", context, status=status)


def _join_page(
    request: MallRequest, choice: Choice, when: WaitForm, who: PersonForm, *,
    error: DomainError | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "choice": choice,
        "one": choice.booked[0],
        "when": when,
        "form": who,
        "error": str(error) if error else "",
        "policy": queries.policy_of(request.mall),
        "days_url": f"{reverse('book_day', args=[request.mall.slug])}?{choice.services_query}",
    }
    status = status_of(error) if error else status
    return render(request, "visits/book_wait.html", context, status=status)


def _hours(choice: Choice) -> list[tuple[int, str]]:
    """Return the whole hours at which the line is open that day, to choose between."""
    assert choice.day is not None
    calendar = malls.calendar_of(choice.mall)
    open_hours = calendar.intervals(choice.day, choice.booked[0].rule.booth_id)
    first = min((one.opens_minute for one in open_hours), default=480) // 60
    last = -(-max((one.closes_minute for one in open_hours), default=960) // 60)
    return [(hour * 60, clock(hour * 60)) for hour in range(first, min(last, 24) + 1)]
