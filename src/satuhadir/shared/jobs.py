# SPDX-License-Identifier: Apache-2.0
"""Background work that comes round again and again, in one process at a time.

A room writes its jobs as a tuple of `Job`; `settings.SATUHADIR_JOBS` names those tuples by
dotted path, so the rooms below need not know those above.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string

from satuhadir.shared import metrics
from satuhadir.shared.errors import Unavailable

log = logging.getLogger(__name__)

LEADER_LOCK = 7_283_001
PAUSE_WHEN_AWAY_SECONDS = 2.0


class HasSlug(Protocol):
    """What a line of the log may name: a mall, by its slug."""

    @property
    def slug(self) -> Any:
        """Return it."""


Place = TypeVar("Place", bound=HasSlug)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run every so many seconds. A run that fails is logged and comes again."""

    name: str
    every_seconds: float
    run: Callable[[], None]


def chosen_jobs() -> list[Job]:
    """Return the jobs that the settings name."""
    groups: list[Iterable[Job]] = [import_string(path) for path in settings.SATUHADIR_JOBS]
    return [job for group in groups for job in group]


def at_each(places: Iterable[Place], work: Callable[[Place], object]) -> None:
    """Do the work of one place after the other; where it fails, the others still get theirs.

    The first fault is raised at the end, so that the job counts as failed. A database that is
    away ends the round: it is away for every place.
    """
    fault: Exception | None = None
    for place in places:
        try:
            work(place)
        except Exception as error:
            if not connections["default"].is_usable():
                raise
            log.warning("at %s: %s", place.slug, type(error).__name__)
            fault = fault or error
    if fault is not None:
        raise fault


def run_jobs(jobs: Iterable[Job], stop: threading.Event) -> None:
    """Run every job in a thread of its own until `stop`, while we lead.

    Only one process of an installation leads: who holds a session lock of the database. It is
    lost with its connection; then all threads pause and whoever gets the lock goes on.
    """
    leading = threading.Event()
    metrics.LEADING.set_function(lambda: float(leading.is_set()))
    threads = [
        threading.Thread(target=_repeat, args=(job, leading, stop), name=job.name, daemon=True)
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    while not stop.is_set():
        _lead(leading, stop)
        stop.wait(PAUSE_WHEN_AWAY_SECONDS)
    for thread in threads:
        thread.join(timeout=5)


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def is_led() -> bool:
    """Say whether some worker holds the leader's lock now."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = 0 AND objid = %s AND objsubid = 1",
            (LEADER_LOCK,),
        )
        return cursor.fetchone() is not None


def _lead(leading: threading.Event, stop: threading.Event) -> None:
    """Hold the leader's lock as long as it can be had and kept."""
    try:
        with psycopg.connect(**_parameters(), autocommit=True) as connection:
            got = connection.execute("SELECT pg_try_advisory_lock(%s)", (LEADER_LOCK,)).fetchone()
            if got != (True,):
                return
            leading.set()
            while not stop.wait(1.0):
                connection.execute("SELECT 1")
    except psycopg.Error as error:
        log.warning("the worker lost its database: %s", type(error).__name__)
    finally:
        leading.clear()


def _parameters() -> dict[str, Any]:
    parameters = dict(connections["default"].get_connection_params())
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return parameters


def _repeat(job: Job, leading: threading.Event, stop: threading.Event) -> None:
    metrics.JOB_EVERY.labels(job.name).set(job.every_seconds)
    while not stop.is_set():
        began = time.monotonic()
        if leading.is_set():
            try:
                close_old_connections()
                with metrics.JOBS.labels(job.name).time():
                    job.run()
                metrics.JOB_SUCCESS.labels(job.name).set_to_current_time()
            except (DatabaseError, psycopg.Error, Unavailable) as error:
                metrics.JOB_FAILURES.labels(job.name).inc()
                log.warning("job %s: %s", job.name, type(error).__name__)
                connections.close_all()
                stop.wait(PAUSE_WHEN_AWAY_SECONDS)
            except Exception:
                metrics.JOB_FAILURES.labels(job.name).inc()
                log.exception("job %s failed", job.name)
        stop.wait(max(0.05, job.every_seconds - (time.monotonic() - began)))
    connections.close_all()
