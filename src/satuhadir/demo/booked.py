# SPDX-License-Identifier: Apache-2.0
"""Who booked a visit in the demonstration: today, on the coming days, and a few who are here."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from satuhadir.demo.content import MallContent
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import DomainError
from satuhadir.visits import actions
from satuhadir.visits.values import DESK, ONLINE, ToldEnd, Wanted, Who

DAYS = 3
A_DAY = 14
HERE = 4
EARLIEST, LATEST = 8 * 60, 15 * 60
ENDS_DAYS, LEARNED_AFTER = 330, 20
"""Past days whose promised ends are told, and from which of them on they had been learned from."""
_TIMES = range(EARLIEST, LATEST, 30)


def open_bookings(mall: Mall) -> None:
    """Set the rules of the demonstration: a visit of today can be booked and checked in at any
    hour, for its mall never closes.
    """
    actions.set_policy(mall=mall, cut_off_minutes=0, early_minutes=1440)


def tell_past_ends(mall: Mall) -> None:
    """Tell what was promised about the ends of visits in the months before today, and what came:
    in the first of them as it was composed, then wider, as by what had come.
    """
    chance, today = random.Random(23), mall.today()
    days = [today - timedelta(days=back) for back in range(ENDS_DAYS, 0, -1)]
    told = (
        _past_end(day, chance, luck, is_learned=place >= LEARNED_AFTER)
        for place, day in enumerate(days)
        if day.weekday() < 6
        for luck in [chance.gauss(0.15, 0.25)]
        for _n in range(4 if day.weekday() == 5 else chance.randint(9, 15))
    )
    actions.keep_sample_promises(mall, told)


def _past_end(day: date, chance: random.Random, luck: float, *, is_learned: bool) -> ToldEnd:
    services = chance.choice((2, 2, 2, 2, 3, 3, 4))
    likely = round(services * 11 + chance.gammavariate(2, 14))
    reach = 5 + likely * 0.15
    before, after = (1.3, 1.6) if is_learned else (0.9, 1.0)
    took = max(round(likely + reach * chance.gauss(luck, 1.0)), services * 4)
    is_open, is_left = chance.random() < 0.02, chance.random() < 0.03
    return ToldEnd(
        day=day,
        services=services,
        low=max(round(likely - before * reach), 0),
        likely=likely,
        high=None if is_open else round(likely + after * reach),
        composed_low=max(round(likely - 0.9 * reach), 0),
        composed_high=None if is_open else round(likely + reach),
        took=None if is_left else took,
    )


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
