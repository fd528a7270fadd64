# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/angka/`: what a manager answers for, over a day, a week, a month or a year."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.insights import wording
from satuhadir.insights.errors import AgencyNotFound
from satuhadir.insights.forms import BY_LENGTH, LENGTHS, PeriodForm, period_asked
from satuhadir.insights.pictures import pictures
from satuhadir.insights.sight import Sight
from satuhadir.insights.tables import TABLES, table
from satuhadir.insights.telling import heroes, sentences
from satuhadir.insights.values import Period
from satuhadir.malls.models import Agency
from satuhadir.shared.sheets import csv_answer, xlsx_answer

OF_MALL = ("instansi", "saluran", "perkiraan", "selesai", "berkas")
OF_AGENCY = ("antrean", "layanan", "loket", "ketepatan", "perkiraan", "saluran", "berkas")


@staff_only("manage")
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the mall's figures; who manages one agency is led to its own."""
    ask = at_mall(request, slug)
    period, form = period_asked(request.GET, ask.mall.today())
    if ask.is_whole:
        return _page(ask, Sight(ask.mall, period), form, OF_MALL)
    own = list(_own_agencies(ask))
    if len(own) == 1:
        there = reverse("figures_agency", args=[slug, own[0].code])
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{there}?{query}" if query else there)
    sight = Sight(ask.mall, period, among=frozenset(one.code for one in own))
    context = {**frame(ask, sight, form), "tables": [table("instansi", sight)], "is_list": True}
    return render(request, "insights/figures.html", context)


@staff_only("manage")
@require_safe
def agency(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show one agency's figures, line by line, service by service, counter by counter."""
    ask = at_mall(request, slug)
    period, form = period_asked(request.GET, ask.mall.today())
    sight = Sight(ask.mall, period, agency_of(ask, code))
    return _page(ask, sight, form, OF_AGENCY)


@staff_only("manage")
@require_safe
def details(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show one table alone: every line, service or counter of the mall."""
    ask = at_mall(request, slug)
    if name not in TABLES:
        raise Http404
    period, form = period_asked(request.GET, ask.mall.today())
    sight = _sight(ask, period)
    context = {**frame(ask, sight, form), "tables": [table(name, sight)], "is_list": True}
    return render(request, "insights/figures.html", context)


@staff_only("manage")
@require_safe
def table_file(request: HttpRequest, slug: str, name: str, kind: str) -> HttpResponse:
    """Give a table as CSV or XLSX; `?instansi=` narrows to one agency."""
    ask = at_mall(request, slug)
    if name not in TABLES or kind not in {"csv", "xlsx"}:
        raise Http404
    period, _form = period_asked(request.GET, ask.mall.today())
    code = request.GET.get("instansi", "")
    sight = Sight(ask.mall, period, agency_of(ask, code)) if code else _sight(ask, period)
    made = table(name, sight).sheet()
    file = f"{slug}-{name}-{BY_LENGTH[period.length]}-{period.first.isoformat()}"
    return csv_answer(file, made) if kind == "csv" else xlsx_answer(file, [made])


def agency_of(ask: MallAsk, code: str) -> Agency:
    """Return the agency in the charge of who asks; raise AgencyNotFound for any other."""
    found = Agency.objects.filter(mall=ask.mall, code=code).first()
    if found is None or not ask.covers(found.pk):
        raise AgencyNotFound
    return found


def _own_agencies(ask: MallAsk) -> list[Agency]:
    return list(Agency.objects.filter(mall=ask.mall, pk__in=ask.agencies or []))


def _sight(ask: MallAsk, period: Period) -> Sight:
    """Return the whole mall, or as much of it as who asks may see; never others' channels."""
    if ask.is_whole:
        return Sight(ask.mall, period)
    own = _own_agencies(ask)
    if len(own) == 1:
        return Sight(ask.mall, period, own[0])
    return Sight(ask.mall, period, among=frozenset(one.code for one in own))


def _page(ask: MallAsk, sight: Sight, form: PeriodForm, names: tuple[str, ...]) -> HttpResponse:
    is_empty = not (sight.numbers.issued or sight.numbers.open_seconds)
    context = frame(ask, sight, form)
    if not is_empty:
        tables = [one for one in (table(name, sight) for name in names) if one.lines]
        context |= {
            "heroes": heroes(sight),
            "sentences": sentences(sight),
            "pictures": pictures(sight),
            "tables": tables,
        }
    return render(ask.request, "insights/figures.html", {**context, "is_empty": is_empty})


def frame(ask: MallAsk, sight: Sight, form: PeriodForm) -> dict[str, Any]:
    """Return what every page of figures has: its period, the ways to others, its files."""
    period = sight.period
    return {
        "ask": ask,
        "sight": sight,
        "form": form,
        "lengths": [(word, label, BY_LENGTH[period.length] == word) for _l, word, label in LENGTHS],
        "day": _day_in(period, ask),
        "period_text": wording.period(period),
        "query": query_of(period),
        "query_before": query_of(period.before),
        "query_after": query_of(period.after) if period.last < ask.mall.today() else "",
        "state": sight.state,
        "is_running": sight.is_running,
        "counted": _counted(ask, sight),
        "agency": sight.agency,
    }


def _counted(ask: MallAsk, sight: Sight) -> str:
    """Return when today was counted last, `14.05`; "" where no day of the period runs."""
    at = sight.state.counted_at if sight.state.is_running else None
    return f"{at.astimezone(ZoneInfo(ask.mall.timezone)):%H.%M}" if at else ""


def _day_in(period: Period, ask: MallAsk) -> str:
    """Return a day of the period for the field: today where it holds today."""
    today = ask.mall.today()
    return (today if period.first <= today <= period.last else period.first).isoformat()


def query_of(period: Period) -> str:
    """Return the query that leads to a period."""
    return urlencode({"rentang": BY_LENGTH[period.length], "tanggal": period.first.isoformat()})
