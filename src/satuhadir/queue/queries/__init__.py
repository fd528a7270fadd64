# SPDX-License-Identifier: Apache-2.0
"""Everything that reads the queue for other rooms and for doors. No writes, no locks."""

from satuhadir.queue.queries.announcements import announcements_now
from satuhadir.queue.queries.floor import (
    counter_at,
    counter_set_up,
    counters_at,
    counters_with_officers,
    line_at,
    line_set_up,
    line_states,
    waiting_by_line,
)
from satuhadir.queue.queries.log import closed_days, events_of, find_break, logged_days
from satuhadir.queue.queries.tickets import (
    Tracked,
    contact_of,
    find_by_code,
    newest_seq,
    next_in_lines,
    parked_in_lines,
    recent_calls,
    ticket_at,
    ticket_by_track,
)
from satuhadir.queue.queries.waits import later_by_line, wait_inputs

__all__ = [
    "Tracked",
    "announcements_now",
    "closed_days",
    "contact_of",
    "counter_at",
    "counter_set_up",
    "counters_at",
    "counters_with_officers",
    "events_of",
    "find_break",
    "find_by_code",
    "later_by_line",
    "line_at",
    "line_set_up",
    "line_states",
    "logged_days",
    "newest_seq",
    "next_in_lines",
    "parked_in_lines",
    "recent_calls",
    "ticket_at",
    "ticket_by_track",
    "wait_inputs",
    "waiting_by_line",
]
