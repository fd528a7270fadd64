# SPDX-License-Identifier: Apache-2.0
"""Rows of a component on a page: shown, read back, grown, shortened and moved by plain buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from satuhadir.catalogue.forms.cells import Block, Column, read_cell, shown_cell

MOST_ROWS: Final = 60
_SPARE: Final = 1


@dataclass(slots=True)
class Cell:
    """One field of a row, ready for the page. `texts` are what stands in it; several for papers."""

    column: Column
    name: str
    texts: list[str]
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def is_select(self) -> bool:
        return self.column.kind == "select"

    @property
    def is_several(self) -> bool:
        return self.column.kind in ("papers", "services")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return the id and text of each field of a cell that holds several, one of them free."""
        texts = [*[one for one in self.texts if one], ""]
        return [(self.id if n == 0 else f"{self.id}-{n}", one) for n, one in enumerate(texts)]

    @property
    def list_id(self) -> str:
        match self.column.kind:
            case "paper" | "papers":
                return "dokumen"
            case "service" | "services":
                return "layanan"
        return f"saran-{self.column.name}" if self.column.suggests else ""


@dataclass(slots=True)
class Row:
    """One row; `number` is counted from 1."""

    number: int
    cells: list[Cell]
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for cell in self.cells for text in cell.texts)


@dataclass(slots=True)
class Part:
    """A component with its rows, as a page shows it."""

    block: Block
    rows: list[Row]
    labels: Mapping[str, str]

    @classmethod
    def of_values(cls, block: Block, values: Any, labels: Mapping[str, str]) -> "Part":
        """Show values of an entry, plain; a list, or one record where the block is no list."""
        listed = list(values) if block.is_list else [values or {}]
        rows = [
            [shown_cell(column, _at(one, column), labels) for column in block.columns]
            for one in listed
        ]
        return cls(block, [], labels).arranged(rows)

    @classmethod
    def of_post(cls, block: Block, post: QueryDict, labels: Mapping[str, str]) -> "Part":
        """Read back what a page sent, as it was typed."""
        count = 0
        while count < MOST_ROWS and any(
            f"{block.name}-{count}-{one.name}" in post for one in block.columns
        ):
            count += 1
        rows = [
            [post.getlist(f"{block.name}-{n}-{one.name}") or [""] for one in block.columns]
            for n in range(count)
        ]
        return cls(block, [], labels).arranged(rows)

    def arranged(self, rows: list[list[list[str]]]) -> "Part":
        """Put these texts into rows, numbered anew."""
        self.rows = [
            Row(
                n + 1,
                [
                    Cell(column, f"{self.block.name}-{n}-{column.name}", texts)
                    for column, texts in zip(self.block.columns, row, strict=True)
                ],
            )
            for n, row in enumerate(rows)
        ]
        return self

    def texts(self) -> list[list[list[str]]]:
        """Return what stands in each cell of each row."""
        return [[cell.texts for cell in row.cells] for row in self.rows]

    def grow(self, by: int = _SPARE) -> None:
        """Put free rows at the end; a component that is no list has one row."""
        filled = [row for row, one in zip(self.texts(), self.rows, strict=True) if not one.is_empty]
        if not self.block.is_list:
            filled = self.texts()[:1]
            by = 0 if filled else 1
        free = [[[""] for _column in self.block.columns] for _n in range(by)]
        self.arranged((filled + free)[:MOST_ROWS])

    def drop(self, number: int) -> None:
        """Take the row with this number away."""
        self.arranged([row for n, row in enumerate(self.texts(), 1) if n != number])

    def lift(self, number: int) -> None:
        """Change a row with the one above it."""
        rows = self.texts()
        if 1 < number <= len(rows):
            rows[number - 2], rows[number - 1] = rows[number - 1], rows[number - 2]
        self.arranged(rows)

    def values(self) -> list[tuple[Row, Any]]:
        """Return each row that says anything with its plain value."""
        found = []
        for row in self.rows:
            if row.is_empty:
                continue
            plain = {
                cell.column.name: read_cell(cell.column, cell.texts, self.labels)
                for cell in row.cells
            }
            found.append((row, plain.get("", plain)))
        return found

    def unknown(self, value: Any) -> list[str]:
        """Return what a row's cells of papers name that is none."""
        found: list[str] = []
        for column in self.block.columns:
            said = value.get(column.name) if isinstance(value, dict) else value
            if column.kind == "papers":
                found += [one for one in said or [] if one not in self.labels]
            elif column.kind == "paper" and said not in self.labels:
                found.append(str(said))
        return found

    def errors(self) -> list[tuple[str, str]]:
        """Return the field and sentence of each thing that is wrong, for the summary."""
        return [
            (row.cells[0].id, f"{self.block.title}, {row.number}: {error}")
            for row in self.rows
            for error in row.errors
        ]


def _at(value: Any, column: Column) -> Any:
    return value if not column.name else value.get(column.name)


def press_rows(word: str, parts: Mapping[str, Part]) -> str:
    """Do what a button for rows says: `tambah:fees`, `hapus:fees:2`, `naik:fees:2`.

    Return the name of the component, "" when the word is none of ours.
    """
    verb, _colon, rest = word.partition(":")
    name, _colon, number = rest.partition(":")
    part = parts.get(name)
    if part is None:
        return ""
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    if verb == "tambah":
        part.grow(3)
    elif verb == "hapus":
        part.drop(place)
        part.grow()
    elif verb == "naik":
        part.lift(place)
    return name
