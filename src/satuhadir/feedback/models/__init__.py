# SPDX-License-Identifier: Apache-2.0
"""Complaints with their history, who looked at whose name, the public wall, and a mall's rules."""

from satuhadir.feedback.models.complaints import Complaint, Reporter
from satuhadir.feedback.models.history import Attachment, IdentityLook, Step, Words
from satuhadir.feedback.models.outside import Relay, WallEntry
from satuhadir.feedback.models.rules import ComplaintClock, ComplaintRules

__all__ = [
    "Attachment",
    "Complaint",
    "ComplaintClock",
    "ComplaintRules",
    "IdentityLook",
    "Relay",
    "Reporter",
    "Step",
    "WallEntry",
    "Words",
]
