# SPDX-License-Identifier: Apache-2.0
"""What the kiosk says when no line gives numbers: why, and when it will again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import wording
from satuhadir.queue.directory import directory_of
from satuhadir.queue.values import LineState

Why = Literal["day", "early", "over", "paused"]


@dataclass(frozen=True, slots=True)
class Shut:
    """A hall where no line gives numbers now. `reason` and `again` may be empty: not known."""

    why: Why
    reason: str
    again: str


def shut_hall(mall: Mall, states: Sequence[LineState]) -> Shut | None:
    """Return why nobody can take a number; None while one line is open, or there are none."""
    if not states or any(state.is_open for state in states):
        return None
    calendar = malls.calendar_of(mall)
    now = mall.local_now()
    today = calendar.intervals(now.date())
    again = wording.reopens(mall)
    if not today:
        return Shut("day", calendar.reason_closed(now.date()) or "", again)
    minute = now.hour * 60 + now.minute
    early = directory_of(mall).opens_before_minutes
    if minute < today[0].opens_minute - early:
        notes = {state.note for state in states if state.note}
        return Shut("early", "", notes.pop() if len(notes) == 1 else again)
    if minute >= today[-1].closes_minute:
        return Shut("over", "", again)
    return Shut("paused", _one_reason(states), again if not calendar.is_open(now) else "")


def _one_reason(states: Sequence[LineState]) -> str:
    """Return the reason all lines share, or an empty text."""
    reasons = {state.note for state in states}
    return reasons.pop() if len(reasons) == 1 else ""
