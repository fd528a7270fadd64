# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/pesan/diri/`: who comes, the code sent to their phone, and the booking itself."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.notices import queries as ways
from satuhadir.notices.errors import ChannelClosed
from satuhadir.notices.values import Recipient
from satuhadir.queue.actions import Repeat, once
from satuhadir.shared import limits
from satuhadir.shared.cookies import keep_cookie
from satuhadir.shared.errors import DomainError, Limited
from satuhadir.shared.http import device_of, public, status_of
from satuhadir.shared.keyed import digest_of
from satuhadir.visits import actions, queries, telling, tracks
from satuhadir.visits.actions import reminders
from satuhadir.visits.actions.codes import GOOD_MINUTES
from satuhadir.visits.citizen.choice import Choice, choice_in
from satuhadir.visits.citizen.choosing import check_times, day_problem, times_page
from satuhadir.visits.citizen.forms import PersonForm
from satuhadir.visits.citizen.orders import in_order, papers_first
from satuhadir.visits.errors import (
    AlreadyBooked,
    BookingClosed,
    DayFull,
    DayInvalid,
    SlotTaken,
    StartInvalid,
    TooManyForDevice,
    TooManyForPhone,
    WrongOneTimeCode,
)
from satuhadir.visits.http import count_booking
from satuhadir.visits.models import OneTimeCode, Visit
from satuhadir.visits.values import Wanted, Who

PROOF, PROOF_SECONDS, SALT = "sh_ponsel", 30 * 60, "visits.phone"
CODE_FIELD = "kode"
GONE = (SlotTaken, DayFull, StartInvalid, DayInvalid)
"""What a time or a day that was chosen can come to be meanwhile."""
ONE_MORE = "satu-lagi"
"""Said by who has booked the same already and means another person."""


@dataclass(slots=True)
class Step:
    """One request of the last step: what was chosen, by whom, and what the mall asks for.

    `aim` is the page that takes the form, `more` its hidden fields and `back` the way back, where
    they are not those of a booking step by step; `wanted` and `holds` are a plan's.
    """

    request: MallRequest
    choice: Choice
    form: PersonForm
    key: str
    channel: str
    aim: str = "book_person"
    more: Sequence[tuple[str, str]] | None = None
    back: str = ""
    wanted: Sequence[Wanted] | None = None
    holds: Sequence[str] = ()

    @property
    def account_id(self) -> int | None:
        user = self.request.user
        return user.pk if user.is_authenticated else None

    @property
    def needs_code(self) -> bool:
        """Say whether a phone has to be shown to be theirs, where we can: without an account, and
        for the waiting list, which knows people by their phone alone.
        """
        return bool(self.channel) and (self.account_id is None or self.aim == "book_wait")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: MallRequest, mall: str) -> HttpResponse:
    """Ask who comes; then book, after a code where the mall sends one."""
    said = request.POST if request.method == "POST" else request.GET
    choice = in_order(choice_in(request.mall, said))
    if not choice.services or choice.day is None:
        return HttpResponseRedirect(f"{reverse('book', args=[mall])}?{choice.services_query}")
    problem = day_problem(choice)
    if problem:
        return HttpResponseRedirect(f"{reverse('book_day', args=[mall])}?{choice.services_query}")
    try:
        check_times(choice)
    except StartInvalid as error:
        return times_page(request, choice, error=error.in_words(), status=status_of(error))
    channel = channel_at(request.mall)
    needs = bool(channel) and not request.user.is_authenticated
    if request.method != "POST":
        try:
            choice = _with_likely(choice)
        except GONE as error:
            return times_page(request, choice, error=error.in_words(), status=status_of(error))
        step = Step(request, choice, PersonForm(needs_phone=needs), str(uuid4()), channel)
        return page(step)
    form = PersonForm(request.POST, needs_phone=needs)
    step = Step(request, choice, form, request.POST.get("kunci", "")[:40], channel)
    if not form.is_valid():
        return page(step, status=422)
    try:
        limits.hit_request(request, "visits.book", device="20/minute", address="600/minute")
        return _proceed(step)
    except Limited as error:
        return page(step, error=error)


