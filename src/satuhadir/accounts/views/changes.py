# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/perubahan/`: who changed what of the set-up, before and after."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.accounts.changes import changes_of, kinds
from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.accounts.queries import people_at
from satuhadir.malls.models import SetupRecord
from satuhadir.malls.queries import setup_records
from satuhadir.shared.sheets import Sheet, csv_answer

_PAGE = 100
_MOST_IN_A_FILE = 5_000


@staff_only("read_log")
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the changes, the newest first; narrowed to a day or a kind; a page at a time."""
    ask = _whole_mall(request, slug)
    chosen = _chosen(request)
    older = request.GET.get("sebelum", "")
    before_id = int(older) if older.isdecimal() and len(older) < 19 else None
    found = _records(ask, chosen, limit=_PAGE + 1, before_id=before_id)
    more = len(found) > _PAGE
    found = found[:_PAGE]
    narrowed = {key: request.GET[key] for key in ("hari", "bagian") if request.GET.get(key)}
    context = {
        "ask": ask,
        "changes": changes_of(found, ask.mall.timezone),
        "kinds": sorted((label, word) for word, (_, label) in kinds().items()),
        "day": request.GET.get("hari", ""),
        "kind": request.GET.get("bagian", ""),
        "older": urlencode({**narrowed, "sebelum": found[-1].pk}) if more else "",
        "file": urlencode(narrowed),
        "is_narrowed": bool(narrowed) or before_id is not None,
    }
    return render(request, "accounts/changes.html", context)


@staff_only("read_log")
@require_safe
def changes_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the same out as a file for a spreadsheet, one line for each column that changed."""
    ask = _whole_mall(request, slug)
    heads = ["waktu", "oleh", "bagian", "yang terjadi", "nama", "isian", "sebelum", "sesudah"]
    found = _records(ask, _chosen(request), limit=_MOST_IN_A_FILE)
    rows = [
        (change.at, change.who, change.what, change.did, change.names, *one)
        for change in changes_of(found, ask.mall.timezone, apart=True)
        for one in change.differences
    ]
    return csv_answer(f"perubahan-{ask.mall.slug}", Sheet("Perubahan", heads, rows))


def _whole_mall(request: HttpRequest, slug: str) -> MallAsk:
    ask = at_mall(request, slug, "read_log")
    if not ask.is_whole:
        raise NotYours
    return ask


def _chosen(request: HttpRequest) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    try:
        chosen["day"] = date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        chosen["day"] = None
    known = kinds().get(request.GET.get("bagian", ""))
    chosen["tables"] = [known[0]] if known else None
    return chosen


def _records(
    ask: MallAsk, chosen: dict[str, Any], *, limit: int, before_id: int | None = None
) -> list[SetupRecord]:
    accounts = [one.pk for one in people_at(ask.mall, None)]
    return setup_records(ask.mall, accounts=accounts, before_id=before_id, limit=limit, **chosen)
