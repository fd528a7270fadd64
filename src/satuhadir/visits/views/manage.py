# SPDX-License-Identifier: Apache-2.0
"""A manager's pages of bookings: days, rules, lines, patterns, and booking at the desk."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.models import Mall, clock
from satuhadir.queue.actions import Repeat, once
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.models import LineService
from satuhadir.shared.errors import DomainError, Invalid, Refused
from satuhadir.shared.keyed import digest_of
from satuhadir.visits import actions, queries, tracks
from satuhadir.visits.actions import reminders
from satuhadir.visits.errors import VisitNotFound
from satuhadir.visits.forms import DeskForm, LineForm, PolicyForm, day_asked
from satuhadir.visits.models import BookedLine
from satuhadir.visits.queries import managing
from satuhadir.visits.values import DESK, LineRule, SlotFree, Wanted, Who

_FORM = ["GET", "HEAD", "POST"]
TELL = "kelola"
MOST_MORE = 4
"""How many services the desk adds to the one whose time it chooses."""


@staff_only("manage")
@require_safe
def bookings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a day: how full each line is, who comes when, who waits for a seat."""
    ask = at_mall(request, slug)
    today = ask.mall.today()
    policy = queries.policy_of(ask.mall)
    day = day_asked(request.GET.get("hari", ""), today)
    rules = _own_lines(ask)
    chosen = next((one for one in rules if one.prefix == request.GET.get("antrean", "")), None)
    counts = managing.line_bookings(ask.mall, day)
    context = {
        "day": day,
        "days": [today + timedelta(days=n) for n in range(min(policy.window_days, 4) + 1)],
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rows": [(one, counts[one.line]) for one in rules if one.line in counts],
        "chosen": chosen,
        "slots": managing.slots_of_line(ask.mall, chosen.line, day) if chosen else [],
        "people": managing.people_of(
            ask.mall, day, agencies=ask.agencies, line_id=chosen.line if chosen else None
        ),
        "turned_away": managing.refused_of(ask.mall, day, agencies=ask.agencies),
        "waiting": managing.waiting_of(ask.mall, day, agencies=ask.agencies),
    }
    return _page(ask, "manage_bookings", context)


@staff_only("manage")
@require_http_methods(_FORM)
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rules of bookings and of each line; the mall's manager changes the mall's."""
    ask = at_mall(request, slug)
    form = PolicyForm(request.POST or None, instance=queries.policy_of(ask.mall))
    if request.method == "POST":
        if not ask.is_whole:
            raise NotYours
        if form.is_valid():
            actions.set_policy(mall=ask.mall, **form.cleaned_data)
            messages.success(request, _("Aturan pemesanan disimpan."), extra_tags=TELL)
            return redirect("manage_booking_rules", slug)
    missed: dict[UUID, list[int]] = {}
    for line, _code, _hour, booked, gone in queries.missed_counts(ask.mall):
        counts = missed.setdefault(line, [0, 0])
        counts[0] += booked
        counts[1] += gone
    context = {
        "form": form,
        "rows": [
            (one, 100 * missed[one.line][1] // missed[one.line][0] if one.line in missed else None)
            for one in _own_lines(ask)
        ],
    }
    return _page(ask, "manage_booking_rules", context, wrong=form)


@staff_only("manage")
@require_http_methods(_FORM)
def line(request: HttpRequest, slug: str, line: UUID) -> HttpResponse:
    """Show and change what is different for one line."""
    ask = at_mall(request, slug)
    rule = queries.line_rules(ask.mall).get(line)
    if rule is None:
        raise LineNotFound
    if not ask.covers(rule.agency_id):
        raise NotYours
    known = BookedLine.objects.filter(mall=ask.mall, line=line).first()
    initial = None if known else {"is_open": True, "outside_name": "", "outside_url": ""}
    form = LineForm(request.POST or None, instance=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_line(mall=ask.mall, line_id=line, **form.cleaned_data)
        said = _("Aturan antrean {prefix} disimpan.").format(prefix=rule.prefix)
        messages.success(request, said, extra_tags=TELL)
        return redirect("manage_booking_rules", slug)
    return _page(ask, "manage_booking_line", {"form": form, "rule": rule}, wrong=form)


@staff_only("manage")
@require_safe
def patterns(request: HttpRequest, slug: str) -> HttpResponse:
    """Show phones and devices that book much, or much that nobody comes to."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    context = {"patterns": managing.patterns(ask.mall), "days": managing.PATTERN_DAYS}
    return _page(ask, "manage_booking_patterns", context)


