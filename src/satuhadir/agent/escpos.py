# SPDX-License-Identifier: Apache-2.0
"""What a receipt printer says about itself: real-time status (DLE EOT) and its answer in line
(GS r), as Epson's command reference has them and its many copies understand them."""

from typing import Final, Literal

PrinterState = Literal[
    "ok", "near_end", "paper_out", "cover_open", "jam", "offline", "unknown"
]  # fmt: skip
BROKEN: Final[frozenset[PrinterState]] = frozenset({"paper_out", "cover_open", "jam", "offline"})

# DLE EOT n: answered at once, also while the printer is offline.
ASK_PRINTER: Final = b"\x10\x04\x01"
ASK_CAUSE: Final = b"\x10\x04\x02"
ASK_PAPER: Final = b"\x10\x04\x04"
# GS r 1: answered when everything before it has been printed.
ASK_WHEN_DONE: Final = b"\x1dr\x01"
# DLE DC4 8: forget what was sent and not printed, so that half a paper does not come out later.
FORGET: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


def is_status(answer: int) -> bool:
    """Say whether a byte answers DLE EOT: bits 1 and 4 set, bits 0 and 7 not."""
    return answer & 0x93 == 0x12


def is_done(answer: int) -> bool:
    """Say whether a byte answers GS r 1: bits 4 and 7 not set."""
    return answer & 0x90 == 0


def state_of(printer: int, cause: int | None, paper: int | None) -> PrinterState:
    """Read the three answers; None for one that did not come."""
    if cause is not None and cause & 0x04:
        return "cover_open"
    if (cause is not None and cause & 0x20) or (paper is not None and paper & 0x60):
        return "paper_out"
    if cause is not None and cause & 0x40:
        return "jam"
    if printer & 0x08:
        return "offline"
    return "near_end" if paper is not None and paper & 0x0C else "ok"
