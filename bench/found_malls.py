# SPDX-License-Identifier: Apache-2.0
"""More malls in a running demonstration, each with one line and one counter that is open.

Run inside Django by `many_malls`, through `satuhadir manage shell`; prints what was made.
"""

import json
import sys
import uuid

from satuhadir.accounts.actions import create_token
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Agency, Booth, Mall, Region, WeeklyHours
from satuhadir.queue import actions


def found(number: int) -> dict[str, str]:
    """Make one mall, open around the clock, and return what a client of it needs."""
    region = Region.objects.get(code="35")
    mall = Mall.objects.create(
        slug=f"bangku-{number}-{uuid.uuid4().hex[:6]}", name=f"MPP {number}", region=region,
        keeps_holidays=False, is_demo=True,
    )  # fmt: skip
    WeeklyHours.objects.bulk_create(
        WeeklyHours(mall=mall, weekday=weekday, opens_minute=0, closes_minute=1440)
        for weekday in range(7)
    )
    agency = Agency.objects.create(mall=mall, code="DUKCAPIL", name="Dukcapil", kind="private")
    booth = Booth.objects.create(mall=mall, agency=agency, name="Gerai 1", place="lantai 1")
    service = Service.objects.create(
        mall=mall, agency=agency, code="KTP", name="KTP", desk_minutes=10, audience="person"
    )  # fmt: skip
    line = actions.add_line(
        mall=mall, booth=booth, prefix="A", name="KTP", services=[service], actor="bench"
    )
    counter = actions.add_counter(
        mall=mall, booth=booth, name="Loket 1", lines=[line], actor="bench", position=1
    )
    actions.open_counter(mall=mall, counter_id=counter.pk, actor="bench")
    return {
        "mall": mall.slug,
        "counter": str(counter.pk),
        "service": "KTP",
        "key": create_token(role="counter", mall=mall, is_demo=True, label="bench"),
    }


json.dump([found(number) for number in range(int(sys.stdin.readline()))], sys.stdout)
