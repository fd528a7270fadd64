# SPDX-License-Identifier: Apache-2.0
"""A phone's camera for the journeys: reads the QR codes that the kiosk draws as SVG.

Only what our codes are: bytes, error correction M, versions 3 to 6; drawn, so without dirt.
"""

import re
from collections.abc import Callable

QUIET_ZONE = 2
FORMAT_MASK = 0x5412
# version: codewords of data, blocks they are spread over
DATA = {3: (44, 1), 4: (64, 2), 5: (86, 2), 6: (108, 4)}
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


def read_qr(svg: str) -> str:
    """Return the text of a code, given its SVG."""
    dark, size = _dots(svg)
    shape = 0
    for row, column in [(8, n) for n in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        (n, 8) for n in (7, 5, 4, 3, 2, 1, 0)
    ]:
        shape = shape << 1 | ((row, column) in dark)
    shape ^= FORMAT_MASK
    assert shape >> 13 == 0, "not error correction M"
    hides = MASKS[shape >> 10 & 7]
    bits = [
        ((row, column) in dark) ^ (not hides(row, column)) for row, column in _places_of_data(size)
    ]
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    count, blocks = DATA[(size - 17) // 4]
    inorder = [word for block in range(blocks) for word in words[block:count:blocks]]
    plain = [bool(word >> bit & 1) for word in inorder for bit in range(7, -1, -1)]
    assert _number(plain[:4]) == 4, "not bytes"
    length = _number(plain[4:12])
    text = bytes(_number(plain[at : at + 8]) for at in range(12, 12 + 8 * length, 8))
    return text.decode()


def _dots(svg: str) -> tuple[set[tuple[int, int]], int]:
    """Return the dark dots and the width of the code: the path is runs of them, row by row."""
    path = re.search(r'\sd="([^"]+)"', svg)
    assert path, svg[:200]
    dots = set()
    x = y = 0.0
    for word, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1]):
        if word == "h":
            dots |= {(int(y) - QUIET_ZONE, int(x) + n - QUIET_ZONE) for n in range(int(first))}
            x += float(first)
        elif word == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    return dots, max(column for _, column in dots) + 1


def _places_of_data(size: int) -> list[tuple[int, int]]:
    """Return where the bits of data lie, in their order: up and down in pairs of columns."""
    centre = size - 7

    def is_data(row: int, column: int) -> bool:
        at_corner = (
            (row < 9 and column < 9)
            or (row < 9 and column > size - 9)
            or (row > size - 9 and column < 9)
        )
        at_aligner = abs(row - centre) < 3 and abs(column - centre) < 3
        return not (at_corner or at_aligner or row == 6 or column == 6)

    places = []
    rows = range(size)
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        rows = rows[::-1]
        places += [(row, column) for row in rows for column in (right, right - 1)]
    return [place for place in places if is_data(*place)]


def _number(bits: list[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)
