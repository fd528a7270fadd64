# SPDX-License-Identifier: Apache-2.0
"""The catalogue as a workbook and back: one sheet for each list, one row for each entry.

A workbook becomes the same tree as a YAML file, so both are checked by the same rules; a problem
names the sheet and its row.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from satuhadir.catalogue.checking import Checker
from satuhadir.catalogue.entries import CatalogueDocument, Problem
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.exporting import as_plain
from satuhadir.catalogue.importing import FORMAT, catalogue_from_tree
from satuhadir.catalogue.marked import MAX_BYTES, Marked
from satuhadir.shared.sheets import Cell, Sheet, workbook

MAX_ROWS: Final = 100_000
MAX_UNPACKED: Final = 80 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its title, where its rows belong (`root` of the file, `field` of an owner in it),
    and its columns as (head, name); a name ending in `[]` holds several codes, `a.b` a part of a.

    The first column of a sheet with a `field` names the owner.
    """

    title: str
    root: str
    columns: tuple[tuple[str, str], ...]
    field: str = ""

    @property
    def is_plain(self) -> bool:
        """Say whether each row is one value and no record."""
        return len(self.columns) == 2 and bool(self.field) and self.columns[1][1] == ""


_OWNER: Final = ("layanan", "@")
_EVENT: Final = ("peristiwa", "@")
TABLES: Final = (
    Table("instansi", "agencies", (
        ("kode", "@"), ("nama", "name"), ("jenis", "kind"), ("ditampung", "hosted_by"),
    )),
    Table("dokumen", "documents", (
        ("kode", "@"), ("nama", "label"), ("nama inggris", "name_en"),
        ("sistem", "lookup_system"), ("diperoleh dari", "where_from"),
    )),
    Table("layanan", "services", (
        ("kode", "code"), ("nama", "name"), ("nama inggris", "name_en"), ("instansi", "agency"),
        ("untuk", "audience"), ("menit di loket", "desk_minutes"), ("ragam dari", "variant_of"),
        ("keadaan", "state"), ("berlaku mulai", "valid_from"),
        ("nomor keputusan", "decree_number"), ("tanggal keputusan", "decree_day"),
        ("yang berubah", "change_note"), ("lama", "duration.value"),
        ("paling lama", "duration.longest"), ("satuan", "duration.unit"),
        ("catatan lama", "duration.note"), ("sarana", "facilities"), ("kompetensi", "competence"),
        ("pengawasan", "supervision"), ("jumlah pelaksana", "staff_count"),
        ("jaminan", "guarantee"), ("keamanan", "safety"), ("evaluasi", "evaluation"),
        ("catatan", "note"), ("kepastian", "certainty"),
    )),
    Table("kata", "services", (_OWNER, ("kata", "")), "words"),
    Table("persyaratan", "services", (
        _OWNER, ("dokumen", "documents[]"), ("bila", "when"), ("catatan", "note"),
    ), "requirements"),
    Table("prosedur", "services", (_OWNER, ("langkah", "step"), ("oleh", "actor")), "procedure"),
    Table("biaya", "services", (
        _OWNER, ("jenis", "kind"), ("jumlah", "amount_rupiah"), ("sampai", "up_to_rupiah"),
        ("rumus", "formula"), ("dasar", "legal"), ("berlaku mulai", "effective_day"),
        ("catatan", "note"),
    ), "fees"),
    Table("produk", "services", (_OWNER, ("dokumen", "")), "products"),
    Table("pengaduan", "services", (
        _OWNER, ("saluran", "channel"), ("alamat", "address"), ("catatan", "note"),
    ), "complaint_routes"),
    Table("dasar hukum", "services", (_OWNER, ("peraturan", "")), "legal"),
    Table("luar mal", "services", (
        _OWNER, ("apa", "name"), ("di mana", "where"), ("catatan", "note"),
    ), "external_steps"),
    Table("batas waktu", "services", (
        _OWNER, ("lama", "value"), ("satuan", "unit"), ("sejak", "since"), ("catatan", "note"),
    ), "citizen_deadlines"),
    Table("sumber", "services", (_OWNER, ("sumber", "")), "sources"),
    Table("peristiwa", "events", (
        ("kode", "code"), ("nama", "name"), ("nama inggris", "name_en"), ("catatan", "note"),
    )),
    Table("kata peristiwa", "events", (_EVENT, ("kata", "")), "words"),
    Table("langkah peristiwa", "events", (
        _EVENT, ("layanan", "service"), ("sesudah", "after[]"), ("catatan", "note"),
    ), "steps"),
    Table("peristiwa di luar mal", "events", (
        _EVENT, ("apa", "name"), ("di mana", "where"), ("catatan", "note"),
    ), "external_steps"),
)  # fmt: skip
_FIGURES: Final = frozenset(
    {"desk_minutes", "duration.value", "duration.longest", "staff_count", "amount_rupiah",
     "up_to_rupiah", "value"}
)  # fmt: skip


