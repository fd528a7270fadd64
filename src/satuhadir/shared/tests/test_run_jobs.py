# SPDX-License-Identifier: Apache-2.0
import threading
import time
from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY

from satuhadir.shared import jobs
from satuhadir.shared.errors import DatabaseAway
from satuhadir.shared.jobs import Job, chosen_jobs, run_jobs

EVERY = "satuhadir_job_every_seconds"


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def _worker(job: Job) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=run_jobs, args=([job], stop))
    thread.start()
    return thread, stop


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PAUSE_WHEN_AWAY_SECONDS", 0.05)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_works_and_the_other_takes_over() -> None:
    done: list[str] = []
    first, stop_first = _worker(Job("first", 0.05, lambda: done.append("first")))
    _until(lambda: len(done) > 2)
    second, stop_second = _worker(Job("second", 0.05, lambda: done.append("second")))
    time.sleep(0.5)
    assert set(done) == {"first"}
    stop_first.set()
    _until(lambda: "second" in done)
    stop_second.set()
    first.join()
    second.join()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_comes_again() -> None:
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise DatabaseAway
        if len(tries) == 2:
            raise ZeroDivisionError

    worker, stop = _worker(Job("fails", 0.05, fail))
    _until(lambda: len(tries) > 3)
    stop.set()
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_a_job_tells_how_often_it_comes_round() -> None:
    """The alert for a stuck job allows each its own time."""
    worker, stop = _worker(Job("rare", 3600.0, lambda: None))
    _until(lambda: REGISTRY.get_sample_value(EVERY, {"job": "rare"}) == 3600.0)
    stop.set()
    worker.join()


def test_the_jobs_that_the_settings_name_are_found() -> None:
    assert {job.name for job in chosen_jobs()} >= {"queue.waits", "queue.days"}
