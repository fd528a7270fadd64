# SPDX-License-Identifier: Apache-2.0
"""Turn past predictions of a line into the two ends of an honest range.

Mondrian split conformal prediction over standardised errors, with an online correction per end:

- score of a past prediction p with outcome a: z = (a - p) / spread(p);
- the scores are kept in up to 8 bins of p, equally filled, and a prediction is judged by the scores
  of its own bin (Vovk et al. 2005, Mondrian; Lei et al. 2018, locally weighted);
- errors of one day resemble each other: f of them count as one, where f is the variance of
  batch means over what independent errors would show (1 when they are independent);
- with n scores in the bin and a share e to be missed beyond an end, the upper end is the score of
  rank ceil((n + f)(1 - e)), the lower end mirrors it; with f = 1 these are the ranks
  ceil((n + 1)(1 - e)) and floor((n + 1) e) of split conformal prediction;
- that end is drawn to the normal one: it weighs k / (k + 20) when it widens the range and
  k / (k + 60) when it narrows it, k = n / f. Bins are so few that each has k >= 30;
- each end has its own e, replayed over the past in time order: e grows by 0.01 (target - missed)
  after every independent outcome, by that over f after each, between 0.8 (1 - 1/f) and 1.25 times
  the target (after Gibbs and Candès 2021, adaptive conformal inference), so an end that was
  passed too often lately moves outwards, and one bad day alone does not move it all the way;
- usual days say nothing of a slow one: the later end is drawn out to the normal one again, by at
  most `late_most` (1 - 1/f) of itself, the earlier end to 0.8 of the normal one, by at most
  0.3 (1 - 1/f). Where errors are independent days do not differ, and nothing is drawn out;
- the earlier end is judged as it is shown: `rounded` minutes further out, in the mean. The later
  end is shown further out as well, and keeps that for the slow days.

The last five, but for e's step, are the project's own. From one to ten days of a simulated line,
plain conformal ranges covered 50 to 80 % of the waits instead of 80, these 79 to 89 %, and 74 %
or more on days a quarter slower than any they learned from (docs/engines.md,
`./satuhadir bench forecast`).
"""

import math
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean, pvariance
from typing import NamedTuple

BINS = 8
FEWEST = 30
"""With fewer past predictions than this nothing is learned from them."""
BIN_FEWEST = 30.0
"""Independent scores a bin needs."""
NEWEST = 6_000
"""Only this many newest predictions count: two months of a line, and a bounded cost."""
OUTWARD_CAUTION = 20.0
INWARD_CAUTION = 60.0
"""How many independent scores weigh as much as the normal end: fewer to widen than to narrow."""
LEARNING_RATE = 0.01
SMALLEST_SHARE, LARGEST_SHARE = 0.8, 1.25
"""Of its target: no end moves out or in further than that where errors come in whole days."""
LEAST_SHARE = 0.01
SUREST = 0.9998
"""More coverage than this is taken as this: no past of a line can tell."""

LATE_FLOOR, LATE_MOST = 1.0, 0.6
"""The later end is no nearer than the normal one, unless that were this much further out."""
EARLY_FLOOR, EARLY_MOST = 0.8, 0.3
"""The same of the earlier end: who comes back in time has lost less by a wide one."""

_NORMAL = NormalDist()


class Residual(NamedTuple):
    """A past prediction and what came of it, both in minutes of waiting."""

    predicted: float
    actual: float


class Ends(NamedTuple):
    """How many spreads below and above the prediction the range ends."""

    low: float
    high: float


def normal_ends(coverage: float) -> Ends:
    """Return the ends for normally distributed errors: what to use before there is a past."""
    reach = _NORMAL.inv_cdf((1.0 + min(coverage, SUREST)) / 2.0)
    return Ends(-reach, reach)


class Learned(NamedTuple):
    """What a line's past says: where its bins of predictions begin, and the ends in each."""

    edges: tuple[float, ...]
    ends: tuple[Ends, ...]

    def at(self, predicted: float) -> Ends:
        """Return the ends for a prediction."""
        return self.ends[bisect_right(self.edges, predicted)]


