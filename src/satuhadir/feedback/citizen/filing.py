# SPDX-License-Identifier: Apache-2.0
"""The form, and what comes of it; shared by phone, kiosk and desk."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import caller_of
from satuhadir.catalogue import queries as catalogue
from satuhadir.feedback import actions
from satuhadir.feedback.attachments import check_attachments
from satuhadir.feedback.forms import (
    CLAUSE_WORDS,
    KIND_WORDS,
    KINDS,
    SayForm,
    groups_of,
)
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.queries import visit_of
from satuhadir.feedback.tracks import track_path
from satuhadir.feedback.values import Filed, Sent
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError
from satuhadir.shared.http import device_of, public, status_of
from satuhadir.shared.keyed import digest_of

KEY = "kunci"
FILES = "berkas"
PUBLIC = "public"
_FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: which template, which kinds, by which channel it comes in."""

    template: str
    channel: str
    kinds: tuple[str, ...] = KINDS
    warns: bool = True


PHONE = Place("feedback/new.html", "phone")
CONSULT = Place("feedback/consult.html", "phone", ("consultation",))


@public
@require_http_methods(_FORM)
def new(request: MallRequest, slug: str) -> HttpResponse:
    """Say something: show the form, or keep what was sent and lead to its page."""
    return _form(request, PHONE)


@public
@require_http_methods(_FORM)
def consult(request: MallRequest, slug: str) -> HttpResponse:
    """Ask an agency, to be answered in writing or by a call."""
    return _form(request, CONSULT)


def _form(request: MallRequest, place: Place) -> HttpResponse:
    mall = request.mall
    if request.method != "POST":
        return form_page(request, place, empty_form(request, mall, place))
    form = sent_form(request, mall, place)
    try:
        limits.hit_request(request, "complain", device="10/hour", address="300/hour")
        if not form.is_valid() or form.is_warned:
            return form_page(request, place, form, key=key_of(request), status=422)
        filed = file_form(request, mall, place, form)
    except DomainError as error:
        return refused(request, place, form, error)
    return HttpResponseRedirect(f"{track_path(mall.slug, filed.track)}?baru=1")


def refused(
    request: HttpRequest, place: Place, form: SayForm, error: DomainError, **more: Any
) -> HttpResponse:
    """Say no on the form's own page, with what was typed; a refusal for good gets a new key."""
    response = form_page(request, place, form, error=error, status=status_of(error), **more)
    after = getattr(error, "retry_after", None)
    if after:
        response["Retry-After"] = str(after)
    return response


def empty_form(request: HttpRequest, mall: Mall, place: Place) -> SayForm:
    """Return the form as an address asks for it: `?jenis=&layanan=&bagian=&isi=`."""
    said = request.GET
    kind = said.get("jenis", "")
    clause = said.get("bagian", "")
    initial: dict[str, Any] = {
        "jenis": KIND_WORDS.get(kind, kind) or place.kinds[0],
        "bagian": CLAUSE_WORDS.get(clause, clause),
        "tentang": f"l:{said['layanan']}" if said.get("layanan") else "",
        "kunjungan": said.get("nomor", ""),
        "isi": " ".join(said.get("isi", "").split())[:200],
        "identitas": "named",
        "cara": "written",
    }
    if said.get("instansi") and not initial["tentang"]:
        initial["tentang"] = f"i:{said['instansi']}"
    if len(place.kinds) == 1:
        initial["jenis"] = place.kinds[0]
    return SayForm(initial=initial, **_lists(mall, place))


def sent_form(request: HttpRequest, mall: Mall, place: Place) -> SayForm:
    """Return the form with what was sent."""
    return SayForm(request.POST, **_lists(mall, place))


