# SPDX-License-Identifier: Apache-2.0
"""Fill an empty database with the demonstration, once."""

import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from satuhadir.accounts.models import User
from satuhadir.demo import (
    announced,
    asked,
    booked,
    complaints,
    founding,
    hall,
    past,
    rostered,
    standards,
    surveys,
)
from satuhadir.demo.content import load_demonstration
from satuhadir.demo.troupe import Troupe
from satuhadir.queue import actions as queue

MORNING = timedelta(hours=2, minutes=10)
CLOSED_OF_SEVEN = 5  # one counter in seven has nobody on it, as in any hall


@transaction.atomic
def load(*, still: bool) -> dict[str, Any]:
    """Make both malls, accounts and tokens; return the parts of demo.json that tell of them.

    Unless `still`, counters open and a past morning is played through, so that the hall looks
    as it does around ten, whatever the hour. All or nothing. Run as the owner of the tables,
    for the played past needs the queue's clock in hand.
    """
    if still:
        return _found()[0]
    now = timezone.now()
    with queue.clock_in_hand() as put:
        begin = _begin(now)
        put(begin)
        parts, troupes = _found()
        for troupe in troupes:
            put(begin)
            _play_morning(troupe, begin, now, put)
    content = load_demonstration()
    booked.tell_bookings(troupes[0].mall, content.mall, content.people)
    for troupe in troupes:
        queue.refresh_waits(troupe.mall)
    return parts


def _begin(now: datetime) -> datetime:
    """Return when the told morning begins: two hours ago, but today at the malls (WIB)."""
    local = now.astimezone(ZoneInfo("Asia/Jakarta"))
    midnight = local.replace(hour=0, minute=0, second=1, microsecond=0)
    return max(local - MORNING, midnight)


def _found() -> tuple[dict[str, Any], list[Troupe]]:
    content = load_demonstration()
    mall = founding.found(content.mall)
    neighbour = founding.found(content.neighbour)
    password = secrets.token_urlsafe(9)
    parts = founding.described(content, mall) | {
        "tokens": founding.make_tokens(mall, neighbour),
        "accounts": founding.make_accounts(mall, neighbour, password),
    }
    booked.open_bookings(mall)
    booked.open_bookings(neighbour)
    booked.tell_past_ends(mall)
    hall.furnish(mall, User.objects.get(username="pengelola"))
    surveys.tell_past(mall, past.tell_past(mall, content.mall))
    rostered.tell_people(mall, content.people)
    quiet_days = surveys.usual_days(neighbour, content.neighbour, busy=0.05)
    surveys.tell_past(neighbour, quiet_days, is_told=False)
    complaints.tell_complaints(mall)
    announced.announce_changes(mall, content.mall)
    standards.draft_standards(mall)
    asked.tell_questions(mall, content.mall)
    return parts, [
        Troupe(one, told, random.Random(35), alone=True)
        for one, told in ((mall, content.mall), (neighbour, content.neighbour))
    ]


def _play_morning(
    troupe: Troupe, begin: datetime, now: datetime, put: Callable[[datetime], None]
) -> None:
    """Play the morning through, as the clock would have seen it."""
    mall = troupe.mall
    for index, counter in enumerate(mall.counters.order_by("position")):
        if index % 7 != CLOSED_OF_SEVEN:
            queue.open_counter(mall=mall, counter_id=counter.pk, actor=founding.ACTOR)
    troupe.enter(begin)
    troupe.play(now, at=put)
