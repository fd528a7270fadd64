# SPDX-License-Identifier: Apache-2.0
"""Days closed by a manager: changed in the room of malls, told in the day's log."""

from datetime import date

from django.db import transaction

from satuhadir.malls import actions as malls
from satuhadir.malls.models import Booth, Mall
from satuhadir.queue import directory, notify
from satuhadir.queue.actions.log import log_today


def declare_closure(
    *,
    mall: Mall,
    first_day: date,
    last_day: date | None,
    reason: str,
    actor: str,
    booth: Booth | None = None,
) -> None:
    """Close the mall, or one booth, on these days, today too; nobody gets a number then. Declared
    already, nothing happens.

    Who already has a number is still called.

    Raises:
        DaysInvalid: the last day comes before the first.
        BoothNotFound: the booth belongs to another mall.
    """
    with transaction.atomic():
        change = malls.declare_closure(
            mall=mall, first_day=first_day, last_day=last_day, reason=reason, booth=booth
        )
        if change is not None:
            _log(mall, change, actor)
    _tell(mall)


def withdraw_closure(*, mall: Mall, closure_id: int, actor: str) -> bool:
    """Take a closure back; False when `mall` has no such closure any more."""
    with transaction.atomic():
        change = malls.withdraw_closure(mall=mall, closure_id=closure_id)
        if change is not None:
            _log(mall, change, actor)
    _tell(mall)
    return change is not None


def _log(mall: Mall, change: malls.SetupChange, actor: str) -> None:
    data = {"booth": change.booth_id, "before": change.before, "after": change.after}
    log_today(mall, f"mall.{change.event}", actor, data)


def _tell(mall: Mall) -> None:
    directory.forget()
    notify.poke(mall.pk)
