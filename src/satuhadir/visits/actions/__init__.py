# SPDX-License-Identifier: Apache-2.0
"""Everything that changes bookings. Pages, the API, commands and jobs call these."""

from satuhadir.visits.actions.booking import book_visit, likely_starts
from satuhadir.visits.actions.changing import cancel_visit, move_displaced, reschedule
from satuhadir.visits.actions.checking_in import check_in
from satuhadir.visits.actions.codes import check_code, send_code
from satuhadir.visits.actions.ending import end_visits, forget_old
from satuhadir.visits.actions.following import follow_everybody
from satuhadir.visits.actions.planning import forget_plan, give_plan
from satuhadir.visits.actions.policy import set_line, set_policy
from satuhadir.visits.actions.promising import keep_sample_promises, settle_promises
from satuhadir.visits.actions.refusing import keep_refusal
from satuhadir.visits.actions.slots import ensure_slots, make_slots
from satuhadir.visits.actions.waiting import (
    accept_offer,
    decline_offer,
    join_waiting_list,
    leave_waiting_list,
    offer_free_seats,
)

__all__ = [
    "accept_offer",
    "book_visit",
    "cancel_visit",
    "check_code",
    "check_in",
    "decline_offer",
    "end_visits",
    "ensure_slots",
    "follow_everybody",
    "forget_old",
    "forget_plan",
    "give_plan",
    "join_waiting_list",
    "keep_refusal",
    "keep_sample_promises",
    "leave_waiting_list",
    "likely_starts",
    "make_slots",
    "move_displaced",
    "offer_free_seats",
    "reschedule",
    "send_code",
    "set_line",
    "set_policy",
    "settle_promises",
]
