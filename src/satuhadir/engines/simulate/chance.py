# SPDX-License-Identifier: Apache-2.0
"""Random numbers that are the same to the last bit in plain Python and compiled.

Integers below 2^53 and float sums and products only: no library's logarithm, whose last bit
may differ. The generator is MRG32k3a (L'Ecuyer, Good parameters and implementations for
combined multiple recursive random number generators, Operations Research 47(1), 1999).

Every function here must stay compilable: lists or arrays, numbers, nothing else.
"""

import hashlib
import math
from typing import Final

M1: Final = 4294967087
M2: Final = 4294944443
STREAM: Final = 6
"""How many integers the state of one stream takes."""
LN2: Final = 0.6931471805599453


def seeded(*names: object) -> list[int]:
    """Return the state of a stream known by its names; other names, another stream."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    words = [int.from_bytes(digest[at : at + 4], "big") for at in range(0, 24, 4)]
    return [1 + word % (M1 - 1) for word in words[:3]] + [1 + word % (M2 - 1) for word in words[3:]]


def uniform(r: list[int], at: int) -> float:
    """Draw from (0, 1), never 0 or 1, and move the stream that begins at `at` on."""
    p1 = (1403580 * r[at + 1] - 810728 * r[at]) % M1
    r[at] = r[at + 1]
    r[at + 1] = r[at + 2]
    r[at + 2] = p1
    p2 = (527612 * r[at + 5] - 1370589 * r[at + 3]) % M2
    r[at + 3] = r[at + 4]
    r[at + 4] = r[at + 5]
    r[at + 5] = p2
    if p1 > p2:
        return (p1 - p2) * 2.328306549295727688e-10
    return (p1 - p2 + M1) * 2.328306549295727688e-10


def logarithm(x: float) -> float:
    """The natural logarithm of x > 0, to about 1e-14."""
    share, power = math.frexp(x)
    if share < 0.7071067811865476:
        share *= 2.0
        power -= 1
    s = (share - 1.0) / (share + 1.0)
    z = s * s
    series = 1.0 / 17.0
    series = series * z + 1.0 / 15.0
    series = series * z + 1.0 / 13.0
    series = series * z + 1.0 / 11.0
    series = series * z + 1.0 / 9.0
    series = series * z + 1.0 / 7.0
    series = series * z + 1.0 / 5.0
    series = series * z + 1.0 / 3.0
    series = series * z + 1.0
    return power * LN2 + 2.0 * s * series


def exponential_of(x: float) -> float:
    """Return e to the power x for |x| < 700, to about 1e-14 of it."""
    whole = math.floor(x / LN2 + 0.5)
    rest = x - whole * LN2
    series = 1.0
    for divisor in range(14, 0, -1):
        series = series * rest / divisor + 1.0
    return math.ldexp(series, int(whole))


def normal(r: list[int], at: int) -> float:
    """Draw from the standard normal distribution (Marsaglia's polar method)."""
    while True:
        x = 2.0 * uniform(r, at) - 1.0
        y = 2.0 * uniform(r, at) - 1.0
        square = x * x + y * y
        if 0.0 < square < 1.0:
            return x * math.sqrt(-2.0 * logarithm(square) / square)


def length(r: list[int], at: int, shape: int, scale: float, sigma: float) -> float:
    """Draw a service time.

    `shape` 0 is constant `scale`, 1 exponential with mean `scale`, 2 log-normal with median
    `scale` and `sigma` of its logarithm.
    """
    if shape == 0:
        return scale
    if shape == 1:
        return -logarithm(uniform(r, at)) * scale
    return scale * exponential_of(sigma * normal(r, at))
