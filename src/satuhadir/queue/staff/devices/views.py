# SPDX-License-Identifier: Apache-2.0
"""Devices of a mall: how each is, pairing a new one, renaming, revoking. Plain forms, no script."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.accounts.models import User
from satuhadir.devices import actions, queries
from satuhadir.devices.errors import CodeUsed, DeviceRevoked, NameTaken, WrongCode
from satuhadir.devices.http import GLASSES, Glass, home_of, keep_key, software_of
from satuhadir.devices.models import Device, Kind, Pairing
from satuhadir.queue.staff.asking import MallAsk, at_mall
from satuhadir.queue.staff.devices.forms import CodeForm, DeviceForm, PairForm
from satuhadir.queue.staff.devices.rows import (
    asked_words,
    day_and_clock,
    kind_words,
    row_of,
)
from satuhadir.queue.staff.manage.answers import say
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError

_FORM = ["GET", "HEAD", "POST"]
GUESSES, GUESSES_OF_AN_ADDRESS = "30/10 minutes", "300/10 minutes"
GUESSES_OF_A_MALL = "120/10 minutes"


@staff_only("manage")
@require_safe
def all_devices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every device as it is now, and ask for the code of a new one."""
    ask = _at_whole_mall(request, slug)
    return _list_page(ask, CodeForm())


@staff_only("manage")
@require_http_methods(_FORM)
def pair(request: HttpRequest, slug: str) -> HttpResponse:
    """Look a code up, show what asks to be let in, and let it in under a name."""
    ask = _at_whole_mall(request, slug)
    said = request.POST if request.method == "POST" else request.GET
    coded = CodeForm(said if "kode" in said else None)
    if not coded.is_bound:
        return redirect("manage_devices", slug)
    if not coded.is_valid():
        return _list_page(ask, coded)
    _count_guess(request, ask)
    code = coded.cleaned_data["kode"]
    try:
        pairing = actions.look_up_code(mall=ask.mall, code=code)
    except (WrongCode, CodeUsed) as error:
        coded.add_error("kode", str(error))
        return _list_page(ask, coded)
    form = _pair_form(ask, pairing.kind, pairing.name)
    if request.method == "POST" and form.is_valid():
        try:
            device = actions.confirm_pairing(
                mall=ask.mall,
                code=code,
                given=form.given(),
                by=_account(request),
                replaces=form.cleaned_data["ganti"],
            )
        except NameTaken as error:
            form.add_error("nama", str(error))
        except (WrongCode, CodeUsed) as error:
            coded.add_error("kode", str(error))
            return _list_page(ask, coded)
        else:
            done = _("{name} disambungkan. Halamannya terbuka sendiri dalam beberapa detik.")
            say(ask, done.format(name=device.name))
            return redirect("manage_devices", slug)
    return _pair_page(ask, form, pairing, code)


@staff_only("manage")
@require_http_methods(_FORM)
def pair_here(request: HttpRequest, slug: str) -> HttpResponse:
    """Make this very browser a kiosk or display, and sign its manager out of it."""
    ask = _at_whole_mall(request, slug)
    said = request.POST if request.method == "POST" else request.GET
    kind = said.get("jenis", "")
    if kind not in GLASSES:
        return redirect("manage_devices", slug)
    form = _pair_form(ask, kind)
    if request.method == "POST" and form.is_valid():
        try:
            claimed = actions.pair_here(
                mall=ask.mall,
                kind=Kind(kind),
                given=form.given(),
                by=_account(request),
                replaces=form.cleaned_data["ganti"],
                software=software_of(request),
            )
        except NameTaken as error:
            form.add_error("nama", str(error))
        else:
            logout(request)  # a hall's browser must not stay a manager's
            glass = cast(Glass, kind)
            response = HttpResponseRedirect(home_of(ask.mall, glass))
            keep_key(response, ask.mall, glass, claimed.token)
            return response
    context = {"form": form, "kind": kind, "what": kind_words(kind), "places": form.places}
    return _page(ask, "manage_device_here", context, wrong=(form,))


