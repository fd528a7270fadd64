# SPDX-License-Identifier: Apache-2.0
"""The official report of a month: the same figures as the page, as paper and as a workbook."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from satuhadir.engines.skm import sample_needed
from satuhadir.malls.models import Mall
from satuhadir.satisfaction import queries, showing
from satuhadir.satisfaction.models.deciding import ELEMENT_NAMES
from satuhadir.satisfaction.questions import questions
from satuhadir.satisfaction.values import Figures
from satuhadir.shared.sheets import Cell, Sheet


def file_name(mall: Mall, month: date) -> str:
    return f"skm-{mall.slug}-{month:%Y-%m}"


def context(mall: Mall, month: date) -> dict[str, Any]:
    """Return what the report on paper is made from."""
    found = queries.published_month(mall, month)
    compares = queries.policy_of(mall).compares_printed
    one = showing.shown(month, found.whole, printed=compares)
    plans = queries.follow_ups_of(mall, month)
    return {
        "mall": mall,
        "one": one,
        "month": month,
        "period_from": month,
        "period_to": queries.last_of(month),
        "profile": showing.profile_tables(found),
        "plans": [(row, plans.get(row.code)) for row in one.lowest],
        "other_plans": [
            (ELEMENT_NAMES[code], plan)
            for code, plan in plans.items()
            if code not in {row.code for row in one.lowest}
        ],
        "agencies": [
            (child, showing.number(child.result.ikm, 2) if child.result else "")
            for child in found.whole.children
        ],
        "questions": questions(free=False),
        "printed_on": mall.today(),
    }


def sheets(mall: Mall, month: date) -> Iterator[Sheet]:
    """Yield the tables of the report: result, elements, samples, units, who answered, plans."""
    found = queries.published_month(mall, month)
    one = showing.shown(month, found.whole, printed=True)
    yield Sheet(_("Hasil"), [_("Keterangan"), _("Nilai")], _summary(mall, one))
    yield Sheet(
        _("Unsur"),
        [_("Unsur"), _("NRR"), _("NRR tertimbang"), _("Terendah")],
        [
            (str(row.name), row.exact_mean, row.exact_weighted, _("ya") if row.is_lowest else "")
            for row in one.rows
        ],
    )
    heads = [_("Sampel"), _("Selesai dilayani"), _("Menjawab"), _("Tanggapan, %"), _("IKM"),
             _("Paling rendah"), _("Paling tinggi")]  # fmt: skip
    yield Sheet(_("Sampel"), heads, list(_samples(found.whole)))
    yield Sheet(
        _("Instansi dan layanan"),
        [_("Instansi"), _("Layanan"), _("Selesai dilayani"), _("Responden"), _("IKM"), _("Mutu")],
        list(_units(found.whole)),
    )
    yield Sheet(
        _("Responden"),
        [_("Pertanyaan"), _("Jawaban"), _("Banyaknya")],
        [
            (str(label), str(choice), count)
            for label, rows in showing.profile_tables(found)
            for choice, count in rows
        ],
    )
    yield Sheet(
        _("Tindak lanjut"),
        [_("Unsur"), _("Rencana"), _("Penanggung jawab"), _("Paling lambat"), _("Keadaan"),
         _("Yang sudah dikerjakan")],
        [
            (
                str(plan.get_element_display()),
                plan.plan,
                plan.agency.name if plan.agency else mall.name,
                plan.due_day,
                str(plan.get_status_display()),
                plan.note,
            )
            for plan in queries.follow_ups_of(mall, month).values()
        ],
    )  # fmt: skip


def _summary(mall: Mall, one: showing.Shown) -> list[tuple[Cell, Cell]]:
    result, printed = one.result, one.figures.printed
    rows: list[tuple[Cell, Cell]] = [
        (_("Unit"), mall.name),
        (_("Periode"), one.month_text),
        (_("Populasi: selesai dilayani"), one.figures.population),
        (
            _("Sampel yang diperlukan (Krejcie dan Morgan)"),
            sample_needed(one.figures.population or 0),
        ),
    ]
    if result is None or printed is None or result.ikm is None or printed.ikm is None:
        return [*rows, (_("Hasil"), _("tidak ditampilkan: kurang dari 10 jawaban"))]
    return [
        *rows,
        (_("Responden"), result.n),
        (_("SKM"), showing.decimal(result.skm or result.ikm, 3)),
        (_("IKM (bobot 1/9)"), showing.decimal(result.ikm, 2)),
        (_("Mutu pelayanan"), result.grade),
        (_("Kinerja"), str(one.grade_words)),
        (_("IKM dengan bobot 0,11"), showing.decimal(printed.ikm, 2)),
        (_("Mutu dengan bobot 0,11"), printed.grade),
    ]


def _samples(whole: Figures) -> Iterator[tuple[Cell, ...]]:
    for name, part in ((_("terundi"), whole.invited), (_("sukarela"), whole.volunteers)):
        if part is None:
            continue
        ikm, found = part.result.ikm, part.interval(whole.population)
        yield (
            name,
            part.asked,
            part.n,
            None if part.rate is None else showing.decimal(part.rate, 1),
            None if ikm is None else showing.decimal(ikm, 2),
            showing.decimal(found.low, 2) if found else None,
            showing.decimal(found.high, 2) if found else None,
        )


def _units(whole: Figures) -> Iterator[tuple[Cell, ...]]:
    for agency in whole.children:
        yield (agency.name, "", agency.population, *_index(agency))
        for service in agency.children:
            yield (agency.name, service.name, service.population, *_index(service))


def _index(figures: Figures) -> tuple[Cell, Cell, Cell]:
    result = figures.result
    if result is None or result.ikm is None:
        return None, None, _("tidak ditampilkan")
    return result.n, showing.decimal(result.ikm, 2), result.grade
