# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/kunci/`: the keys by which programs and devices ask the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satuhadir.accounts import actions, queries
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.forms import KeyForm
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.accounts.models import ApiToken
from satuhadir.accounts.views.factors import fresh
from satuhadir.malls.queries import calendar_of

_MOST = 200


@staff_only("manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the mall's keys; make one, which is shown once; withdraw one."""
    if request.method == "POST":
        return _change(request, slug)
    return _page(_whole_mall(request, slug), KeyForm())


@staff_only("manage")
@fresh
def _change(request: HttpRequest, slug: str) -> HttpResponse:
    ask = _whole_mall(request, slug)
    if request.POST.get("aksi") == "cabut":
        _withdraw(ask, request.POST.get("kunci", ""))
        return redirect("keys", slug)
    form = KeyForm(request.POST)
    if form.is_valid() and not _is_past(ask, form):
        raw = actions.create_token(
            role=form.cleaned_data["peran"],
            mall=ask.mall,
            label=form.cleaned_data["keterangan"],
            expires_at=_end(ask, form),
        )
        return _page(ask, KeyForm(), made=raw)
    return _page(ask, form)


def _whole_mall(request: HttpRequest, slug: str) -> MallAsk:
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def _withdraw(ask: MallAsk, which: str) -> None:
    try:
        chosen = UUID(which[:36])
    except ValueError:
        return
    if queries.keys_of(ask.mall).filter(pk=chosen).exists():
        actions.revoke_token(token_id=chosen)
        said = _("Kunci dicabut. Dalam dua detik tidak membuka apa pun lagi.")
        messages.success(ask.request, said, extra_tags="kelola")


def _is_past(ask: MallAsk, form: KeyForm) -> bool:
    end = _end(ask, form)
    mine = [
        scope.expires_at
        for scope in ask.caller.scopes
        if scope.role == "manager" and scope.agency_id is None and scope.covers(ask.mall)
    ]
    if end is not None and end <= timezone.now():
        form.add_error("sampai", _("Hari itu sudah lewat."))
    elif None not in mine and (end is None or end > max(one for one in mine if one is not None)):
        form.add_error("sampai", _("Tidak boleh lebih lama dari wewenang Anda sendiri."))
    return bool(form.errors)


def _end(ask: MallAsk, form: KeyForm) -> datetime | None:
    day = form.cleaned_data["sampai"]
    return calendar_of(ask.mall).instant(day, 24 * 60) if day else None


def _page(ask: MallAsk, form: KeyForm, *, made: str = "") -> HttpResponse:
    now = timezone.now()

    def state(key: ApiToken) -> tuple[str, str]:
        if key.revoked_at is not None:
            return "off", _("dicabut")
        if key.expires_at is not None and key.expires_at <= now:
            return "closed", _("sudah lewat")
        return "open", _("berlaku")

    found = list(queries.keys_of(ask.mall)[:_MOST])
    rows = [(one, *state(one)) for one in found]
    bad = [form] if form.is_bound and form.errors else []
    context: dict[str, Any] = {"rows": rows, "form": form, "made": made, "wrong": bad, "ask": ask}
    return render(ask.request, "accounts/keys.html", context, status=422 if bad else 200)
