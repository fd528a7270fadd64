# SPDX-License-Identifier: Apache-2.0
"""Who stands before the kiosk now: kept in signed cookies of that kiosk, gone when they leave.

`Visitor` is one person: their switches, their attendance and the numbers they hold. It ends with
"Selesai", with 45 seconds of nobody, and by itself. `Kiosk` is the machine: its paper, and what was
just taken here, so that it asks before a second number for the same errand. No name, no phone.
"""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from satuhadir.malls.models import Mall
from satuhadir.shared.cookies import keep_cookie

VISITOR_COOKIE = "sh_kios"
KIOSK_COOKIE = "sh_kios_baru"
PAPER_COOKIE = "sh_kios_kertas"
# A kiosk without JavaScript never goes home by itself; there, the visit ends after this.
VISIT_SECONDS = 300
JUST_NOW_SECONDS = 300
PAPERS = ("58", "80")
_YEAR = 365 * 86_400


class Held(NamedTuple):
    """A number they hold. `may_print`: they took it here or showed its track, so they may see
    its QR; `key` is the press that gave it.
    """

    code: str
    id: str
    may_print: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person at the kiosk.

    `id` tells one visit from the next for repeated presses; it is empty before anything happened.
    """

    id: str = ""
    attendance: str = ""
    tickets: tuple[Held, ...] = ()
    big: bool = False
    contrast: bool = False
    language: str = ""

    @property
    def is_nobody(self) -> bool:
        return self == Visitor()

    @property
    def attendance_id(self) -> UUID | None:
        return UUID(self.attendance) if self.attendance else None

    @property
    def newest(self) -> str:
        """The printed code they took or showed last, or an empty text."""
        return self.tickets[-1].code if self.tickets else ""

    def find(self, code: str) -> "Held | None":
        """Return the number they hold by its printed code."""
        return next((one for one in self.tickets if one.code == code), None)

    def find_pressed(self, key: str) -> "Held | None":
        """Return the number that this press gave before."""
        return next((one for one in self.tickets if key and one.key == key), None)

    def known(self) -> "Visitor":
        """Return the visitor with an id."""
        return self if self.id else replace(self, id=uuid4().hex)

    def holding(self, held: "Held") -> "Visitor":
        """Return the visitor with one more number; what they could print they still can."""
        before = self.find(held.code)
        if before is not None:
            held = Held(held.code, held.id, before.may_print or held.may_print, held.key)
        rest = [one for one in self.tickets if one.code != held.code]
        return replace(self.known(), tickets=(*rest, held)[-8:])


class Taken(NamedTuple):
    """A number taken at this kiosk a moment ago."""

    service: str
    code: str
    at: int


def visitor_of(request: HttpRequest, mall: Mall) -> Visitor:
    """Return who stands here; nobody when the cookie is missing, old or not ours."""
    kept = _read(request, mall, VISITOR_COOKIE, VISIT_SECONDS)
    if not isinstance(kept, dict):
        return Visitor()
    try:
        return Visitor(tickets=tuple(Held(*one) for one in kept.pop("tickets")), **kept)
    except (KeyError, TypeError):
        return Visitor()


def keep_visitor(response: HttpResponseBase, mall: Mall, visitor: Visitor) -> None:
    """Keep the visitor in the answer; nobody leaves nothing behind."""
    if visitor.is_nobody:
        response.delete_cookie(VISITOR_COOKIE, path=_path(mall), samesite="Lax")
        return
    _write(response, mall, VISITOR_COOKIE, asdict(visitor), VISIT_SECONDS)
    if visitor.language:
        name, path = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_PATH
        keep_cookie(response, name, visitor.language, seconds=VISIT_SECONDS, path=path)


def taken_just_now(request: HttpRequest, mall: Mall, service: str) -> str:
    """Return the code last taken at this kiosk for `service` in these minutes, or an empty text."""
    return next((one.code for one in reversed(_taken(request, mall)) if one.service == service), "")


def keep_taken(
    response: HttpResponseBase, request: HttpRequest, mall: Mall, service: str, code: str
) -> None:
    """Remember for some minutes that `code` was taken here."""
    others = [one for one in _taken(request, mall) if one.code != code]
    taken = [*others, Taken(service, code, int(time.time()))][-12:]
    _write(response, mall, KIOSK_COOKIE, taken, JUST_NOW_SECONDS)


def paper_of(request: HttpRequest) -> str:
    """Return the width of this kiosk's paper in millimetres, or an empty text: not set up.

    What was set at the kiosk itself counts before what its manager said of the paired device.
    """
    device = getattr(request, "device", None)
    of_device = str(device.paper_mm) if device is not None else ""
    asked = request.GET.get("lebar", request.COOKIES.get(PAPER_COOKIE, of_device))
    return asked if asked in PAPERS else ""


def keep_paper(response: HttpResponseBase, mall: Mall, paper: str) -> None:
    """Remember which paper the printer of this kiosk has."""
    keep_cookie(response, PAPER_COOKIE, paper, seconds=_YEAR, path=_path(mall))


def forget_paper(response: HttpResponseBase, mall: Mall) -> None:
    """Remember that this kiosk has no printer of its own, whatever was said of the device."""
    keep_cookie(response, PAPER_COOKIE, "0", seconds=_YEAR, path=_path(mall))


def _taken(request: HttpRequest, mall: Mall) -> list[Taken]:
    kept = _read(request, mall, KIOSK_COOKIE, JUST_NOW_SECONDS)
    if not isinstance(kept, list):
        return []
    since = time.time() - JUST_NOW_SECONDS
    return [Taken(*one) for one in kept if len(one) == 3 and one[2] > since]


def _read(request: HttpRequest, mall: Mall, name: str, seconds: int) -> Any:
    try:
        return signing.loads(request.COOKIES.get(name, ""), salt=_salt(mall, name), max_age=seconds)
    except signing.BadSignature:
        return None


def _write(response: HttpResponseBase, mall: Mall, name: str, value: Any, seconds: int) -> None:
    signed = signing.dumps(value, salt=_salt(mall, name), compress=True)
    keep_cookie(response, name, signed, seconds=seconds, path=_path(mall))


def _salt(mall: Mall, name: str) -> str:
    return f"satuhadir.kiosk.{mall.pk}.{name}"


def _path(mall: Mall) -> str:
    return f"/{mall.slug}/kios/"