def as_workbook(document: CatalogueDocument) -> bytes:
    """Return a document as XLSX."""
    plain = as_plain(document)
    return workbook(
        Sheet(one.title, [head for head, _name in one.columns], list(_rows(one, plain)))
        for one in TABLES
    )


def _rows(table: Table, plain: dict[str, Any]) -> Iterator[list[Cell]]:
    held = plain.get(table.root, [])
    entries: Iterable[tuple[str, dict[str, Any]]] = (
        held.items() if isinstance(held, dict) else ((one["code"], one) for one in held)
    )
    for code, entry in entries:
        if not table.field:
            yield [code if name == "@" else _cell(entry, name) for _head, name in table.columns]
            continue
        for row in entry.get(table.field, []):
            record = row
            if not isinstance(row, dict):
                first = table.columns[1][1].removesuffix("[]")
                record = {first: [row] if table.columns[1][1].endswith("[]") else row}
            yield [code if name == "@" else _cell(record, name) for _head, name in table.columns]


def _cell(entry: dict[str, Any], name: str) -> Cell:
    first, _dot, rest = name.removesuffix("[]").partition(".")
    value = entry.get(first)
    if rest:
        value = (value or {}).get(rest)
    return ", ".join(value) if isinstance(value, list) else value


def read_workbook(data: bytes, *, file: str) -> CatalogueDocument:
    """Return the checked content of a workbook.

    Raises:
        CatalogueInvalid: with every problem found; each names the sheet and its row.
    """
    checker = Checker(file)
    root: dict[str, Any] = {"agencies": {}, "documents": {}, "services": [], "events": []}
    owners: dict[tuple[str, str], dict[str, Marked]] = {}
    for table, rows in _sheets(data, checker):
        for place, cells in rows:
            _take(table, cells, place, root, owners, checker)
    tree = {
        "catalogue": Marked(FORMAT, None),
        "agencies": Marked(root["agencies"], None),
        "documents": Marked(root["documents"], None),
        "services": Marked(root["services"], None),
        "events": Marked(root["events"], None),
    }
    try:
        document = catalogue_from_tree(Marked(tree, None), file=file)
    except CatalogueInvalid as refusal:
        # the wrong row itself first; rows without an owner are often what it leaves behind
        raise CatalogueInvalid([*refusal.problems, *checker.problems]) from None
    if checker.problems:
        raise CatalogueInvalid(checker.problems)
    return document


