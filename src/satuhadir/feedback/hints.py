# SPDX-License-Identifier: Apache-2.0
"""Numbers and names in free text that tell who somebody is: found, and masked.

A hint, no proof: what a pattern can't see (a neighbour's name) a person must.
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["nik", "phone", "email", "account", "name"]

_GAP = r"[ .\-]?"
# Order matters: the longer number is looked for first.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    # A NIK or a family card number: 16 digits, however grouped.
    ("nik", re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15}}(?!{_GAP}\d)")),
    ("phone", re.compile(rf"(?<![\d+])(?:\+?62|0){_GAP}8(?:{_GAP}\d){{7,11}}(?!{_GAP}\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}[ \-)]{1,2}\d{5,8}(?!\d)")),
    # An account or a tax number: 10 to 15 digits in one word; no day with its hour, no fee.
    (
        "account",
        re.compile(r"(?<![\d.])(?!\d{1,3}(?:\.\d{3})+(?![\d.-]))\d(?:[.\-]?\d){9,14}(?![.\-]?\d)"),
    ),
)
MASK = "•"
_LEAST_NAME = 3  # Ani, Eko, Sri; what is shorter is found in the whole name alone
_LEAST_PHONE = 7


class Hint(NamedTuple):
    """One place in a text: from where to where, and what it looks like."""

    start: int
    end: int
    kind: Kind


def find_hints(text: str, *, names: str = "", phone: str = "") -> list[Hint]:
    """Return what looks personal, in order and apart; `names` are words to be found as well, and
    `phone` a number that is known, whatever stands between its digits.
    """
    found: list[Hint] = []
    for kind, pattern in (*_of_phone(phone), *_PATTERNS, *_of_names(names)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= one.start or start >= one.end for one in found):
                found.append(Hint(start, end, kind))
    return sorted(found)


def masked(text: str, *, names: str = "", phone: str = "") -> str:
    """Return the text with each of them as dots; letters and digits keep their number."""
    parts, at = [], 0
    for hint in find_hints(text, names=names, phone=phone):
        parts.append(text[at : hint.start])
        parts.append(re.sub(r"\w", MASK, text[hint.start : hint.end]))
        at = hint.end
    return "".join([*parts, text[at:]])


def is_clean(text: str, *, names: str = "") -> bool:
    """Say whether nothing in the text looks personal."""
    return not find_hints(text, names=names)


def _of_names(names: str) -> list[tuple[Kind, re.Pattern[str]]]:
    words = [re.escape(word) for word in names.split()]
    if not words:
        return []
    found = [r"\W{1,3}".join(words), *(word for word in words if len(word) >= _LEAST_NAME)]
    return [("name", re.compile(rf"(?<![^\W_])(?:{'|'.join(found)})(?![^\W_])", re.IGNORECASE))]


def _of_phone(phone: str) -> list[tuple[Kind, re.Pattern[str]]]:
    digits = re.sub(r"^(?:62|0)", "", re.sub(r"\D", "", phone))
    if len(digits) < _LEAST_PHONE:
        return []
    own = r"[\W_]{0,3}".join(digits)
    return [("phone", re.compile(rf"(?:\+?62[\W_]{{0,3}}|0[\W_]{{0,3}})?{own}"))]
