# SPDX-License-Identifier: Apache-2.0
"""How the manager's pages are answered: whole, as a part to a script, as a dialog on the floor."""

import hashlib
import re
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from satuhadir.queue.staff.asking import MallAsk, wants_part
from satuhadir.queue.staff.manage.context import Floor, floor_for
from satuhadir.queue.staff.manage.presses import Said

PART = "X-Bagian"  # an answer without this header is no part of the page: a sign-in, a failure
PAGE, DIALOG = "shared/staff.html", "queue/_manage_dialog.html"
# What differs each time a page is drawn, though it shows the same.
_NEVER_THE_SAME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|data-now="[^"]*"')


def floor_page(ask: MallAsk, said: Said | None = None, *, status: int = 200) -> HttpResponse:
    """Draw the whole floor."""
    return render(ask.request, "queue/manage.html", _drawn(ask, said), status=status)


def floor_part(
    ask: MallAsk, said: Said | None = None, *, known: str = "", status: int = 200
) -> HttpResponse:
    """Draw what changes on the floor; 204 when the version `known` still holds."""
    context = _drawn(ask, said)
    if known and known == context["version"]:
        response = HttpResponse(status=204)
    else:
        name = "queue/_manage_part.html"
        response = render(ask.request, name, context, status=status)
    response[PART] = "lantai"
    return response


def page(
    ask: MallAsk,
    name: str,
    context: dict[str, Any],
    *,
    wrong: tuple[BaseForm, ...] = (),
    refused: object = None,
) -> HttpResponse:
    """Draw a page, or a dialog of the floor where a script asks; 422 when a form on it could not
    be taken, 409 when the queue refused.
    """
    bad = [one for one in wrong if one.is_bound and one.errors]
    status = 409 if refused else 422 if bad else 200
    part = wants_part(ask.request)
    frame = DIALOG if part else PAGE
    context = {**context, "ask": ask, "wrong": bad, "refused": refused, "frame": frame}
    response = render(ask.request, f"queue/{name}.html", context, status=status)
    if part:
        response[PART] = "dialog"
    return response


def done(ask: MallAsk, said: Said, name: str, *where: object) -> HttpResponse:
    """Say what was done: on the floor to its script, else on the page `name`."""
    if wants_part(ask.request):
        return floor_part(ask, said)
    say(ask, said.note)
    return redirect(name, *where)


def say(ask: MallAsk, text: str) -> None:
    """Say on the next page what was done; the tag tells it from what sign-in says."""
    messages.success(ask.request, text, extra_tags="kelola")


def _drawn(ask: MallAsk, said: Said | None) -> dict[str, Any]:
    """Draw the floor and name its version: the same while it would show the same."""
    floor: Floor = floor_for(ask)
    context: dict[str, Any] = {"ask": ask, "floor": floor, "said": said}
    body = render_to_string("queue/_manage_floor.html", context, ask.request)
    version = hashlib.sha256(_NEVER_THE_SAME.sub("", body).encode()).hexdigest()[:16]
    return {**context, "body": body, "version": version}
