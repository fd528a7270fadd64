# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/layanan/cakupan/`: what the mall does not offer yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue.coverage import AgencyCoverage, coverage_of, usual_services
from satuhadir.catalogue.entries import CatalogueDocument
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.views.asking import FORM, page
from satuhadir.catalogue.views.files import read_upload
from satuhadir.shared.sheets import Sheet, csv_answer, xlsx_answer


@staff_only("manage")
@require_http_methods(FORM)
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare the mall with the shipped list, or with a list that is sent along; keep nothing."""
    ask = at_mall(request, slug)
    listed, name, problem = usual_services(), "", ""
    sent = request.FILES.get("daftar")
    if request.method == "POST" and sent is None:
        problem = _("Pilih berkas lebih dahulu.")
    elif sent is not None:
        try:
            listed, name = read_upload(sent), str(sent.name)
        except CatalogueInvalid as error:
            problem = f"{error} {error.problems[0]}"
    rows = _compared(ask, listed)
    total = sum(one.total for one in rows)
    present = sum(len(one.present) for one in rows)
    context = {
        "rows": rows,
        "total": total,
        "present": present,
        "missing": total - present,
        "percent": round(100 * present / total) if total else 0,
        "list_name": name,
        "problem": problem,
    }
    return page(ask, "manage_coverage", context, wrong=bool(problem))


@staff_only("manage")
@require_safe
def coverage_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Hand the comparison with the shipped list out as XLSX or CSV."""
    ask = at_mall(request, slug)
    heads = [_("Instansi"), _("Kode"), _("Layanan"), _("Ada di mal"), _("Ditampung oleh")]
    sheet = Sheet(
        _("Cakupan"),
        heads,
        [
            [row.name, entry.code, entry.name, said, row.takes_in]
            for row in _compared(ask, usual_services())
            for said, entries in ((_("belum"), row.missing), (_("ya"), row.present))
            for entry in entries
        ],
    )
    if form == "xlsx":
        return xlsx_answer(f"cakupan-{slug}", [sheet])
    if form == "csv":
        return csv_answer(f"cakupan-{slug}", sheet)
    raise Http404


def _compared(ask: MallAsk, listed: CatalogueDocument) -> list[AgencyCoverage]:
    return coverage_of(ask.mall, listed, agencies=ask.agencies)
