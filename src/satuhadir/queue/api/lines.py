# SPDX-License-Identifier: Apache-2.0
"""Lines: how long they are, and whether they give numbers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from satuhadir.accounts.http import require
from satuhadir.queue import actions, queries
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import CloseLine, Nothing, Page
from satuhadir.queue.api.pages import page, wait
from satuhadir.queue.directory import directory_of
from satuhadir.queue.errors import LineNotFound
from satuhadir.queue.values import LineState


@operation(
    "GET",
    "/malls/{mall}/lines",
    takes=Page,
    answers={200: answers.Lines},
    summary="Every line: how many wait, how long, and whether numbers are given",
)
def list_lines(ask: Ask, given: Page) -> HttpResponse:
    """Answer lines by prefix."""
    return answer(page(queries.line_states(ask.mall), given, _shown))


@operation(
    "POST",
    "/malls/{mall}/lines/{line}/open",
    rights=("manage",),
    takes=Nothing,
    answers={200: answers.Line},
    summary="Give numbers again",
    refuses=(LineNotFound,),
)
def open_line(ask: Ask, given: Nothing) -> HttpResponse:
    """Open it, within its hours."""
    line_id = _own_line(ask)
    return _changed(
        ask, lambda: actions.open_line(mall=ask.mall, line_id=line_id, actor=ask.caller.actor)
    )


@operation(
    "POST",
    "/malls/{mall}/lines/{line}/close",
    rights=("manage",),
    takes=CloseLine,
    answers={200: answers.Line},
    summary="Give no more numbers, now or from an instant on; who has one is still called",
    refuses=(LineNotFound,),
)
def close_line(ask: Ask, given: CloseLine) -> HttpResponse:
    """Close it, with a reason that everybody may read."""
    line_id = _own_line(ask)
    return _changed(
        ask,
        lambda: actions.close_line(
            mall=ask.mall,
            line_id=line_id,
            actor=ask.caller.actor,
            reason=given.reason,
            closed_from=given.closes_at,
        ),
    )


def _own_line(ask: Ask) -> UUID:
    """Return the line; a manager of one agency may only change that agency's."""
    line_id = ask.id_in_path("line", LineNotFound)
    line = directory_of(ask.mall).lines.get(line_id)
    if line is None:
        raise LineNotFound
    require(ask.caller, ask.caller.may("manage", ask.mall, line.agency_id))
    return line_id


def _changed(ask: Ask, change: Callable[[], LineState]) -> HttpResponse:
    return answer(actions.once(ask.repeat, lambda: _shown(change())))


def _shown(one: LineState) -> dict[str, Any]:
    return {
        "id": str(one.line),
        "line": str(one.line),
        "prefix": one.prefix,
        "name": one.name,
        "agency": one.agency_name,
        "waiting": one.waiting,
        "wait_minutes": wait(one.wait),
        "is_open": one.is_open,
        "note": one.note,
        "notice": one.notice,
        "open_counters": one.open_counters,
        "counters": one.counters,
    }
