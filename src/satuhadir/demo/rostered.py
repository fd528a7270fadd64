# SPDX-License-Identifier: Apache-2.0
"""Whom the demonstration's rosters may name: invented names, for the largest agencies."""

import random
from typing import Final

from satuhadir.malls.models import Agency, Mall
from satuhadir.planning import actions
from satuhadir.queue.models import Counter

AGENCIES: Final = ("DUKCAPIL", "POLRES", "BAPENDA")
SPARE: Final = 2  # people more than counters


def tell_people(mall: Mall, names: tuple[str, ...]) -> None:
    """Give some agencies as many people as they have counters, and a few to spare."""
    chance = random.Random(11)
    given = iter(chance.sample(names, len(names)))
    agencies = {one.code: one for one in Agency.objects.filter(mall=mall, code__in=AGENCIES)}
    for code, agency in agencies.items():
        for _desk in range(Counter.objects.filter(mall=mall, booth__agency=agency).count() + SPARE):
            name = next(given, None)
            if name is None:
                return
            others = [one for key, one in agencies.items() if key != code]
            actions.save_person(
                mall=mall,
                agency=agency,
                name=f"{name} {chance.choice('ABDHKLMNPRSTW')}.",
                also=chance.sample(others, 1) if others and chance.random() < 0.2 else [],
                days_off=[chance.randrange(6)] if chance.random() < 0.35 else [],
                weekly_hours=chance.choice((32, 35, 35, 37)),
            )
