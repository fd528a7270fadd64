# SPDX-License-Identifier: Apache-2.0
"""Calculations asked for, and no longer wanted."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from satuhadir.accounts.models import User
from satuhadir.malls.models import Agency, Mall
from satuhadir.planning.errors import QueueFull, RunOver
from satuhadir.planning.models import Run
from satuhadir.planning.models.runs import QUEUE_PLACES
from satuhadir.planning.queries import base_of, share_at
from satuhadir.queue import actions as queue
from satuhadir.queue.queries.managing import policy_of

KEPT_RUNS = 60


def ask_run(
    *,
    mall: Mall,
    kind: str,
    asked: Mapping[str, Any],
    by: User | None = None,
    agency: Agency | None = None,
) -> Run:
    """Put a calculation in the queue; the same question, while it waits or runs, is one run.

    Raises:
        TooFewDays: there is nothing to calculate with.
        QueueFull: every place at the mall is taken.
    """
    base_of(mall)
    digest = _digest(kind, asked, agency)
    for _try in range(QUEUE_PLACES + 1):
        same = Run.objects.filter(mall=mall, digest=digest, place__isnull=False).first()
        if same is not None:
            return same
        taken = set(
            Run.objects.filter(mall=mall, place__isnull=False).values_list("place", flat=True)
        )
        free = [place for place in range(1, QUEUE_PLACES + 1) if place not in taken]
        if not free:
            break
        try:
            with transaction.atomic():
                run = Run.objects.create(
                    mall=mall, kind=kind, asked=dict(asked), digest=digest, place=free[0],
                    asked_by=by, agency=agency,
                )  # fmt: skip
        except IntegrityError:
            continue  # somebody was faster: with this place, or with the same question
        _forget_old(mall)
        return run
    raise QueueFull(most=QUEUE_PLACES)


def cancel_run(*, run: Run) -> None:
    """Take back a run that waits; one that runs is told, and ends at its next step.

    Raises:
        RunOver: it has ended.
    """
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING)
    if waiting.update(
        state=Run.State.CANCELLED, place=None, wants_cancel=True, ended_at=timezone.now()
    ):
        return
    if not Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(wants_cancel=True):
        raise RunOver


def use_share(*, run: Run, actor: str) -> int:
    """Make the share of age that a calculation found to harm nobody the mall's usual one; return
    it. Kept in the queue's log as the change of rules it is; again changes nothing.

    Raises:
        NoShareFound, SampleDays, RunTooOld: see `queries.share_at`.
    """
    share = share_at(run)
    if policy_of(run.mall).age_kept_percent != share:
        queue.set_policy(mall=run.mall, actor=actor, age_kept_percent=share)
    return share


def _digest(kind: str, asked: Mapping[str, Any], agency: Agency | None) -> str:
    plain = json.dumps([kind, dict(asked), agency.pk if agency else None], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _forget_old(mall: Mall) -> None:
    """Keep the newest runs; who waits or runs is never among the old."""
    rows = Run.objects.filter(mall=mall, place__isnull=True).order_by("-asked_at")
    old = list(rows.values_list("pk", flat=True)[KEPT_RUNS:])
    if old:
        Run.objects.filter(pk__in=old).delete()
