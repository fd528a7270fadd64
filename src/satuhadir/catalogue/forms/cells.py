# SPDX-License-Identifier: Apache-2.0
"""Which cells a component's rows have, and how each is read. Pure but for the words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import CHANNELS, DURATION_UNITS, FEE_KINDS

Text = str | Promise
_CODE_AT_END: Final = re.compile(r".*\(([A-Z0-9][A-Z0-9_-]*)\)\s*", re.DOTALL)
_FIGURE: Final = re.compile(r"(?:Rp\s*)?(\d{1,3}(?:[.\s]\d{3})+|\d+)")


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of each row: its name in the entry, its label, and its kind of field.

    Kinds: text, long, int, rupiah, day, select, papers (one or more of them), paper, service,
    services.
    """

    name: str
    label: Text
    kind: str = "text"
    options: Mapping[str, Text] = field(default_factory=dict)
    wide: bool = False
    suggests: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One component: its column in the standard, its title and hint, and the cells of its rows.

    `is_list` False: one row and no more. A block with a lone cell named `` keeps plain values.
    """

    name: str
    title: Text
    hint: Text
    columns: tuple[Column, ...]
    is_list: bool = True
    number: int = 0


_NOTE: Final = Column("note", _("Catatan"), wide=True)
PUBLIC_BLOCKS: Final = (
    Block(
        "requirements", _("Persyaratan"),
        _("Satu baris satu syarat. Beberapa dokumen pada satu baris berarti salah satunya cukup."),
        (
            Column("documents", _("Dokumen"), "papers", wide=True),
            Column("when", _("Hanya bila"), wide=True),
            _NOTE,
        ),
        number=1,
    ),
    Block(
        "procedure", _("Sistem, mekanisme, dan prosedur"), _("Langkah demi langkah, berurutan."),
        (
            Column("step", _("Langkah"), wide=True),
            Column("actor", _("Oleh siapa"),
                   suggests=(_("Pemohon"), _("Petugas"), _("Kepala instansi"))),
        ),
        number=2,
    ),
    Block(
        "duration", _("Jangka waktu penyelesaian"), _("Sejak berkas lengkap."),
        (
            Column("value", _("Lamanya"), "int"),
            Column("longest", _("Paling lama"), "int"),
            Column("unit", _("Satuan"), "select", DURATION_UNITS),
            _NOTE,
        ),
        is_list=False, number=3,
    ),
    Block(
        "fees", _("Biaya"), _("Gratis juga ditulis. Kosongkan jumlah bila bergantung pada rumus."),
        (
            Column("kind", _("Jenis"), "select", FEE_KINDS),
            Column("amount_rupiah", _("Jumlah (Rp)"), "rupiah"),
            Column("up_to_rupiah", _("Sampai (Rp)"), "rupiah"),
            Column("formula", _("Rumus"), wide=True),
            Column("legal", _("Dasar tarif")),
            Column("effective_day", _("Berlaku mulai"), "day"),
            _NOTE,
        ),
        number=4,
    ),
    Block(
        "products", _("Produk layanan"), _("Dokumen yang diterima pemohon. Boleh kosong."),
        (Column("", _("Dokumen"), "paper", wide=True),), number=5,
    ),
    Block(
        "complaint_routes", _("Penanganan pengaduan, saran, dan masukan"),
        _("Ke mana orang mengadu tentang layanan ini; setidaknya satu."),
        (
            Column("channel", _("Saluran"), "select", CHANNELS),
            Column("address", _("Nomor, alamat, atau tempat"), wide=True),
            _NOTE,
        ),
        number=6,
    ),
)  # fmt: skip
BESIDE_BLOCKS: Final = (
    Block(
        "external_steps", _("Yang diurus di luar mal"), _("Misalnya surat rumah sakit atau PPAT."),
        (
            Column("name", _("Apa"), wide=True),
            Column("where", _("Di mana")),
            _NOTE,
        ),
    ),
    Block(
        "citizen_deadlines", _("Batas waktu bagi pemohon"), _("Misalnya 60 hari sejak kelahiran."),
        (
            Column("value", _("Lamanya"), "int"),
            Column("unit", _("Satuan"), "select", DURATION_UNITS),
            Column("since", _("Sejak")),
            _NOTE,
        ),
    ),
    Block("sources", _("Sumber"), _("Dari mana isi ini diketahui."),
          (Column("", _("Sumber"), wide=True),)),
)  # fmt: skip
LEGAL_BLOCK: Final = Block(
    "legal", _("Dasar hukum"), _("Satu baris satu peraturan."),
    (Column("", _("Peraturan"), wide=True),), number=7,
)  # fmt: skip
STEPS_BLOCK: Final = Block(
    "steps", _("Layanan yang diurus"), _("Berurutan, dengan apa yang harus selesai lebih dahulu."),
    (
        Column("service", _("Layanan"), "service", wide=True),
        Column("after", _("Sesudah"), "services", wide=True),
        _NOTE,
    ),
)  # fmt: skip
# The prose of the internal components with their numbers.
PROSE: Final[tuple[tuple[str, int], ...]] = (
    ("facilities", 8), ("competence", 9), ("supervision", 10), ("guarantee", 12), ("safety", 13),
    ("evaluation", 14),
)  # fmt: skip


def code_in(text: str, labels: Mapping[str, str]) -> str:
    """Return the code a cell names: `Kartu Keluarga (D_KK)`, the code alone, or the label alone."""
    text = " ".join(text.split())
    found = _CODE_AT_END.fullmatch(text)
    if found and found[1] in labels:
        return found[1]
    if text in labels:
        return text
    wanted = text.casefold()
    for code, label in labels.items():
        if wanted in (label.casefold(), code.casefold()):
            return code
    return text


def shown_code(code: str, labels: Mapping[str, str]) -> str:
    """Return a code as a cell shows it."""
    return f"{labels[code]} ({code})" if code in labels else code


def read_cell(column: Column, texts: list[str], labels: Mapping[str, str]) -> Any:
    """Return the plain value of a cell, None where it is empty; nonsense stays text."""
    said = [one.strip() for one in texts if one.strip()]
    if column.kind in ("papers", "services"):
        return [code_in(one, labels) for one in said]
    if not said:
        return None
    if column.kind in ("paper", "service"):
        return code_in(said[0], labels)
    if column.kind in ("int", "rupiah"):
        figure = _FIGURE.fullmatch(said[0])
        return int(re.sub(r"\D", "", figure[1])) if figure else said[0]
    return said[0]


def shown_cell(column: Column, value: Any, labels: Mapping[str, str]) -> list[str]:
    """Return the texts a cell shows for a value; several for several papers."""
    if value is None:
        return [""]
    if column.kind in ("papers", "services"):
        return [shown_code(one, labels) for one in value]
    if column.kind in ("paper", "service"):
        return [shown_code(value, labels)]
    if column.kind == "rupiah" and isinstance(value, int):
        return [f"{value:,}".replace(",", ".")]
    return [str(value)]
