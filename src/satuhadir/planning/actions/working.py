# SPDX-License-Identifier: Apache-2.0
"""The worker's side of a run: taking it up, telling how far it is, keeping what came out.

Only the worker that leads works, one run at a time. A run that is marked as running when it looks
was left by a worker that died, and is taken up again; should that worker live after all, its hold
(`claim`) is gone and it stops at its next step.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from satuhadir.planning.carrying_out import carry_out
from satuhadir.planning.models import Run
from satuhadir.shared.errors import DomainError

log = logging.getLogger(__name__)

MOST_TRIES: Final = 3
TELL_SECONDS: Final = 0.7


class _Stopped(Exception):
    """Nobody wants this run any more, or another worker has it."""


def work_next() -> Run | None:
    """Do the oldest run that waits, to its end; None where there is none."""
    _take_up_again()
    run = _claim()
    if run is None:
        return None
    try:
        result = carry_out(run, _teller(run))
    except _Stopped:
        _end(run, Run.State.CANCELLED)
    except DomainError as refusal:
        _end(run, Run.State.FAILED, failure=refusal.code)
    except Exception:
        _end(run, Run.State.FAILED, failure="planning.broken")
        raise
    else:
        _end(run, Run.State.DONE, result=result, percent=100)
    return run


def _take_up_again() -> None:
    left = Run.objects.filter(state=Run.State.RUNNING)
    now = timezone.now()
    left.filter(wants_cancel=True).update(
        state=Run.State.CANCELLED, place=None, claim=None, ended_at=now
    )
    left.filter(tries__gte=MOST_TRIES).update(
        state=Run.State.FAILED, place=None, claim=None, ended_at=now, failure="planning.gave_up"
    )
    left.update(state=Run.State.WAITING, claim=None, percent=0)


def _claim() -> Run | None:
    """Hold the oldest that waits; the row's lock and the index of running ones keep it single."""
    try:
        with transaction.atomic():
            waiting = Run.objects.select_for_update(skip_locked=True, of=("self",))
            run = waiting.filter(state=Run.State.WAITING).order_by("asked_at").first()
            if run is None:
                return None
            run.state, run.claim, run.tries = Run.State.RUNNING, uuid4(), run.tries + 1
            run.beat_at = timezone.now()
            run.save(update_fields=["state", "claim", "tries", "beat_at"])
            return run
    except IntegrityError:
        return None  # another worker runs one at this mall


def _teller(run: Run) -> Callable[[float], None]:
    """Return what the calculation calls with the share done; it raises where it shall stop."""
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if time.monotonic() - told < TELL_SECONDS:
            return
        told = time.monotonic()
        percent = min(int(share * 100), 99)
        if (
            not _held(run.pk, run.claim)
            .filter(wants_cancel=False)
            .update(percent=percent, beat_at=timezone.now())
        ):
            raise _Stopped

    return tell


def _held(run_id: UUID, claim: UUID | None) -> Any:
    return Run.objects.filter(pk=run_id, claim=claim, state=Run.State.RUNNING)


def _end(run: Run, state: Run.State, **values: Any) -> None:
    """Keep how a run ended, while it is still ours."""
    _held(run.pk, run.claim).update(
        state=state, place=None, claim=None, ended_at=timezone.now(), **values
    )
    run.refresh_from_db()
