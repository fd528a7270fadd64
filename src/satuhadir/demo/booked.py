# SPDX-License-Identifier: Apache-2.0
"""Who booked a visit in the demonstration: today, on the coming days, and a few who are here."""

import random
from collections.abc import Sequence
from datetime import timedelta

from satuhadir.demo.content import MallContent
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import DomainError
from satuhadir.visits import actions
from satuhadir.visits.values import DESK, ONLINE, Wanted, Who

DAYS = 3
A_DAY = 14
HERE = 4
EARLIEST, LATEST = 8 * 60, 15 * 60
_TIMES = range(EARLIEST, LATEST, 30)


def open_bookings(mall: Mall) -> None:
    """Set the rules of the demonstration: a visit of today can be booked and checked in at any
    hour, for its mall never closes.
    """
    actions.set_policy(mall=mall, cut_off_minutes=0, early_minutes=1440)


def tell_bookings(mall: Mall, content: MallContent, people: Sequence[str]) -> None:
    """Book visits of invented people, of one service or several, online and at the desk."""
    chance = random.Random(20)
    lines = [one for one in content.lines if one.services]
    for offset in range(DAYS):
        day = mall.today() + timedelta(days=offset)
        for number in range(A_DAY if offset else HERE):
            chosen = chance.sample(lines, 1 if chance.random() < 0.6 else 2)
            wanted = [
                Wanted(one.services[0], None if place or not offset else chance.choice(_TIMES))
                for place, one in enumerate(chosen)
            ]
            try:
                visit = actions.book_visit(
                    mall=mall,
                    wanted=wanted,
                    day=day,
                    who=Who(name=chance.choice(people)),
                    channel=DESK if number % 7 == 6 else ONLINE,
                )
                if not offset and number % 2 == 0:
                    actions.check_in(mall=mall, said=visit.code, channel="kiosk", actor="demo")
            except DomainError:
                continue  # that time is full, or the line is longer: somebody else books
