# SPDX-License-Identifier: Apache-2.0
"""The queue's small cast, with numbers that were served to the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest import mock
from zoneinfo import ZoneInfo

from django.utils import timezone

from satuhadir.catalogue.models import Service
from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls.models import Mall
from satuhadir.queue.queries.finished import Finished, finished_by_track
from satuhadir.queue.tests import api_client
from satuhadir.queue.tests import conftest as casting
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.values import Issued
from satuhadir.satisfaction.models import Answer, ServedDay

FINE = dict.fromkeys(ELEMENTS, 3)


def serve(at: Hall, service: str = "KTP", number: int = 1) -> Issued:
    """Take a number and serve it to the end."""
    issued = at.issue(service)
    called = at.call(number)
    while called.id != issued.ticket.id:
        at.move(called, "start", number)
        at.move(called, "finish", number)
        called = at.call(number)
    at.move(called, "start", number)
    at.move(called, "finish", number)
    return issued


def served(at: Hall, service: str = "KTP", number: int = 1) -> tuple[str, Finished]:
    """Return the track and the finished ticket of somebody served to the end."""
    track = serve(at, service, number).track
    found = finished_by_track(at.mall, track)
    assert found is not None
    return track, found


def keep(
    mall: Mall, code: str, day: date, n: int, sample: str = "volunteer", **values: int
) -> None:
    """Keep `n` answers about a service on a day, as they would lie there."""
    service = Service.objects.get(mall=mall, code=code)
    Answer.objects.bulk_create(
        Answer(
            mall=mall, agency_id=service.agency_id, service=service, day=day, sample=sample,
            **{**FINE, **values},
        )
        for _ in range(n)
    )  # fmt: skip


def count(mall: Mall, code: str, day: date, finished: int, invited: int) -> None:
    """Keep how many were served and invited on a day."""
    service = Service.objects.get(mall=mall, code=code)
    ServedDay.objects.create(
        mall=mall, service=service, day=day, finished=finished, invited=invited
    )


def a_month_ago(mall: Mall) -> date:
    """Return the first of the newest month that is over and published."""
    from satuhadir.satisfaction.queries import newest_month

    return newest_month(mall)


@contextmanager
def on_day(mall: Mall, day: date) -> Iterator[None]:
    """Let it be noon of a day at a mall, for what asks the mall."""
    at = datetime.combine(day, time(12), ZoneInfo(mall.timezone))
    with mock.patch.object(timezone, "now", return_value=at):
        yield


# The queue's own fixtures, by their names.
hall = casting.hall
busy_hall = casting.busy_hall
neighbour = casting.neighbour
api_fixture = api_client.api_fixture
