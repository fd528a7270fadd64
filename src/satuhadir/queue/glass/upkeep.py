# SPDX-License-Identifier: Apache-2.0
"""What keeps a kiosk a kiosk: sound, the page that waits for the server, and the staff's page."""

import json
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from satuhadir.devices.http import for_glass
from satuhadir.malls.models import Mall
from satuhadir.queue.glass.kiosk import Glass, at_kiosk
from satuhadir.queue.glass.lock import let_staff_in, send_staff_out, staff_is_here
from satuhadir.queue.glass.saying import language_now
from satuhadir.queue.glass.visitor import PAPERS, forget_paper, keep_paper
from satuhadir.queue.queries.kiosks import is_staff_code
from satuhadir.shared import limits
from satuhadir.shared.colour import cloth_hex
from satuhadir.shared.static_files import digest
from satuhadir.speech.http import can_read, sound_response


@for_glass("kiosk", page=False)
@require_safe
def sound(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the sound of a text that a page of this kiosk carries; no other text is read."""
    limits.hit_request(request, "kiosk.sound", device="240/minute", address="2400/minute")
    asked = request.GET
    return sound_response(
        text=asked.get("t", ""), language=asked.get("l", ""), key=asked.get("k", "")
    )


@for_glass("kiosk", page=False)
@require_safe
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the kiosk's service worker; new files make it another one, so browsers take it."""
    home = reverse("kiosk", args=[slug])
    known = {"HOME": home, "PAGE": f"{home}jaringan/", "VERSION": digest()}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    body = Path(str(find("queue/kiosk-worker.js"))).read_text(encoding="utf-8")
    answer = HttpResponse(head + body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@for_glass("kiosk", page=False)
@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page that looks for the server; the worker keeps it for when there is none."""
    return render(request, "queue/kiosk_waiting.html", {"home": reverse("kiosk", args=[slug])})


@for_glass("kiosk", page=False)
@require_safe
def manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what makes the kiosk an application that opens full screen."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    home = reverse("kiosk", args=[slug])
    colour = cloth_hex(mall.hue)
    return JsonResponse(
        {
            "name": mall.name,
            "short_name": "Kios",
            "lang": "id",
            "id": home,
            "start_url": home,
            "scope": home,
            "display": "fullscreen",
            "background_color": colour,
            "theme_color": colour,
            "icons": [{"src": static("shared/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@at_kiosk("GET", "POST")
def staff(glass: Glass) -> HttpResponse:
    """Let staff look after this kiosk with the code that the manager's page shows."""
    request = glass.request
    opened = staff_is_here(request, glass.mall.slug)
    if request.method != "POST":
        return _staff_page(glass, opened=opened)
    form = request.POST
    if "kode" in form:
        limits.hit_request(request, "kiosk.staff", device="6/minute", address="60/minute")
        if not is_staff_code(glass.mall, form["kode"][:20]):
            return _staff_page(glass, opened=False, wrong=True, status=403)
        answer = glass.go(f"{glass.home}petugas/")
        let_staff_in(answer, glass.mall)
        return answer
    if not opened:
        return _staff_page(glass, opened=False, status=403)
    answer = glass.go(f"{glass.home}petugas/")
    if form.get("lebar") in PAPERS:
        keep_paper(answer, glass.mall, form["lebar"])
    elif form.get("lebar") == "":
        forget_paper(answer, glass.mall)
    elif "selesai" in form:
        answer = glass.go(f"{glass.home}awal/")
        send_staff_out(answer)
    return answer


def _staff_page(
    glass: Glass, *, opened: bool, wrong: bool = False, status: int = 200
) -> HttpResponse:
    return glass.page(
        "queue/kiosk_staff.html",
        status=status,
        opened=opened,
        wrong=wrong,
        papers=PAPERS,
        version=digest(),
        reads=can_read(language_now()),
        here=f"{glass.home}petugas/",
    )
