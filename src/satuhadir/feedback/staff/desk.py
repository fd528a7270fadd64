# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pengaduan/baru/`: an officer enters what somebody at the desk says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import staff_only
from satuhadir.feedback.citizen.filing import (
    Place,
    empty_form,
    file_form,
    form_page,
    key_of,
    refused,
    sent_form,
)
from satuhadir.feedback.forms import KINDS
from satuhadir.feedback.staff.asking import at_desk
from satuhadir.feedback.tracks import track_path
from satuhadir.shared.errors import DomainError
from satuhadir.shared.qr import qr_of

DESK = Place("feedback/manage_new.html", "desk", (*KINDS, "consultation"))


@staff_only("enter_complaints")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter for somebody; afterwards show the key to hand over, once."""
    ask = at_desk(request, slug)
    more: dict[str, Any] = {"ask": ask, "may_manage": ask.caller.may_somewhere("manage", ask.mall)}
    if request.method != "POST":
        return form_page(request, DESK, empty_form(request, ask.mall, DESK), **more)
    form = sent_form(request, ask.mall, DESK)
    if not form.is_valid() or form.is_warned:
        return form_page(request, DESK, form, key=key_of(request), status=422, **more)
    try:
        filed = file_form(request, ask.mall, DESK, form)
    except DomainError as error:
        return refused(request, DESK, form, error, **more)
    url = request.build_absolute_uri(track_path(ask.mall.slug, filed.track))
    context = {**more, "filed": filed, "whole_url": url, "qr": qr_of(url)}
    response = render(request, "feedback/manage_entered.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
