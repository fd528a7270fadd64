# SPDX-License-Identifier: Apache-2.0
"""When the floor calls its manager: plain values in, plain values out, no database, no clock.

Each rule is one function, so that it can be read, tried and argued about by itself.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

TIMES_TOO_LONG = 3  # a wait, or a service, beyond so many times what was told or is usual
LEAST_STUCK = timedelta(minutes=5)
NEARLY_FULL = 0.9
AT_ONCE_MINUTES = 5  # who was told "at once" was told no figure: so long is still at once


class Waiter(NamedTuple):
    """Somebody in the hall whose number was not served yet. `promised_high`: the upper end of the
    wait they were told with the number, in minutes; None when nothing could be told.
    """

    code: str
    line: UUID
    since: datetime
    promised_high: int | None


def waited_minutes(since: datetime, now: datetime) -> float:
    """Return how long, in minutes; never less than none."""
    return max((now - since).total_seconds() / 60, 0)


def breaks_promise(waited: float, promised_high: int | None) -> bool:
    """Say whether somebody waits longer than they were told; no promise can't be broken."""
    return promised_high is not None and waited > _least(promised_high)


def is_far_too_long(waited: float, promised_high: int | None) -> bool:
    """Say whether a wait is beyond three times the upper end that was told: the alarm."""
    return promised_high is not None and waited > TIMES_TOO_LONG * _least(promised_high)


def is_break_over(back_at: datetime | None, now: datetime) -> bool:
    """Say whether an officer on a break should be back; an open-ended break is never over."""
    return back_at is not None and back_at < now


def is_call_stuck(called_at: datetime, now: datetime, no_show_minutes: int) -> bool:
    """Say whether a call was left: long after it may be marked absent, nobody did, nor began."""
    return now - called_at > max(TIMES_TOO_LONG * timedelta(minutes=no_show_minutes), LEAST_STUCK)


def is_service_long(started_at: datetime, now: datetime, usual_minutes: float) -> bool:
    """Say whether a service lasts three times what this ticket's papers and people usually do."""
    return waited_minutes(started_at, now) > TIMES_TOO_LONG * max(usual_minutes, 1)


def is_nearly_full(issued: int, quota: int | None) -> bool:
    """Say whether nine of ten numbers of the day are gone; a quota of none gives none."""
    return bool(quota) and issued >= NEARLY_FULL * (quota or 0)


def has_not_opened(opens_at: datetime | None, now: datetime, worked_since: datetime | None) -> bool:
    """Say whether hours began and nobody of the agency worked a counter since.

    `worked_since` is the newest sign of work today: a counter opened or closed, a call.
    """
    if opens_at is None or now < opens_at:
        return False
    return worked_since is None or worked_since < opens_at


def _least(promised_high: int) -> int:
    """Return the promise in minutes; what "at once" means where no figure was told."""
    return promised_high or AT_ONCE_MINUTES
