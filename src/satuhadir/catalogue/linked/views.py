# SPDX-License-Identifier: Apache-2.0
"""Open data for people and programs: the page that lists it, its files, and where names lead."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.catalogue import queries
from satuhadir.catalogue.linked import kept
from satuhadir.catalogue.linked.doors import (
    kept_file,
    origin_of,
    see_other,
    send_kept,
    send_made,
    wanted_form,
)
from satuhadir.catalogue.linked.graph import catalogue_graph, content_of
from satuhadir.catalogue.linked.publishing import publisher_of
from satuhadir.catalogue.linked.writing import as_form
from satuhadir.catalogue.models import DataFile
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.shared.datasets import Dataset, Distribution, all_datasets
from satuhadir.shared.http import public
from satuhadir.shared.memory import Brief

_singles: Brief[bytes] = Brief(60, most=500)
# Names that have a page of their own; all others lead to the list of data.
_PAGES: Final = {"layanan": "/layanan/{code}/", "peristiwa": "/peristiwa/{code}/"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a data set as the page shows it; size and day where the file is ours."""

    distribution: Distribution
    address: str
    byte_count: int | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A data set with its forms."""

    dataset: Dataset
    page: str
    forms: list[Form]


@public
@require_safe
def index(request: MallRequest, slug: str) -> HttpResponse:
    """Show what data the mall gives, under what terms, how fresh."""
    mall = request.mall
    files = kept.files_of(mall, origin_of(request, mall))
    return render(
        request,
        "catalogue/data.html",
        {
            "datasets": [_shown(mall, one, files) for one in all_datasets()],
            "services": len(queries.services_of(mall)),
            "standards": len(queries.standards_today(mall)),
            "events": len(queries.life_events(mall)),
            "documents": len(queries.document_types(mall)),
            "changed_at": max((one.changed_at for one in files.values()), default=None),
        },
    )


@public
@require_safe
def file(request: MallRequest, slug: str, name: str) -> HttpResponseBase:
    """Answer a kept file."""
    mall = request.mall
    return send_kept(request, kept_file(mall, origin_of(request, mall), name))


@public
@require_safe
def choose(request: MallRequest, slug: str, name: str) -> HttpResponse:
    """Lead to the form of a file that is asked for by `Accept`."""
    form = wanted_form(request)
    end = "" if form == "html" else f"{name}.{form}"
    return see_other(f"/{request.mall.slug}/data/{end}")


@public
@require_safe
def service_file(request: MallRequest, slug: str, code: str, form: str) -> HttpResponseBase:
    """Answer one service with all that belongs to it."""
    mall = request.mall
    queries.service_at(mall, code)
    origin = origin_of(request, mall)
    key = (mall.pk, code, form, origin, kept.stamp_of(mall))
    content = _singles.get(key, lambda: _single(mall, code, form, origin))
    digest = hashlib.sha256(content).hexdigest()
    return send_made(request, f"{code}.{form}", content, digest)


@public
@require_safe
def name(request: MallRequest, slug: str, kind: str, rest: str = "") -> HttpResponse:
    """Lead from the name of a thing to its page, or to data that tells of it."""
    mall, code = request.mall, rest.partition("/")[0]
    if not _is_known(mall, kind, code):
        raise Http404
    form = wanted_form(request)
    if form != "html":
        which = f"layanan/{code}" if kind == "layanan" else "layanan"
        which = "katalog" if kind == "data" else which
        return see_other(f"/{mall.slug}/data/{which}.{form}")
    if kind == "mal":
        return see_other(f"/{mall.slug}/")
    return see_other(f"/{mall.slug}{_PAGES.get(kind, '/data/').format(code=code)}")


def _is_known(mall: Mall, kind: str, code: str) -> bool:
    match kind:
        case "layanan":
            return any(one.code == code for one in queries.services_of(mall))
        case "dokumen":
            return code in queries.document_types(mall)
        case "peristiwa":
            return any(one.code == code for one in queries.life_events(mall))
        case "instansi" | "saluran":
            return any(one.agency.code == code for one in queries.services_of(mall))
        case "wilayah":
            return code == mall.region_id
        case _:
            return kind in {"mal", "data", "kode"}


def _single(mall: Mall, code: str, form: str, origin: str) -> bytes:
    content = content_of(mall, mall.today()).only({code})
    return as_form(catalogue_graph(content, publisher_of(mall, origin)), form)


def _shown(mall: Mall, one: Dataset, files: Mapping[str, DataFile]) -> Shown:
    forms = []
    for form in one.distributions:
        address = form.path.format(mall=mall.slug)
        found = files.get(address.rpartition("/")[2]) if "/data/" in address else None
        forms.append(
            Form(
                form,
                address,
                found.byte_count if found else None,
                found.changed_at if found else None,
            )
        )
    return Shown(one, one.page.format(mall=mall.slug), forms)
