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

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from satuhadir.engines.offered import Found, Hit, Offered, offered_in, text_in
from satuhadir.engines.reading import Node
from satuhadir.engines.resolving import Read, Resolver, Unit, terms_of
from satuhadir.engines.words import Lexicon, lexicon

__all__ = ["Found", "Hit", "Index", "Offered", "answer"]

LONGEST_QUERY: Final = 200
MOST_TOKENS: Final = 24

ENOUGH: Final = 0.5
"""Coverage from which a service is offered."""
ENOUGH_WITH_PHRASE: Final = 0.34
"""The same when one of its phrases was said whole."""
ENOUGH_WITH_PAPER: Final = 0.28
"""The same when a paper or office was named by its own name (*KTP*, *passport*, *BPJS*)."""
WHOLE: Final = 0.85
"""From which share on a phrase counts as said whole."""
MOST_LOOKED_AT: Final = 64
"""How many services, those of most coverage, are compared phrase by phrase."""
LEAST_OF_BEST: Final = 0.5
"""Services below this share of the best score are left out."""
_NAME, _WORDS, _AGENCY = 1.0, 0.97, 0.6
_PART_SHARE: Final = 0.85
_OWN_SHARE: Final = 0.9
_AS_NAMED: Final = 0.8
_LEAST_WEIGHT: Final = 0.15
_DEMAND_WEIGHT: Final = 0.04
_SOFT_WEIGHT: Final = 0.12
_MOST_SCORE: Final = (1 + _SOFT_WEIGHT) * (1 + _DEMAND_WEIGHT)
_PRIOR_FILLER, _PRIOR_DIGITS, _PRIOR_LETTER, _PRIOR_WEAK = 0.08, 0.5, 0.35, 0.5


_Within = dict[str, list[tuple[int, float]]]


class _Phrase(NamedTuple):
    """A name or word of a service: its keys with their shares, and what they weigh together."""

    text: str
    field: float
    shares: dict[str, float]
    weight: float
    own: tuple[str, ...]


class _Wanted(NamedTuple):
    """A unit of the question with its weight, and how well each key would match it."""

    unit: Unit
    weight: float
    keys: dict[str, float]
    part_weights: tuple[tuple[str, float], ...]


