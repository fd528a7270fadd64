# SPDX-License-Identifier: Apache-2.0
"""Which papers a ticket's services ask for, and which ones were refused, counted."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Mall
from satuhadir.queue.models import RefusedPaper, Ticket


class AskedPaper(NamedTuple):
    """A kind of paper, and the service of a ticket that asks for it."""

    document: DocumentType
    service: Service


class RefusedCount(NamedTuple):
    """How often a kind of paper was refused for one reason at one service in one month.

    `month` is its first day; one visit counts once for each kind of paper.
    """

    month: date
    service: str
    service_name: str
    agency_id: int
    document: str
    document_label: str
    reason: str
    times: int


class VainVisits(NamedTuple):
    """How many tickets of a month met a paper that was refused, of all that were served.

    `served` counts tickets whose person sat at a counter, `in_vain` those of them with a refused
    paper, also where the person brought a better one the same day.
    """

    month: date
    service: str
    service_name: str
    agency_id: int
    served: int
    in_vain: int


def asked_papers(mall: Mall, services: Sequence[str], day: date) -> dict[str, AskedPaper]:
    """Return the papers that these services ask for on `day`, by code, in the standards' order.

    A paper that several of them ask for belongs to the first. Every paper of an any-of group is
    one of them. Services that are gone from the mall are passed over.
    """
    known = catalogue.document_types(mall)
    today = catalogue.standards_today(mall) if day == mall.today() else None
    found: dict[str, AskedPaper] = {}
    for code in services:
        try:
            service = catalogue.service_at(mall, code)
        except ServiceNotFound:
            continue
        standard = today.get(code) if today is not None else catalogue.standard_on(service, day)
        for one in standard.requirements if standard else ():
            for document in one["documents"]:
                if document in known:
                    found.setdefault(document, AskedPaper(known[document], service))
    return found


def refused_papers(
    mall: Mall, from_day: date, to_day: date, *, agencies: Collection[int] | None = None
) -> list[RefusedCount]:
    """Return how often each paper was refused from `from_day` to `to_day`, both included.

    By month, service, paper and reason, the most frequent first within a month. `agencies` are
    the ids of those that who asks may see; None is all.
    """
    rows = RefusedPaper.objects.filter(mall=mall, day__range=(from_day, to_day))
    if agencies is not None:
        rows = rows.filter(service__agency__in=agencies)
    counted = (
        rows.annotate(month=TruncMonth("day"))
        .values_list(
            "month",
            "service__code",
            "service__name",
            "service__agency_id",
            "document__code",
            "document__label",
            "reason",
        )
        .annotate(times=Count("pk"))
        .order_by("month", "-times", "service__code", "document__code", "reason")
    )
    return [RefusedCount(*row) for row in counted]


def vain_visits(
    mall: Mall, from_day: date, to_day: date, *, agencies: Collection[int] | None = None
) -> list[VainVisits]:
    """Return by month and service how many visits met a refused paper (*datang sia-sia*).

    Days and `agencies` as in `refused_papers`; services where nobody was served are left out.
    """
    rows = Ticket.objects.filter(mall=mall, day__range=(from_day, to_day), started_at__isnull=False)
    if agencies is not None:
        rows = rows.filter(service__agency__in=agencies)
    refused = RefusedPaper.objects.filter(ticket=OuterRef("pk"))
    counted = (
        rows.annotate(month=TruncMonth("day"), was_refused=Exists(refused))
        .values_list("month", "service__code", "service__name", "service__agency_id")
        .annotate(served=Count("pk"), in_vain=Count("pk", filter=Q(was_refused=True)))
        .order_by("month", "service__code")
    )
    return [VainVisits(*row) for row in counted]
