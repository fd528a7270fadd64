# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/layanan/{code}/`: one service, its versions, its draft and its publication."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions
from satuhadir.catalogue.errors import DraftChanged, DraftNotFound, StandardIncomplete
from satuhadir.catalogue.exporting import entry_of
from satuhadir.catalogue.forms.identity import ServiceForm
from satuhadir.catalogue.forms.standard import StandardForm
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.catalogue.publishing import advice_on, day_lack, lacks_of
from satuhadir.catalogue.views.asking import (
    FORM,
    actor_of,
    known_at,
    need_whole,
    page,
    say,
    service_for,
)
from satuhadir.catalogue.views.showing import shown_standard


@staff_only("manage")
@require_http_methods(FORM)
def service(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show a service with its versions; change what it is called; begin a new version."""
    ask = at_mall(request, slug)
    row = service_for(ask, code)
    does = request.POST.get("aksi", "")
    if request.method == "POST" and does == "susun":
        actions.draft_standard(service=row, actor=actor_of(ask))
        return redirect("manage_draft", slug, code)
    form = ServiceForm(request.POST or None, ask=ask, service=row)
    if request.method == "POST" and form.is_valid():
        actions.change_service(service=row, **form.values())
        say(ask, _("Nama dan kata-katanya disimpan."))
        return redirect("manage_service", slug, code)
    versions = list(row.standards.order_by("-valid_from", "-number"))
    published = [one for one in versions if one.is_published]
    today = ask.mall.today()
    holds = next((one for one in published if one.valid_from and one.valid_from <= today), None)
    context = {
        "service": row,
        "form": form,
        "wrong": (form,) if form.errors else (),
        "draft": next((one for one in versions if one.is_draft), None),
        "versions": [(one, _state(one, holds, today)) for one in published],
        "holds": holds,
        "today": today,
    }
    return page(ask, "manage_service", context, wrong=bool(form.errors))


def _state(one: ServiceStandard, holds: ServiceStandard | None, today: dt.date) -> tuple[str, str]:
    if one == holds:
        return "done", _("berlaku sekarang")
    if one.valid_from and one.valid_from > today:
        return "waiting", _("akan berlaku")
    return "closed", _("sudah digantikan")


@staff_only("manage")
@require_safe
def version(request: HttpRequest, slug: str, code: str, number: int) -> HttpResponseBase:
    """Show a published version whole."""
    ask = at_mall(request, slug)
    row = service_for(ask, code)
    standard = row.standards.filter(number=number, state="published").first()
    if standard is None:
        raise Http404
    context = {"service": row, "standard": standard, "shown": shown_standard(ask.mall, standard)}
    return page(ask, "manage_version", context)


@staff_only("manage")
@never_cache
@require_http_methods(FORM)
def draft(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write the draft: all components on one page, rows by buttons, nothing lost on an error."""
    ask = at_mall(request, slug)
    row = service_for(ask, code)
    standard = _draft_of(row)
    known = known_at(ask)
    if request.method != "POST":
        form = StandardForm.of_entry(entry_of(standard), known)
        return _draft_page(ask, row, standard, form)
    form = StandardForm.of_post(request.POST, known)
    does = request.POST.get("aksi", "simpan")
    revision = _number(request.POST.get("revisi", ""))
    if does not in ("simpan", "tinjau"):
        context = {"moved": form.press(does), "revision": revision}
        return _draft_page(ask, row, standard, form, **context)
    entry = form.entry()
    if entry is None:
        return _draft_page(ask, row, standard, form, revision=revision)
    try:
        actions.change_draft(draft=standard, entry=entry, revision=revision, actor=actor_of(ask))
    except DraftChanged as error:
        return _draft_page(ask, row, standard, form, revision=revision, refused=error)
    say(ask, _("Rancangan disimpan."))
    return redirect("manage_review" if does == "tinjau" else "manage_draft", slug, code)


def _draft_page(
    ask: MallAsk, row: Service, standard: ServiceStandard, form: StandardForm, **more: Any
) -> HttpResponse:
    errors = form.errors()
    context = {
        "service": row,
        "draft": standard,
        "form": form,
        "errors": errors,
        "revision": more.get("revision", standard.revision),
        "moved": more.get("moved", ""),
        "refused": more.get("refused"),
    }
    return page(ask, "manage_draft", context, wrong=bool(errors or context["refused"]))


@staff_only("manage")
@never_cache
@require_http_methods(FORM)
def review(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show the draft as people will read it and what it lacks; hand in, publish, throw away."""
    ask = at_mall(request, slug)
    row = service_for(ask, code)
    standard = _draft_of(row)
    if request.method == "POST":
        return _decide(ask, row, standard)
    return _review_page(ask, row, standard)


def _decide(ask: MallAsk, row: Service, standard: ServiceStandard) -> HttpResponse:
    post = ask.request.POST
    does, revision, actor = post.get("aksi", ""), _number(post.get("revisi", "")), actor_of(ask)
    day = _day(post.get("mulai", ""))
    try:
        if does == "terbitkan":
            need_whole(ask)
            actions.publish_standard(draft=standard, revision=revision, valid_from=day, actor=actor)
            say(ask, _("Standar diterbitkan. Sejak kini tidak dapat diubah lagi."))
        elif does == "ajukan":
            actions.submit_draft(draft=standard, revision=revision, actor=actor)
            say(ask, _("Rancangan diajukan. Pengelola mal menerbitkannya."))
        elif does == "buang":
            actions.discard_draft(draft=standard, revision=revision, actor=actor)
            say(ask, _("Rancangan dibuang."))
        return redirect("manage_service", ask.mall.slug, row.code)
    except StandardIncomplete as error:
        return _review_page(ask, row, standard, typed=post.get("mulai", ""), refused=error)
    except (DraftChanged, DraftNotFound) as error:
        return _review_page(ask, row, standard, refused=error)


def _review_page(
    ask: MallAsk, row: Service, standard: ServiceStandard, **more: Any
) -> HttpResponse:
    entry = entry_of(standard)
    lacks = lacks_of(entry, known_at(ask).documents)
    first = actions.first_day_for(standard)
    is_first = not row.standards.filter(state="published").exists()
    usual = ask.mall.today() + dt.timedelta(days=0 if is_first else 1)
    if standard.decree_day:
        usual = max(usual, standard.decree_day)
    typed = more.get("typed")
    refused = more.get("refused")
    wrong_day = (
        day_lack(_day(typed), first_allowed=first, decree_day=entry.decree_day)
        if typed is not None and isinstance(refused, StandardIncomplete)
        else None
    )
    context = {
        "service": row,
        "draft": standard,
        "shown": shown_standard(ask.mall, standard),
        "lacks": lacks,
        "advice": advice_on(entry),
        "day": typed if typed is not None else usual.isoformat(),
        "first_day": None if is_first else first.isoformat(),
        "wrong_day": wrong_day,
        "refused": refused,
    }
    return page(ask, "manage_review", context, wrong=refused is not None)


def _draft_of(row: Service) -> ServiceStandard:
    found = row.standards.filter(state="draft").select_related("mall", "service").first()
    if found is None:
        raise DraftNotFound
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None
