# SPDX-License-Identifier: Apache-2.0
"""Calculations that were asked for: the queue's places, progress, cancelling, dead workers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from satuhadir.planning import actions
from satuhadir.planning.actions import working
from satuhadir.planning.errors import QueueFull, RunOver, TooFewDays
from satuhadir.planning.models import Run
from satuhadir.planning.models.runs import QUEUE_PLACES
from satuhadir.planning.tests.conftest import Hall, measured
from satuhadir.queue.tests.conftest import build_hall
from satuhadir.shared.tests.racing import together

NONE = {"kind": "none", "line": "", "counter": "", "amount": 0, "opens": 0, "closes": 0}


def ask(hall: Hall, amount: int = 20) -> Run:
    change = {**NONE, "kind": "people", "amount": amount}
    return actions.ask_run(
        mall=hall.mall, kind="what_if", asked={"weekday": None, "change": change}
    )


def carried_out(result: Any) -> Any:
    def carry_out(_run: Run, step: Any) -> dict[str, Any]:
        step(0.5)
        if isinstance(result, Exception):
            raise result
        return {"found": result}

    return carry_out


def test_a_run_is_done_and_keeps_its_result(hall: Hall, quick: None) -> None:
    run = ask(hall)
    assert actions.work_next() == run
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert run.result is not None and run.result["wait"]["gap"][1] > 0
    assert run.result["rests_on"]["days"] == 12
    assert (run.place, run.claim, run.percent) == (None, None, 100)
    assert actions.work_next() is None


def test_the_same_question_is_one_run_until_it_is_over(hall: Hall, quick: None) -> None:
    first = ask(hall)
    assert ask(hall) == first
    actions.work_next()
    assert ask(hall) != first


def test_the_queue_of_a_mall_has_so_many_places(hall: Hall, neighbour: Hall) -> None:
    for n in range(QUEUE_PLACES):
        ask(hall, n + 1)
    with pytest.raises(QueueFull):
        ask(hall, 99)
    measured(neighbour)
    assert ask(neighbour).place == 1


def test_nothing_is_asked_while_there_is_nothing_to_calculate_with(unmeasured: Hall) -> None:
    with pytest.raises(TooFewDays):
        ask(unmeasured)


def test_a_waiting_run_is_cancelled_at_once_and_frees_its_place(hall: Hall) -> None:
    run = ask(hall)
    actions.cancel_run(run=run)
    run.refresh_from_db()
    assert (run.state, run.place) == (Run.State.CANCELLED, None)
    assert actions.work_next() is None
    with pytest.raises(RunOver):
        actions.cancel_run(run=run)


def test_a_running_one_stops_at_its_next_step(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask(hall)

    def carry_out(_run: Run, step: Any) -> dict[str, Any]:
        actions.cancel_run(run=run)
        step(0.3)
        raise AssertionError("it went on")

    monkeypatch.setattr(working, "carry_out", carry_out)
    actions.work_next()
    run.refresh_from_db()
    assert (run.state, run.result) == (Run.State.CANCELLED, None)


def test_progress_is_told_while_it_runs(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    run, seen = ask(hall), []

    def carry_out(_run: Run, step: Any) -> dict[str, Any]:
        step(0.42)
        run.refresh_from_db()
        seen.append((run.state, run.percent))
        return {}

    monkeypatch.setattr(working, "carry_out", carry_out)
    actions.work_next()
    assert seen == [(Run.State.RUNNING, 42)]


def test_what_a_dead_worker_left_is_taken_up_again_three_times(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(hall)
    for _death in range(3):
        working._take_up_again()
        assert working._claim() == run  # and then nothing: the worker was killed
    monkeypatch.setattr(working, "carry_out", carried_out(1))
    assert actions.work_next() is None
    run.refresh_from_db()
    assert (run.state, run.failure) == (Run.State.FAILED, "planning.gave_up")


def test_a_worker_that_lost_its_hold_changes_nothing_any_more(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(hall)

    def carry_out(_run: Run, step: Any) -> dict[str, Any]:
        working._take_up_again()  # another worker leads now, and takes it up
        working._claim()
        step(0.5)
        raise AssertionError("it went on")

    monkeypatch.setattr(working, "carry_out", carry_out)
    actions.work_next()
    run.refresh_from_db()
    assert (run.state, run.tries) == (Run.State.RUNNING, 2)


def test_a_fault_ends_the_run_and_frees_the_queue(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask(hall)
    monkeypatch.setattr(working, "carry_out", carried_out(ValueError("wrong")))
    with pytest.raises(ValueError, match="wrong"):
        actions.work_next()
    run.refresh_from_db()
    assert (run.state, run.failure, run.place) == (Run.State.FAILED, "planning.broken", None)


def test_old_runs_are_forgotten_and_waiting_ones_are_not(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satuhadir.planning.actions.runs.KEPT_RUNS", 2)
    waiting = ask(hall, 1)
    Run.objects.filter(pk=waiting.pk).update(asked_at=timezone.now() - timedelta(days=900))
    for n in range(2, 6):
        actions.cancel_run(run=ask(hall, n))
    ask(hall, 9)
    assert Run.objects.filter(state=Run.State.CANCELLED).count() == 2
    assert Run.objects.filter(pk=waiting.pk).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_racers_get_each_place_once_and_the_same_question_once() -> None:
    hall = measured(build_hall("batu"))

    def press(n: int) -> str:
        try:
            return str(ask(hall, n + 1 if n % 2 else 500).pk)
        except QueueFull:
            return "full"

    found = together(24, press)
    same = {one for n, one in enumerate(found) if n % 2 == 0} - {"full"}
    assert len(same) <= 1
    places = sorted(one.place or 0 for one in Run.objects.all())
    assert places == list(range(1, QUEUE_PLACES + 1))
    assert "full" in found


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_workers_that_race_claim_one_run_of_a_mall() -> None:
    hall = measured(build_hall("batu"))
    for n in range(4):
        ask(hall, n + 1)
    claimed = [one for one in together(8, lambda _n: working._claim()) if one is not None]
    assert len(claimed) == 1
    assert Run.objects.filter(state=Run.State.RUNNING).count() == 1