def file_form(request: HttpRequest, mall: Mall, place: Place, form: SayForm) -> Filed:
    """File what a valid form says; see `actions.file_complaint` for what it may refuse."""
    given = form.cleaned_data
    files = check_attachments(request.FILES.getlist(FILES))
    about = form.about
    visit = visit_of(mall, given["kunjungan"], named=given["identitas"] == "named")
    return actions.file_complaint(
        mall=mall,
        kind=given["jenis"],
        identity=given["identitas"],
        channel=place.channel,
        text=given["isi"],
        actor=sender_of(request, place),
        contact=form.contact,
        agency=about.agency,
        service=about.service,
        clause=given["bagian"] if given["jenis"] == "complaint" else "",
        place=given["tempat"],
        wish=given["cara"] or "written",
        visit=visit,
        attachments=files,
        language=get_language() or "id",
        sent=sent_of(request, given, [one.sha256.hex() for one in files]),
    )


def sender_of(request: HttpRequest, place: Place) -> str:
    """Return who is noted as the sender: at the desk the officer who enters it; on a phone nobody,
    for an officer who is signed in may have something to say as a citizen, too, without a name.
    """
    return caller_of(request).actor if place.channel == "desk" else PUBLIC


def form_page(
    request: HttpRequest,
    place: Place,
    form: SayForm,
    *,
    key: UUID | None = None,
    error: DomainError | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show the form."""
    device_of(request)  # a press is known by the device, so it needs its name now
    about = form["tentang"].value() or ""
    context = {
        "form": form,
        "groups": form.groups,
        "kinds": [(kind, Complaint.Kind(kind).label, KIND_SAYS[kind]()) for kind in place.kinds],
        "about": about,
        "key": key or uuid4(),
        "error": error,
        "problems": problems_of(error),
        "identities": IDENTITIES(),
        **more,
    }
    return render(request, place.template, context, status=status)


def problems_of(error: DomainError | None) -> list[str]:
    """Return what is wrong with single fields of a refusal, one sentence each."""
    return [str(one.detail) for one in getattr(error, "errors", [])]


def key_of(request: HttpRequest) -> UUID | None:
    """Return the key of the form that was sent, None for none."""
    try:
        return UUID(request.POST.get(KEY, "")[:40])
    except ValueError:
        return None


KIND_SAYS = {
    "complaint": lambda: _("Layanan tidak sesuai janji, atau diperlakukan tidak semestinya."),
    "aspiration": lambda: _("Usul supaya layanan lebih baik."),
    "information": lambda: _("Pertanyaan tentang layanan, syarat, atau urusan Anda."),
    "consultation": lambda: _("Bertanya kepada instansi tentang keadaan Anda sendiri."),
}


def IDENTITIES() -> list[tuple[str, str, str]]:  # noqa: N802 - a table in the reader's language
    """Return the ways to say who one is, with what each means."""
    return [
        (
            "named",
            _("Dengan nama"),
            _("Pengelola mal dan instansi yang menjawab dapat melihatnya."),
        ),
        (
            "secret",
            _("Rahasiakan nama saya"),
            _("Hanya pengelola mal yang dapat membukanya, dan setiap pembukaan dicatat."),
        ),
        (
            "anonymous",
            _("Tanpa nama"),
            _("Tidak ada yang disimpan tentang Anda. Alamat laporan ini satu-satunya kuncinya."),
        ),
    ]


def _lists(mall: Mall, place: Place) -> dict[str, Any]:
    return {
        "groups": groups_of(mall, catalogue.services_of(mall)),
        "kinds": place.kinds,
        "warns": place.warns,
        "knows_visit": lambda word: visit_of(mall, word, named=True) is not None,
    }


def sent_of(request: HttpRequest, given: dict[str, Any], files: list[str]) -> Sent | None:
    """Return what a second press of the very same form is known by.

    Keyed, for the form may hold a phone number, and those are guessable.
    """
    key = key_of(request)
    if key is None:
        return None
    who = f"{device_of(request)} {caller_of(request).actor} {request.path} {key}"
    said = json.dumps([{**given, "tahu": True}, files], sort_keys=True)
    return Sent(digest_of(hashlib.sha256(who.encode()).digest()), digest_of(said.encode()))