def learn(
    residuals: Sequence[Residual],
    coverage: float,
    spread: Callable[[float], float],
    *,
    rounded: float = 0.0,
    late_most: float = LATE_MOST,
) -> Learned:
    """Return the ends for every prediction; the normal ones when the past is too short to say.

    `residuals` oldest first; `rounded` minutes are what showing the earlier end moves it further
    out, `late_most` how much of itself the later one may be drawn out for slow days. Predictions of
    0 are left out: they are made when a counter is free, come true for nothing, and would make
    every other range too narrow. Some ms for 600: learn once for many forecasts.
    """
    normal = normal_ends(coverage)
    past = [residual for residual in residuals[-NEWEST:] if residual.predicted > 0.0]
    if len(past) < FEWEST:
        return Learned((), (normal,))
    scores = [(actual - expected) / spread(expected) for expected, actual in past]
    likeness = repetition(scores)
    edges = _edges(
        [residual.predicted for residual in past], int(len(past) / likeness / BIN_FEWEST)
    )
    history = _History(len(edges) + 1, coverage, likeness)
    for residual, score in zip(past, scores, strict=True):
        shift = rounded / spread(residual.predicted)
        history.learn(bisect_right(edges, residual.predicted), score, shift)
    ends = (history.ends(place) for place in range(len(edges) + 1))
    return Learned(
        tuple(edges),
        tuple(_drawn_out(one, normal, 1.0 - 1.0 / likeness, late_most) for one in ends),
    )


def _drawn_out(ends: Ends, normal: Ends, unlike: float, late_most: float) -> Ends:
    """Return the ends as a day unlike those learned from needs them; `unlike` 0 to 1."""
    low, high = -ends.low, ends.high
    return Ends(
        -max(low, min(EARLY_FLOOR * -normal.low, low * (1 + EARLY_MOST * unlike))),
        max(high, min(LATE_FLOOR * normal.high, high * (1 + late_most * unlike))),
    )


def repetition(scores: Sequence[float]) -> float:
    """Return how many scores in a row tell as much as one independent score; at least 1.

    Batch means of about sqrt(n) scores: their variance times the batch length, over the
    variance of the scores, is 1 when the scores are independent.
    """
    length = math.isqrt(len(scores))
    whole = len(scores) // length * length
    overall = pvariance(scores[:whole])
    if overall <= 0.0:
        return 1.0
    means = [fmean(scores[start : start + length]) for start in range(0, whole, length)]
    among = pvariance(means) * len(means) / (len(means) - 1)
    return max(length * among / overall, 1.0)


def _edges(predictions: list[float], bins: int) -> list[float]:
    """Return where one bin of predictions ends and the next begins (the edge is the next's)."""
    ordered = sorted(predictions)
    bins = min(BINS, bins)
    edges = {ordered[place * len(ordered) // bins] for place in range(1, bins)}
    return sorted(edges - {ordered[0]})


class _History:
    """Sorted scores per bin, and how large a share each end may miss after what it missed."""

    def __init__(self, bins: int, coverage: float, likeness: float) -> None:
        self.bins: list[list[float]] = [[] for _ in range(bins)]
        self.shown: list[list[float]] = [[] for _ in range(bins)]
        self.target = (1.0 - min(coverage, SUREST)) / 2.0
        self.below = self.target
        self.above = self.target
        self.likeness = likeness

    def learn(self, place: int, score: float, shift: float = 0.0) -> None:
        """Compare an outcome with the range the past would have given it, then add it. The
        earlier end is shown `shift` further out.
        """
        low, high = self.ends(place)
        self.below = self._corrected(self.below, missed=score + shift < low)
        self.above = self._corrected(self.above, missed=score > high)
        insort(self.bins[place], score)
        insort(self.shown[place], score + shift)

    def _corrected(self, share: float, *, missed: bool) -> float:
        corrected = share + LEARNING_RATE / self.likeness * (self.target - missed)
        smallest = max(SMALLEST_SHARE * (1.0 - 1.0 / self.likeness), LEAST_SHARE)
        return min(max(corrected, smallest * self.target), LARGEST_SHARE * self.target)

    def ends(self, place: int) -> Ends:
        """Return the ends for one bin: the ranked scores, drawn to the normal ends when few.

        Where a rank lies beyond the scores seen they can't answer: then the farther of the
        outermost score and the normal end.
        """
        scores, shown = self.bins[place], self.shown[place]
        count = len(scores)
        low, high = _NORMAL.inv_cdf(self.below), _NORMAL.inv_cdf(1.0 - self.above)
        if not scores:
            return Ends(low, high)
        rank = count + 1 - math.ceil((count + self.likeness) * (1.0 - self.below))
        seen_low = shown[rank - 1] if rank >= 1 else min(shown[0], low)
        rank = math.ceil((count + self.likeness) * (1.0 - self.above))
        seen_high = scores[rank - 1] if rank <= count else max(scores[-1], high)
        alone = count / self.likeness
        late = _drawn(high, seen_high, alone)
        return Ends(min(-_drawn(-low, -seen_low, alone), late), late)


def _drawn(normal: float, seen: float, alone: float) -> float:
    """Return the normal end drawn to the one seen in as many scores as stand alone."""
    caution = OUTWARD_CAUTION if seen > normal else INWARD_CAUTION
    return normal + alone / (alone + caution) * (seen - normal)
