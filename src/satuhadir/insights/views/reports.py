# SPDX-License-Identifier: Apache-2.0
"""The monthly report of a mall's performance: on paper, and as a workbook."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from satuhadir.accounts.http import staff_only
from satuhadir.insights import wording
from satuhadir.insights.pictures import pictures
from satuhadir.insights.publishing import open_months
from satuhadir.insights.qualities import qualities
from satuhadir.insights.queries.asking import complaints_of, survey_of
from satuhadir.insights.sight import Sight
from satuhadir.insights.tables import TABLES, table
from satuhadir.insights.telling import heroes, sentences
from satuhadir.insights.values import Period
from satuhadir.insights.views.targets import whole
from satuhadir.malls.models import Mall
from satuhadir.shared.paper import can_draw, pdf_answer
from satuhadir.shared.sheets import Sheet, xlsx_answer

MOST_MONTHS = 36


@staff_only("manage")
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the months that a report can be made of."""
    ask = whole(request, slug)
    today = ask.mall.today()
    months = [
        {
            "key": month.isoformat()[:7],
            "name": date_format(month, "F Y"),
            "is_over": Period.around("month", month).last < today,
        }
        for month in open_months(ask.mall)[:MOST_MONTHS]
    ]
    context = {"ask": ask, "months": months, "can_draw": can_draw()}
    return render(request, "insights/reports.html", context)


@staff_only("manage")
@require_safe
def report_file(request: HttpRequest, slug: str, month: str, kind: str) -> HttpResponse:
    """Give the report of a month as PDF or XLSX."""
    ask = whole(request, slug)
    day = _day_of(month)
    if kind not in {"pdf", "xlsx"} or day is None or day not in open_months(ask.mall):
        raise Http404
    sight = Sight(ask.mall, Period.around("month", day))
    name = f"{slug}-laporan-kinerja-{month}"
    if kind == "pdf":
        return pdf_answer(name, "insights/report_paper.html", _told(ask.mall, sight))
    return xlsx_answer(name, _sheets(sight))


def _day_of(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _told(mall: Mall, sight: Sight) -> dict[str, Any]:
    """Return what stands in the report."""
    survey = survey_of(mall, sight.period.first)
    result = survey.result if survey else None
    return {
        "mall": mall,
        "sight": sight,
        "period_text": wording.period(sight.period),
        "made_at": mall.local_now(),
        "heroes": heroes(sight),
        "sentences": sentences(sight),
        "pictures": pictures(sight),
        "tables": [table(name, sight) for name in ("instansi", "hari", "saluran", "berkas")],
        "qualities": qualities(sight),
        "survey": survey,
        "result": result,
        "complaints": complaints_of(mall, sight.period),
        "state": sight.state,
        "is_running": sight.is_running,
        "target": sight.target,
    }


def _sheets(sight: Sight) -> list[Sheet]:
    """Return every table of the month, and the indicators of the five qualities."""
    sheets = [table(name, sight).sheet() for name in TABLES]
    rows = [
        (quality.name, one.name, one.value, one.target, one.definition, one.source)
        for quality in qualities(sight)
        for one in quality.indicators
    ]
    heads = ("Mutu", "Indikator", "Nilai", "Sasaran", "Definisi", "Sumber")
    return [*sheets, Sheet("Lima mutu", heads, rows)]
