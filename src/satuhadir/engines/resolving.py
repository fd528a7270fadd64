# SPDX-License-Identifier: Apache-2.0
"""From the words of a question to what an index knows: meanings, colloquial forms, misspellings.

A word is taken, in this order, as it is; as a colloquial form; as a filler or a word of another
world; as two words written together; as a misspelling; as the beginning of a word. Misspelled is
a word at one step (from 4 letters) or two steps (from 8) of optimal string alignment from a known
one with the same first letter; shorter words only by two letters exchanged (*kpt*).
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
NEAR: Final = 0.72
UNKNOWN, ELSEWHERE = 0.75, 1.2
_ONE_STEP_FROM, _TWO_STEPS_FROM = 4, 8
_MOST_BEGUN = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of a question. `near` is term → how near; a `soft` one may only add.

    `trust` is how sure it is that this was meant, `otherwise` what it weighs if nothing has it.
    """

    key: str
    shown: str
    parts: tuple[str, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict)
    trust: float = 1.0
    otherwise: float = UNKNOWN
    soft: bool = False
    is_guess: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *self.parts, *self.near)


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
    surfaces = {
        one: stem(language.spelled(one)) for one in tokens(text, language.joined)
    }
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
        own = tuple(dict.fromkeys(language.groups.get((one.stem,), one.stem) for one in part))
        yield Unit(
            key,
            " ".join(one.shown for one in part),
            tuple(dict.fromkeys((*language.parts[key], *own))) if False else language.parts[key],
            {one: NEAR for one in language.near.get(key, ())},
            trust=min(one.trust for one in part),
            is_guess=any(one.is_guess for one in part),
        )
        at = end


def _single(word: _Word, language: Lexicon) -> Unit:
    key = language.groups.get((word.stem,), word.stem)
    parts = language.parts.get(key, ())
    near = {one: NEAR for one in language.near.get(key, language.near.get(word.stem, ()))}
    near.update(word.near)
    return Unit(
        key,
        word.shown,
        parts if len(parts) > 1 else (),
        near,
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
        self._surfaces = {**language.surfaces, **surfaces}
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._surfaces):
            if len(word) >= 3:
                self._by_letter.setdefault(word[0], []).append(word)
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
        pieces: list[tuple[str, bool]] = []
        for word in _with_gaps(text):
            read = tokens(word, self._language.joined)
            is_hit = any(self._is_hit(one, terms) for one in read)
            pieces.append((word, is_hit))
        return pieces

    def _is_hit(self, token: str, terms: frozenset[str]) -> bool:
        root = stem(self._language.spelled(token))
        if root in self._language.fillers:
            return False
        return root in terms or self._language.groups.get((root,), root) in terms

    def _weighed(self, unit: Unit) -> Unit:
        """Return the unit as a filler, a wish, a number or a word of another world weighs."""
        language = self._language
        if unit.key in language.fillers:
            wishes = {one: 1.0 for one in language.wishes.get(unit.key, ())}
            return replace(unit, soft=True, near=wishes, otherwise=0.0)
        if unit.key.isdigit() or len(unit.key) == 1:
            return replace(unit, otherwise=UNKNOWN / 2)
        if unit.shown in language.elsewhere:
            return replace(unit, otherwise=ELSEWHERE)
        return unit

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
        for form in talked(token):
            if self._is_known(form):
                form = self._language.spelled(form)
                return (_Word(stem(form), form, TRUST_TALKED),)
        if token in self._language.elsewhere:
            return (_Word(token, token),)
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
        near = self._misspelled(token)
        if near:
            word, steps = near
            trust = TRUST_ONE_STEP if steps == 1 else TRUST_TWO_STEPS
            shown = self._language.spelled(word)
            return (_Word(self._surfaces[word], shown, trust, is_guess=True),)
        return (_Word(stem(token), token, near=tuple(begun.items())),)

    def _misspelled(self, token: str) -> tuple[str, int] | None:
        """Return the nearest known word and its steps; of equal ones that of an index, then the
        one of the same length.
        """
        most = 2 if len(token) >= _TWO_STEPS_FROM else 1
        same_letter = self._by_letter.get(token[0], ())
        best: tuple[int, bool, int, str] | None = None
        for word, steps, _ in process.extract_iter(
            token, same_letter, scorer=OSA.distance, score_cutoff=most
        ):
            if len(token) < _ONE_STEP_FROM and sorted(word) != sorted(token):
                continue
            if len(word) < _ONE_STEP_FROM and sorted(word) != sorted(token):
                continue
            row = (int(steps), not self._leads(word), abs(len(word) - len(token)), word)
            if best is None or row < best:
                best = row
        return (best[3], best[0]) if best else None

    def _leads(self, word: str) -> bool:
        root = self._surfaces[word]
        return root in self._postings or self._language.groups.get((root,), root) in self._postings

    def _begun(self, token: str) -> dict[str, float]:
        """Return the terms of words of the index that begin so."""
        found: dict[str, float] = {}
        for word in self._by_letter.get(token[0], ()):
            if word.startswith(token) and self._leads(word):
                root = self._surfaces[word]
                found[self._language.groups.get((root,), root)] = TRUST_BEGINNING
                if len(found) == _MOST_BEGUN:
                    break
        return found


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
