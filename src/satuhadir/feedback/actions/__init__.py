# SPDX-License-Identifier: Apache-2.0
"""Everything that writes complaints. Each step is one action, in one transaction."""

from satuhadir.feedback.actions.citizen import (
    accept_answer,
    object_to_answer,
    rate_handling,
    reply_to_question,
    withdraw_complaint,
)
from satuhadir.feedback.actions.filing import file_complaint
from satuhadir.feedback.actions.handling import (
    answer_complaint,
    ask_citizen,
    classify_complaint,
    decline_complaint,
    forward_complaint,
    hand_back_complaint,
    look_at_attachment,
    look_at_reporter,
    note_for_staff,
    take_back_complaint,
)
from satuhadir.feedback.actions.relays import note_relay
from satuhadir.feedback.actions.rules import set_clocks, set_rules
from satuhadir.feedback.actions.stepping import telling_the_past
from satuhadir.feedback.actions.upkeep import close_silent, erase_old, refresh_due_days
from satuhadir.feedback.actions.wall import publish_on_wall, take_off_wall

__all__ = [
    "accept_answer",
    "answer_complaint",
    "ask_citizen",
    "classify_complaint",
    "close_silent",
    "decline_complaint",
    "erase_old",
    "file_complaint",
    "forward_complaint",
    "hand_back_complaint",
    "look_at_attachment",
    "look_at_reporter",
    "note_for_staff",
    "note_relay",
    "object_to_answer",
    "publish_on_wall",
    "rate_handling",
    "refresh_due_days",
    "reply_to_question",
    "set_clocks",
    "set_rules",
    "take_back_complaint",
    "take_off_wall",
    "telling_the_past",
    "withdraw_complaint",
]
