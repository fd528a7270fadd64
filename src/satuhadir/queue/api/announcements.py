# SPDX-License-Identifier: Apache-2.0
"""What a mall says on every screen now, for who opened a page before its stream was there."""

from typing import Any

from django.http import HttpResponse

from satuhadir.queue.api import answers
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Page
from satuhadir.queue.api.pages import instant, page
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.queue.values import Notice
from satuhadir.shared.memory import Brief

_kept: Brief[list[Notice]] = Brief(1)


@operation(
    "GET",
    "/malls/{mall}/announcements",
    takes=Page,
    answers={200: answers.Announcements},
    summary="What the manager says on every screen, now and later, read at most once a second",
)
def list_announcements(ask: Ask, given: Page) -> HttpResponse:
    """Answer the urgent first, then the newest."""

    def shown(one: Notice) -> dict[str, Any]:
        return {
            "id": str(one.id),
            "text": one.text,
            "level": one.level,
            "from": instant(one.from_at, ask.mall),
            "until": instant(one.until_at, ask.mall),
        }

    rows = _kept.get(ask.mall.pk, lambda: announcements_of(ask.mall))
    return answer(page(rows, given, shown))
