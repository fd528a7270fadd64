# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pengaduan/sp4n/`: what is on its way to LAPOR!, and what a person must do."""

from dataclasses import dataclass, replace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.feedback.actions import outbox
from satuhadir.feedback.models import Relay, Reporter
from satuhadir.feedback.ports import Outgoing
from satuhadir.feedback.queries.relays import relays_of
from satuhadir.feedback.sp4n.errors import ReferenceInvalid, RelaySettled
from satuhadir.feedback.sp4n.words import outgoing_of
from satuhadir.shared.errors import DomainError

_FORM = ["GET", "HEAD", "POST"]
_ON_A_PAGE = 25
# What stands in the way, in words; a code that is not here is a refusal of theirs.
TROUBLES = {
    "away": gettext_lazy("LAPOR! belum dapat dijangkau"),
    "lost": gettext_lazy("jawaban LAPOR! hilang di jalan; dicari dahulu sebelum dikirim lagi"),
    "key": gettext_lazy("kunci kita ditolak LAPOR!; hubungi pengelola sistem"),
    "unsure": gettext_lazy("tidak pasti sudah masuk atau belum; periksa dahulu di lapor.go.id"),
    "withdrawn": gettext_lazy("pelapor mencabut laporannya"),
}
SHAPES = {"waiting": "waiting", "sent": "done", "given_up": "late", "by_hand": "done"}


class ReferenceForm(forms.Form):
    """The number a complaint got at lapor.go.id."""

    nomor = forms.CharField(
        label=gettext_lazy("Nomor di LAPOR!"),
        max_length=60,
        error_messages={"required": gettext_lazy("Tulis nomor yang ditampilkan LAPOR!.")},
    )


@dataclass(frozen=True, slots=True)
class RelayRow:
    """One relay as the page shows it. `words` are for pasting, None once it is there."""

    relay: Relay
    shape: str
    trouble: str
    words: Outgoing | None
    form: ReferenceForm
    is_first: bool = False  # of those that need somebody

    @property
    def is_open(self) -> bool:
        return self.words is not None


@staff_only("handle_complaints")
@require_http_methods(_FORM)
def all_relays(request: HttpRequest, slug: str) -> HttpResponse:
    """Show them, the newest first; send again, or record what was done by hand."""
    ask = at_mall(request, slug, "handle_complaints")
    if not ask.is_whole:
        raise NotYours
    if request.method != "POST":
        return _page(request, ask)
    text = request.POST.get("penerusan", "")
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    form = ReferenceForm(request.POST) if request.POST.get("aksi") == "tangan" else None
    if form is not None and not form.is_valid():
        return _page(request, ask, about=int(text), form=form, status=422)
    try:
        said = _press(ask, int(text), form)
    except ReferenceInvalid as error:
        assert form is not None
        for problem in error.errors:
            form.add_error(problem.field, str(problem.detail))
        return _page(request, ask, about=int(text), form=form, status=422)
    except RelaySettled as error:
        return _page(request, ask, error=error, status=409)
    messages.success(request, said, extra_tags="kelola")
    return redirect("manage_sp4n", slug)


def _press(ask: MallAsk, relay_id: int, form: ReferenceForm | None) -> str:
    if form is None:
        outbox.send_again(mall=ask.mall, relay_id=relay_id)
        return _("Dikirim lagi dalam setengah menit.")
    outbox.mark_by_hand(
        mall=ask.mall, relay_id=relay_id, reference=form.cleaned_data["nomor"],
        actor=ask.caller.actor,
    )  # fmt: skip
    return _("Dicatat: sudah dimasukkan dengan tangan.")


def _page(
    request: HttpRequest,
    ask: MallAsk,
    *,
    about: int = 0,
    form: ReferenceForm | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(relays_of(ask.mall), _ON_A_PAGE).get_page(request.GET.get("hal"))
    listed = list(page)
    reporters = Reporter.objects.in_bulk([one.complaint_id for one in listed])
    rows = [
        _row(one, reporters.get(one.complaint_id), form if one.pk == about else None)
        for one in listed
    ]
    first = next((place for place, one in enumerate(rows) if one.is_open), None)
    if first is not None:
        rows[first] = replace(rows[first], is_first=True)
    context = {
        "ask": ask,
        "rows": rows,
        "page": page,
        "is_connected": bool(settings.SATUHADIR_SP4N_URL),
        "wrong": [form] if form is not None and form.errors else [],
        "refused": str(error) if error else "",
        "about": about,
    }
    return render(request, "feedback/manage_sp4n.html", context, status=status)


def _row(relay: Relay, reporter: Reporter | None, form: ReferenceForm | None) -> RelayRow:
    is_open = relay.state in {"waiting", "given_up"}
    trouble = ""
    if is_open and relay.last_error:
        known = TROUBLES.get(relay.last_error)
        trouble = str(known) if known else _("ditolak LAPOR! ({code})").format(
            code=relay.last_error
        )  # fmt: skip
    words = outgoing_of(relay.complaint, relay, reporter) if is_open else None
    blank = ReferenceForm(auto_id=f"nomor-{relay.pk}")
    return RelayRow(relay, SHAPES[relay.state], trouble, words, form or blank)
