# SPDX-License-Identifier: Apache-2.0
"""What anybody may read of satisfaction, month by month: mall, agency, service; the report."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.satisfaction import queries, reporting, showing
from satuhadir.satisfaction.errors import MonthNotFound, UnitNotFound
from satuhadir.satisfaction.models import FollowUp
from satuhadir.satisfaction.models.deciding import ELEMENT_NAMES
from satuhadir.satisfaction.showing import Shown
from satuhadir.satisfaction.values import Figures, Month
from satuhadir.shared import limits
from satuhadir.shared.http import public
from satuhadir.shared.memory import Brief
from satuhadir.shared.paper import pdf
from satuhadir.shared.sheets import xlsx_answer

TREND_MONTHS = 12
# Drawing takes seconds on an old server; a plan that was just written shows a minute later.
_papers: Brief[bytes] = Brief(60, most=20)


@public
@require_safe
def mall(request: MallRequest, slug: str) -> HttpResponse:
    """Show a mall's satisfaction in a month: elements, samples, plans, agencies."""
    months = queries.published_months(request.mall)
    if not months:
        return render(request, "satisfaction/published.html", {"months": []})
    month = chosen_month(request, months)
    found = queries.published_month(request.mall, month)
    context = _context(request.mall, found, found.whole, months)
    context |= {
        "profile": showing.profile_tables(found),
        "trend": _trend(request.mall, months) if len(months) > 1 else "",
        "here": "mall",
    }
    return render(request, "satisfaction/published.html", context)


@public
@require_safe
def agency(request: MallRequest, slug: str, agency: str) -> HttpResponse:
    """Show one agency's."""
    return _unit(request, agency, "")


@public
@require_safe
def service(request: MallRequest, slug: str, agency: str, service: str) -> HttpResponse:
    """Show one service's."""
    return _unit(request, agency, service)


@public
@require_safe
def report_pdf(request: MallRequest, slug: str) -> HttpResponse:
    """Answer the month's report on paper, as the regulation wants it."""
    limits.hit_request(request, "skm.report", device="10/minute", address="60/minute")
    mall = request.mall
    month = chosen_month(request, queries.published_months(mall))
    paper = _papers.get(
        (mall.pk, month, get_language()),
        lambda: pdf("satisfaction/report.html", reporting.context(mall, month)),
    )
    answer = HttpResponse(paper, content_type="application/pdf")
    name = reporting.file_name(mall, month)
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@public
@require_safe
def report_xlsx(request: MallRequest, slug: str) -> HttpResponse:
    """Answer the month's report as a workbook."""
    limits.hit_request(request, "skm.report", device="10/minute", address="60/minute")
    month = chosen_month(request, queries.published_months(request.mall))
    name = reporting.file_name(request.mall, month)
    return xlsx_answer(name, reporting.sheets(request.mall, month))


def chosen_month(request: MallRequest, months: Sequence[date]) -> date:
    """Return the month asked for with `?bulan=2026-11`, the newest without.

    Raises:
        MonthNotFound: no such month is published.
    """
    asked = request.GET.get("bulan", "")
    if not asked and months:
        return months[0]
    found = next((month for month in months if f"{month:%Y-%m}" == asked), None)
    if found is None:
        raise MonthNotFound
    return found


def _unit(request: MallRequest, agency: str, service: str) -> HttpResponse:
    months = queries.published_months(request.mall)
    month = chosen_month(request, months)
    found = queries.published_month(request.mall, month)
    figures = queries.figures_of(found, agency, service)
    if figures is None:
        raise UnitNotFound
    above = queries.figures_of(found, agency) if service else None
    context = _context(request.mall, found, figures, months)
    context |= {"above": above, "here": "service" if service else "agency", "agency_code": agency}
    return render(request, "satisfaction/published.html", context)


def _context(mall: Mall, month: Month, figures: Figures, months: Sequence[date]) -> dict[str, Any]:
    compares = queries.policy_of(mall).compares_printed
    one = showing.shown(month.month, figures, printed=compares)
    plans = queries.follow_ups_of(mall, month.month)
    return {
        "months": [(each, showing.month_text(each)) for each in months],
        "month": month.month,
        "one": one,
        "plans": plan_rows(one, plans) if figures is month.whole else _plans_for(figures, plans),
        "children": [
            (child, showing.number(child.result.ikm, 2) if child.result else "")
            for child in figures.children
        ],
    }


def plan_rows(one: Shown, plans: dict[str, FollowUp]) -> list[dict[str, Any]]:
    """Return each of the three lowest elements with its plan, None where there is none yet, and
    whatever else was planned.
    """
    codes = [row.code for row in one.lowest]
    codes += [code for code in plans if code not in codes]
    names = {row.code: row.name for row in one.rows} or dict(ELEMENT_NAMES)
    return [_plan(names[code], code, plans.get(code)) for code in codes]


def _plans_for(figures: Figures, plans: dict[str, FollowUp]) -> list[dict[str, Any]]:
    """Return the plans that an agency answers for."""
    return [
        _plan(ELEMENT_NAMES[code], code, plan)
        for code, plan in plans.items()
        if plan.agency is not None and plan.agency.code == figures.code
    ]


def _plan(name: Any, code: str, plan: FollowUp | None) -> dict[str, Any]:
    state = showing.status_state(plan.status) if plan else "late"
    return {"name": name, "code": code, "plan": plan, "state": state}


def _trend(mall: Mall, months: Sequence[date]) -> str:
    newest = list(months[:TREND_MONTHS])[::-1]
    found = [(month, queries.published_month(mall, month).whole.result) for month in newest]
    return showing.trend(found)
