# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pemberitahuan/`: what was sent, what failed and why."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.notices import actions, queries
from satuhadir.notices.errors import NoticeNotFound, NoticeSettled
from satuhadir.notices.kinds import all_kinds
from satuhadir.notices.models import Notice
from satuhadir.notices.values import CHANNELS
from satuhadir.notices.wording import fill
from satuhadir.shared.errors import DomainError

_ON_A_PAGE = 30
SHAPES = {
    "queued": "waiting", "sending": "waiting", "sent": "done", "failed": "late",
    "expired": "late", "cancelled": "closed",
}  # fmt: skip
# What stood in the way, in words; a code that is not here is the gateway's own.
TROUBLES: dict[str, str | Promise] = {
    "away": gettext_lazy("gerbang belum dapat dijangkau; dicoba lagi sendiri"),
    "lost": gettext_lazy("jawaban gerbang hilang di jalan; ditanyakan dahulu, tidak dikirim ulang"),
    "key": gettext_lazy("gerbang menolak kunci pemasangan ini; hubungi pengelola sistem"),
    "unsure": gettext_lazy(
        "tidak pasti sudah sampai atau belum, jadi tidak dikirim ulang dengan sendirinya"
    ),
    "gone": gettext_lazy("penerima mencabut izin pemberitahuan di perambannya"),
    "undelivered": gettext_lazy("gerbang melaporkan tidak sampai"),
    "unreadable": gettext_lazy("isinya tidak dapat dibaca lagi: kunci pemasangan sudah diganti"),
    "unknown_service": gettext_lazy("layanan push peramban ini tidak dikenal"),
    "smtp_550": gettext_lazy("kotak surat penerima tidak ada"),
    "wa_131026": gettext_lazy("nomor ini tidak memakai WhatsApp"),
    "wa_132001": gettext_lazy("templat WhatsApp ini belum ada atau belum disetujui Meta"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One message as the page shows it."""

    notice: Notice
    name: str
    channel: str
    shape: str
    trouble: str
    text: str
    may_send: bool


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def all_notices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the outbox, the newest first; send a failed one again."""
    ask = whole_mall(request, slug)
    if request.method != "POST":
        return _page(request, ask)
    try:
        notice_id = UUID(request.POST.get("pesan", ""))
    except ValueError:
        raise NoticeNotFound from None
    try:
        actions.send_again(mall=ask.mall, notice_id=notice_id)
    except NoticeSettled as error:
        return _page(request, ask, error=error, status=409)
    messages.success(request, _("Dikirim lagi dalam beberapa detik."), extra_tags="kelola")
    return redirect("manage_notices", slug)


def whole_mall(request: HttpRequest, slug: str) -> MallAsk:
    """Let who answers for the whole mall in."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def trouble_of(code: str) -> str:
    """Return what stood in the way, in words."""
    if not code:
        return ""
    known = TROUBLES.get(code)
    return str(known) if known else _("ditolak gerbang ({code})").format(code=code)


def _page(
    request: HttpRequest, ask: MallAsk, *, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    state = request.GET.get("yang", "")
    found = queries.outbox_of(ask.mall)
    if state in Notice.State.values:
        found = found.filter(state=state)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("hal"))
    counts = queries.counts_of(ask.mall)
    context = {
        "ask": ask,
        "rows": [_row(one) for one in page],
        "page": page,
        "state": state if state in Notice.State.values else "",
        "states": [
            (value, label, counts.get(value, 0))
            for value, label in Notice.State.choices
            if counts.get(value) or value == state
        ],
        "total": sum(counts.values()),
        "refused": str(error) if error else "",
        "is_demo": settings.SATUHADIR_DEMO,
        "has_channel": bool(queries.open_channels(ask.mall)),
    }
    return render(request, "notices/manage_notices.html", context, status=status)


def _row(notice: Notice) -> Row:
    kind = all_kinds().get(notice.kind)
    values = queries.shown_values(notice)
    text = ""
    if kind is not None and values:
        words = queries.words_of(notice.mall, kind, notice.language).words
        text = fill(words.text, {"mall": notice.mall.name, **values})
    return Row(
        notice,
        str(kind.name) if kind else notice.kind,
        str(CHANNELS[notice.channel]),
        SHAPES[notice.state],
        trouble_of(notice.trouble),
        text,
        notice.state == "failed" and notice.erased_at is None,
    )
