# SPDX-License-Identifier: Apache-2.0
"""What bookings do by themselves: slots of the next days, visits that end, offers that lapse."""

from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.shared.jobs import Job, at_each
from satuhadir.visits import actions


def make_all_slots() -> None:
    """Bring the slots in line with hours, closures and counters, and move who sits in none."""

    def work(mall: Mall) -> None:
        actions.make_slots(mall)
        actions.move_displaced(mall)

    at_each(malls.all_malls(), work)


def offer_all_seats() -> None:
    """Let offers lapse, and offer free seats to who waits."""
    at_each(malls.all_malls(), actions.offer_free_seats)


def end_all_visits() -> None:
    """Finish and close visits that are over, and write beside their promised ends what came."""

    def work(mall: Mall) -> None:
        actions.end_visits(mall)
        actions.settle_promises(mall)

    at_each(malls.all_malls(), work)


def follow_all() -> None:
    """Make the plans of everybody who is here again, and tell who has to go."""
    at_each(malls.all_malls(), actions.follow_everybody)


def forget_all() -> None:
    """Erase names, phones, digests, codes and seats that have served their time."""
    at_each(malls.all_malls(), actions.forget_old)


JOBS = (
    Job("visits.slots", 120.0, make_all_slots),
    Job("visits.offers", 20.0, offer_all_seats),
    Job("visits.follow", 10.0, follow_all),
    Job("visits.ends", 20.0, end_all_visits),
    Job("visits.forgets", 900.0, forget_all),
)