class Index:
    """Services prepared for many questions; building takes about 1 ms for each of them."""

    def __init__(self, services: Sequence[Offered], language: Lexicon | None = None) -> None:
        self._language = language or lexicon()
        self._codes = [one.code for one in services]
        surfaces: dict[str, str] = {}
        known: dict[str, Read] = {}
        read = [list(self._read(one, surfaces, known)) for one in services]
        self._weights = self._weighed(read)
        self._phrases = [[self._phrase(*one) for one in of_one] for of_one in read]
        self._within = [_by_key(phrases) for phrases in self._phrases]
        self._postings = self._posted()
        self._resolver = Resolver(self._language, surfaces, self._postings)
        most = max((one.demand for one in services), default=0.0)
        self._demand = [1 + _DEMAND_WEIGHT * one.demand / most if most else 1.0 for one in services]

    def find(self, query: str, limit: int) -> Found:
        """Return at most `limit` services that fit; none when the question fits none of them.

        Only the first 200 characters count. Of equal scores the service given earlier is first.
        """
        units = self._resolver.units(query[:LONGEST_QUERY], MOST_TOKENS)
        wanted = [self._wanted(unit) for unit in units if not unit.soft]
        wishes = [one for unit in units if unit.soft and (one := self._wanted(unit)).keys]
        if not wanted or limit < 1:
            return Found(())
        hits = self._ranked(wanted, wishes, limit)
        is_guess = bool(hits) and any(unit.is_guess for unit in units)
        meant = " ".join(unit.shown for unit in units) if is_guess else ""
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

    def _read(
        self, service: Offered, surfaces: dict[str, str], known: dict[str, Read]
    ) -> Iterator[tuple[str, float, tuple[Unit, ...]]]:
        """Yield the phrases of a service with their units, and note its words as written."""
        for text, weight in _texts(service):
            read = known.get(text) or known.setdefault(text, terms_of(text, self._language))
            surfaces.update(read.surfaces)
            if read.units:
                yield text, weight, read.units

    def _weighed(
        self, read: Sequence[Sequence[tuple[str, float, tuple[Unit, ...]]]]
    ) -> dict[str, float]:
        """Return the weight of each key: rare ones weigh up to 1."""
        of_services: dict[str, int] = {}
        for phrases in read:
            units = (unit for _, _, of_one in phrases for unit in of_one)
            for key in {key for unit in units for key in (unit.key, *unit.parts, *unit.own)}:
                of_services[key] = of_services.get(key, 0) + 1
        many = max(len(read), 1)
        scale = math.log(1 + many)
        return {
            key: max(math.log(1 + many / of) / scale, _LEAST_WEIGHT) * self._prior(key)
            for key, of in of_services.items()
        }

    def _prior(self, key: str) -> float:
        if key in self._language.fillers:
            return _PRIOR_FILLER
        if key.isdigit():
            return _PRIOR_DIGITS
        if len(key) == 1:
            return _PRIOR_LETTER
        return _PRIOR_WEAK if key in self._language.weak else 1.0

    def _phrase(self, text: str, weight: float, units: Sequence[Unit]) -> _Phrase:
        shares = {unit.key: 1.0 for unit in units}
        for unit in units:
            for words in (unit.parts, unit.own):
                for word in words:
                    shares.setdefault(word, _PART_SHARE / len(words))
        whole = sum(self._weights[unit.key] for unit in units)
        own = tuple(word for unit in units for word in unit.own)
        return _Phrase(text, weight, shares, whole, own)

    def _posted(self) -> _Within:
        """Return key → the services that have it, with how well they match it at best."""
        posted: _Within = {}
        for place, phrases in enumerate(self._phrases):
            best: dict[str, float] = {}
            for one in phrases:
                for key, share in one.shares.items():
                    best[key] = max(best.get(key, 0.0), share * one.field)
                for word in one.own:
                    best[word] = max(best.get(word, 0.0), _OWN_SHARE * one.field)
            for key, value in best.items():
                posted.setdefault(key, []).append((place, value))
        return posted

    # --- asking -------------------------------------------------------------------------------

    def _wanted(self, unit: Unit) -> _Wanted:
        keys = {one: near * unit.trust for one, near in unit.near.items()}
        keys[unit.key] = unit.trust
        weights = [self._weights.get(part, 1.0) for part in unit.parts]
        scale = _PART_SHARE * unit.trust / (sum(weights) or 1.0)
        parts = tuple(
            (part, weight * scale) for part, weight in zip(unit.parts, weights, strict=True)
        )
        known = self._postings
        return _Wanted(
            unit,
            self._unit_weight(unit),
            {key: share for key, share in keys.items() if key in known},
            tuple(part for part in parts if part[0] in known),
        )

    def _unit_weight(self, unit: Unit) -> float:
        """Return what a unit weighs: its own rarity, or that of the nearest it leads to."""
        own = self._weights.get(unit.key)
        if own is not None:
            return own
        known = [self._weights.get(part, 0.0) for part in unit.parts]
        if any(known):
            return min(max(*known, sum(known) * _PART_SHARE), 1.0)
        led = [self._weights[one] * near for one, near in unit.near.items() if one in self._weights]
        return max(led, default=unit.otherwise)

    def _ranked(
        self, wanted: Sequence[_Wanted], wishes: Sequence[_Wanted], limit: int
    ) -> tuple[Hit, ...]:
        total = sum(one.weight for one in wanted)
        covered, named = self._covered(wanted)
        best: list[float] = []
        scored = []
        for place in self._likeliest(covered, total):
            coverage = covered[place] / total
            if len(best) == limit and _most_score(coverage) < best[0]:
                break
            fit, text, is_whole = self._fit(place, wanted, total)
            enough = ENOUGH_WITH_PHRASE if is_whole else ENOUGH
            if coverage < (ENOUGH_WITH_PAPER if place in named else enough):
                continue
            soft = _SOFT_WEIGHT * self._soft(place, wishes)
            score = (0.6 * coverage + 0.4 * fit + soft) * self._demand[place] / _MOST_SCORE
            scored.append((-round(score, 4), place, text))
            (heapq.heappushpop if len(best) == limit else heapq.heappush)(best, score)
        scored.sort()
        least = -scored[0][0] * LEAST_OF_BEST if scored else 0.0
        return tuple(
            Hit(self._codes[place], -score, text)
            for score, place, text in scored[:limit]
            if -score >= least
        )

    def _covered(self, wanted: Sequence[_Wanted]) -> tuple[dict[int, float], set[int]]:
        """Return service → what of the question it covers, and those named by a paper of theirs."""
        covered: dict[int, float] = {}
        named: set[int] = set()
        for one in wanted:
            matches = _matched(one, self._postings)
            weight = one.weight
            for place, match in matches.items():
                covered[place] = covered.get(place, 0.0) + weight * match
            if one.unit.key in self._language.papers:
                named.update(place for place, match in matches.items() if match >= _AS_NAMED)
        return covered, named

    def _likeliest(self, covered: Mapping[int, float], total: float) -> list[int]:
        """Return the services worth a closer look, those of most coverage first."""
        enough = min(ENOUGH_WITH_PAPER, ENOUGH_WITH_PHRASE) * total
        likely = [place for place, value in covered.items() if value >= enough]
        likely.sort(key=lambda place: (-covered[place], -self._demand[place], place))
        return likely[:MOST_LOOKED_AT]

    def _fit(self, place: int, wanted: Sequence[_Wanted], total: float) -> tuple[float, str, bool]:
        """Return how well the best phrase of a service fits, which it is, and whether one of its
        phrases was said whole.
        """
        said: dict[int, float] = {}
        for one in wanted:
            for number, match in _matched(one, self._within[place]).items():
                said[number] = said.get(number, 0.0) + one.weight * match
        best, text, is_whole = 0.0, "", False
        for number, together in said.items():
            phrase = self._phrases[place][number]
            of_phrase = min(together / phrase.weight, 1.0)
            of_query = min(together / total, 1.0)
            fit = phrase.field * 2 * of_phrase * of_query / (of_phrase + of_query)
            is_whole = is_whole or (of_phrase >= WHOLE and phrase.field > _AGENCY)
            if fit > best:
                best, text = fit, phrase.text
        return best, text, is_whole

    def _soft(self, place: int, wishes: Sequence[_Wanted]) -> float:
        """Return how well the best phrase matches one of the words that may only add."""
        within, phrases = self._within[place], self._phrases[place]
        return max(
            (
                match * phrases[number].field
                for one in wishes
                for number, match in _matched(one, within).items()
            ),
            default=0.0,
        )


