# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/layanan/berkas/`: the catalogue out as a file, and a file in, looked at first."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions
from satuhadir.catalogue.entries import CatalogueDocument, Problem
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.exporting import as_yaml, document_of
from satuhadir.catalogue.importing import read_catalogue
from satuhadir.catalogue.marked import MAX_BYTES
from satuhadir.catalogue.sheets import as_workbook, read_workbook
from satuhadir.catalogue.views.asking import FORM, actor_of, need_whole, page, say
from satuhadir.shared.sheets import XLSX

_SHOWN = 200
_KINDS = {"yaml": "application/yaml; charset=utf-8", "xlsx": XLSX}


@staff_only("manage")
@require_http_methods(FORM)
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ways out and in; a file that comes is looked at, and brought in when that is asked.

    The whole mall's manager alone brings files in.
    """
    ask = at_mall(request, slug)
    if request.method != "POST":
        return page(ask, "manage_files", {"is_first": _is_first(ask)})
    need_whole(ask)
    sent = request.FILES.get("berkas")
    if sent is None:
        return page(ask, "manage_files", {"missing": True, "is_first": _is_first(ask)}, wrong=True)
    bring = request.POST.get("aksi") == "masukkan"
    try:
        document = read_upload(sent)
        result = actions.import_catalogue(
            ask.mall, document, actor=actor_of(ask), dry_run=not bring
        )
    except CatalogueInvalid as error:
        context = {
            "problems": error.problems[:_SHOWN],
            "more": max(0, len(error.problems) - _SHOWN),
            "refused": error,
            "is_first": _is_first(ask),
        }
        return page(ask, "manage_files", context, wrong=True)
    if bring:
        say(ask, _("Berkas dimasukkan: {n} perubahan.").format(n=len(result.changes)))
    context = {
        "result": result,
        "changes": result.changes[:_SHOWN],
        "more": max(0, len(result.changes) - _SHOWN),
        "brought": bring,
        "file_name": str(sent.name),
        "is_first": _is_first(ask),
    }
    return page(ask, "manage_files", context)


@staff_only("manage")
@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Hand the catalogue out; an agency's manager gets the agency's."""
    ask = at_mall(request, slug)
    if form not in _KINDS:
        raise Http404
    document = document_of(ask.mall, agencies=ask.agencies)
    body = as_yaml(document) if form == "yaml" else as_workbook(document)
    answer = HttpResponse(body, content_type=_KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="katalog-{slug}.{form}"'
    return answer


def read_upload(sent: "UploadedFile[Any]") -> CatalogueDocument:
    """Return the checked content of a file that came with a form: YAML, JSON or XLSX.

    Raises:
        CatalogueInvalid: with every problem found.
    """
    name = str(sent.name or "berkas")[-100:]
    if (sent.size or 0) > MAX_BYTES:
        reason = _("berkas lebih dari {n} MB").format(n=MAX_BYTES // 1024 // 1024)
        raise CatalogueInvalid([Problem(name, "-", "-", reason)])
    data = sent.read()
    if name.lower().endswith(".xlsx") or data[:4] == b"PK\x03\x04":
        return read_workbook(data, file=name)
    return read_catalogue(data, file=name)


def _is_first(ask: MallAsk) -> bool:
    return not ask.mall.service_standards.filter(state="published").exists()
