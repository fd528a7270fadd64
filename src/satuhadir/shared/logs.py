# SPDX-License-Identifier: Apache-2.0
"""One line per event, plain or JSON, without personal data: no words of exceptions, no paths.

A request is named by its id and by the pattern of its address, `{slug}/antrean/{track}/`: the
address itself carries the key of a ticket. An event that repeats is told once a minute.
"""

import contextvars
import json
import logging
import re
import threading
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg
from django.db import OperationalError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

QUIET_SECONDS = 60.0
MOST_KNOWN = 500
# The request that this thread works on; set by shared.metrics.MeasureMiddleware.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

_KEY_IN_PATH = re.compile(
    r"(/(?:antrean|kunjungan|daftar-tunggu|berhenti|track|visits)/)[^/\s?\"']+"
)
_QUERY = re.compile(r"\?[^\s\"']*")


class PlainFormatter(logging.Formatter):
    """Time, level, logger, message; an exception as its types and places, never its words.

    The words of an exception repeat values: `Key (phone)=(…)`. Of the database's we keep the
    error's code and the constraint, which says more anyway.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own wording of the exception with the record.
        kept, record.exc_text = record.exc_text, None
        try:
            return without_keys(super().format(record))
        finally:
            record.exc_text = kept

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name logging gave it
        # One line each: a path may hold a line break that would look like a line of its own.
        record.message = said_by(record)
        told = request_id.get()
        tail = f" [{told}]" if told else ""
        return " ".join(super().formatMessage(record).split()) + tail

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name logging gave it
        return "\n".join(
            line for name, frames in _chain(ei[1]) for line in (f"  {name}", *_indented(frames))
        )


class JsonFormatter(logging.Formatter):
    """The same as one JSON object per line: at, level, logger, message, request, route, error."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_keys(said_by(record)),
        }
        route = route_of(getattr(record, "request", None))
        if request_id.get():
            told["request"] = request_id.get()
        if route:
            told["route"] = route
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = [
                {"type": name, "at": frames} for name, frames in _chain(record.exc_info[1])
            ]
        return json.dumps(told, ensure_ascii=False)


class Quieten(logging.Filter):
    """Let a warning or an error through once a minute, and say then how often it came besides.

    An outage answers every request with the same refusal: a line for each would fill the disk
    that the database needs.
    """

    def __init__(self, seconds: float = QUIET_SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._known: dict[tuple[Any, ...], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = _same(record)
        now = time.monotonic()
        with self._lock:
            until, held = self._known.get(key, (0.0, 0))
            if now < until:
                self._known[key] = (until, held + 1)
                return False
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = (now + self._seconds, 0)
        record.held = held
        return True


def said_by(record: logging.LogRecord) -> str:
    """Return the message on one line; of a request its status, method and pattern only."""
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    if request is not None and status is not None:
        said = f"{status} {getattr(request, 'method', '?')} {route_of(request)}"
    else:
        said = " ".join(record.getMessage().split())
    held = getattr(record, "held", 0)
    return f"{said} (and {held} times since the last line)" if held else said


def route_of(request: object) -> str:
    """Return the pattern of the address that a request came to, never the address."""
    if request is None:
        return ""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "(no such address)"


def without_keys(text: str) -> str:
    """Return `text` without query strings and without the key in the address of a ticket."""
    return _QUERY.sub("", _KEY_IN_PATH.sub(r"\1…", text))


def _same(record: logging.LogRecord) -> tuple[Any, ...]:
    """Return what two records have in common when they tell of the same thing."""
    error = record.exc_info[1] if record.exc_info else None
    place: tuple[Any, ...] = ()
    if error is not None:
        frame = traceback.extract_tb(error.__traceback__)[-1:]
        place = (type(error), *((one.filename, one.lineno) for one in frame))
    status = getattr(record, "status_code", None)
    said = status if status is not None else record.getMessage()
    return (record.name, record.levelno, said, place)


def _chain(error: BaseException | None) -> list[tuple[str, list[str]]]:
    """Return each exception of a chain by name, with the places it passed."""
    found = []
    while error is not None:
        away = isinstance(error, OperationalError | psycopg.OperationalError)
        frames = [] if away else traceback.extract_tb(error.__traceback__)  # no news in them
        found.append((_named(error), [f"{f.filename}:{f.lineno} {f.name}" for f in frames]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _indented(frames: list[str]) -> list[str]:
    return [f"    {frame}" for frame in frames]


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, psycopg.Error):
        return f"{name} {error.sqlstate or ''} {error.diag.constraint_name or ''}".rstrip()
    return name
