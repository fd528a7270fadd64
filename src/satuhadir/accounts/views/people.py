# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/orang/`: who works here, what they may do, and how they get in again."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satuhadir.accounts import actions, queries
from satuhadir.accounts.errors import NotYours, PersonNotFound, UsernameTaken
from satuhadir.accounts.forms import PersonForm, PolicyForm, RoleForm
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.accounts.models import Grant, SignInPolicy, User
from satuhadir.accounts.views.factors import fresh
from satuhadir.malls.models import Agency
from satuhadir.malls.queries import calendar_of
from satuhadir.shared.errors import Forbidden, Refused

_FORM = ["GET", "HEAD", "POST"]


class HeldRole(NamedTuple):
    """A role as people read it; `last_day` is None when nothing ends it."""

    grant: Grant
    name: str
    place: str
    last_day: datetime | None
    is_over: bool
    may_take: bool


class Person(NamedTuple):
    """Somebody with their roles here. `security` is a state and its words."""

    user: User
    roles: list[HeldRole]
    state: str
    security: str
    is_me: bool


@staff_only("manage")
@require_http_methods(_FORM)
def everybody(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show who works here; decide who needs a second factor."""
    ask = at_mall(request, slug)
    if request.method == "POST":
        return _decide_policy(request, slug)
    people = queries.people_at(ask.mall, ask.agencies)
    needed_by = queries.needed_by(ask.mall)
    context = {
        "people": [_person(ask, one, needed_by) for one in people],
        "policy": PolicyForm(initial={"wajib": needed_by}),
        "needed_words": SignInPolicy.NeededBy(needed_by).label,
    }
    return _page(ask, "people", context)


@staff_only("manage")
@fresh
def _decide_policy(request: HttpRequest, slug: str) -> HttpResponse:
    ask = at_mall(request, slug)
    form = PolicyForm(request.POST)
    if form.is_valid():
        actions.set_sign_in_policy(mall=ask.mall, needed_by=form.cleaned_data["wajib"], by=_me(ask))
        _say(ask, _("Aturan masuk disimpan. Berlaku mulai sekarang."))
    return redirect("people", slug)


@staff_only("manage")
@fresh
@never_cache
@require_http_methods(_FORM)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add somebody with a first role; a new account gets a password that is shown once."""
    ask = at_mall(request, slug)
    form = PersonForm(request.POST or None, **_choices(ask))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user, password = None, ""
        try:
            if said["sudah_ada"]:
                user = queries.account_named(said["pengguna"])
                _give(ask, user, form)
            else:
                user, password = _make(ask, form)
        except (Forbidden, UsernameTaken, PersonNotFound) as error:
            form.add_error("pengguna", str(error))
        else:
            if password:
                context = {"person": user, "password": password, "is_new": True}
                return _page(ask, "person_password", context)
            _say(ask, _("Wewenang diberikan."))
            return redirect("person", slug, user.pk)
    return _page(ask, "person_add", {"form": form}, wrong=(form,))


@staff_only("manage")
@never_cache
@require_http_methods(_FORM)
def person(request: HttpRequest, slug: str, account: int) -> HttpResponseBase:
    """Show somebody's roles here; give, take back, make a new password, reset what is lost."""
    if request.method == "POST":
        return _change_person(request, slug, account)
    ask = at_mall(request, slug)
    user = queries.person_at(ask.mall, ask.agencies, account)
    return _person_page(ask, user, RoleForm(None, **_choices(ask)))


@staff_only("manage")
@fresh
def _change_person(request: HttpRequest, slug: str, account: int) -> HttpResponse:
    ask = at_mall(request, slug)
    user = queries.person_at(ask.mall, ask.agencies, account)
    does = request.POST.get("aksi", "")
    form = RoleForm(request.POST if does == "beri" else None, **_choices(ask))
    try:
        if does == "beri" and form.is_valid():
            _give(ask, user, form)
            _say(ask, _("Wewenang diberikan."))
        elif does == "cabut":
            _take(ask, user)
        elif does == "sandi":
            password = actions.make_password_temporary(user=user, by=_me(ask))
            return _page(ask, "person_password", {"person": user, "password": password})
        elif does == "pengaman":
            actions.reset_factors(user=user, by=_me(ask))
            _say(ask, _("Pengaman kedua dilepas. Orangnya memasang yang baru saat masuk lagi."))
    except (Refused, Forbidden) as error:
        user = queries.person_at(ask.mall, ask.agencies, account)
        return _person_page(ask, user, form, refused=error)
    if form.errors:
        return _person_page(ask, user, form)
    still_here = any(one.pk == account for one in queries.people_at(ask.mall, ask.agencies))
    return redirect("person", slug, account) if still_here else redirect("people", slug)


def _make(ask: MallAsk, form: PersonForm) -> tuple[User, str]:
    """Make an account with its first role, or nothing of both; return it with its password."""
    said = form.cleaned_data
    return actions.add_person(
        username=said["pengguna"],
        display_name=said["nama"],
        role=said["peran"],
        mall=ask.mall,
        agency=_agency(ask, said["instansi"]),
        expires_at=said["sampai"],
        by=_me(ask),
    )


def _give(ask: MallAsk, user: User, form: RoleForm) -> None:
    said = form.cleaned_data
    actions.grant_role(
        user=user,
        role=said["peran"],
        mall=ask.mall,
        agency=_agency(ask, said["instansi"]),
        expires_at=said["sampai"],
        by=_me(ask),
    )


def _take(ask: MallAsk, user: User) -> None:
    chosen = ask.request.POST.get("wewenang", "")
    grant = next((one for one in user.here if str(one.pk) == chosen), None)  # type: ignore[attr-defined]
    if grant is not None:
        actions.withdraw_role(grant=grant, by=_me(ask))
        _say(ask, _("Wewenang dicabut. Berlaku sekarang juga."))


def _agency(ask: MallAsk, agency_id: int | None) -> Agency | None:
    if agency_id is None:
        return None
    if not ask.covers(agency_id):
        raise NotYours
    return Agency.objects.get(mall=ask.mall, pk=agency_id)


def _choices(ask: MallAsk) -> dict[str, Any]:
    agencies = Agency.objects.filter(mall=ask.mall).order_by("name")
    if ask.agencies is not None:
        agencies = agencies.filter(pk__in=ask.agencies)
    return {
        "calendar": calendar_of(ask.mall),
        "agencies": list(agencies.values_list("pk", "name")),
        "is_whole": ask.is_whole,
    }


def _person(ask: MallAsk, user: User, needed_by: str) -> Person:
    me, now, zone = _me(ask), timezone.now(), ZoneInfo(ask.mall.timezone)
    roles, asked = [], False
    for grant in user.here:  # type: ignore[attr-defined]
        ends = grant.expires_at
        is_over = ends is not None and ends <= now
        asked = asked or (not is_over and _is_asked(grant, needed_by))
        roles.append(
            HeldRole(
                grant=grant,
                name=str(grant.get_role_display()),
                place=str(grant.agency or ""),
                last_day=(ends - timedelta(seconds=1)).astimezone(zone) if ends else None,
                is_over=is_over,
                may_take=queries.may_take(me, grant),
            )
        )
    state, security = "closed", _("tanpa pengaman kedua")
    if user.secured:  # type: ignore[attr-defined]
        state, security = "done", _("pengaman kedua terpasang")
    elif asked and not ask.mall.is_demo:
        state, security = "late", _("belum memasang pengaman kedua")
    if user.temporary_until is not None:
        state, security = "waiting", _("belum pernah masuk dengan kata sandinya")
        if user.temporary_until <= now:
            state, security = "late", _("kata sandi sementaranya sudah lewat")
    return Person(user, roles, state, security, user.pk == me.pk)


def _is_asked(grant: Grant, needed_by: str) -> bool:
    if grant.role == Grant.Role.OFFICER:
        return needed_by == SignInPolicy.NeededBy.STAFF
    return needed_by != SignInPolicy.NeededBy.NOBODY


def _person_page(
    ask: MallAsk, user: User, form: RoleForm, *, refused: Exception | None = None
) -> HttpResponse:
    row = _person(ask, user, queries.needed_by(ask.mall))
    context = {
        "row": row,
        "form": form,
        "refused": refused,
        "may_reset": queries.may_reset(_me(ask), user),
        "secured": user.secured,  # type: ignore[attr-defined]
    }
    status = 403 if isinstance(refused, Forbidden) else 409 if refused else 0
    return _page(ask, "person", context, wrong=(form,), status=status)


def _me(ask: MallAsk) -> User:
    return cast(User, ask.request.user)


def _say(ask: MallAsk, done: str) -> None:
    messages.success(ask.request, done, extra_tags="kelola")


def _page(
    ask: MallAsk,
    name: str,
    context: dict[str, Any],
    *,
    wrong: tuple[BaseForm, ...] = (),
    status: int = 0,
) -> HttpResponse:
    bad = [one for one in wrong if one.is_bound and one.errors]
    context = {**context, "ask": ask, "wrong": bad}
    return render(
        ask.request,
        f"accounts/{name}.html",
        context,
        status=status or (422 if bad else 200),
    )
