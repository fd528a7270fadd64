# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/`: the hall now, live, with what one press does; announcements on all screens.

Every button is a form that works without a script; the script keeps the floor fresh.
"""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.accounts.queries import malls_for
from satuhadir.queue.staff.asking import at_mall, wants_part
from satuhadir.queue.staff.forms import AnnounceForm
from satuhadir.queue.staff.manage.answers import done, floor_page, floor_part, page, say
from satuhadir.queue.staff.manage.context import notice_rows
from satuhadir.queue.staff.manage.decisions import announce_by
from satuhadir.queue.staff.manage.presses import Said, press
from satuhadir.shared.errors import Forbidden, Invalid, NotFound, Refused
from satuhadir.shared.http import status_of


@staff_only("manage")
@require_safe
def choose_mall(request: HttpRequest) -> HttpResponse:
    """Show the malls in the manager's charge; the hall at once when it is one."""
    malls = list(malls_for(request.user, "manage")[:200])
    if len(malls) == 1:
        return overview(request, malls[0].slug)  # type: ignore[return-value]
    return render(request, "queue/manage_choose.html", {"malls": malls})


@staff_only("manage")
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the hall now; with `?bagian=lantai` what changes alone, 204 when `?versi=` holds."""
    ask = at_mall(request, slug)
    if request.GET.get("bagian") == "lantai":
        return floor_part(ask, known=request.GET.get("versi", ""))
    return floor_page(ask)


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def press_on_floor(request: HttpRequest, slug: str) -> HttpResponse:
    """Do what one button says. A GET comes back from sign-in: it leads to the floor."""
    ask = at_mall(request, slug)
    if request.method != "POST":
        return redirect("manage_mall", slug)
    status = 200
    try:
        said = press(ask, request.POST.get("tekan", ""))
    except (Refused, NotFound, Forbidden, Invalid) as refusal:
        said, status = Said(str(refusal), is_refusal=True), status_of(refusal)
    if wants_part(request):
        return floor_part(ask, said, status=status)
    if said.is_refusal:
        return floor_page(ask, said, status=status)
    say(ask, said.note)
    return redirect("manage_mall", slug)


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what all screens say, and say something more; for who manages the whole mall."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    form = AnnounceForm(request.POST or None)
    refused = None
    if request.method == "POST":
        try:
            said = announce_by(ask, form)
        except Refused as refusal:
            said, refused = None, refusal
        if said is not None:
            return done(ask, said, "manage_announcements", slug)
    context = {
        "form": form,
        "notices": notice_rows(ask.mall),
        "key": request.POST.get("kunci") or str(uuid4()),
    }
    return page(ask, "manage_announcements", context, wrong=(form,), refused=refused)
