# SPDX-License-Identifier: Apache-2.0
"""Which services somebody means, in their own words; none rather than a guess.

    coverage = Σ w(u) m(u, service) / Σ w(u)          over the units u of the question
    fit      = the best 2 Q P / (Q + P) of its phrases  (Q: share of the question that the phrase
               matches, P: share of the phrase that the question matches)
    score    = 0.6 coverage + 0.4 fit

A *unit* is a word, or a phrase with one meaning (*kartu tanda penduduk*). Its weight w falls with
the number of services that use it, and for words every office uses. m is 1 for the same word,
less for a near meaning, a colloquial form, a misspelling or a beginning. A word that fits nowhere
counts against all services, and one that plainly belongs to another world counts more. Formulas
and figures: docs/engines.md.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from satuhadir.engines.reading import Node
from satuhadir.engines.resolving import Resolver, Unit, terms_of
from satuhadir.engines.words import Lexicon, lexicon, tokens

LONGEST_QUERY: Final = 200
MOST_TOKENS: Final = 24
MOST_SERVICES: Final = 20_000

ENOUGH: Final = 0.55
"""Coverage from which a service is offered."""
ENOUGH_WITH_PHRASE: Final = 0.38
"""The same when one of its phrases was said whole."""
WHOLE: Final = 0.85
"""From which share on a phrase counts as said whole."""
LEAST_OF_BEST: Final = 0.5
"""Services below this share of the best score are left out."""
_NAME, _WORDS, _AGENCY = 1.0, 0.97, 0.6
_PART_SHARE: Final = 0.85
_DEMAND_WEIGHT: Final = 0.04
_SOFT_WEIGHT: Final = 0.12
_PRIOR_FILLER, _PRIOR_DIGITS, _PRIOR_LETTER, _PRIOR_WEAK = 0.08, 0.5, 0.35, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A service as far as finding it goes. `demand` is how often it is asked for, in any unit."""

    code: str
    name: str
    agency: str = ""
    words: tuple[str, ...] = ()
    name_en: str = ""
    demand: float = 0.0


class Hit(NamedTuple):
    """A service that fits, from 0 to 1, with the phrase of it that fits best."""

    code: str
    score: float
    by: str


class Found(NamedTuple):
    """What fits, best first. `meant` is the question as it was understood where a word of it was
    taken for a misspelling, otherwise empty; `terms` serve `Index.marked`.
    """

    hits: tuple[Hit, ...]
    meant: str = ""
    terms: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Tally:
    """What one question has matched so far: by service and by phrase."""

    covered: dict[int, float] = field(default_factory=dict)
    said: dict[int, float] = field(default_factory=dict)
    soft: dict[int, float] = field(default_factory=dict)


