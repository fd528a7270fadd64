# SPDX-License-Identifier: Apache-2.0
"""From the words of a question to what an index knows: meanings, colloquial forms, misspellings.

A word is taken, in this order, as it is; as a colloquial form; as a filler or a word of another
world; as two words written together; as one without its vowels; as a misspelling; as the beginning
of a word. Misspelled is a word at one step (from 4 letters) or two steps (its stem from 7) of
optimal string alignment from a known one with the same first letter; shorter words only by two
letters exchanged (*kpt*).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from satuhadir.engines.words import Lexicon, stem, talked, tokens

TRUST_TALKED, TRUST_SPLIT, TRUST_ONE_STEP, TRUST_TWO_STEPS, TRUST_BEGINNING = (
    0.96, 0.92, 0.85, 0.75, 0.7,
)  # fmt: skip
TRUST_ELSEWHERE: Final = 0.7
NEAR: Final = 0.72
UNKNOWN, ELSEWHERE = 0.7, 1.2
_ONE_STEP_FROM, _TWO_STEPS_FROM = 4, 7
_MOST_BEGUN, _MOST_MEANT = 12, 3
_VOWELS: Final = frozenset("aiueo")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of a question. `near` is term → how near; a `soft` one may only add.

    `parts` are the words of the phrase that explains its meaning, `own` those that stand there.
    `trust` is how sure it is that this was meant, `otherwise` what it weighs if nothing has it.
    """

    key: str
    shown: str
    parts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict)
    trust: float = 1.0
    otherwise: float = 0.0
    soft: bool = False
    is_guess: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what of a text counts as the hit itself, not as something near it."""
        return (self.key, *(key for key, near in self.near.items() if near != NEAR))


class Read(NamedTuple):
    """A phrase of a service: its units, and its words as written → their stems."""

    units: tuple[Unit, ...]
    surfaces: dict[str, str]


class _Word(NamedTuple):
    stem: str
    shown: str
    trust: float = 1.0
    is_guess: bool = False
    near: tuple[tuple[str, float], ...] = ()


def terms_of(text: str, language: Lexicon) -> Read:
    """Return the units of a text that is spelled well, as names and words of services are."""
    surfaces = {one: stem(language.spelled(one)) for one in tokens(text, language.joined)}
    words = [_Word(surfaces[one], one) for one in tokens(text, language.joined)]
    return Read(tuple(_united(words, language)), surfaces)


def _united(words: Sequence[_Word], language: Lexicon) -> Iterator[Unit]:
    """Yield the units of resolved words: the longest known phrases, and what is left."""
    stems = [one.stem for one in words]
    at = 0
    while at < len(words):
        found = language.longest(stems, at)
        if found is None:
            yield _single(words[at], language)
            at += 1
            continue
        key, end = found
        part = words[at:end]
        yield Unit(
            key,
            " ".join(one.shown for one in part),
            language.parts[key],
            tuple(language.groups.get((one.stem,), one.stem) for one in part),
            dict.fromkeys(language.near.get(key, ()), NEAR),
            trust=min(one.trust for one in part),
            is_guess=any(one.is_guess for one in part),
        )
        at = end


def _single(word: _Word, language: Lexicon) -> Unit:
    key = language.groups.get((word.stem,), word.stem)
    parts = language.parts.get(key, ())
    near = dict.fromkeys(language.near.get(key, language.near.get(word.stem, ())), NEAR)
    near.update(word.near)
    return Unit(
        key,
        word.shown,
        parts if len(parts) > 1 else (),
        near=near,
        trust=word.trust,
        is_guess=word.is_guess,
    )


class Resolver:
    """Reads questions for one index: `surfaces` are its words, `postings` the terms it knows."""

    def __init__(
        self,
        language: Lexicon,
        surfaces: Mapping[str, str],
        postings: Mapping[str, object],
    ) -> None:
        self._language = language
        self._postings = postings
        self._written = frozenset(surfaces)
        self._surfaces = {**language.surfaces, **surfaces}
        self._by_letter: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(self._surfaces):
            self._beginnings.setdefault(word[0], []).append(word)
            if len(word) >= 3 and word not in language.spelling:
                self._by_letter.setdefault(word[0], []).append(word)
            if len(word) >= _ONE_STEP_FROM:
                self._by_skeleton.setdefault(_skeleton(word), []).append(word)
        self._stems = frozenset(self._surfaces.values())

    def units(self, query: str, at_most: int) -> list[Unit]:
        """Return the units of a question; fillers among them are soft."""
        asked = tokens(query, self._language.joined)[:at_most]
        words: list[_Word] = []
        for place, token in enumerate(asked):
            words += self._resolved(token, is_last=place == len(asked) - 1)
        return [self._weighed(unit) for unit in _united(words, self._language)]

    def knows(self, query: str) -> bool:
        return all(
            self._is_known(one) or one in self._language.elsewhere
            for one in tokens(query, self._language.joined)
        )

    def marked(self, text: str, terms: frozenset[str]) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether one of the terms stands there."""
        language = self._language
        pieces = list(_with_gaps(text))
        words = [
            (place, stem(language.spelled(token)))
            for place, piece in enumerate(pieces)
            for token in tokens(piece, language.joined)
        ]
        stems = [root for _, root in words]
        hit: set[int] = set()
        at = 0
        while at < len(words):
            found = language.longest(stems, at)
            key, end = found or (language.groups.get((stems[at],), stems[at]), at + 1)
            is_hit = key in terms and key not in language.fillers
            for place, root in words[at:end]:
                if is_hit or (root not in language.fillers and root in terms):
                    hit.add(place)
            at = end
        return [(piece, place in hit) for place, piece in enumerate(pieces)]

    def _weighed(self, unit: Unit) -> Unit:
        """Return the unit as a filler, a wish, a number or a word of another world weighs."""
        language = self._language
        if unit.shown in language.elsewhere:
            return replace(unit, otherwise=ELSEWHERE, trust=unit.trust * TRUST_ELSEWHERE)
        if unit.key in language.fillers:
            wishes = dict.fromkeys(language.wishes.get(unit.key, ()), 1.0)
            return replace(unit, soft=True, near=wishes, otherwise=0.0)
        if unit.key.isdigit() or len(unit.key) == 1:
            return replace(unit, otherwise=UNKNOWN / 2)
        return replace(unit, otherwise=UNKNOWN / (2 if unit.key in language.weak else 1))

    # --- one word -----------------------------------------------------------------------------

    def _is_known(self, token: str) -> bool:
        root = stem(self._language.spelled(token))
        return (
            root in self._stems
            or root in self._language.fillers
            or token in self._language.fillers
            or (token.isdigit() and len(token) <= 3)
        )

    def _resolved(self, token: str, *, is_last: bool) -> Iterable[_Word]:
        spelled = self._language.spelled(token)
        if token in self._language.fillers:
            return (_Word(token, token),)
        if self._is_known(token) or len(token) < 3 or not token.isalpha():
            return (_Word(stem(spelled), spelled),)
        if token in self._language.elsewhere:
            return (_Word(token, token),)
        for form in talked(token):
            if self._is_known(form):
                spelled = self._language.spelled(form)
                return (_Word(stem(spelled), spelled, TRUST_TALKED),)
        return self._split(token) or self._guessed(token, is_last=is_last)

    def _split(self, token: str) -> tuple[_Word, ...]:
        """Return the two words that were written together, or nothing."""
        if len(token) < 6:
            return ()
        for cut in range(2, len(token) - 1):
            left, right = token[:cut], token[cut:]
            if left in self._surfaces and right in self._surfaces and len(left) + len(right) >= 6:
                if min(len(left), len(right)) == 2 and "kk" not in (left, right):
                    continue
                return (
                    _Word(self._surfaces[left], left, TRUST_SPLIT),
                    _Word(self._surfaces[right], right, TRUST_SPLIT),
                )
        return ()

    def _guessed(self, token: str, *, is_last: bool) -> tuple[_Word, ...]:
        begun = self._begun(token) if is_last else {}
        if begun and len(token) >= _ONE_STEP_FROM:
            return (_Word(token, token, near=tuple(begun.items())),)
        words, steps = self._without_vowels(token), 1
        if not words:
            words, steps = self._misspelled(token)
        if not words:
            return (_Word(stem(token), token, near=tuple(begun.items())),)
        first = self._language.spelled(words[0])
        roots = [self._surfaces[word] for word in words]
        keys = dict.fromkeys(self._language.groups.get((root,), root) for root in roots)
        others = dict.fromkeys(list(keys)[1:], 1.0)
        trust = TRUST_ONE_STEP if steps == 1 else TRUST_TWO_STEPS
        return (_Word(roots[0], first, trust, len(others) == 0, tuple(others.items())),)

    def _misspelled(self, token: str) -> tuple[list[str], int]:
        """Return the nearest known words, at most three, and their steps.

        Of equally near ones those of the services go before those of the language alone, and
        those as long before others.
        """
        most = 2 if len(stem(token)) >= _TWO_STEPS_FROM else 1  # affixes make words alike
        rows = []
        for word, steps, _ in process.extract_iter(
            token, self._by_letter.get(token[0], ()), scorer=OSA.distance, score_cutoff=most
        ):
            is_short = min(len(token), len(word)) < _ONE_STEP_FROM
            if not is_short or sorted(word) == sorted(token):
                far = self._distance_from_services(word)
                rows.append((int(steps), far, abs(len(word) - len(token)), word))
        rows.sort()
        nearest = [row for row in rows if row[:2] == rows[0][:2]][:_MOST_MEANT]
        return [row[3] for row in nearest], rows[0][0] if rows else 0

    def _without_vowels(self, token: str) -> list[str]:
        """Return the words of which vowels were left out, as in *hlg* for *hilang*."""
        kept = sum(letter in _VOWELS for letter in token)
        starts_as_a_word = token[0] in _VOWELS or token[1] in _VOWELS
        if kept > 1 or len(token) - kept < 2 or (kept and starts_as_a_word):
            return []
        words = [
            word
            for word in self._by_skeleton.get(_skeleton(token), ())
            if kept < sum(letter in _VOWELS for letter in word) and self._leads(word)
        ]
        return sorted(words, key=len)[:_MOST_MEANT]

    def _distance_from_services(self, word: str) -> int:
        return 0 if word in self._written else 1 if self._leads(word) else 2

    def _leads(self, word: str) -> bool:
        root = self._surfaces[word]
        return root in self._postings or self._language.groups.get((root,), root) in self._postings

    def _begun(self, token: str) -> dict[str, float]:
        """Return the terms of words of the index that begin so."""
        found: dict[str, float] = {}
        for word in self._beginnings.get(token[0], ()):
            if word.startswith(token) and self._leads(word):
                root = self._surfaces[word]
                found[self._language.groups.get((root,), root)] = TRUST_BEGINNING
                if len(found) == _MOST_BEGUN:
                    break
        return found


def _skeleton(word: str) -> str:
    """Return the consonants, each run of the same once, and with them the first letter."""
    bare = word[0] + "".join(one for one in word[1:] if one not in _VOWELS)
    bare = bare.replace("ng", "g").replace("ny", "y")
    return "".join(one for place, one in enumerate(bare) if not place or bare[place - 1] != one)


def _with_gaps(text: str) -> Iterator[str]:
    """Yield the words of a text and what stands between them, in order."""
    piece = ""
    for letter in text:
        if piece and (letter.isspace() != piece[-1].isspace()):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
