# SPDX-License-Identifier: Apache-2.0
"""The event log, for who answers for the mall; and its closed days, for everybody."""

import json

from django.http import HttpResponse

from satuhadir.queue import queries
from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import LogPage, Page
from satuhadir.queue.api.pages import instant, page


@operation(
    "GET",
    "/malls/{mall}/log",
    rights=("read_log",),
    takes=LogPage,
    answers={200: answers.Log},
    summary="The event log of a day, row by row",
)
def list_log(ask: Ask, given: LogPage) -> HttpResponse:
    """Answer rows after the cursor, which is the `seq` of the last one read."""
    day = given.day or ask.mall.today()
    rows = queries.events_of(ask.mall, day, after=given.cursor, limit=given.limit + 1)
    part = rows[: given.limit]
    more = str(part[-1].seq) if len(rows) > len(part) else None
    items = [{**json.loads(row.body), "hash": row.hash} for row in part]
    return answer({"items": items, "next": more})


@operation(
    "GET",
    "/malls/{mall}/log/days",
    takes=Page,
    answers={200: answers.ClosedDays},
    summary="Closed days with their last hash: who notes it can prove a later change",
)
def list_closed_days(ask: Ask, given: Page) -> HttpResponse:
    """Answer closed days, the newest first."""
    days = queries.closed_days(ask.mall, limit=given.cursor + given.limit + 1)
    return answer(
        page(
            days,
            given,
            lambda one: {
                "day": one.day.isoformat(),
                "events": one.events,
                "hash": one.hash,
                "closed_at": instant(one.closed_at, ask.mall),
            },
        )
    )
