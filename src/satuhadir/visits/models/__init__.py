# SPDX-License-Identifier: Apache-2.0
from satuhadir.visits.models.advice import Advice
from satuhadir.visits.models.policy import BookedLine, BookingPolicy
from satuhadir.visits.models.promises import EndPromise
from satuhadir.visits.models.refused import RefusedCheckIn
from satuhadir.visits.models.slots import Seat, Slot
from satuhadir.visits.models.visits import OneTimeCode, Stop, Visit
from satuhadir.visits.models.waiting import Offer, WaitingListEntry

__all__ = [
    "Advice",
    "BookedLine",
    "BookingPolicy",
    "EndPromise",
    "Offer",
    "OneTimeCode",
    "RefusedCheckIn",
    "Seat",
    "Slot",
    "Stop",
    "Visit",
    "WaitingListEntry",
]
