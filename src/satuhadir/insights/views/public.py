# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/angka/`: figures open to everybody, and the digests that prove the log."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satuhadir.insights import wording
from satuhadir.insights.publishing import (
    LICENCE,
    LICENCE_NAME,
    Open,
    OpenMonth,
    as_rows,
    open_month,
    open_months,
)
from satuhadir.malls.http import MallRequest
from satuhadir.queue import queries as queue
from satuhadir.shared.charts import Point, Told, bars
from satuhadir.shared.http import public
from satuhadir.shared.sheets import Sheet, csv_answer

_COLUMNS = (
    "kind", "code", "name", "period", "numbers", "hidden", "median_wait_minutes",
    "p90_wait_minutes", "promise_kept_percent", "no_show_percent",
)  # fmt: skip


@public
@require_safe
def figures(request: MallRequest, slug: str) -> HttpResponse:
    """Show a month, day by day and agency by agency, and the digests of closed days."""
    mall = request.mall
    months = open_months(mall)
    chosen = month_asked(request.GET.get("bulan", ""), months)
    found = open_month(mall, chosen) if chosen else None
    context: dict[str, Any] = {
        "months": [(one.isoformat()[:7], date_format(one, "F Y"), one == chosen) for one in months],
        "month": found,
        "asked_unknown": bool(request.GET.get("bulan")) and chosen is None,
        "days": [
            {"day": wording.full_day(one.day), "events": wording.count(one.events),
             "hash": one.hash}
            for one in queue.closed_days(mall)
        ],
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
    }  # fmt: skip
    if found is not None:
        context |= {
            "key": found.month.isoformat()[:7],
            "title": date_format(found.month, "F Y"),
            "chart": _chart(found),
            "by_day": [(wording.long_day(day, "month"), _texts(one))
                       for day, one in found.days.items()],
            "by_agency": sorted((found.names.get(code, code), _texts(one))
                                for code, one in found.agencies.items()),
            "whole": _texts(found.whole),
        }  # fmt: skip
    return render(request, "insights/public.html", context)


@public
@require_safe
def digests_json(request: MallRequest, slug: str) -> HttpResponseBase:
    """Answer the last hash of each closed day: who notes one can prove a later change."""
    items = [
        {"day": one.day.isoformat(), "events": one.events, "hash": one.hash}
        for one in queue.closed_days(request.mall)
    ]
    return JsonResponse({"items": items, "next": None})


@public
@require_safe
def open_data(request: MallRequest, slug: str, kind: str) -> HttpResponseBase:
    """Give a month as CSV or JSON; the newest finished month without `?bulan=`."""
    if kind not in {"csv", "json"}:
        raise Http404
    mall = request.mall
    months = open_months(mall)
    asked = request.GET.get("bulan", "")
    chosen = month_asked(asked, months)
    if chosen is None and asked:
        raise Http404
    found = open_month(mall, chosen) if chosen else None
    rows = as_rows(mall, found) if found else []
    if kind == "csv":
        name = f"{slug}-angka-{chosen.isoformat()[:7] if chosen else 'kosong'}"
        return csv_answer(name, Sheet("angka", _COLUMNS, [tuple(r.values()) for r in rows]))
    return JsonResponse(
        {
            "mall": mall.slug,
            "name": mall.name,
            "month": found.month.isoformat()[:7] if found else None,
            "is_over": found.is_over if found else False,
            "is_sample": found.is_sample if found else False,
            "licence": LICENCE,
            "months": [one.isoformat()[:7] for one in months],
            "items": rows,
        }
    )


def month_asked(text: str, months: list[date]) -> date | None:
    """Return the month asked for; without one the newest that is over, or the newest."""
    if not text:
        return (months[1] if len(months) > 1 else months[0]) if months else None
    return next((one for one in months if one.isoformat()[:7] == text), None)


def _texts(one: Open) -> dict[str, str]:
    """Return a row in words; what is hidden says so."""
    few = _("terlalu sedikit")
    return {
        "numbers": few if one.is_hidden else wording.count(one.numbers),
        "median": wording.count(one.median_wait),
        "long": wording.count(one.long_wait),
        "kept": wording.percent(one.kept_share),
        "absent": wording.percent(one.no_show_share),
    }


def _chart(month: OpenMonth) -> Any:
    points = [Point(str(day.day), one.numbers) for day, one in month.days.items()]
    shown = {day: one.numbers for day, one in month.days.items() if one.numbers}
    if not shown:
        few = _("Tiap harinya terlalu sedikit untuk ditampilkan.")
        return {"told": Told("hari", _("Nomor diambil tiap hari"), few), "svg": ""}
    most = max(shown, key=lambda day: shown[day] or 0)
    says = _("Paling ramai {when}, {n} nomor.").format(
        when=wording.long_day(most, "month"), n=wording.count(shown[most])
    )
    told = Told("hari", _("Nomor diambil tiap hari"), says)
    return {"told": told, "svg": bars(told, points)}
