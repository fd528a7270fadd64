# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/kunjungan/{track}/`: my booking. Whoever has its address may look, change, give up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.malls import queries as malls
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import clock
from satuhadir.notices import queries as ways
from satuhadir.notices.values import CHANNELS
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited, Refused
from satuhadir.shared.http import opened_by_key, public, status_of
from satuhadir.shared.keyed import track_of
from satuhadir.shared.qr import qr_of
from satuhadir.visits import actions, queries, telling, tracks
from satuhadir.visits.actions import reminders
from satuhadir.visits.calendars import TYPE, calendar_of
from satuhadir.visits.citizen import today
from satuhadir.visits.citizen.choice import Choice, choice_of, day_in, named
from satuhadir.visits.citizen.choosing import check_times, day_problem
from satuhadir.visits.citizen.days import first_open, times_of, weeks_of
from satuhadir.visits.citizen.forms import ReminderForm
from satuhadir.visits.citizen.plan_page import end_words
from satuhadir.visits.errors import DayFull, DayInvalid, SlotTaken, StartInvalid, WrongState
from satuhadir.visits.models import Visit
from satuhadir.visits.queries.visits import OPEN

HolderView = Callable[..., HttpResponse]
TRAVEL = (15, 30, 45, 60, 90, 120)


def for_holder(view: HolderView) -> Callable[..., HttpResponse]:
    """Declare a page that a visit's track opens; one that opens nothing here says so with 404."""

    @wraps(view)
    def answered(request: MallRequest, mall: str, track: str) -> HttpResponse:
        visit = queries.find_visit(track)
        if visit is None or visit.mall_id != request.mall.pk:
            response = render(request, "visits/gone.html", {}, status=404)
        else:
            response = view(request, visit, track.lower())
        return opened_by_key(response)

    return answered


