# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/angka/ketepatan/`: how often the waits that people were told came true."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satuhadir.insights import wording
from satuhadir.insights.accuracy import OpenAccuracy, Right, accuracy_rows, open_accuracy
from satuhadir.insights.ends import BINS, OpenEnds, ends_rows, open_ends
from satuhadir.insights.publishing import LICENCE, LICENCE_NAME, open_months
from satuhadir.insights.views.public import month_asked
from satuhadir.malls.http import MallRequest
from satuhadir.shared.charts import Point, Told, band, bars
from satuhadir.shared.http import public
from satuhadir.shared.sheets import Sheet, csv_answer

PROMISED_PERCENT = 80
_COLUMNS = (
    "kind", "code", "name", "period", "judged", "hidden", "right_percent", "later_percent",
    "earlier_percent", "mean_error_minutes", "median_error_minutes",
)  # fmt: skip


@public
@require_safe
def accuracy(request: MallRequest, slug: str) -> HttpResponse:
    """Show a month: by what was told, by agency, the worst day; and the months before."""
    mall = request.mall
    months = open_months(mall)
    asked = request.GET.get("bulan", "")
    chosen = month_asked(asked, months)
    found = open_accuracy(mall, chosen) if chosen else None
    context: dict[str, Any] = {
        "months": [(one.isoformat()[:7], date_format(one, "F Y"), one == chosen) for one in months],
        "month": found,
        "asked_unknown": bool(asked) and chosen is None,
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "promised": wording.percent(PROMISED_PERCENT / 100),
    }
    if found is not None:
        context |= {
            "key": found.month.isoformat()[:7],
            "title": date_format(found.month, "F Y"),
            "says": _says(found),
            "whole": _texts(found.whole),
            "by_told": [(wording.told(key), _texts(one)) for key, one in found.bins.items()],
            "by_agency": sorted((found.names.get(code, code), _texts(one))
                                for code, one in found.agencies.items()),
            "by_month": [(date_format(month, "F Y"), _texts(one))
                         for month, one in reversed(found.months.items())],
            "of_told": _of_told(found),
            "of_months": _of_months(found),
            **_ends(open_ends(mall, found.month)),
        }  # fmt: skip
    return render(request, "insights/accuracy.html", context)


@public
@require_safe
def accuracy_data(request: MallRequest, slug: str, kind: str) -> HttpResponseBase:
    """Give a month as CSV or JSON; the newest finished month without `?bulan=`."""
    if kind not in {"csv", "json"}:
        raise Http404
    mall = request.mall
    months = open_months(mall)
    asked = request.GET.get("bulan", "")
    chosen = month_asked(asked, months)
    if chosen is None and asked:
        raise Http404
    found = open_accuracy(mall, chosen) if chosen else None
    rows = accuracy_rows(mall, found) if found else []
    if chosen:
        rows += ends_rows(mall, chosen, open_ends(mall, chosen))
    if kind == "csv":
        name = f"{slug}-ketepatan-{chosen.isoformat()[:7] if chosen else 'kosong'}"
        return csv_answer(name, Sheet("ketepatan", _COLUMNS, [tuple(r.values()) for r in rows]))
    return JsonResponse(
        {
            "mall": mall.slug,
            "name": mall.name,
            "month": found.month.isoformat()[:7] if found else None,
            "is_over": found.is_over if found else False,
            "is_sample": found.is_sample if found else False,
            "promised_percent": PROMISED_PERCENT,
            "licence": LICENCE,
            "months": [one.isoformat()[:7] for one in months],
            "items": rows,
        }
    )


def _ends(found: OpenEnds | None) -> dict[str, Any]:
    """Return the promised ends in words; nothing where none was promised."""
    if found is None:
        return {}
    return {
        "ends": found,
        "ends_say": _ends_say(found),
        "ends_whole": _texts(found.whole),
        "ends_by_bin": [
            (wording.likely_bin(key, BINS), _texts(one)) for key, one in found.bins.items()
        ],
    }


