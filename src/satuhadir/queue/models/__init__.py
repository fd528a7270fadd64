# SPDX-License-Identifier: Apache-2.0
from satuhadir.queue.models.announcements import Announcement
from satuhadir.queue.models.lines import Counter, CounterLine, Line, LineService
from satuhadir.queue.models.log import Chain, Event, KeptAnswer
from satuhadir.queue.models.papers import RefusedPaper
from satuhadir.queue.models.pasts import LineRange, WaitPast
from satuhadir.queue.models.policy import AgeKept, LineWait, Policy
from satuhadir.queue.models.speech import SpeechPolicy
from satuhadir.queue.models.tickets import Attendance, Contact, Note, Tally, Ticket

__all__ = [
    "AgeKept",
    "Announcement",
    "Attendance",
    "Chain",
    "Contact",
    "Counter",
    "CounterLine",
    "Event",
    "KeptAnswer",
    "Line",
    "LineRange",
    "LineService",
    "LineWait",
    "Note",
    "Policy",
    "RefusedPaper",
    "SpeechPolicy",
    "Tally",
    "Ticket",
    "WaitPast",
]