def _by_key(phrases: Sequence[_Phrase]) -> _Within:
    """Return key → the places of the phrases that have it, with their shares."""
    found: _Within = {}
    for number, phrase in enumerate(phrases):
        for key, share in phrase.shares.items():
            found.setdefault(key, []).append((number, share))
    return found


def _most_score(coverage: float) -> float:
    """Return the most a service of this coverage can score, before it is looked at closely."""
    of_query = min(coverage / _WORDS, 1.0)
    fit = 2 * of_query / (1 + of_query)
    return (0.6 * coverage + 0.4 * fit + _SOFT_WEIGHT) * (1 + _DEMAND_WEIGHT) / _MOST_SCORE


def _matched(one: _Wanted, within: _Within) -> dict[int, float]:
    """Return phrase → how well it matches a unit."""
    if len(one.keys) == 1 and not one.part_weights:
        [(key, share)] = one.keys.items()
        return {number: share * part for number, part in within.get(key, ())}
    found: dict[int, float] = {}
    for key, share in one.keys.items():
        for number, part in within.get(key, ()):
            match = share * part
            if match > found.get(number, 0.0):
                found[number] = match
    if not one.part_weights:
        return found
    together: dict[int, float] = {}
    for key, share in one.part_weights:
        for number, part in within.get(key, ()):
            together[number] = together.get(number, 0.0) + share * part
    for number, match in together.items():
        if match > found.get(number, 0.0):
            found[number] = match
    return found


def _texts(service: Offered) -> Iterator[tuple[str, float]]:
    yield service.name, _NAME
    if service.name_en:
        yield service.name_en, _NAME
    for one in service.words:
        yield one, _WORDS
    if service.agency:
        yield service.agency, _AGENCY
    yield service.code.replace("_", " "), _AGENCY


# --- the engine as a command --------------------------------------------------------------------


def answer(question: Node) -> dict[str, object]:
    """Answer `{"services", "query", "limit"}` with `{"items": [{"code", "score"}]}`."""
    asked = question.record("services", "query", "limit")
    index = _prepared(asked["services"])
    query = text_in(asked["query"], at_most=10_000)
    limit = asked["limit"].whole(at_least=1, at_most=1_000)
    hits = index.find(query, limit).hits
    return {"items": [{"code": hit.code, "score": hit.score} for hit in hits]}


_last: list[tuple[object, Index]] = []


def _prepared(services: Node) -> Index:
    """Return the index of these services; the one of the question before, if they are the same."""
    if not _last or _last[0][0] != services.value:
        _last[:] = [(services.value, Index(offered_in(services)))]
    return _last[0][1]