def _with_likely(choice: Choice) -> Choice:
    """Return a choice with the first times that fit now, where some were left to us.

    Raises:
        DayInvalid, StartInvalid, SlotTaken, DayFull: it could not be booked so.
    """
    assert choice.day is not None
    starts = actions.likely_starts(mall=choice.mall, wanted=choice.wanted, day=choice.day)
    return choice.likely(starts)


def _foreseen(choice: Choice) -> dict[str, Any]:
    """Return a choice with its likely times, where it can still be booked, and what comes first."""
    if choice.leaves_times and not choice.has_likely:
        with suppress(DomainError):
            choice = _with_likely(choice)
    return {"choice": choice, "papers_first": papers_first(choice)}


def _proceed(step: Step) -> HttpResponse:
    """Book, or ask for the code first."""
    request = step.request
    asked = asked_code(step)
    if isinstance(asked, HttpResponse):
        return asked
    try:
        visit = take(step, asked)
    except WrongOneTimeCode as error:
        return code_page(step, error=error)
    except GONE as error:
        return keep_proof(step, times_page(
            request, step.choice, error=error.in_words(), status=status_of(error)
        ))  # fmt: skip
    except (BookingClosed, AlreadyBooked, TooManyForPhone, TooManyForDevice) as error:
        return keep_proof(step, page(step, error=error))
    path = tracks.visit_path(request.mall.slug, tracks.track_of(visit.pk))
    done = HttpResponseRedirect(f"{path}?baru=1")
    return keep_proof(step, done) if asked is None else done


def channel_at(mall: Mall) -> str:
    """Return the way by which a mall reaches phones, "" for none."""
    return next((one for one in telling.BY_PHONE if ways.is_open(mall, one)), "")


def asked_code(step: Step) -> HttpResponse | WrongOneTimeCode | None:
    """Return the page that asks for the code, or what is wrong with the one given; None where the
    phone is shown to be theirs, or nobody asks.
    """
    request, phone = step.request, step.form.cleaned_data["ponsel"]
    if not step.needs_code or is_proven(request, phone):
        return None
    code = request.POST.get(CODE_FIELD, "").strip()
    if not code or "lagi" in request.POST:
        return _send(step, phone)
    try:
        actions.check_code(mall=request.mall, address=phone, code=code)
    except WrongOneTimeCode as error:
        return error  # unless this very press was answered before
    return None


def take(step: Step, wrong: DomainError | None = None) -> Visit:
    """Book once, however often the button was pressed."""
    given, request = step.form.cleaned_data, step.request

    def work() -> dict[str, Any]:
        if wrong is not None:
            raise wrong
        count_booking(request)
        visit = actions.book_visit(
            mall=request.mall,
            wanted=step.choice.wanted if step.wanted is None else step.wanted,
            holds=step.holds,
            once_a_day=ONE_MORE not in request.POST,
            day=step.choice.day or request.mall.today(),
            who=Who(
                phone=given["ponsel"],
                phone_is_proven=step.needs_code,
                name=given["nama"],
                device=device_of(request),
                account_id=step.account_id,
                for_whom=given["untuk"],
                language=(get_language() or "id")[:2],
            ),
        )
        actions.forget_plan(
            mall=request.mall, day=visit.day, device=device_of(request),
            codes=[one.service.code for one in visit.stops.all()],
        )  # fmt: skip
        _follow(step, visit)
        return {"visit": str(visit.pk)}

    answered = once(_repeat(step), work)
    found = queries.visit_at(request.mall, UUID(answered["visit"]))
    assert found is not None
    return found


def _follow(step: Step, visit: Visit) -> None:
    """Tell the booking to the phone it was made with, and remind it as asked."""
    given = step.form.cleaned_data
    if not given["ponsel"] or not step.channel:
        return
    try:
        reminders.follow(
            visit=visit, to=Recipient(step.channel, given["ponsel"]), whens=given["ingat"],
            origin=step.request.build_absolute_uri("/").rstrip("/"), says_booked=True,
        )  # fmt: skip
    except ChannelClosed:
        return


def _repeat(step: Step) -> Repeat:
    try:
        key = UUID(step.key)
    except ValueError:
        return Repeat()
    request = step.request
    chosen = step.choice.pairs if step.more is None else list(step.more)  # as it was sent
    body = json.dumps([chosen, step.form.cleaned_data], sort_keys=True)
    # The body is part of who asks: the form filled in anew after the button "back" is another one.
    said = digest_of(f"{device_of(request)} POST {request.path} {body}".encode())
    return Repeat(said, key, said)


