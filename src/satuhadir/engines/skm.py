# SPDX-License-Identifier: Apache-2.0
"""The satisfaction of a unit's users (SKM) by PermenPANRB 14/2017: nine elements, one index.

    NRR_u = sum of the answers to u / n          the element's mean, 1 to 4
    SKM   = sum over u of NRR_u * w              w = 1/9, or 0.11 as older reports were printed
    IKM   = SKM * 25                             25 to 100, rounded to two decimals, then graded

Elements are known by code, never by number: the regulation's body has *pengaduan* eighth and
*sarana* ninth, its sample form the other way round. Fractions all the way; halves round up.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Literal, NamedTuple

from satuhadir.engines.reading import Node

ELEMENTS = (
    "persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "pengaduan",
    "sarana",
)  # fmt: skip
"""In the order of the regulation's body."""
LOWEST, HIGHEST = 1, 4
Weights = Literal["exact", "printed"]
WEIGHTS: Mapping[str, Fraction] = {
    "exact": Fraction(1, len(ELEMENTS)),
    "printed": Fraction(11, 100),
}
BANDS = ((Fraction("88.31"), "A"), (Fraction("76.61"), "B"), (Fraction(65), "C"))
"""The least index of each grade, after rounding to two decimals; below all of them is D."""
MOST_ANSWERS = 1_000_000
MOST_PEOPLE = 1_000_000_000
WORST_COUNTED = 3

# Krejcie and Morgan (1970): chi-square of one degree at 95 %, half and half, five per cent off.
_CHI_HALVES = Fraction("3.841") * Fraction(1, 4)
_OFF_SQUARED = Fraction("0.0025")


class Tally(NamedTuple):
    """What is needed of a set of answers: how many, the sum of each element in the order of
    ELEMENTS, and the sum of the squares of each answer's total (for the interval).
    """

    n: int
    sums: tuple[int, ...]
    squares: int = 0

    def __add__(self, other: object) -> "Tally":
        """Return both sets of answers as one."""
        if not isinstance(other, Tally):
            return NotImplemented
        sums = tuple(a + b for a, b in zip(self.sums, other.sums, strict=True))
        return Tally(self.n + other.n, sums, self.squares + other.squares)


NOTHING = Tally(0, (0,) * len(ELEMENTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The index of a set of answers, exact; everything but `n` is None without answers."""

    n: int
    nrr: Mapping[str, Fraction] | None
    weighted: Mapping[str, Fraction] | None
    skm: Fraction | None
    ikm: Fraction | None
    grade: str | None
    lowest: tuple[str, ...] | None


class Interval(NamedTuple):
    """From where to where the index lies, in its own units, rounded outwards to two decimals."""

    low: Fraction
    high: Fraction


def tally_of(answers: Iterable[Mapping[str, int]]) -> Tally:
    """Return the tally of answers, each with a number from 1 to 4 for every element."""
    n = squares = 0
    sums = [0] * len(ELEMENTS)
    for one in answers:
        n += 1
        values = [one[element] for element in ELEMENTS]
        for place, value in enumerate(values):
            sums[place] += value
        squares += sum(values) ** 2
    return Tally(n, tuple(sums), squares)


def index_of(tally: Tally, weights: str = "exact") -> Result:
    """Return the index of a tally.

    The index is rounded to two decimals before it is graded: the bands of the regulation leave
    gaps (76.60 to 76.61) in which an unrounded value would have no grade.
    """
    if not tally.n:
        return Result(n=0, nrr=None, weighted=None, skm=None, ikm=None, grade=None, lowest=None)
    weight = WEIGHTS[weights]
    nrr = {
        element: Fraction(total, tally.n)
        for element, total in zip(ELEMENTS, tally.sums, strict=True)
    }
    skm = sum(nrr.values(), Fraction(0)) * weight
    ikm = rounded(skm * 25, 2)
    return Result(
        n=tally.n,
        nrr=nrr,
        weighted={element: value * weight for element, value in nrr.items()},
        skm=skm,
        ikm=ikm,
        grade=grade_of(ikm),
        lowest=tuple(sorted(ELEMENTS, key=lambda element: nrr[element])[:WORST_COUNTED]),
    )


def grade_of(ikm: Fraction) -> str:
    """Return the grade of an index that is rounded to two decimals."""
    return next((grade for least, grade in BANDS if ikm >= least), "D")


def sample_needed(population: int) -> int:
    """Return how many answers a population asks for (Krejcie and Morgan 1970), halves up."""
    needed = population * _CHI_HALVES / (_OFF_SQUARED * (population - 1) + _CHI_HALVES)
    return int(rounded(needed, 0))


def interval_of(tally: Tally, population: int, confidence: float = 0.95) -> Interval | None:
    """Return the confidence interval of the index (weights 1/9), None for fewer than two answers.

    Student's t on the answers' own indices, their variance reduced by the finite population
    correction 1 - n/N (Cochran, *Sampling Techniques*, 3rd ed., 1977, ch. 2); t from the normal
    by the expansion of Abramowitz and Stegun 26.7.5. Honest for a random sample alone: that of
    volunteers tells how much they differ, not how far they are from everybody.
    """
    n = tally.n
    if n < 2:
        return None
    total = sum(tally.sums)
    variance = (tally.squares - Fraction(total * total, n)) / (n - 1)
    unseen = max(Fraction(0), 1 - Fraction(n, population)) if population else Fraction(0)
    scale = Fraction(25, len(ELEMENTS))
    spread = math.sqrt(variance * unseen / n) * float(scale)
    middle = Fraction(total, n) * scale
    half = Fraction(_student(confidence, n - 1) * spread)
    low = Fraction(math.floor((middle - half) * 100), 100)
    high = Fraction(math.ceil((middle + half) * 100), 100)
    return Interval(max(low, Fraction(25)), min(high, Fraction(100)))


def rounded(value: Fraction, places: int) -> Fraction:
    """Return a value that is not negative rounded to so many decimals; a half goes up."""
    scale = 10**places
    return Fraction(math.floor(value * scale + Fraction(1, 2)), scale)


def _student(confidence: float, freedom: int) -> float:
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return math.fsum(term / float(freedom) ** power for power, term in enumerate(terms))


def answer(question: Node) -> dict[str, object]:
    """Answer one question of `satuhadir engine skm`."""
    fields = question.record("answers", "population", "weights")
    given = [_read_answer(one) for one in fields["answers"].items(at_most=MOST_ANSWERS)]
    population = fields["population"].whole(at_most=MOST_PEOPLE)
    found = index_of(tally_of(given), fields["weights"].choice(tuple(WEIGHTS)))
    return {"n": found.n, "sample_needed": sample_needed(population), **plain(found)}


def plain(found: Result) -> dict[str, object]:
    """Return an index as JSON has it: three decimals, two for the index itself, or nulls."""
    nrr = found.nrr or {}
    return {
        "elements": {
            element: {"nrr": _number(nrr.get(element), 3)} for element in ELEMENTS
        },
        "skm": _number(found.skm, 3),
        "ikm": _number(found.ikm, 2),
        "grade": found.grade,
        "lowest": None if found.lowest is None else list(found.lowest),
    }  # fmt: skip


def _number(value: Fraction | None, places: int) -> float | None:
    return None if value is None else float(rounded(value, places))


def _read_answer(one: Node) -> dict[str, int]:
    fields = one.record(*ELEMENTS)
    return {
        element: fields[element].whole(at_least=LOWEST, at_most=HIGHEST) for element in ELEMENTS
    }
