# SPDX-License-Identifier: Apache-2.0
"""End visits that are over, and forget what has served its time."""

from datetime import timedelta

from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.visits import telling
from satuhadir.visits.actions.promising import part_promises
from satuhadir.visits.models import (
    Advice,
    OneTimeCode,
    RefusedCheckIn,
    Seat,
    Slot,
    Stop,
    Visit,
    WaitingListEntry,
)
from satuhadir.visits.queries.visits import OPEN

DIGESTS_KEPT_DAYS = 28
"""So long a phone or device can be known again, for limits and for the view of patterns."""
SEATS_KEPT_DAYS = 90
REFUSED_KEPT_DAYS = 7
GOING_ON = ("waiting", "held", "called", "serving", "parked", "no_show")


def end_visits(mall: Mall) -> int:
    """Finish visits of today whose tickets are all done, and every visit of a past day: finished
    when its person came, cancelled where the mall closed and nothing else was chosen, else missed.
    A no-show of today may still come back.
    """
    today = mall.today()
    present = Visit.objects.filter(mall=mall, state=Visit.State.PRESENT)
    over = present.filter(day=today).exclude(stops__ticket__state__in=GOING_ON)
    ended = list(over.values_list("pk", flat=True))
    ended += list(present.filter(day__lt=today).values_list("pk", flat=True))
    count = Visit.objects.filter(pk__in=ended, state=Visit.State.PRESENT).update(
        state=Visit.State.FINISHED, changed_at=timezone.now()
    )
    past = Visit.objects.filter(mall=mall, day__lt=today)
    for state, becomes in (
        (Visit.State.CHOOSE_AGAIN, Visit.State.CANCELLED),
        (Visit.State.BOOKED, Visit.State.MISSED),
    ):
        count += past.filter(state=state).update(state=becomes, changed_at=timezone.now())
    return count


def forget_old(mall: Mall) -> int:
    """Erase names, phones, papers held and other systems' codes of visits that are over, digests
    some weeks later, old seats and codes, and what plans of past days advised; return how many
    names and phones went.
    """
    today = mall.today()
    over = Visit.objects.filter(mall=mall).exclude(state__in=[*OPEN, Visit.State.PRESENT])
    named = over.exclude(name="", phone="")
    for visit in named.only("pk", "mall"):
        telling.nothing_more(visit)
    erased = named.update(name="", phone="")
    part_promises(mall)
    over.exclude(holds=[]).update(holds=[])
    codes = Stop.objects.filter(visit__in=over).exclude(outside_code="")
    codes.update(outside_code="")
    long_ago = today - timedelta(days=DIGESTS_KEPT_DAYS)
    over.filter(day__lt=long_ago).exclude(
        phone_digest=None, device_digest=None, account=None
    ).update(phone_digest=None, device_digest=None, account=None)
    waiting = WaitingListEntry.objects.filter(mall=mall, day__lt=today)
    waiting.filter(state__in=["waiting", "offered"]).update(state="over")
    erased += waiting.exclude(name="", phone="").update(name="", phone="")
    waiting.filter(day__lt=long_ago).delete()
    OneTimeCode.objects.filter(
        mall=mall, expires_at__lt=timezone.now() - timedelta(days=1)
    ).delete()
    Advice.objects.filter(mall=mall, day__lt=today).delete()
    RefusedCheckIn.objects.filter(
        mall=mall, handed_in_at__lt=timezone.now() - timedelta(days=REFUSED_KEPT_DAYS)
    ).delete()
    oldest = today - timedelta(days=SEATS_KEPT_DAYS)
    Seat.objects.filter(slot__mall=mall, slot__day__lt=oldest).delete()
    Slot.objects.filter(mall=mall, day__lt=oldest).delete()
    return erased