class Index:
    """Services prepared for many questions; building takes about 0.1 ms for each of them."""

    def __init__(self, services: Sequence[Offered], language: Lexicon | None = None) -> None:
        self._language = language or lexicon()
        self._codes = [one.code for one in services]
        self._phrases: list[str] = []
        self._owner: list[int] = []
        self._field: list[float] = []
        self._postings: dict[str, list[tuple[int, float]]] = {}
        keys = self._fill(services)
        self._weights = self._weighed(len(services))
        self._whole = [sum(self._weights[key] for key in of_one) for of_one in keys]
        self._resolver = Resolver(self._language, self._surfaces, self._postings)
        most = max((one.demand for one in services), default=0.0)
        self._demand = [1 + _DEMAND_WEIGHT * one.demand / most if most else 1.0 for one in services]

    def find(self, query: str, limit: int) -> Found:
        """Return at most `limit` services that fit; none when the question fits none of them.

        Only the first 200 characters count. Of equal scores the service given earlier is first.
        """
        units = self._resolver.units(query[:LONGEST_QUERY], MOST_TOKENS)
        hard = [unit for unit in units if not unit.soft]
        if not hard or limit < 1:
            return Found(())
        weights = [self._unit_weight(unit) for unit in hard]
        total = sum(weights)
        tally = _Tally()
        for unit, weight in zip(hard, weights, strict=True):
            if weight:
                self._count(tally, self._matches(unit), weight)
        for unit in units:
            if unit.soft:
                self._count_soft(tally, self._matches(unit))
        hits = self._ranked(tally, total)[:limit]
        meant = self._meant(units) if hits else ""
        return Found(hits, meant, frozenset(key for unit in units for key in unit.keys))

    def marked(self, text: str, terms: frozenset[str]) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether it is what the question hit."""
        return self._resolver.marked(text, terms)

    def knows(self, query: str) -> bool:
        """Tell whether every word is one of the language file, the services, or a number of at
        most three digits: then it names nobody.
        """
        return self._resolver.knows(query[:LONGEST_QUERY])

    # --- building -----------------------------------------------------------------------------

    def _fill(self, services: Sequence[Offered]) -> list[tuple[str, ...]]:
        """Note every phrase under its keys; return the keys of each phrase."""
        self._surfaces: dict[str, str] = {}
        keys: list[tuple[str, ...]] = []
        for place, service in enumerate(services):
            for text, weight in _texts(service):
                read = terms_of(text, self._language)
                if not read.units:
                    continue
                phrase = len(self._phrases)
                self._phrases.append(text)
                self._owner.append(place)
                self._field.append(weight)
                keys.append(tuple(unit.key for unit in read.units))
                self._surfaces.update(read.surfaces)
                shares: dict[str, float] = {}
                for unit in read.units:
                    shares[unit.key] = 1.0
                    for part in unit.parts:
                        shares.setdefault(part, _PART_SHARE / len(unit.parts))
                for key, share in shares.items():
                    self._postings.setdefault(key, []).append((phrase, share))
        return keys

    def _weighed(self, many: int) -> dict[str, float]:
        """Return the weight of each key: rare ones weigh up to 1."""
        scale = math.log(1 + max(many, 1))
        weights = {}
        for key, postings in self._postings.items():
            of = len({self._owner[phrase] for phrase, _ in postings})
            weights[key] = max(math.log(1 + many / of) / scale, 0.15) * self._prior(key)
        return weights

    def _prior(self, key: str) -> float:
        if key in self._language.fillers:
            return _PRIOR_FILLER
        if key.isdigit():
            return _PRIOR_DIGITS
        if len(key) == 1:
            return _PRIOR_LETTER
        return _PRIOR_WEAK if key in self._language.weak else 1.0

    # --- asking -------------------------------------------------------------------------------

    def _unit_weight(self, unit: Unit) -> float:
        """Return what a unit weighs: its own rarity, or that of the nearest it leads to."""
        own = self._weights.get(unit.key)
        if own is not None:
            return own
        if unit.parts:
            known = [self._weights.get(part, 0.0) for part in unit.parts]
            if any(known):
                return min(max(max(known), sum(known) * _PART_SHARE), 1.0)
        led = [
            self._weights[key] * share for key, share in unit.near.items() if key in self._weights
        ]
        return max(led, default=unit.otherwise * self._prior(unit.key))

    def _matches(self, unit: Unit) -> dict[int, float]:
        """Return phrase → how well it matches the unit."""
        found: dict[int, float] = {}
        for key, share in ((unit.key, 1.0), *unit.near.items()):
            for phrase, part in self._postings.get(key, ()):
                match = share * part * unit.trust
                if match > found.get(phrase, 0.0):
                    found[phrase] = match
        if unit.parts:
            self._match_parts(unit, found)
        return found

    def _match_parts(self, unit: Unit, found: dict[int, float]) -> None:
        """Add the phrases that hold the words of a unit, though not as this phrase."""
        weights = [self._weights.get(part, 1.0) for part in unit.parts]
        together: dict[int, float] = {}
        for key, weight in zip(unit.parts, weights, strict=True):
            for phrase, part in self._postings.get(key, ()):
                together[phrase] = together.get(phrase, 0.0) + weight * part
        scale = _PART_SHARE * unit.trust / sum(weights)
        for phrase, sum_of in together.items():
            if sum_of * scale > found.get(phrase, 0.0):
                found[phrase] = sum_of * scale

    def _count(self, tally: _Tally, matches: Mapping[int, float], weight: float) -> None:
        best: dict[int, float] = {}
        owner, fields, said = self._owner, self._field, tally.said
        for phrase, match in matches.items():
            said[phrase] = said.get(phrase, 0.0) + weight * match
            place = owner[phrase]
            value = match * fields[phrase]
            if value > best.get(place, 0.0):
                best[place] = value
        covered = tally.covered
        for place, value in best.items():
            covered[place] = covered.get(place, 0.0) + weight * value

    def _count_soft(self, tally: _Tally, matches: Mapping[int, float]) -> None:
        for phrase, match in matches.items():
            place = self._owner[phrase]
            if place in tally.covered:
                tally.soft[place] = max(tally.soft.get(place, 0.0), match * self._field[phrase])

    def _ranked(self, tally: _Tally, total: float) -> tuple[Hit, ...]:
        fits = self._fits(tally, total)
        scored = []
        for place, covered in tally.covered.items():
            coverage = covered / total
            fit, phrase, is_whole = fits[place]
            if coverage < (ENOUGH_WITH_PHRASE if is_whole else ENOUGH):
                continue
            soft = _SOFT_WEIGHT * tally.soft.get(place, 0.0)
            score = (0.6 * coverage + 0.4 * fit + soft) * self._demand[place]
            scored.append((-round(score / 1.2, 4), place, phrase))
        scored.sort()
        least = -scored[0][0] * LEAST_OF_BEST if scored else 0.0
        return tuple(
            Hit(self._codes[place], min(-score, 1.0), self._phrases[phrase])
            for score, place, phrase in scored
            if -score >= least
        )

    def _fits(self, tally: _Tally, total: float) -> dict[int, tuple[float, int, bool]]:
        """Return service → its best phrase, and whether one of its phrases was said whole."""
        fits: dict[int, tuple[float, int, bool]] = {}
        for phrase, said in tally.said.items():
            of_phrase = min(said / self._whole[phrase], 1.0)
            of_query = min(said / total, 1.0)
            fit = self._field[phrase] * 2 * of_phrase * of_query / (of_phrase + of_query)
            place = self._owner[phrase]
            best, known, is_whole = fits.get(place, (0.0, phrase, False))
            is_whole = is_whole or (of_phrase >= WHOLE and self._field[phrase] > _AGENCY)
            fits[place] = (fit, phrase, is_whole) if fit > best else (best, known, is_whole)
        return fits

    def _meant(self, units: Iterable[Unit]) -> str:
        if not any(unit.is_guess for unit in units):
            return ""
        return " ".join(unit.shown for unit in units)


def _texts(service: Offered) -> Iterator[tuple[str, float]]:
    yield service.name, _NAME
    if service.name_en:
        yield service.name_en, _NAME
    for one in service.words:
        yield one, _WORDS
    if service.agency:
        yield service.agency, _AGENCY
    yield service.code.replace("_", " "), _AGENCY
