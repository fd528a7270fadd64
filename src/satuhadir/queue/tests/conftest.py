# SPDX-License-Identifier: Apache-2.0
"""The queue's small cast: one mall, a neighbour, three lines, three counters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Agency, Booth, Mall, Region, WeeklyHours
from satuhadir.queue import actions, hotpath
from satuhadir.queue.models import Counter, Line
from satuhadir.queue.values import Issued


@dataclass
class Hall:
    """One mall as the tests use it: lines by prefix, counters by number."""

    mall: Mall
    lines: dict[str, Line]
    counters: dict[int, Counter]

    def issue(self, service: str = "KTP", **extra: Any) -> Issued:
        """Take a number at the kiosk, unless told otherwise."""
        extra.setdefault("channel", "kiosk")
        services = extra.pop("services", [service])
        return actions.issue_ticket(mall=self.mall, services=services, actor="test", **extra)

    def call(self, number: int = 1, **extra: Any) -> Any:
        return actions.call_next(
            mall=self.mall, counter_id=self.counters[number].pk, actor="test", **extra
        )

    def move(self, ticket: Any, verb: str, number: int | None = 1, **extra: Any) -> Any:
        from satuhadir.queue.values import Verb

        return actions.move_ticket(
            mall=self.mall,
            ticket_id=ticket.id,
            verb=Verb(verb),
            counter_id=self.counters[number].pk if number else None,
            actor="test",
            **extra,
        )


def build_hall(slug: str, *, timezone: str = "Asia/Jakarta") -> Hall:
    """Make a mall: agency A with lines A and B, agency C with line C; counters 1 and 2 serve A,
    3 serves B and C, all open around the clock."""
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    mall = Mall.objects.create(slug=slug, name=f"MPP {slug}", region=region, timezone=timezone)
    Mall.objects.filter(pk=mall.pk).update(keeps_holidays=False)
    mall.refresh_from_db()
    for weekday in range(7):
        WeeklyHours.objects.create(mall=mall, weekday=weekday, opens_minute=0, closes_minute=1440)
    dukcapil = Agency.objects.create(
        mall=mall, code="DUKCAPIL", name="Dukcapil", kind="regional_office"
    )
    police = Agency.objects.create(mall=mall, code="POLRES", name="Polres", kind="vertical")
    first = Booth.objects.create(mall=mall, agency=dukcapil, name="Gerai 1", place="lantai 1")
    second = Booth.objects.create(mall=mall, agency=police, name="Gerai 2", place="lantai 2")

    def service(agency: Agency, code: str, minutes: int) -> Service:
        return Service.objects.create(
            mall=mall, agency=agency, code=code, name=code, desk_minutes=minutes,
            audience="person",
        )  # fmt: skip

    ktp, kk = service(dukcapil, "KTP", 10), service(dukcapil, "KK", 15)
    akta, skck = service(dukcapil, "AKTA", 20), service(police, "SKCK", 12)
    lines = {}
    for prefix, booth, name, services in (
        ("A", first, "KTP dan KK", [ktp, kk]),
        ("B", first, "Akta", [akta]),
        ("C", second, "SKCK", [skck]),
    ):
        lines[prefix] = actions.add_line(
            mall=mall, booth=booth, prefix=prefix, name=name, services=services, actor="test"
        )
    actions.set_policy(mall=mall, actor="test", refuses_too_late=False)
    counters = {}
    for number, served in ((1, "A"), (2, "A"), (3, "BC")):
        counters[number] = actions.add_counter(
            mall=mall, booth=first, name=f"Loket {number}", lines=[lines[one] for one in served],
            actor="test", position=number,
        )  # fmt: skip
        actions.open_counter(mall=mall, counter_id=counters[number].pk, actor="test")
    return Hall(mall=mall, lines=lines, counters=counters)


@pytest.fixture
def hall(db: None) -> Hall:
    return build_hall("batu")


@pytest.fixture
def neighbour(db: None) -> Hall:
    return build_hall("tetangga")


@pytest.fixture
def busy_hall(transactional_db: None) -> Hall:
    """The same hall with its rows committed, for tests with threads."""
    return build_hall("batu")


@pytest.fixture
def at_clock(db: None) -> Iterator[Callable[[datetime], None]]:
    """Put the database's clock of the queue at an instant, inside the test's transaction."""
    with hotpath.clock_in_hand() as put:
        yield put
