# SPDX-License-Identifier: Apache-2.0
"""From a slip to the bytes of a receipt printer (ESC/POS), for paper of 58 and 80 mm.

The same slip is always the same bytes. Code pages differ from maker to maker, so that only ASCII
leaves here: typography is written out, accents are dropped.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from satuhadir.printing.values import Slip

QR_LEVEL_M: Final = 1
_WRITTEN_OUT: Final = str.maketrans(
    {
        "–": "-", "—": "-", "‑": "-", "−": "-", "×": "x", "·": "-", "•": "-", "…": "...",
        "’": "'", "‘": "'", "“": '"', "”": '"', "½": " 1/2", "→": "->",
        "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """What fits: characters a line in the large and in the small letter, dots, a QR's module."""

    columns: int
    small_columns: int
    dots: int
    qr_module: int


PAPERS: Final = {58: Paper(32, 42, 384, 6), 80: Paper(48, 64, 576, 7)}


def slip_bytes(slip: Slip, *, width: int, copy: int = 0, draws_qr: bool = False) -> bytes:
    """Return what a printer of `width` millimetres is sent for a slip.

    `draws_qr` sends the QR as a picture, for printers that have no QR of their own.
    """
    paper = PAPERS[width]
    out = _printer(paper)
    out.hw("INIT")
    _picture(out, mark(paper.dots // 8))
    _lines(out, slip.mall, paper.columns, bold=True)
    _lines(out, slip.day, paper.columns)
    _rule(out, paper)
    _lines(out, slip.title, paper.columns)
    _code(out, slip.code, paper)
    _lines(out, slip.service, paper.columns, bold=True)
    for text in (slip.agency, slip.place, slip.people):
        _lines(out, text, paper.columns)
    if slip.first:
        _lines(out, f" {slip.first} ", paper.columns, invert=True)
    _lines(out, slip.wait, paper.columns, bold=True)
    if slip.track_url:
        out.ln()
        _qr(out, slip.track_url, paper, draws_qr)
        _lines(out, slip.scan, paper.small_columns, font="b")
    if slip.bring:
        _rule(out, paper)
        _lines(out, slip.bring_title, paper.columns, bold=True, align="left")
        for one in slip.bring:
            _lines(out, one, paper.columns, align="left", first="- ")
    _rule(out, paper)
    _lines(out, slip.issued, paper.columns)
    if copy:
        _lines(out, slip.again.format(copy=copy), paper.columns, bold=True)
    _lines(out, slip.example, paper.columns)
    out.cut(mode="PART")
    return bytes(out.output)


def ascii_of(text: str) -> str:
    """Return a text in the letters every printer has."""
    spelled = unicodedata.normalize("NFKD", text.translate(_WRITTEN_OUT))
    kept = "".join(one for one in spelled if not unicodedata.combining(one))
    return "".join(one if " " <= one <= "~" else "?" for one in kept)


def wrapped(text: str, columns: int) -> list[str]:
    """Return a text in lines of at most `columns`, broken between words; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in ascii_of(text).split():
        while len(word) > columns:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:columns])
            word = word[columns:]  # noqa: PLW2901 - the rest of a word that is too long
        if line and len(line) + 1 + len(word) > columns:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


@lru_cache(maxsize=4)
def mark(size: int) -> Any:
    """Return the mark of the house, a hollow lozenge, as a picture of black and white dots."""
    from PIL import Image, ImageDraw

    size -= size % 8
    picture = Image.new("1", (size, size), 1)
    draw = ImageDraw.Draw(picture)
    middle, edge = (size - 1) / 2, size - 1
    draw.polygon([(middle, 0), (edge, middle), (middle, edge), (0, middle)], fill=0)
    inner = size / 4
    draw.polygon(
        [(middle, inner), (edge - inner, middle), (middle, edge - inner), (inner, middle)], fill=1
    )
    return picture


def _printer(paper: Paper) -> Any:
    from escpos.printer import Dummy

    out: Any = Dummy()
    out.profile = _profile(paper.dots)()
    return out


@lru_cache(maxsize=2)
def _profile(dots: int) -> Any:
    """Return what python-escpos must know of a printer: the usual one, with this many dots."""
    from escpos.capabilities import get_profile_class

    usual = get_profile_class("default")
    media = {**usual.profile_data["media"], "width": {"mm": dots // 8, "pixels": dots}}
    return type("Roll", (usual,), {"profile_data": {**usual.profile_data, "media": media}})


def _lines(
    out: Any,
    text: str,
    columns: int,
    *,
    font: str = "a",
    bold: bool = False,
    invert: bool = False,
    align: str = "center",
    first: str = "",
) -> None:
    """Print a text in lines; `first` opens the first one and the rest stand below its end."""
    lines = wrapped(text, columns - len(first))
    if not lines:
        return
    out.set(align=align, font=font, bold=bold, invert=invert, normal_textsize=True, underline=0)
    for place, line in enumerate(lines):
        out.text(f"{' ' * len(first) if place else first}{line}\n")
    if invert:
        out.set(invert=False)


def _rule(out: Any, paper: Paper) -> None:
    out.set(align="center", font="a", bold=False, invert=False, normal_textsize=True)
    out.text("-" * paper.columns + "\n")


def _code(out: Any, code: str, paper: Paper) -> None:
    """Print the number as large as the paper takes it in one line."""
    text = ascii_of(code)
    times = max(1, min(6, paper.columns // max(len(text), 1)))
    out.set(align="center", font="a", bold=True, custom_size=True, width=times, height=times)
    out.text(text + "\n")


def _qr(out: Any, text: str, paper: Paper, draws: bool) -> None:
    out.set(align="center", font="a", bold=False, normal_textsize=True)
    if not draws:
        out.qr(text, ec=QR_LEVEL_M, size=paper.qr_module, native=True)
        out.ln()
        return
    _picture(out, qr_picture(text, paper.qr_module))


def qr_picture(text: str, module: int) -> Any:
    """Return a QR code of error correction M as a picture, with its quiet zone of four modules."""
    import segno
    from PIL import Image

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    side = len(rows)
    plain = Image.new("1", (side, side), 1)
    plain.putdata([0 if dot else 255 for row in rows for dot in row])
    return plain.resize((side * module, side * module), Image.Resampling.NEAREST)


def _picture(out: Any, picture: Any) -> None:
    """Print a picture in the middle, no wider than it is: a serial line needs a second a KB."""
    out.set(align="center", font="a", bold=False, normal_textsize=True)
    out.image(picture, impl="bitImageRaster", center=False)
