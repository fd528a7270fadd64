# SPDX-License-Identifier: Apache-2.0
"""What this process counts and measures, for Prometheus: see docs/operate/metrics.md.

Nothing here carries a person: labels are patterns of addresses, names of jobs, codes of refusals
and slugs of malls. They are shown on a port of their own, on loopback alone, never to the web.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from functools import lru_cache

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from satuhadir.shared import oversight
from satuhadir.shared.logs import request_id, route_of

log = logging.getLogger("satuhadir.access")

QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SLOW = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0)

REQUESTS = Histogram(
    "satuhadir_request_seconds",
    "Time to answer a request, by pattern of its address",
    ("route", "status"),
    buckets=QUICK,
)
QUEUE_CALLS = Histogram(
    "satuhadir_queue_call_seconds",
    "Time of a press in the database: issue_ticket, call_next, move_ticket",
    ("verb",),
    buckets=QUICK,
)
QUEUE_ANSWERS = Counter(
    "satuhadir_queue_answers", "What presses came to: ok, or the code", ("verb", "result")
)
REFUSALS = Counter("satuhadir_refusals", "Refusals answered over HTTP, by code", ("code",))
LOST_RACES = Counter(
    "satuhadir_lost_races", "Calls run again after the database broke them off", ("kind",)
)
DATABASE_AWAY = Counter("satuhadir_database_away", "Requests that found no database")
OPEN_STREAMS = Gauge("satuhadir_open_streams", "Live screens connected to this process")
STREAM_LAG = Histogram(
    "satuhadir_stream_lag_seconds",
    "Time from a row in the log to its reading for the screens",
    buckets=QUICK,
)
JOBS = Histogram("satuhadir_job_seconds", "Time of a job's run", ("job",), buckets=SLOW)
JOB_FAILURES = Counter("satuhadir_job_failures", "Runs of a job that failed", ("job",))
JOB_SUCCESS = Gauge(
    "satuhadir_job_last_success_timestamp_seconds", "When a job last ran to its end", ("job",)
)
JOB_EVERY = Gauge("satuhadir_job_every_seconds", "How often a job comes round", ("job",))
LEADING = Gauge("satuhadir_worker_leads", "1 while this worker is the one that works")

_FUNCTION = re.compile(r"queue_(\w+?)_v\d+\(")


class MeasureMiddleware:
    """Give a request its id, time it, and write the access log where one is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._writes = settings.SATUHADIR_ACCESS_LOG

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(4))
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            took = time.perf_counter() - began
            route = route_of(request)
            _requests(route, f"{response.status_code // 100}xx").observe(took)
            if response.status_code >= 500:
                response.headers["X-Request-ID"] = request_id.get()
            if self._writes:
                log.info(
                    "%s %s %s %.0f ms", response.status_code, request.method, route, took * 1000
                )
            return response
        finally:
            request_id.reset(token)


class RoomGauges(Collector):
    """Asks the rooms at each look. With the database away it says so and nothing else."""

    def describe(self) -> Iterator[Metric]:
        """Nothing: what there is depends on the rooms, and asking takes a database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        is_up = 1.0
        try:
            for gauge in (one for room in oversight.rooms() for one in room.gauges()):
                family = families.get(gauge.name)
                if family is None:
                    family = families[gauge.name] = GaugeMetricFamily(
                        gauge.name, gauge.says, labels=list(gauge.labels)
                    )
                family.add_metric(list(gauge.labels.values()), gauge.value)
        except Exception:  # noqa: BLE001 - away, or not migrated: that is what the gauge says
            families, is_up = {}, 0.0
        finally:
            connections.close_all()  # each look comes in a thread of its own
        yield GaugeMetricFamily("satuhadir_database_up", "1 when the database answers", value=is_up)
        yield from families.values()


def serve(*, with_rooms: bool = False) -> None:
    """Show the metrics on SATUHADIR_METRICS_PORT of loopback, if one is set.

    `with_rooms`: the rooms' gauges too, which ask the database; one process of an installation.
    """
    port = settings.SATUHADIR_METRICS_PORT
    if not port:
        return
    if with_rooms:
        REGISTRY.register(RoomGauges())
    try:
        start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        logging.getLogger(__name__).error(
            "no metrics: port %s can't be used (%s)", port, error.strerror
        )


def tell_queue_call(statement: str, seconds: float, refusal: str | None) -> None:
    """Count one press; `statement` calls one SQL function of the queue, which names it."""
    times, answers = _of_call(statement, refusal or "ok")
    times.observe(seconds)
    answers.inc()


@lru_cache(maxsize=1_000)
def _of_call(statement: str, result: str) -> tuple[Histogram, Counter]:
    found = _FUNCTION.findall(statement)  # the innermost is the press, around it its answer
    verb = found[-1] if found else "other"
    return QUEUE_CALLS.labels(verb), QUEUE_ANSWERS.labels(verb, result)


@lru_cache(maxsize=1_000)
def _requests(route: str, status: str) -> Histogram:
    return REQUESTS.labels(route, status)