@public
@require_safe
@for_holder
def visit(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Show a booking: code and QR, times, rules, the way to change it; once its person is here,
    where they go next.
    """
    if visit.attendance_id is not None:
        return today.page(request, visit, track)
    return page(request, visit, track)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def press(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Say that I am at the counter I was told to go to, or choose how I am called."""
    return today.press(request, visit, track)


@public
@require_safe
@for_holder
def calendar(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Give the booking as iCalendar; the same address can be followed."""
    times = queries.check_in_times(visit)
    host = request.get_host().partition(":")[0]
    opens = None if times.is_all_day else times.opens
    body = calendar_of(visit, opens=opens, host=host)
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="kunjungan-{visit.day}.ics"'
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def cancel(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Ask, then give the booking up."""
    path = tracks.visit_path(request.mall.slug, track)
    if visit.state not in OPEN:
        return HttpResponseRedirect(path)
    if request.method != "POST":
        return render(request, "visits/cancel.html", _told(visit, track))
    try:
        limits.hit_request(request, "visits.change", device="20/minute", address="600/minute")
        actions.cancel_visit(visit_id=visit.pk, mall=visit.mall)
    except (Refused, Limited) as error:
        return page(request, visit, track, error=error)
    return HttpResponseRedirect(path)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def change(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Choose another day and time; the old one stays until the new one stands."""
    path = tracks.visit_path(request.mall.slug, track)
    if visit.state not in OPEN:
        return HttpResponseRedirect(path)
    said = request.POST if request.method == "POST" else request.GET
    codes = [one.service.code for one in visit.stops.all()]
    flat = {name: str(said[name])[:10] for name in said}
    choice = choice_of(visit.mall, codes, day_in(said.get("hari", "")), flat)
    if request.method != "POST":
        return _change_page(request, visit, track, choice)
    if choice.day is None:
        return HttpResponseRedirect(request.path)
    starts = {
        one.code: one.starts_minute for one in choice.services if one.starts_minute is not None
    }
    try:
        limits.hit_request(request, "visits.change", device="20/minute", address="600/minute")
        check_times(choice)
        actions.reschedule(visit_id=visit.pk, mall=visit.mall, day=choice.day, starts=starts)
    except (SlotTaken, DayFull, DayInvalid, StartInvalid, WrongState, Limited) as error:
        return _change_page(request, visit, track, choice, error=error)
    return HttpResponseRedirect(f"{path}?diubah=1")


def page(
    request: MallRequest, visit: Visit, track: str, *, form: ReminderForm | None = None,
    error: DomainError | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Answer the booking as it is."""
    mall, subject = visit.mall, telling.subject_of(visit)
    following = [
        (CHANNELS[one.channel], ways.hint_of(one)) for one in ways.subscriptions_of(mall, subject)
    ]
    context = _told(visit, track) | {
        "form": form or reminder_form(visit),
        "following": following,
        "channels": ways.open_channels(mall),
        "push_key": ways.push_key() if ways.is_open(mall, "push") else "",
        "error": str(error) if error else "",
        "is_new": "baru" in request.GET,
        "is_changed": "diubah" in request.GET,
        "travel": _travel(request, visit),
        "travels": TRAVEL,
        "calendar_url": reverse("visit_calendar", args=[mall.slug, track]),
        "webcal": f"webcal://{request.get_host()}"
        f"{reverse('visit_calendar', args=[mall.slug, track])}",
        "papers": "&".join(f"layanan={one.service.code}" for one in visit.stops.all()),
    }
    status = status_of(error) if error else status
    return render(request, "visits/visit.html", context, status=status)


def _told(visit: Visit, track: str) -> dict[str, Any]:
    """Return what every page of a booking tells."""
    mall, policy = visit.mall, queries.policy_of(visit.mall)
    times = queries.check_in_times(visit, policy)
    starts = reminders.first_start(visit)
    is_open = visit.state == Visit.State.BOOKED
    return {
        "visit": visit,
        "track": track,
        "policy": policy,
        "stops": [_stop(visit, one) for one in visit.stops.all()],
        "starts": clock(starts) if starts is not None else "",
        "opens": "" if times.is_all_day else _clock(visit, times.opens),
        "late_after": _clock(visit, times.late_after) if starts is not None else "",
        "qr": qr_of(queries.pass_of(visit, policy)) if is_open else "",
        "end": end_words(queries.end_of_visit(visit)),
        "is_open": visit.state in OPEN,
        "is_today": visit.day == mall.today(),
        "path": tracks.visit_path(mall.slug, track),
    }


def _stop(visit: Visit, stop: Any) -> dict[str, Any]:
    line = stop.service.line_service.line if hasattr(stop.service, "line_service") else None
    ticket = stop.ticket_id and reverse(
        "my_ticket", args=[visit.mall.slug, track_of("track", stop.ticket_id)]
    )
    low = stop.start_low
    return {
        "stop": stop,
        "name": named(stop.service.name, stop.service.name_en),
        "starts": "" if stop.starts_minute is None else clock(stop.starts_minute),
        "range": f"{clock(low)}–{clock(stop.start_high)}" if low is not None else "",
        "booth": line.booth if line else None,
        "ticket": ticket or "",
    }


def _travel(request: MallRequest, visit: Visit) -> dict[str, Any] | None:
    """Return when to leave for somebody who says how long they travel; nothing is kept of it."""
    text = request.GET.get("perjalanan", "")
    starts = reminders.first_start(visit)
    if starts is None or not text.isascii() or not text.isdecimal() or len(text) > 3:
        return None
    minutes = min(int(text), 600)
    early = queries.policy_of(visit.mall).early_minutes
    arrive = starts - early if starts > early else starts  # it opens with the day itself
    leave = arrive - minutes
    return {"minutes": minutes, "arrive": clock(arrive), "leave": clock(leave % 1440),
            "is_day_before": leave < 0}  # fmt: skip


def _change_page(
    request: MallRequest, visit: Visit, track: str, choice: Choice, *,
    error: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    problem = day_problem(choice)
    context = _told(visit, track) | {
        "choice": choice,
        "error": error.in_words() if error else problem,
        "aim": f"{request.path}?hari=",
    }
    if choice.day is None or problem or isinstance(error, DayInvalid):
        weeks = weeks_of(choice, visit.channel)
        context |= {"weeks": weeks, "first": first_open(weeks)}
    else:
        context |= {"times": times_of(choice, visit.channel)}
    status = status_of(error) if error else 422 if problem else 200
    return render(request, "visits/change.html", context, status=status)


def reminder_form(visit: Visit, request: MallRequest | None = None) -> ReminderForm:
    """Return the form about reminders, as it was sent or as it stands."""
    channels = [(one.code, one.name) for one in ways.open_channels(visit.mall)]
    if request is not None:
        return ReminderForm(request.POST, channels=channels)
    first = channels[0][0] if channels else ""
    return ReminderForm(
        channels=channels, initial={"ingat": visit.reminders or ["day"], "saluran": first}
    )


def _clock(visit: Visit, at: Any) -> str:
    local = at.astimezone(malls.calendar_of(visit.mall).timezone)
    return clock(local.hour * 60 + local.minute)
