# SPDX-License-Identifier: Apache-2.0
"""What is on its way to SP4N-LAPOR!, what failed, and what to ask about there."""

from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils import timezone

from satuhadir.feedback.models import Complaint, Relay, Reporter
from satuhadir.malls.models import Mall

SYSTEM_CODE = "sp4n"


def relays_of(mall: Mall) -> QuerySet[Relay]:
    """Return the mall's relays with complaint, service and agency, the newest first."""
    return (
        Relay.objects.filter(complaint__mall=mall, system=SYSTEM_CODE)
        .select_related("complaint__mall", "complaint__agency", "complaint__service")
        .order_by("-created_at")
    )


def relay_of(complaint: Complaint) -> Relay | None:
    """Return a complaint's relay, None while it was never passed on."""
    return Relay.objects.filter(complaint=complaint, system=SYSTEM_CODE).first()


def relay_with_all(relay_id: int) -> tuple[Relay, Reporter | None]:
    """Return a relay with what its words are made of, and the reporter."""
    full = Relay.objects.select_related(
        "complaint__mall", "complaint__agency", "complaint__service"
    )
    relay = full.get(pk=relay_id)
    return relay, Reporter.objects.filter(complaint=relay.complaint_id).first()


def relays_to_ask_about(most: int) -> list[Relay]:
    """Return what is there and whose state was not asked for a while."""
    found = Relay.objects.filter(
        system=SYSTEM_CODE, state__in=["sent", "by_hand"], next_look_at__lte=timezone.now()
    )
    return list(found.order_by("next_look_at")[:most])


def oldest_unsent() -> datetime | None:
    """Return since when the oldest waits that is neither there nor given to a person."""
    waiting = Relay.objects.filter(system=SYSTEM_CODE, state="waiting")
    found: datetime | None = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return found


def relay_counts() -> dict[str, int]:
    """Return how many there are by state, and how many of those that wait lost an answer."""
    rows = Relay.objects.filter(system=SYSTEM_CODE).values_list("state", "last_error")
    counts: dict[str, int] = {}
    for state, error in rows.exclude(state__in=["sent", "by_hand"]):
        counts[state] = counts.get(state, 0) + 1
        if error == "key" and state == "waiting":
            counts["key"] = counts.get("key", 0) + 1
    return counts
