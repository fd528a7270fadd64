# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pencetak/`: the printers of the hall: how they are, added, tried, changed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.malls.models import Mall
from satuhadir.printing import actions as printing
from satuhadir.printing import queries as printers
from satuhadir.printing.actions import Given
from satuhadir.printing.errors import PrinterInvalid
from satuhadir.printing.models import Printer
from satuhadir.printing.values import Slip
from satuhadir.queue import wording
from satuhadir.queue.staff.asking import MallAsk, at_mall, find_uuid
from satuhadir.queue.staff.manage.answers import say

NOT_PAIRED = "lain"
_METHODS = ["GET", "HEAD", "POST"]


class PrinterForm(forms.Form):
    """A printer as a manager writes it; `alamat` and `port` are asked for network printers."""

    nama = forms.CharField(label=gettext_lazy("Nama"), max_length=60)
    alamat = forms.CharField(label=gettext_lazy("Alamat IP"), max_length=45)
    port = forms.IntegerField(label=gettext_lazy("Port"), initial=9100)
    lebar = forms.TypedChoiceField(
        label=gettext_lazy("Lebar kertas"), choices=[(58, "58 mm"), (80, "80 mm")], coerce=int,
        initial=80,
    )  # fmt: skip
    qr_gambar = forms.BooleanField(required=False)
    petugas = forms.BooleanField(required=False)
    kios = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, mall: Mall, printer: Printer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if printer is not None and printer.agent_id is not None:
            del self.fields["alamat"], self.fields["port"]
        kiosks = [(str(one.pk), one.name) for one in printers.kiosks_of(mall)]
        unpaired = (NOT_PAIRED, str(_("Kios yang belum disambungkan")))
        self.fields["kios"].choices = [*kiosks, unpaired]  # type: ignore[attr-defined]

    def given(self) -> Given:
        """Return what the form says."""
        said = self.cleaned_data
        return Given(
            name=said["nama"],
            host=said.get("alamat", ""),
            port=said.get("port", 9100),
            width=said["lebar"],
            draws_qr=said["qr_gambar"],
            for_desks=said["petugas"],
            kiosks=[None if one == NOT_PAIRED else find_uuid(one) for one in said["kios"]],
        )


@staff_only("manage")
@require_http_methods(_METHODS)
def all_printers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every printer and how it is; add one of the network."""
    ask = _at_whole(request, slug)
    first = not printers.printers_of(ask.mall)
    form = PrinterForm(
        request.POST or None, mall=ask.mall, printer=None,
        initial={"kios": [NOT_PAIRED] if first else [], "petugas": first},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _keep(ask.mall, None, form)
        if made is not None:
            say(ask, _("{name} ditambahkan. Cetak satu lembar percobaan.").format(name=made.name))
            return redirect("manage_printer", slug, made.pk)
    context = {"printers": printers.printers_of(ask.mall), "form": form}
    return _page(ask, "manage_printers", context, form)


@staff_only("manage")
@require_http_methods(_METHODS)
def one_printer(request: HttpRequest, slug: str, printer: UUID) -> HttpResponse:
    """Show one printer; try it, change it, take it away."""
    ask = _at_whole(request, slug)
    found = printers.printer_at(ask.mall, printer)
    does = request.POST.get("aksi", "")
    if does == "coba":
        tried = printing.queue_test(printer=found, slip=test_slip(ask.mall, found))
        answer = redirect("manage_printer", slug, printer)
        answer["Location"] += f"?coba={tried}"
        return answer
    if does == "lepas":
        printing.remove_printer(printer=found)
        say(ask, _("{name} dilepas. Kiosnya mencetak lewat peramban.").format(name=found.name))
        return redirect("manage_printers", slug)
    form = PrinterForm(
        request.POST if does == "simpan" else None, mall=ask.mall, printer=found,
        initial=_initial(found),
    )  # fmt: skip
    if does == "simpan" and form.is_valid() and _keep(ask.mall, found, form) is not None:
        say(ask, _("Pencetak disimpan."))
        return redirect("manage_printer", slug, printer)
    found = printers.printer_at(ask.mall, printer)
    health = next(one for one in printers.printers_of(ask.mall) if one.id == printer)
    since = health.since.astimezone(ask.mall.local_now().tzinfo)
    tried_id = find_uuid(request.GET.get("coba", ""))
    context = {
        "health": health,
        "since": f"{wording.day(since.date())}, {wording.clock_zone(since, ask.mall)}",
        "printer": found,
        "form": form,
        "tried": printers.paper_of(ask.mall, tried_id) if tried_id else None,
    }
    return _page(ask, "manage_printer", context, form)


def test_slip(mall: Mall, printer: Printer) -> Slip:
    """Return a paper that tries everything a number's paper has."""
    now = mall.local_now()
    return Slip(
        mall=mall.name,
        day=wording.day(now.date()),
        title=_("Cetak percobaan"),
        code="A-000",
        service=printer.name,
        agency=_("Bila huruf dan kode QR ini jelas, pencetak siap."),
        track_url=f"https://percobaan.invalid/{mall.slug}/antrean/{'a' * 26}/",
        scan=_("Bila kode QR tidak muncul, pilih QR sebagai gambar di halaman pencetak."),
        issued=wording.clock_zone(now, mall),
    )


def _at_whole(request: HttpRequest, slug: str) -> MallAsk:
    """Let a manager of the whole mall in: the printers are nobody's booth."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    return ask


def _keep(mall: Mall, printer: Printer | None, form: PrinterForm) -> Printer | None:
    """Keep what the form says; what the room refuses is said at its field."""
    try:
        return printing.keep_printer(mall=mall, printer=printer, given=form.given())
    except PrinterInvalid as error:
        for one in error.errors:
            form.add_error(one.field, str(one.detail))
        return None


def _initial(printer: Printer) -> dict[str, Any]:
    return {
        "nama": printer.name,
        "alamat": printer.host,
        "port": printer.port,
        "lebar": printer.width,
        "qr_gambar": printer.draws_qr,
        "petugas": printer.for_desks,
        "kios": [str(one) if one else NOT_PAIRED for one in printers.kiosk_ids_of(printer)],
    }


def _page(ask: MallAsk, name: str, context: dict[str, Any], form: PrinterForm) -> HttpResponse:
    bad = form.is_bound and bool(form.errors)
    shown = {**context, "ask": ask, "wrong": [form] if bad else []}
    return render(ask.request, f"queue/{name}.html", shown, status=422 if bad else 200)
