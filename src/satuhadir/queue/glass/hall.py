# SPDX-License-Identifier: Apache-2.0
"""The hall display: who is called now and before, how long each line is, the code of the hall."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satuhadir.devices.http import for_glass
from satuhadir.malls.models import Mall
from satuhadir.queue import queries, wording
from satuhadir.queue.glass.context import page_of
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.queries.hall import HallCode, hall_code
from satuhadir.queue.values import LineState, Notice
from satuhadir.shared.qr import qr_of

LINES_A_PAGE: Final = 8
CALLS_BEFORE: Final = 4


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line on the display and the page of lines it stands on."""

    state: LineState
    page: int


@for_glass("display")
@require_safe
def display(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the hall as it is now; without JavaScript the page asks again and turns its lines."""
    mall: Mall = request.mall  # type: ignore[attr-defined]
    now = mall.local_now()
    code = hall_code(mall)
    calls = sorted(queries.recent_calls(mall, CALLS_BEFORE + 4), key=_when, reverse=True)
    lines = sorted(queries.line_states(mall), key=lambda one: (len(one.prefix), one.prefix))
    shown = page_of(lines, request.GET.get("hal", "1"), size=LINES_A_PAGE)
    said = announcements_of(mall)
    return render(
        request,
        "queue/display.html",
        {
            "current": calls[0] if calls else None,
            "before": calls[1 : CALLS_BEFORE + 1],
            "rows": [LineRow(one, place // LINES_A_PAGE + 1) for place, one in enumerate(lines)],
            "page": shown,
            "next_page": shown.after or 1,
            "code": code,
            "announcement": next((one for one in said if one.from_at <= now), None),
            "clock": wording.clock(now, mall),
            "day_text": wording.day(now.date()),
            "qr": qr_of(request.build_absolute_uri(f"/{mall.slug}/")),
            "known": {
                "at": now.isoformat(),
                "calls": [_plain(call) for call in calls],
                "code": _plain_code(code),
                "announcements": [_plain_notice(one) for one in said],
            },
        },
    )


@for_glass("display", page=False)
@require_safe
def code_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the hall's code, when it changes, and what the manager says now, for a display that
    is already open.
    """
    mall: Mall = request.mall  # type: ignore[attr-defined]
    said = [_plain_notice(one) for one in announcements_of(mall)]
    answer = JsonResponse({**_plain_code(hall_code(mall)), "announcements": said})
    answer["Cache-Control"] = "no-store"
    return answer


def _when(call: dict[str, Any]) -> datetime:
    at: datetime = call["called_at"]
    return at


def _plain(call: dict[str, Any]) -> dict[str, Any]:
    """Return a call as the board answers it."""
    return {**call, "called_at": _when(call).isoformat()}


def _plain_code(code: HallCode) -> dict[str, str]:
    return {"code": code.code, "until": code.until.isoformat()}


def _plain_notice(notice: Notice) -> dict[str, str]:
    """Return an announcement as the stream tells it."""
    return {
        "id": str(notice.id),
        "text": notice.text,
        "level": notice.level,
        "from": notice.from_at.isoformat(),
        "until": notice.until_at.isoformat(),
    }
