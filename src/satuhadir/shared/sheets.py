# SPDX-License-Identifier: Apache-2.0
"""Tables for spreadsheets: XLSX and CSV in which no text is ever taken for a formula.

A cell that begins with = + - @ or a tab is run as a formula by a spreadsheet that opens a CSV
(OWASP, CSV injection); XLSX says of each cell what it is, so there the text stays as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse

Cell = str | int | float | Decimal | date | datetime | None

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in XML
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title (at most 31 letters are kept), its heads, and rows of their length.

    None is an empty cell. Instants are written as text with their offset: a spreadsheet knows none.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return an XLSX with bold heads that stay in view. Rows are streamed, not kept."""
    from openpyxl import Workbook  # late: 12 MB that most processes never need
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", sheet.title)[:31])
        page.freeze_panes = "A2"
        for place, head in enumerate(sheet.heads, start=1):
            width = min(max(len(head) + 2, 10), _WIDEST)
            page.column_dimensions[get_column_letter(place)].width = width
        page.append([_head(page, head) for head in sheet.heads])
        for row in sheet.rows:
            page.append([_xlsx_cell(page, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(sheet: Sheet) -> str:
    """Return one table as CSV: commas, decimal points, days as 2026-11-22, CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_csv_cell(one) for one in sheet.heads])
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return out.getvalue()


def xlsx_answer(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Return the workbook as a download called `name`.xlsx (letters, digits and -)."""
    return _download(workbook(sheets), XLSX, f"{name}.xlsx")


def csv_answer(name: str, sheet: Sheet) -> HttpResponse:
    """Return the table as a download called `name`.csv; begins with a mark that it is UTF-8."""
    text = "\ufeff" + csv_text(sheet)
    return _download(text.encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _head(page: Any, text: str) -> Any:
    from openpyxl.styles import Font

    cell = _text_cell(page, text)
    cell.font = Font(bold=True)
    return cell


def _xlsx_cell(page: Any, value: Cell) -> Any:
    if isinstance(value, datetime):
        value = value.isoformat(timespec="seconds")
    return _text_cell(page, value) if isinstance(value, str) else value


def _text_cell(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, _CONTROL.sub("", text))
    cell.data_type = "s"  # never a formula, whatever it begins with
    return cell


def _csv_cell(value: Cell) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str):
        value = _CONTROL.sub("", value)
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value
