# SPDX-License-Identifier: Apache-2.0
from satuhadir.queue.models.lines import Counter, CounterLine, Line, LineService
from satuhadir.queue.models.log import Chain, Event, KeptAnswer
from satuhadir.queue.models.policy import LineWait, Policy
from satuhadir.queue.models.tickets import Attendance, Contact, Tally, Ticket

__all__ = [
    "Attendance",
    "Chain",
    "Contact",
    "Counter",
    "CounterLine",
    "Event",
    "KeptAnswer",
    "Line",
    "LineService",
    "LineWait",
    "Policy",
    "Tally",
    "Ticket",
]
