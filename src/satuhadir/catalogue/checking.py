# SPDX-License-Identifier: Apache-2.0
"""Take a tree apart field by field and collect everything wrong with it. Pure."""

import re
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _

from satuhadir.catalogue.entries import Problem
from satuhadir.catalogue.marked import Marked

CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,59}")
NOTHING: Final = Marked(None, None)


class Checker:
    """Reads values out of one file's tree; what can't be taken becomes a `Problem`.

    Every method returns something of the right type, so that reading goes on and the person
    gets the whole list at once; the values count only if `problems` stays empty.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.entry = "-"  # names the row where the format has no lines

    def row(self, at: Marked) -> str:
        """Return the words for a place in the file."""
        if at.place:
            return at.place
        return f"baris {at.line}" if at.line else self.entry

    def refuse(self, at: Marked, field: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.row(at), field, reason))

    def mapping(self, at: Marked, field: str) -> dict[str, Marked]:
        if isinstance(at.value, dict):
            return at.value
        self.refuse(at, field, _("harus daftar isian bernama"))
        return {}

    def fields(
        self, at: Marked, field: str, *, known: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, Marked]:
        """Return the fields of a map; unknown names and missing needed ones are problems."""
        found = self.mapping(at, field)
        for name, value in found.items():
            if name not in known:
                self.refuse(value, f"{field}.{printable(name)}", _("isian ini tidak dikenal"))
        if isinstance(at.value, dict):
            for name in needed:
                if name not in found:
                    self.refuse(at, f"{field}.{name}", _("isian ini wajib ada"))
        return found

    def items(self, at: Marked, field: str, *, most: int) -> list[Marked]:
        if at.value is None:
            return []
        if not isinstance(at.value, list):
            self.refuse(at, field, _("harus berupa daftar"))
            return []
        if len(at.value) > most:
            self.refuse(at, field, _("paling banyak {most} butir").format(most=most))
            return []
        return at.value

    def text(self, at: Marked, field: str, *, longest: int, empty: bool = False) -> str:
        """Return a text with its spaces tidied; a missing one is refused unless `empty`."""
        if at.value is None and empty:
            return ""
        if not isinstance(at.value, str):
            if at is not NOTHING:
                self.refuse(at, field, _("harus teks (beri tanda kutip bila berupa angka)"))
            return ""
        found = " ".join(at.value.split())
        if not found and not empty:
            self.refuse(at, field, _("tidak boleh kosong"))
        if len(found) > longest:
            self.refuse(at, field, _too_long(longest))
        return found

    def prose(self, at: Marked, field: str, *, longest: int) -> str:
        """Return a text of several lines, each tidied; empty ones only between others."""
        if isinstance(at.value, str) and "\n" in at.value:
            lines = [" ".join(line.split()) for line in at.value.splitlines()]
            found = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
            if len(found) > longest:
                self.refuse(at, field, _too_long(longest))
            return found
        return self.text(at, field, longest=longest, empty=True)

    def texts(self, at: Marked, field: str, *, most: int, longest: int) -> tuple[str, ...]:
        found = self.items(at, field, most=most)
        return tuple(self.text(one, field, longest=longest) for one in found)

    def code(self, at: Marked, field: str) -> str:
        if at is NOTHING:
            return ""
        if isinstance(at.value, str) and CODE.fullmatch(at.value):
            return at.value
        self.refuse(at, field, _("harus kode: huruf besar, angka, - atau _, paling banyak 60"))
        return ""

    def integer(self, at: Marked, field: str, *, least: int, most: int) -> int:
        value, bounds = at.value, {"least": least, "most": most}
        if at is NOTHING:
            return least
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(at, field, _("harus bilangan bulat"))
            return least
        if not least <= value <= most:
            said = {name: f"{n:,}".replace(",", ".") for name, n in bounds.items()}
            self.refuse(at, field, _("harus antara {least} dan {most}").format(**said))
            return least
        return value

    def maybe_integer(self, at: Marked, field: str, *, least: int, most: int) -> int | None:
        return None if at.value is None else self.integer(at, field, least=least, most=most)

    def choice(self, at: Marked, field: str, *, among: Collection[str]) -> str:
        if isinstance(at.value, str) and at.value in among:
            return at.value
        if at is not NOTHING:
            self.refuse(
                at,
                field,
                _("harus salah satu dari: {among}").format(among=", ".join(sorted(among))),
            )
        return ""

    def reference(self, at: Marked, field: str, *, among: Collection[str], to: str) -> str:
        """Return a code that must be one of `among`; `to` is the word for such a thing."""
        found = self.code(at, field)
        if found and found not in among:
            self.refuse(
                at, field, _("{kind} {code} tidak ada dalam berkas ini").format(kind=to, code=found)
            )
        return found


def _too_long(longest: int) -> str:
    return _("terlalu panjang (paling banyak {longest} huruf)").format(longest=longest)


def printable(name: str) -> str:
    """Return a name from a stranger's file short and safe to print on a terminal."""
    return "".join(one if one.isprintable() else "?" for one in name[:60])
