# SPDX-License-Identifier: Apache-2.0
"""The operations: slots, booking, changing, giving up, checking in, the keys of passes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls.models import Mall
from satuhadir.queue.actions import once
from satuhadir.queue.api.doors import Ask, Limit, answer, count_use, is_counted, operation
from satuhadir.queue.api.inputs import Nothing, problem_with
from satuhadir.queue.api.pages import page
from satuhadir.queue.errors import Busy, ClockBehind, LineClosed, LineFull, TooLateToday
from satuhadir.shared.errors import FieldProblem, Invalid, Refused
from satuhadir.visits import actions, errors, passes, queries, telling
from satuhadir.visits.actions.codes import GOOD_MINUTES
from satuhadir.visits.api import shapes
from satuhadir.visits.api.showing import shown_slot, shown_visit
from satuhadir.visits.errors import REFUSALS, StartInvalid, VisitNotFound
from satuhadir.visits.http import PER_ADDRESS, PER_DEVICE, known_device
from satuhadir.visits.models import Visit
from satuhadir.visits.values import DESK, ONLINE, Wanted, Who

READS = Limit("visits.read", device="240/minute", address="12000/minute")
CODES = Limit("visits.code", device="10/hour", address="120/hour")
BOOKS = Limit("visits.book", device="20/minute", address="600/minute")
BOOKED = Limit("visits.booked", device=PER_DEVICE, address=PER_ADDRESS)


@operation(
    "GET",
    "/malls/{mall}/services/{code}/slots",
    takes=shapes.SlotDay,
    answers={200: shapes.Slots},
    summary="Times of a service on a day, with the seats left in each",
    refuses=(ServiceNotFound, errors.DayInvalid),
    limit=READS,
)
def list_slots(ask: Ask, given: shapes.SlotDay) -> HttpResponse:
    """Answer the slots still to come, full ones too; none where the line takes no bookings."""
    mall, day = ask.mall, given.day or ask.mall.today()
    policy = queries.policy_of(mall)
    line = queries.services_lines(mall, [ask.path["code"]])[ask.path["code"]]
    queries.check_day(mall, day, policy)
    actions.ensure_slots(mall, [line.line_id], day)
    free = queries.free_slots(mall, [line.line_id], day, policy=policy)[line.line_id]
    return answer(page(free, given, lambda one: shown_slot(mall, day, one)))


@operation(
    "POST",
    "/malls/{mall}/visits/phone-codes",
    takes=shapes.AskPhoneCode,
    answers={200: shapes.PhoneCodeSent},
    summary="Send a code to a phone, to book with it",
    limit=CODES,
)
def send_phone_code(ask: Ask, given: shapes.AskPhoneCode) -> HttpResponse:
    """Send six digits; the ones before are good no more. Three in an hour for one phone."""
    language = (get_language() or "id")[:2]
    sent = actions.send_code(mall=ask.mall, address=given.phone, language=language)
    return answer({"sent": sent, "good_minutes": GOOD_MINUTES})


@operation(
    "POST",
    "/malls/{mall}/visits",
    takes=shapes.BookVisit,
    answers={201: shapes.VisitShown},
    summary="Book a visit: a seat for every service, or nothing",
    refuses=(
        ServiceNotFound, errors.ServicesInvalid, errors.DayInvalid, StartInvalid,
        errors.BookingClosed, errors.SlotTaken, errors.DayFull, errors.TooManyForPhone,
        errors.TooManyForDevice, errors.WrongOneTimeCode,
    ),
    limit=BOOKS,
)  # fmt: skip
def book_visit(ask: Ask, given: shapes.BookVisit) -> HttpResponse:
    """Book for whoever asks; staff book at the desk's share."""
    mall, site = ask.mall, ask.request.build_absolute_uri("/")
    starts = _starts(mall, given.day, given.slots or {}, given.services)
    outside = given.outside_codes or {}
    wanted = [Wanted(code, starts.get(code), outside.get(code, "")) for code in given.services]
    channel = DESK if ask.caller.may_somewhere("take_as_desk", mall) else ONLINE
    is_asked = _is_asked_for_code(ask)
    wrong = _wrong_code(mall, given) if is_asked else None
    who = Who(
        phone=given.phone or "",
        phone_is_proven=is_asked,
        name=given.name or "",
        device=_device(ask),
        for_whom=given.for_whom,
        language=(get_language() or "id")[:2],
    )

    def work() -> Visit:
        if wrong is not None:  # unless this very request was answered before
            raise wrong
        count_use(ask.request, ask.caller, BOOKED)
        visit = actions.book_visit(
            mall=mall, wanted=wanted, day=given.day, who=who, channel=channel, holds=given.holds
        )
        actions.forget_plan(
            mall=mall, day=given.day, codes=given.services, device=known_device(ask.request)
        )
        return visit

    return _once(ask, work, site, status=201)