def _ends_say(found: OpenEnds) -> str:
    whole = found.whole
    if not whole.judged:
        return _("Terlalu sedikit kunjungan bulan ini untuk ditampilkan.")
    text = _(
        "Dari {n} kunjungan dengan beberapa layanan, {share} selesai dalam rentang yang "
        "dijanjikan. Separuhnya meleset paling banyak {minutes} menit dari perkiraan."
    ).format(
        n=wording.count(whole.judged),
        share=wording.percent(whole.kept),
        minutes=wording.count(whole.missed_minutes),
    )
    text += _worst_says(found.worst)
    if found.left:
        text += " " + _("{n} kunjungan lain tidak diselesaikan orangnya.").format(
            n=wording.count(found.left)
        )
    if found.unbounded:
        text += " " + _("{n} lainnya dijanjikan tanpa batas akhir, jadi tidak dinilai.").format(
            n=wording.count(found.unbounded)
        )
    return text


def _worst_says(worst: tuple[date, Right] | None) -> str:
    if worst is None:
        return ""
    return " " + _("Hari terburuk {day}: {share} tepat.").format(
        day=wording.long_day(worst[0], "month"), share=wording.percent(worst[1].kept)
    )


def _texts(one: Right) -> dict[str, str]:
    """Return a row in words; what is hidden says so."""
    return {
        "judged": _("terlalu sedikit") if one.judged is None else wording.count(one.judged),
        "kept": wording.percent(one.kept),
        "late": wording.percent(one.late),
        "early": wording.percent(one.early),
        "missed": wording.decimal(one.missed_minutes),
    }


def _says(found: OpenAccuracy) -> str:
    """Return the month in one or two sentences."""
    whole = found.whole
    if whole.judged is None:
        return _("Terlalu sedikit perkiraan bulan ini untuk ditampilkan.")
    if not whole.judged:
        return _("Bulan ini belum ada perkiraan yang dapat dinilai.")
    text = _(
        "Dari {n} perkiraan, {share} tepat: orang dipanggil dalam rentang yang dikatakan. "
        "Rata-rata panggilan meleset {minutes} menit dari tengah rentangnya."
    ).format(
        n=wording.count(whole.judged),
        share=wording.percent(whole.kept),
        minutes=wording.decimal(whole.missed_minutes),
    )
    text += _worst_says(found.worst)
    return text


def _of_told(found: OpenAccuracy) -> dict[str, Any] | None:
    """Return the chart by what was told; None where every bin is hidden or empty."""
    known = {key: one for key, one in found.bins.items() if one.kept is not None}
    if not known:
        return None
    worst = min(known, key=lambda key: known[key].kept or 0.0)
    told = Told(
        "diperkirakan",
        _("Perkiraan yang tepat, menurut lama yang diperkirakan"),
        _("Paling jarang tepat bila diperkirakan {told}: {share}.").format(
            told=wording.told(worst), share=wording.percent(known[worst].kept)
        ),
    )
    points = [Point(wording.told_short(key), _height(one)) for key, one in found.bins.items()]
    return {"told": told, "svg": bars(told, points, unit="%")}


def _of_months(found: OpenAccuracy) -> dict[str, Any] | None:
    """Return the chart of the months; None where there are less than two."""
    if len(found.months) < 2:
        return None
    shares = {month: one.kept or 0.0 for month, one in found.months.items()}
    low, high = min(shares, key=lambda month: shares[month]), max(shares, key=shares.__getitem__)
    told = Told(
        "bulan-ke-bulan",
        _("Perkiraan yang tepat dari bulan ke bulan"),
        _("Dari {low} ({low_month}) sampai {high} ({high_month}); rentangnya dibuat untuk tepat "
          "{promised}.").format(
            low=wording.percent(shares[low]), low_month=date_format(low, "F Y"),
            high=wording.percent(shares[high]), high_month=date_format(high, "F Y"),
            promised=wording.percent(PROMISED_PERCENT / 100),
        ),
    )  # fmt: skip
    points = [Point(date_format(month, "M"), _height(one)) for month, one in found.months.items()]
    return {"told": told, "svg": band(told, points, unit="%", target=PROMISED_PERCENT)}


def _height(one: Right) -> float | None:
    return None if one.kept is None else round(one.kept * 100, 1)
