# SPDX-License-Identifier: Apache-2.0
"""One plain line per event, without personal data: no words of exceptions, no ticket keys."""

import logging
import re
import traceback
from types import TracebackType

import psycopg
from django.db import OperationalError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_KEY_IN_PATH = re.compile(r"(/(?:antrean|kunjungan|track|visits)/)[^/\s?\"']+")
_QUERY = re.compile(r"\?[^\s\"']*")


class PlainFormatter(logging.Formatter):
    """Time, level, logger, message; an exception as its types and places, never its words.

    The words of an exception repeat values: `Key (phone)=(…)`. Of the database's we keep the
    error's code and the constraint, which says more anyway.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name logging gave it
        # One line each: a path may hold a line break that would look like a line of its own.
        return " ".join(super().formatMessage(record).split())

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name logging gave it
        lines = []
        error = ei[1]
        while error is not None:
            away = isinstance(error, OperationalError | psycopg.OperationalError)
            frames = [] if away else traceback.extract_tb(error.__traceback__)  # no news in them
            lines.append(f"  {_named(error)}")
            lines += [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def without_keys(text: str) -> str:
    """Return `text` without query strings and without the key in the address of a ticket."""
    return _QUERY.sub("", _KEY_IN_PATH.sub(r"\1…", text))


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, psycopg.Error):
        return f"{name} {error.sqlstate or ''} {error.diag.constraint_name or ''}".rstrip()
    return name
