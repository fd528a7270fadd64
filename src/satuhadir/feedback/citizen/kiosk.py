# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/kios/pengaduan/`: said at the kiosk, without a name; or carried on by phone."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse

from satuhadir.feedback import actions
from satuhadir.feedback.citizen.filing import KIND_SAYS, key_of, problems_of, sent_of
from satuhadir.feedback.forms import KINDS
from satuhadir.feedback.hints import is_clean
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.tracks import track_path
from satuhadir.queue.glass.kiosk import Glass, at_kiosk
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError
from satuhadir.shared.http import status_of
from satuhadir.shared.qr import qr_of

PAPER_SECONDS = 90


@at_kiosk("GET", "POST")
def say(glass: Glass) -> HttpResponse:
    """Take some sentences without a name; then show the key, once, to photograph or print."""
    request = glass.request
    if request.method != "POST":
        return _form(glass, "", "complaint")
    text = request.POST.get("isi", "").replace("\r\n", "\n").strip()
    kind = request.POST.get("jenis", "complaint")
    knows = bool(request.POST.get("tahu"))
    if text and not is_clean(text) and not knows:
        return _form(glass, text, kind, warned=True, key=key_of(request), status=422)
    try:
        limits.hit_request(request, "kiosk.complain", device="20/hour", address="300/hour")
        filed = actions.file_complaint(
            mall=glass.mall,
            kind=kind,
            identity="anonymous",
            channel="kiosk",
            text=text,
            actor="public",
            sent=sent_of(request, {"isi": text, "jenis": kind}, []),
        )
    except DomainError as error:
        return _form(glass, text, kind, error=error, status=status_of(error))
    url = request.build_absolute_uri(track_path(glass.mall.slug, filed.track))
    return glass.page(
        "feedback/kiosk_said.html", filed=filed, whole_url=url, qr=qr_of(url),
        idle_seconds=PAPER_SECONDS, here=glass.home,
    )  # fmt: skip


def _form(
    glass: Glass,
    text: str,
    kind: str,
    *,
    warned: bool = False,
    error: DomainError | None = None,
    key: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    on_phone = glass.request.build_absolute_uri(reverse("new_complaint", args=[glass.mall.slug]))
    return glass.page(
        "feedback/kiosk_say.html",
        status=status,
        text=text,
        kind=kind,
        kinds=[(one, Complaint.Kind(one).label, KIND_SAYS[one]()) for one in KINDS],
        warned=warned,
        error=error,
        problems=problems_of(error),
        key=key or uuid4(),
        qr=qr_of(on_phone),
        types=True,
    )