@staff_only("manage")
@require_http_methods(_FORM)
def one_device(request: HttpRequest, slug: str, device: UUID) -> HttpResponse:
    """Show one device; rename or move it, revoke it."""
    ask = _at_whole_mall(request, slug)
    found = queries.device_at(ask.mall, device)
    does = request.POST.get("aksi", "")
    form = _device_form(found, request.POST if does == "simpan" else None)
    done, refused = "", None
    try:
        if does == "putus":
            actions.revoke_device(mall=ask.mall, device_id=device)
            done = _("{name} diputus.")
        elif does == "simpan" and form.is_valid():
            found = actions.change_device(mall=ask.mall, device_id=device, given=form.given())
            done = _("{name} disimpan.")
    except NameTaken as error:
        form.add_error("nama", str(error))
    except DeviceRevoked as error:
        refused = error
    if done:
        say(ask, done.format(name=found.name))
        return redirect("manage_devices", slug)
    (health,) = (one for one in queries.health_of(ask.mall) if one.id == device)
    at = found.paired_at
    context = {
        "row": row_of(health, ask.mall),
        "device": found,
        "form": form,
        "paired": day_and_clock(at, ask.mall) if at else "",
    }
    return _page(ask, "manage_device", context, wrong=(form,), refused=refused)


def _at_whole_mall(request: HttpRequest, slug: str) -> MallAsk:
    """Let in who manages the whole mall: an agency's manager has no device of the hall."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def _count_guess(request: HttpRequest, ask: MallAsk) -> None:
    limits.hit_request(request, "devices.code", device=GUESSES, address=GUESSES_OF_AN_ADDRESS)
    if settings.SATUHADIR_LIMITS and not settings.SATUHADIR_DEMO:
        limits.hit("devices.code.mall", ask.mall.slug, GUESSES_OF_A_MALL)


def _pair_form(ask: MallAsk, kind: str, name: str = "") -> PairForm:
    request = ask.request
    said = request.POST if request.method == "POST" and "nama" in request.POST else None
    first = {"nama": name or queries.next_name(ask.mall, Kind(kind)), "kertas": "0"}
    places = queries.health_of(ask.mall)
    return PairForm(said, initial=first, kind=kind, places=places)


def _device_form(device: Device, said: Any) -> DeviceForm:
    known = {
        "nama": device.name,
        "tempat": device.place,
        "kertas": str(device.paper_mm),
        "catatan": device.note,
    }
    return DeviceForm(said, initial=known, kind=device.kind)


def _account(request: HttpRequest) -> User:
    return cast(User, request.user)


def _list_page(ask: MallAsk, form: CodeForm) -> HttpResponse:
    rows = [row_of(one, ask.mall) for one in queries.health_of(ask.mall)]
    here = ask.request.build_absolute_uri("/").split("://", 1)[1]
    context = {
        "form": form,
        "rows": [one for one in rows if one.health.state != "revoked"],
        "revoked": [one for one in rows if one.health.state == "revoked"],
        "kiosk_url": f"{here}{ask.mall.slug}/kios/",
        "display_url": f"{here}{ask.mall.slug}/layar/",
    }
    return _page(ask, "manage_devices", context, wrong=(form,))


def _pair_page(ask: MallAsk, form: PairForm, pairing: Pairing, code: str) -> HttpResponse:
    context = {
        "form": form,
        "code": code,
        "kind": pairing.kind,
        "what": kind_words(pairing.kind),
        "software": pairing.software,
        "asked": asked_words(pairing),
        "places": form.places,
    }
    return _page(ask, "manage_device_pair", context, wrong=(form,))


def _page(
    ask: MallAsk,
    name: str,
    context: dict[str, Any],
    *,
    wrong: tuple[BaseForm, ...] = (),
    refused: DomainError | None = None,
) -> HttpResponse:
    """Draw a page; 422 when a form on it could not be taken, 409 when it was refused."""
    bad = [one for one in wrong if one.is_bound and one.errors]
    status = 409 if refused else 422 if bad else 200
    context = {**context, "ask": ask, "wrong": bad, "refused": refused}
    return render(ask.request, f"queue/{name}.html", context, status=status)
