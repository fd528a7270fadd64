# SPDX-License-Identifier: Apache-2.0
"""Read plain JSON values into typed ones, and name the place of whatever is wrong.

Shared by every engine. A `Node` is a value with its path (`staffing[0][1]`); each reading
method returns the typed value or raises `BadInput` with that path and one plain reason.
Nothing is converted: text is never a number, true is never 1, and 540.0 is not a whole
number. Keys given twice, NaN, Infinity and absurdly long numbers survive parsing, so that
they are refused here, where the path is known.
"""

import json
import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn, Self

MOST_MINUTES = 1_000_000
"""Later than any minute a question can mean (694 days); keeps sums far from float limits."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_LONGEST_NUMBER = 18


class BadInput(ValueError):
    """A value that breaks the format: `field` is its path, empty for the whole input."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field or 'input'}: {reason}")
        self.field = field
        self.reason = reason

    def inside(self, prefix: str) -> Self:
        """Return the same refusal seen from the list the question stands in."""
        return type(self)(f"{prefix}.{self.field}" if self.field else prefix, self.reason)


class _Object(dict[str, object]):
    """A parsed JSON object that remembers which key was given twice, if any."""

    twice: str | None = None


def parse(text: str) -> object:
    """Parse JSON text, keeping what a reader has to refuse by name.

    Raises `BadInput` when the text is no JSON at all, or is nested too deeply.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_constant=float,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        reason = "is empty" if not text.strip() else f"is not JSON ({error.msg}, {where})"
        raise BadInput("", reason) from None
    except RecursionError:
        raise BadInput("", "is nested too deeply") from None


def _object(pairs: list[tuple[str, object]]) -> _Object:
    made = _Object()
    for key, value in pairs:
        if key in made and made.twice is None:
            made.twice = key
        made[key] = value
    return made


def _integer(digits: str) -> int | float:
    """Return the integer, or an infinity for one too long to mean anything here."""
    if len(digits) <= _LONGEST_NUMBER:
        return int(digits)
    return -math.inf if digits.startswith("-") else math.inf


class Node:
    """A JSON value and the path that leads to it; the path of the whole question is empty."""

    __slots__ = ("path", "value")

    def __init__(self, value: object, path: str = "") -> None:
        self.value = value
        self.path = path

    def refuse(self, reason: str) -> NoReturn:
        raise BadInput(self.path, reason)

    def record(self, *required: str, optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """Return the fields of an object: every required one, no unknown one, none twice."""
        value = self.value
        if not isinstance(value, dict):
            self.refuse("must be an object")
        if isinstance(value, _Object) and value.twice is not None:
            raise BadInput(self._inner(value.twice), "is given twice")
        for name in required:
            if name not in value:
                raise BadInput(self._inner(name), "is missing")
        for name in value:
            if name not in required and name not in optional:
                raise BadInput(self._inner(name), "is not a field of this format")
        return {name: Node(inner, self._inner(name)) for name, inner in value.items()}

    def items(self, *, at_most: int, exactly: int | None = None) -> list["Node"]:
        """Return the items of a list, in order."""
        value = self.value
        if not isinstance(value, list | tuple):
            self.refuse("must be a list")
        if exactly is not None and len(value) != exactly:
            self.refuse(f"must have {exactly} items, not {len(value)}")
        if len(value) > at_most:
            self.refuse(f"must have at most {at_most} items, not {len(value)}")
        return [Node(item, f"{self.path}[{place}]") for place, item in enumerate(value)]

    def whole(self, *, at_least: int = 0, at_most: int = MOST_MINUTES) -> int:
        """Return a whole number written as one: not 9.0, not "9", not true."""
        value = self.value
        if isinstance(value, float) and not math.isfinite(value):
            self.refuse(f"must be a whole number from {at_least} to {at_most}")
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse("must be a whole number")
        if not at_least <= value <= at_most:
            self.refuse(f"must be a whole number from {at_least} to {at_most}")
        return value

    def number(
        self,
        *,
        at_least: float | None = None,
        above: float | None = None,
        at_most: float = MOST_MINUTES,
        below: float | None = None,
    ) -> float:
        """Return a finite number within its bounds, as a float."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse("must be a number")
        if not math.isfinite(value):
            self.refuse("must be a finite number")
        if at_least is not None and value < at_least:
            self.refuse(f"must be at least {at_least:g}")
        if above is not None and value <= above:
            self.refuse(f"must be more than {above:g}")
        if below is not None and value >= below:
            self.refuse(f"must be less than {below:g}")
        if value > at_most:
            self.refuse(f"must be at most {at_most:g}")
        return float(value)

    def text(self, *, at_most: int = 200) -> str:
        """Return text of one to `at_most` characters."""
        value = self.value
        if not isinstance(value, str):
            self.refuse("must be text")
        if not 1 <= len(value) <= at_most:
            self.refuse(f"must be text of 1 to {at_most} characters")
        return value

    def flag(self) -> bool:
        value = self.value
        if not isinstance(value, bool):
            self.refuse("must be true or false")
        return value

    def choice(self, options: Sequence[str]) -> str:
        """Return one of the words in `options`."""
        value = self.value
        if not isinstance(value, str) or value not in options:
            self.refuse("must be one of " + ", ".join(options))
        return value

    def instant(self) -> datetime:
        """Return an RFC 3339 instant, aware; years 1900 to 2999, so that one can add to it."""
        value = self.value
        reason = "must be a time with its offset, like 2026-03-16T10:05:00+07:00"
        if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
            self.refuse(reason)
        try:
            read = datetime.fromisoformat(value.upper())
        except ValueError:
            self.refuse(reason)
        if not 1900 <= read.year <= 2999:
            self.refuse("must lie in the years 1900 to 2999")
        return read

    def _inner(self, name: str) -> str:
        shown = printable(name)
        return f"{self.path}.{shown}" if self.path else shown


def printable(name: str) -> str:
    """Return a name fit for one line of a message: as it is when plain, else quoted and cut."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    cut = name if len(name) <= 40 else name[:40] + "…"
    return json.dumps(cut)
