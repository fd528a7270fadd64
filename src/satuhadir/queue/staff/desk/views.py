# SPDX-License-Identifier: Apache-2.0
"""`/loket/`: choose a counter, and work at it. A press answers a part of the page to its script,
and the whole page to a browser without one.
"""

import hashlib
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import staff_only
from satuhadir.queue import wording
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.desk import own_day
from satuhadir.queue.staff.asking import DeskAsk, at_counter, wants_part
from satuhadir.queue.staff.desk.choosing import choice_for
from satuhadir.queue.staff.desk.context import Desk, desk_for
from satuhadir.queue.staff.desk.presses import PRESSES, Said, press
from satuhadir.queue.staff.desk.targets import find_targets
from satuhadir.shared.cookies import keep_cookie
from satuhadir.shared.errors import Forbidden, Invalid, NotFound, Refused
from satuhadir.shared.http import status_of

LAST_COUNTER = "sh_loket"  # a cookie of the PC, which stays at its counter; officers change
HELD = "loket"  # in the session: the counters its officer works
PART = "X-Bagian"  # an answer without this header is no part of the page: a sign-in, a failure
_YEAR = 365 * 86_400
# What differs each time a page is drawn, though it shows the same.
_NEVER_THE_SAME = re.compile(r'name="(?:kunci|csrfmiddlewaretoken)" value="[^"]*"')


@staff_only("serve")
@require_safe
def choose_counter(request: HttpRequest) -> HttpResponse:
    """Show the counters the officer may work, the one this PC had last first."""
    choice = choice_for(request, request.COOKIES.get(LAST_COUNTER, ""))
    return render(request, "queue/desk_choose.html", {"choice": choice, "mall": choice.mall})


@staff_only("serve")
@require_safe
def work_counter(request: HttpRequest, counter: UUID) -> HttpResponse:
    """Show the desk; with `?bagian=meja` its part alone, 204 when `?versi=` still holds."""
    ask = at_counter(request, counter)
    if request.GET.get("bagian") == "meja":
        return _part(ask, None, known=request.GET.get("versi", ""))
    response = _page(ask, None)
    keep_cookie(response, LAST_COUNTER, str(counter), seconds=_YEAR, path="/loket/")
    return response


@staff_only("serve")
@require_http_methods(["GET", "HEAD", "POST"])
def press_at_counter(request: HttpRequest, counter: UUID, word: str) -> HttpResponse:
    """Do one thing at the desk. A GET comes back from sign-in: it leads to the desk."""
    if word not in PRESSES:
        raise Http404
    ask = at_counter(request, counter)
    if request.method != "POST":
        return redirect("desk", counter)
    status = 200
    try:
        said = press(ask, word)
    except (Refused, NotFound, Forbidden, Invalid) as refusal:
        said, status = Said(refusal.in_words(), is_refusal=True), status_of(refusal)
    if wants_part(request):
        return _part(ask, said, status=status)
    if status == 200 and not said.track:
        messages.success(request, said.note, extra_tags="meja")
        return redirect("desk", counter)
    # A refusal, or a number whose slip may be printed: shown at once, for a reload asks again
    # with the same key.
    return _page(ask, said, status=status)


@staff_only("serve")
@require_safe
def find_target(request: HttpRequest, counter: UUID) -> HttpResponse:
    """Search services over the whole mall: `?untuk=alihkan` or `?untuk=nomor`, `?q=` words."""
    ask = at_counter(request, counter)
    to_issue = request.GET.get("untuk") == "nomor"
    text = request.GET.get("q", "")[:200]
    context = {
        "desk": desk_for(ask),
        "targets": find_targets(ask, text, to_issue=to_issue),
        "word": "nomor" if to_issue else "alihkan",
        "text": text,
    }
    name = "queue/_desk_targets.html" if wants_part(request) else "queue/desk_targets.html"
    response = render(request, name, context)
    response[PART] = "tujuan"
    return response


@staff_only("serve")
@require_safe
def own_figures(request: HttpRequest, counter: UUID) -> HttpResponse:
    """Show what the officer who asks did today: nobody else's figures, and no ranking."""
    ask = at_counter(request, counter)
    desk = desk_for(ask)
    own = own_day(ask.mall, ask.caller.actor)
    last = [(one, wording.clock(one.ended_at, ask.mall)) for one in own.last]
    context = {"desk": desk, "own": own, "last": last}
    name = "queue/_desk_own.html" if wants_part(request) else "queue/desk_own.html"
    response = render(request, name, context)
    response[PART] = "hari-ini"
    return response


def _was_taken(ask: DeskAsk, desk: Desk) -> bool:
    """Tell an officer that somebody took the counter over from them, in whatever tab they look.

    The session keeps which counters it works, until they are closed.
    """
    here = str(ask.counter_id)
    held: list[str] = ask.request.session.get(HELD, [])
    if desk.stage == "theirs":
        return here in held
    works = desk.stage != "closed" and desk.counter.officer_id == ask.officer_id
    if works != (here in held):
        others = [one for one in held if one != here]
        ask.request.session[HELD] = [*others, here] if works else others
    return False


def _page(ask: DeskAsk, said: Said | None, *, status: int = 200) -> HttpResponse:
    context = _drawn(ask)
    context |= {"notices": announcements_of(ask.mall), "said_at": ask.mall.local_now()}
    return render(ask.request, "queue/desk.html", {**context, "said": said}, status=status)


def _part(ask: DeskAsk, said: Said | None, *, status: int = 200, known: str = "") -> HttpResponse:
    context = _drawn(ask)
    if known and known == context["version"]:
        response = HttpResponse(status=204)
    else:
        name = "queue/_desk_part.html"
        response = render(ask.request, name, {**context, "said": said}, status=status)
    response[PART] = "meja"
    return response


def _drawn(ask: DeskAsk) -> dict[str, Any]:
    """Draw the desk and name its version: the same while the page would show the same."""
    desk: Desk = desk_for(ask)
    context = {
        "desk": desk,
        "here": desk.here,
        "url": reverse("desk", args=[desk.counter.id]),
        "was_taken": _was_taken(ask, desk),
    }
    body = render_to_string("queue/_desk.html", context, ask.request)
    tools = render_to_string("queue/_desk_tools.html", context, ask.request)
    plain = _NEVER_THE_SAME.sub("", body + tools)
    version = hashlib.sha256(plain.encode()).hexdigest()[:16]
    return {**context, "body": body, "tools": tools, "version": version}