def _sheets(
    data: bytes, checker: Checker
) -> Iterator[tuple[Table, list[tuple[str, dict[str, Any]]]]]:
    """Yield each table with its rows by name; what can't be opened is one problem."""
    from openpyxl import load_workbook  # late: large, and most processes never need it

    if len(data) > MAX_BYTES:
        raise _whole(checker, f"berkas lebih dari {MAX_BYTES // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MAX_UNPACKED:
                raise _whole(checker, "isi berkas terlalu besar")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except CatalogueInvalid:
        raise
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes the reader raise
        raise _whole(checker, "bukan berkas XLSX yang benar") from None
    titles = {one.title.strip().casefold(): one for one in book.worksheets}
    for table in TABLES:
        page = titles.get(table.title)
        if page is None:
            if table.title in ("instansi", "layanan"):
                raise _whole(checker, f"lembar “{table.title}” tidak ada")
            continue
        try:
            yield table, list(_named_rows(table, page, checker))
        except CatalogueInvalid:
            raise
        except Exception:  # noqa: BLE001 - as above
            raise _whole(checker, f"lembar “{table.title}” tidak dapat dibaca") from None


def _whole(checker: Checker, reason: str) -> CatalogueInvalid:
    return CatalogueInvalid([Problem(checker.file, "-", "-", reason)])


def _named_rows(table: Table, page: Any, checker: Checker) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a sheet that hold anything, with the place that problems name."""
    names = dict(table.columns)
    heads: list[str | None] = []
    for number, row in enumerate(page.iter_rows(values_only=True), 1):
        place = f"lembar {table.title}, baris {number}"
        if number > MAX_ROWS:
            raise _whole(checker, f"{place}: terlalu banyak baris")
        if not heads:
            heads = [_head(cell) for cell in row]
            for head in heads:
                if head and head not in names:
                    checker.refuse(Marked(None, None, place), head[:60], "kolom ini tidak dikenal")
            continue
        found = {
            names[head]: cell
            for head, cell in zip(heads, row, strict=False)
            if head in names and cell is not None and str(cell).strip()
        }
        if found:
            yield place, found


def _head(cell: object) -> str | None:
    return " ".join(str(cell).split()).casefold() if cell is not None else None


def _take(
    table: Table,
    cells: dict[str, Any],
    place: str,
    root: dict[str, Any],
    owners: dict[tuple[str, str], dict[str, Marked]],
    checker: Checker,
) -> None:
    """Put one row where it belongs in the tree."""
    marked = {name: _value(name, cell, place) for name, cell in cells.items()}
    if not table.field:
        key = "@" if any(name == "@" for _head, name in table.columns) else "code"
        code = str(marked[key].value) if key in marked else ""
        record = _nested({name: one for name, one in marked.items() if name != "@"}, place)
        if table.root in ("agencies", "documents"):
            if code in root[table.root]:
                checker.refuse(Marked(None, None, place), "kode", "kode ini ditulis dua kali")
            root[table.root][code] = Marked(record, None, place)
        else:
            root[table.root].append(Marked(record, None, place))
            owners.setdefault((table.root, code), record)
        return
    owner = owners.get((table.root, str(marked["@"].value))) if "@" in marked else None
    if owner is None:
        name = str(marked["@"].value)[:60] if "@" in marked else "–"
        checker.refuse(
            Marked(None, None, place), table.columns[0][0], f"{name} tidak ada di lembar induknya"
        )
        return
    del marked["@"]
    rows = owner.setdefault(table.field, Marked([], None, place)).value
    assert isinstance(rows, list)
    rows.append(marked.get("", Marked(None, None, place)) if table.is_plain
                else Marked(_nested(marked, place), None, place))  # fmt: skip


def _nested(marked: dict[str, Marked], place: str) -> dict[str, Marked]:
    """Turn `duration.value` and `documents[]` into a record and a list."""
    found: dict[str, Marked] = {}
    for name, one in marked.items():
        first, dot, rest = name.partition(".")
        if dot:
            inner = found.setdefault(first, Marked({}, None, place)).value
            assert isinstance(inner, dict)
            inner[rest] = one
        elif name.endswith("[]"):
            codes = [one.strip() for one in str(one.value).split(",")]
            found[name[:-2]] = Marked(
                [Marked(code, None, place) for code in codes if code], None, place
            )
        else:
            found[name] = one
    return found


def _value(name: str, cell: Any, place: str) -> Marked:
    """Return a cell as a file would say it: figures where figures are due, days as ISO text."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return Marked(cell.isoformat(), None, place)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if name in _FIGURES:
        text = str(cell).strip()
        is_figure = text.isascii() and text.isdigit() and len(text) <= 15
        return Marked(int(text) if is_figure else text, None, place)
    return Marked(str(cell), None, place)