def page(step: Step, *, error: DomainError | None = None, status: int = 200) -> HttpResponse:
    """Answer the form about the person, with what was chosen above it."""
    context = _context(step) | {"error": str(error) if error else ""}
    if step.aim == "book_person":
        context |= _foreseen(step.choice)
    if isinstance(error, AlreadyBooked):
        same = tracks.track_of(error.visit)
        context["same_url"] = tracks.visit_path(step.request.mall.slug, same)
        context["fields"] = [*context["fields"], (ONE_MORE, "1")]
    status = status_of(error) if error else status
    return render(step.request, "visits/book_person.html", context, status=status)


def code_page(step: Step, *, error: DomainError | None = None) -> HttpResponse:
    """Answer the field for the code."""
    to = Recipient(step.channel, step.form.cleaned_data["ponsel"])
    context = _context(step) | code_context(step.request.mall, to, error)
    status = status_of(error) if error else 200
    return render(step.request, "visits/book_code.html", context, status=status)


def code_context(mall: Mall, to: Recipient, error: DomainError | None = None) -> dict[str, Any]:
    """Return what a page with the field for a code tells of it."""
    shown = ""
    if mall.is_demo:
        newest = OneTimeCode.objects.filter(mall=mall).order_by("-pk").first()
        shown = ways.demo_value(mall, f"visits.code:{newest.pk}", "code") if newest else ""
    return {
        "error": error.in_words() if error else "",
        "hint": to.hint,
        "by": to.channel,
        "shown": shown,
        "minutes": GOOD_MINUTES,
    }


def send_code(request: MallRequest, address: str) -> None:
    """Send a code to an address: each costs the mall money, and may reach somebody who did not
    ask. Raises Limited.
    """
    limits.hit_request(request, "visits.code", device="10/hour", address="120/hour")
    language = (get_language() or "id")[:2]
    actions.send_code(mall=request.mall, address=address, language=language)


def _send(step: Step, phone: str) -> HttpResponse:
    try:
        send_code(step.request, phone)
    except Limited as error:
        return page(step, error=error)
    return code_page(step)


def _context(step: Step) -> dict[str, Any]:
    choice, mall = step.choice, step.request.mall
    device_of(step.request)  # a press is known by the device, so it needs its name now
    back = step.back or f"{reverse('book_time', args=[mall.slug])}?{choice.query}"
    fields = choice.pairs if step.more is None else list(step.more)
    fields += [(ONE_MORE, "1")] if ONE_MORE in step.request.POST else []
    return {
        "choice": choice,
        "papers_first": [],
        "form": step.form,
        "aim": reverse(step.aim, args=[mall.slug]),
        "fields": fields,
        "outside": [(one.outside_field, one.outside_code) for one in choice.elsewhere],
        "key": step.key,
        "needs_code": step.needs_code,
        "has_channel": bool(step.channel),
        "policy": queries.policy_of(mall),
        "times_url": back,
        "waits": step.aim == "book_wait",
    }


def is_proven(request: MallRequest, address: str) -> bool:
    """Say whether this browser showed a moment ago that the phone or e-mail address is theirs."""
    try:
        said = signing.loads(request.COOKIES.get(PROOF, ""), salt=SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return bool(said == _proof(request, address))


def keep_proof(step: Step, response: HttpResponse) -> HttpResponse:
    """Spare somebody whose time was gone a second code: half an hour, this browser, this phone."""
    if step.needs_code:
        return with_proof(step.request, response, step.form.cleaned_data["ponsel"])
    return response


def with_proof(request: MallRequest, response: HttpResponse, address: str) -> HttpResponse:
    """Remember in this browser that an address was shown to be theirs; it is not in the cookie."""
    value = signing.dumps(_proof(request, address), salt=SALT)
    path = f"/{request.mall.slug}/"
    keep_cookie(response, PROOF, value, seconds=PROOF_SECONDS, path=path)
    return response


def _proof(request: MallRequest, address: str) -> str:
    return digest_of(f"{request.mall.pk} {device_of(request)} {address}".encode()).hex()
