# SPDX-License-Identifier: Apache-2.0
"""Who is asked, and by which standard the service was promised."""

from datetime import date

from django.urls import reverse

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.queue.ports import Question
from satuhadir.queue.queries.finished import Finished, finished_by_id
from satuhadir.queue.values import TicketView
from satuhadir.satisfaction import drawing
from satuhadir.satisfaction.models import SampleShare
from satuhadir.satisfaction.models.deciding import DEFAULT_SHARE
from satuhadir.shared.memory import Brief

_shares: Brief[int] = Brief(5)


def question_after(mall: Mall, ticket: TicketView, track: str) -> Question | None:
    """Return the way to the survey of a finished ticket; the queue's port asks this."""
    if ticket.state != "done":
        return None
    found = finished_by_id(mall, ticket.id)
    if found is None:
        return None
    url = reverse("survey", args=[mall.slug, track])
    return Question(url, is_invited(mall, found), found.answered)


def is_invited(mall: Mall, ticket: Finished) -> bool:
    """Say whether chance chose a ticket, by the share that held on its day."""
    return drawing.is_invited(ticket.id, share_on(mall, ticket.day))


def share_on(mall: Mall, day: date) -> int:
    """Return how many of a hundred are invited on a day."""
    return _shares.get((mall.pk, day), lambda: _read_share(mall, day))


def standard_of(service: Service, day: date) -> ServiceStandard | None:
    """Return the standard that held for a service on a day."""
    return catalogue.standard_on(service, day)


def is_free(standard: ServiceStandard | None) -> bool:
    """Say whether a standard asks for no money at all; a service without one is not known to."""
    fees = standard.fees if standard is not None else []
    return bool(fees) and all(one.get("kind") == "free" for one in fees)


def _read_share(mall: Mall, day: date) -> int:
    rows = SampleShare.objects.filter(mall=mall, from_day__lte=day).order_by("-from_day")
    found = rows.values_list("percent", flat=True).first()
    return DEFAULT_SHARE if found is None else found
