# SPDX-License-Identifier: Apache-2.0
"""Everything that changes the queue. Views, the API, commands and jobs call these."""

from satuhadir.queue.actions.announcements import announce, withdraw_announcement
from satuhadir.queue.actions.counters import (
    close_counter,
    open_counter,
    rename_counter,
    start_break,
    take_over,
)
from satuhadir.queue.actions.days import close_days
from satuhadir.queue.actions.flows import arrive, set_age_kept, set_flow, set_order, summon
from satuhadir.queue.actions.lines import (
    add_counter,
    add_line,
    close_line,
    open_line,
    set_policy,
    set_quotas,
)
from satuhadir.queue.actions.loans import end_loans, lend_counter, return_counter
from satuhadir.queue.actions.notes import write_note
from satuhadir.queue.actions.papers import record_refused_papers
from satuhadir.queue.actions.pasts import learn_waits
from satuhadir.queue.actions.repeats import once
from satuhadir.queue.actions.speech import set_speech_policy
from satuhadir.queue.actions.tickets import (
    call_next,
    confirm_presence,
    issue_ticket,
    issue_visit,
    move_ticket,
)
from satuhadir.queue.actions.waits import refresh_waits
from satuhadir.queue.hotpath import Repeat, clock_in_hand

__all__ = [
    "Repeat",
    "add_counter",
    "add_line",
    "announce",
    "arrive",
    "call_next",
    "clock_in_hand",
    "close_counter",
    "close_days",
    "close_line",
    "confirm_presence",
    "end_loans",
    "issue_ticket",
    "issue_visit",
    "learn_waits",
    "lend_counter",
    "move_ticket",
    "once",
    "open_counter",
    "open_line",
    "record_refused_papers",
    "refresh_waits",
    "rename_counter",
    "return_counter",
    "set_age_kept",
    "set_flow",
    "set_order",
    "set_policy",
    "set_quotas",
    "set_speech_policy",
    "start_break",
    "summon",
    "take_over",
    "withdraw_announcement",
    "write_note",
]