@staff_only("manage")
@require_http_methods(_FORM)
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Book for somebody at the desk: service and day first, then a time and what else they need."""
    ask = at_mall(request, slug)
    said = request.POST if request.method == "POST" else request.GET
    day = day_asked(said.get("hari", ""), ask.mall.today())
    services = _own_services(ask)
    service = next((one for one in services if one["code"] == said.get("layanan", "")), None)
    slots: list[SlotFree] = []
    form = DeskForm(request.POST or None)
    more = list(dict.fromkeys(code for code in said.getlist("lain")[:MOST_MORE] if code))
    refused: DomainError | None = None
    if service is not None:
        try:
            slots = _slots(ask.mall, service["code"], day)
            if request.method == "POST" and form.is_valid():
                return _booked(ask, [service["code"], *more], day, form)
        except (Invalid, Refused) as refusal:
            refused = refusal
    context = {
        "services": services,
        "service": service,
        "more": [*more, *[""] * (MOST_MORE - len(more))],
        "has_more": bool(more),
        "day": day,
        "today": ask.mall.today(),
        "last": ask.mall.today() + timedelta(days=queries.policy_of(ask.mall).window_days),
        "slots": [(one, clock(one.starts_minute)) for one in slots if one.desk],
        "form": form,
        "key": request.POST.get("kunci", "")[:40] or uuid4(),
        "refused": refused.in_words() if refused else "",
    }
    return _page(ask, "manage_booking_new", context, wrong=form, refused=refused)


@staff_only("manage")
@require_safe
def booked(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a booking just made at the desk: its code, and the way to print it.

    Who manages one agency comes to visits of its services alone: those it can book itself.
    """
    ask = at_mall(request, slug)
    visit = queries.find_by_code(ask.mall, tracks.read_code(code))
    covered = visit is not None and all(
        ask.covers(one.service.agency_id) for one in visit.stops.all()
    )
    if visit is None or not covered or visit.channel != DESK:
        raise VisitNotFound
    starts = reminders.first_start(visit)
    context = {
        "visit": visit,
        "track": tracks.track_of(visit.pk),
        "starts": clock(starts) if starts is not None else "",
        "stops": [
            (one, clock(one.starts_minute) if one.starts_minute is not None else "")
            for one in visit.stops.all()
        ],
    }
    return _page(ask, "manage_booking_made", context)


def _booked(ask: MallAsk, codes: list[str], day: date, form: DeskForm) -> HttpResponse:
    """Book once, however often the button was pressed: the first service at the time chosen, the
    others at the first times that are free after it.
    """
    given = form.cleaned_data
    if not {one["code"] for one in _own_services(ask)}.issuperset(codes):
        raise NotYours

    def work() -> dict[str, Any]:
        visit = actions.book_visit(
            mall=ask.mall,
            wanted=[Wanted(codes[0], given["waktu"]), *map(Wanted, codes[1:])],
            day=day,
            who=Who(phone=given["ponsel"], name=given["nama"]),
            channel=DESK,
        )
        return {"code": visit.code}

    answered = once(_repeat(ask, f"{codes} {day} {sorted(given.items())}"), work)
    return redirect("manage_booking_made", ask.mall.slug, answered["code"])


def _repeat(ask: MallAsk, body: str) -> Repeat:
    """Return how this press is known again; nothing is kept without the form's key."""
    try:
        key = UUID(ask.request.POST.get("kunci", ""))
    except ValueError:
        return Repeat()
    # The body is part of who asks: the form filled in anew after the button "back" is another one.
    said = digest_of(f"{ask.request.user.pk} POST {ask.request.path} {body}".encode())
    return Repeat(said, key, said)


def _slots(mall: Mall, code: str, day: date) -> list[SlotFree]:
    queries.check_day(mall, day, queries.policy_of(mall), field="hari")
    line_id = queries.services_lines(mall, [code])[code].line_id
    actions.ensure_slots(mall, [line_id], day)
    return queries.free_slots(mall, [line_id], day)[line_id]


def _own_lines(ask: MallAsk) -> list[LineRule]:
    rules = (one for one in queries.line_rules(ask.mall).values() if ask.covers(one.agency_id))
    return sorted(rules, key=lambda one: (len(one.prefix), one.prefix))  # Z before AA


def _own_services(ask: MallAsk) -> list[dict[str, str]]:
    waited = set(
        LineService.objects.filter(line__mall=ask.mall).values_list("service_id", flat=True)
    )
    return [
        {"code": one.code, "name": one.name, "agency": one.agency.name}
        for one in catalogue.services_of(ask.mall)
        if one.pk in waited and ask.covers(one.agency_id)
    ]


def _page(
    ask: MallAsk,
    name: str,
    context: dict[str, Any],
    *,
    wrong: BaseForm | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    bad = [wrong] if wrong is not None and wrong.is_bound and wrong.errors else []
    status = 422 if bad or isinstance(refused, Invalid) else 409 if refused else 200
    context = {"ask": ask, "wrong": bad, **context}
    return render(ask.request, f"visits/{name}.html", context, status=status)
