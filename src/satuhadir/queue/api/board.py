# SPDX-License-Identifier: Apache-2.0
"""What the hall's screen shows."""

import hashlib
import json
from collections import defaultdict
from threading import Lock
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, operation
from satuhadir.queue.api.inputs import Nothing
from satuhadir.queue.api.pages import instant, wait
from satuhadir.shared.errors import Unavailable
from satuhadir.shared.memory import Brief

SECONDS = 1.0


class Made(NamedTuple):
    """A board as bytes, with what tells it from others; `at` does not count as a difference."""

    text: bytes
    etag: str


_boards: Brief[Made] = Brief(SECONDS)
_making: defaultdict[int, Lock] = defaultdict(Lock)


@operation(
    "GET",
    "/malls/{mall}/board",
    takes=Nothing,
    answers={200: answers.Board, 304: None},
    summary="The newest calls and every line, made at most once a second",
)
def show_board(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer the board, or 304 when it says what the asker already has."""
    mall = ask.mall
    if not _making[mall.pk].acquire(timeout=2):
        raise Unavailable(retry_after=1)
    try:  # one thread makes it, the others read what it made
        made = _boards.get(mall.pk, lambda: _make(mall))
    finally:
        _making[mall.pk].release()
    if made.etag in parse_etags(ask.request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(made.text, content_type="application/json")
    response["ETag"] = made.etag
    response["Cache-Control"] = "public, max-age=1"
    return response


def _make(mall: Mall) -> Made:
    board: dict[str, Any] = {
        "calls": [
            call | {"called_at": instant(call["called_at"], mall)}
            for call in queries.recent_calls(mall)
        ],
        "lines": [
            {
                "line": str(one.line),
                "prefix": one.prefix,
                "name": one.name,
                "waiting": one.waiting,
                "wait_minutes": wait(one.wait),
                "is_open": one.is_open,
                "notice": one.notice,
            }
            for one in queries.line_states(mall)
        ],
    }
    digest = hashlib.sha256(_text(board)).hexdigest()[:24]
    return Made(_text({"at": instant(mall.local_now(), mall), **board}), f'W/"{digest}"')


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