@operation(
    "GET",
    "/visits/{visit}",
    takes=Nothing,
    answers={200: shapes.VisitShown},
    summary="A visit as it is now, for its holder",
    refuses=(VisitNotFound,),
    limit=READS,
)
def show_visit(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer what the key opens, until a week after the visit."""
    return answer(shown_visit(_found(ask), ask.request.build_absolute_uri("/")))


@operation(
    "POST",
    "/visits/{visit}/cancel",
    takes=Nothing,
    answers={200: shapes.VisitShown},
    summary="Give a visit up; its seats go to who waits",
    refuses=(VisitNotFound, errors.WrongState),
    limit=BOOKS,
)
def cancel_visit(ask: Ask, given: Nothing) -> HttpResponse:
    """Cancel; done twice it stays cancelled. Refused once its person is here."""
    visit, site = _found(ask), ask.request.build_absolute_uri("/")
    return _once(ask, lambda: actions.cancel_visit(visit_id=visit.pk, mall=visit.mall), site)


@operation(
    "POST",
    "/visits/{visit}/reschedule",
    takes=shapes.Reschedule,
    answers={200: shapes.VisitShown},
    summary="Another day or other slots: all its seats anew, or it stays as it was",
    refuses=(
        VisitNotFound, errors.WrongState, errors.DayInvalid, StartInvalid, errors.SlotTaken,
        errors.DayFull, errors.BookingClosed,
    ),
    limit=BOOKS,
)  # fmt: skip
def reschedule_visit(ask: Ask, given: shapes.Reschedule) -> HttpResponse:
    """Move a booked visit."""
    visit, site = _found(ask), ask.request.build_absolute_uri("/")
    services = [one.service.code for one in visit.stops.all()]
    starts = _starts(visit.mall, given.day, given.slots or {}, services)
    return _once(
        ask,
        lambda: actions.reschedule(
            visit_id=visit.pk, mall=visit.mall, day=given.day, starts=starts
        ),
        site,
    )


@operation(
    "POST",
    "/malls/{mall}/visits/check-in",
    rights=("take_as_kiosk", "take_as_desk"),
    takes=shapes.CheckIn,
    answers={200: shapes.VisitShown},
    summary="The person of a booking is here: tickets for every line of the visit at once",
    refuses=(
        VisitNotFound, errors.OtherMall, errors.BadPass, errors.ClockAhead, errors.Cancelled,
        errors.ChooseAgain, errors.TooEarly, errors.OtherDay, LineClosed, LineFull, TooLateToday,
        ClockBehind, Busy,
    ),
)  # fmt: skip
def check_in(ask: Ask, given: shapes.CheckIn) -> HttpResponse:
    """Let the person in; the same code again answers the same visit and gives nothing twice."""
    if (given.qr is None) == (given.code is None):
        raise Invalid(errors=[problem_with("qr", "shared.missing")])
    site = ask.request.build_absolute_uri("/")
    channel = "kiosk" if ask.caller.may_somewhere("take_as_kiosk", ask.mall) else "desk"
    return _once(
        ask,
        lambda: actions.check_in(
            mall=ask.mall,
            said=given.qr or given.code or "",
            channel=channel,
            actor=ask.caller.actor,
            at=given.at,
        ),
        site,
        keeps_refusals=False,
    )


@operation(
    "GET",
    "/malls/{mall}/visit-keys",
    takes=Nothing,
    answers={200: shapes.Keys},
    summary="The public keys that verify the code of a visit with no network",
    limit=READS,
)
def show_keys(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer JSON Web Keys; a kiosk keeps them."""
    response = answer({"keys": passes.public_keys()})
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _once(
    ask: Ask,
    work: Callable[[], Visit],
    site: str,
    *,
    status: int = 200,
    keeps_refusals: bool = True,
) -> HttpResponse:
    """Do it once for one Idempotency-Key; a refusal by state is kept as an answer, too."""

    def kept() -> dict[str, Any]:
        try:
            with transaction.atomic():
                return shown_visit(work(), site)
        except Refused as refusal:
            if refusal.code not in (REFUSALS if keeps_refusals else {}):
                raise
            return {"refused": refusal.code, "context": _plain(refusal.context)}

    given = once(ask.repeat, kept)
    if "refused" in given:
        raise REFUSALS[given["refused"]](**given["context"])
    return answer(given, status=status)


def _plain(context: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in context.items()}


def _found(ask: Ask) -> Visit:
    visit = queries.find_visit(ask.path["visit"])
    if visit is None:
        raise VisitNotFound
    return visit


def _starts(
    mall: Mall, day: date, slots: Mapping[str, datetime], services: list[str]
) -> dict[str, int]:
    """Return the minute at which each named slot begins; refuse one of another day or service."""
    found, problems = {}, []
    for code, at in slots.items():
        local = at.astimezone(ZoneInfo(mall.timezone))
        if code not in services or local.date() != day:
            detail = _("Waktu ini bukan pada hari itu, atau layanannya tidak dipesan.")
            problems.append(FieldProblem(f"slots.{code}", "visits.no_such_slot", detail))
        found[code] = local.hour * 60 + local.minute
    if problems:
        raise StartInvalid(errors=problems)
    return found


def _is_asked_for_code(ask: Ask) -> bool:
    """Say whether a phone has to be shown to be theirs: without a token, where codes are sent."""
    is_stranger = ask.caller.kind == "anonymous" and is_counted(ask.request, ask.caller)
    return is_stranger and telling.sends_codes(ask.mall)


def _wrong_code(mall: Mall, given: shapes.BookVisit) -> Invalid | None:
    """Spend the code that was given, outside any transaction: a wrong try stays counted."""
    for field, value in (("phone", given.phone), ("phone_code", given.phone_code)):
        if not value:
            return Invalid(errors=[problem_with(field, "shared.missing")])
    try:
        actions.check_code(
            mall=mall, address=given.phone or "", code=given.phone_code or "", field="phone_code"
        )
    except errors.WrongOneTimeCode as error:
        return error
    return None


def _device(ask: Ask) -> str:
    """Return what limits count this browser by; "" for whom no limit counts."""
    if not is_counted(ask.request, ask.caller):
        return ""
    return ask.caller.actor if ask.caller.kind != "anonymous" else known_device(ask.request)
