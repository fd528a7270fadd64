# SPDX-License-Identifier: Apache-2.0
"""What the queue does by itself: refresh the waits, learn from them, end loans, close days."""

import time

from satuhadir.catalogue import actions as catalogue
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue import actions, notify, queries
from satuhadir.queue.actions.days import SYSTEM
from satuhadir.queue.queries.tallies import services_asked_for
from satuhadir.shared.jobs import Job, at_each

# A mall where nothing happened still ages: its waits are refreshed this often.
QUIET_SECONDS = 60.0
DEMAND_DAYS = 28
_seen: dict[int, tuple[int, float]] = {}


def refresh_all_waits() -> None:
    """Refresh the waits of malls in which something happened, of the others once a minute."""
    notify.begin()  # what the worker does is told to the web process; the first time counts
    at_each(malls.all_malls(), _refresh_waits)


def end_all_loans() -> None:
    """Take away the loans of counters that are over; no call was made from them since."""
    at_each(malls.all_malls(), lambda mall: actions.end_loans(mall, actor=SYSTEM))


def close_past_days() -> None:
    """Close whatever day is past at its mall; right after midnight there, or when we wake."""
    at_each(malls.all_malls(), actions.close_days)


def learn_all_waits() -> None:
    """Learn from the log what the forecasts of waits came to, so that ranges are honest."""
    at_each(malls.all_malls(), actions.learn_waits)


def tell_demand() -> None:
    """Tell the catalogue how often each service was asked for, so that search knows."""
    at_each(
        malls.all_malls(),
        lambda mall: catalogue.keep_demand(
            mall=mall, asked=services_asked_for(mall, days=DEMAND_DAYS)
        ),
    )


def _refresh_waits(mall: Mall) -> None:
    seq = queries.newest_seq(mall)
    last_seq, last_at = _seen.get(mall.pk, (-1, 0.0))
    if seq != last_seq or time.monotonic() - last_at > QUIET_SECONDS:
        actions.refresh_waits(mall)
        _seen[mall.pk] = (seq, time.monotonic())


JOBS = (
    Job("queue.waits", 10.0, refresh_all_waits),
    Job("queue.loans", 10.0, end_all_loans),
    Job("queue.days", 30.0, close_past_days),
    Job("queue.pasts", 60.0, learn_all_waits),
    Job("queue.demand", 6 * 3600.0, tell_demand),
)
