# SPDX-License-Identifier: Apache-2.0
"""The form of a draft: fourteen components on one page, checked by the rules of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from satuhadir.catalogue.entries import CERTAINTIES, StandardEntry, plain
from satuhadir.catalogue.forms.blocks import Part, press_rows
from satuhadir.catalogue.forms.cells import BESIDE_BLOCKS, LEGAL_BLOCK, PROSE, PUBLIC_BLOCKS
from satuhadir.catalogue.models import ServiceStandard
from satuhadir.catalogue.parts import Known, read_component

_BLOCKS: Final = (*PUBLIC_BLOCKS, LEGAL_BLOCK, *BESIDE_BLOCKS)
_LINES: Final = ("decree_number", "decree_day", "change_note", "staff_count", "note", "certainty",
                 *(name for name, _number in PROSE))  # fmt: skip


@dataclass(slots=True)
class Line:
    """A lone field: its name, label, text, number of the component (0: none) and errors."""

    name: str
    label: str
    text: str
    number: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"


class StandardForm:
    """What the page of a draft shows and what came back from it."""

    def __init__(self, parts: dict[str, Part], lines: dict[str, Line], known: Known) -> None:
        self.parts = parts
        self.lines = lines
        self.known = known
        self.certainties = CERTAINTIES

    @classmethod
    def of_entry(cls, entry: StandardEntry, known: Known) -> "StandardForm":
        """Show a draft, with one free row at the end of each list."""
        parts = {
            one.name: Part.of_values(one, plain(getattr(entry, one.name)), known.documents)
            for one in _BLOCKS
        }
        for part in parts.values():
            part.grow()
        values = {name: getattr(entry, name) for name in _LINES}
        return cls(parts, _lines(values), known)

    @classmethod
    def of_post(cls, post: QueryDict, known: Known) -> "StandardForm":
        """Take back what was typed, as it was."""
        parts = {one.name: Part.of_post(one, post, known.documents) for one in _BLOCKS}
        return cls(parts, _lines({name: post.get(name, "") for name in _LINES}), known)

    def press(self, word: str) -> str:
        """Do what a button for rows says; return the name of the component."""
        return press_rows(word, self.parts)

    def entry(self) -> StandardEntry | None:
        """Return what the form says, None where something is wrong: then each row tells what."""
        found: dict[str, Any] = {}
        for name, part in self.parts.items():
            found[name] = self._component(name, part)
        for name, line in self.lines.items():
            said: Any = line.text.replace("\r\n", "\n").strip() or None
            if name == "staff_count" and said and said.isascii() and said.isdigit():
                said = int(said[:9])
            if name == "certainty":
                said = said or "low"
            found[name], line.errors = read_component(name, said, self.known)
        if self.errors():
            return None
        return StandardEntry(**found, state="draft")

    def _component(self, name: str, part: Part) -> Any:
        values = part.values()
        if not part.block.is_list:
            row, value = values[0] if values else (None, None)
            read, wrong = read_component(name, value, self.known)
            if row is not None:
                row.errors = wrong
            return read
        kept: list[Any] = []
        for row, value in values:
            unknown = part.unknown(value)
            if unknown:
                row.errors = [
                    _("“{name}” bukan jenis dokumen di mal ini. Pilih dari daftar.").format(
                        name=one
                    )
                    for one in unknown
                ]
                continue
            read, row.errors = read_component(name, [value], self.known)
            kept.extend(read)
        return tuple(kept)

    def errors(self) -> list[tuple[str, str]]:
        """Return the field and sentence of each thing that is wrong."""
        found = [one for part in self.parts.values() for one in part.errors()]
        found += [
            (line.id, f"{line.label}: {error}")
            for line in self.lines.values()
            for error in line.errors
        ]
        return found

    @property
    def public(self) -> list[Part]:
        return [self.parts[one.name] for one in PUBLIC_BLOCKS]

    @property
    def beside(self) -> list[Part]:
        return [self.parts[one.name] for one in BESIDE_BLOCKS]

    @property
    def legal(self) -> Part:
        return self.parts["legal"]

    @property
    def prose(self) -> list[Line]:
        return [self.lines[name] for name, _number in PROSE]

    @property
    def papers(self) -> list[str]:
        """Return what a cell of papers suggests."""
        return [f"{label} ({code})" for code, label in self.known.documents.items()]


def _lines(values: Mapping[str, Any]) -> dict[str, Line]:
    numbers = dict(PROSE) | {"staff_count": 11}
    labels = {one.name: one.verbose_name for one in ServiceStandard._meta.concrete_fields}
    return {
        name: Line(
            name,
            capfirst(str(labels[name])),
            "" if values[name] is None else str(values[name]),
            numbers.get(name, 0),
        )
        for name in _LINES
    }
