# SPDX-License-Identifier: Apache-2.0
"""Lists of complaints for staff: filtered, what is late first; how many wait with whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from satuhadir.feedback.models import Complaint, Step
from satuhadir.feedback.queries.clocks import rules_of
from satuhadir.malls.models import Mall

_OURS = Q(state__in=["received", "forwarded", "objected"])


@dataclass(frozen=True, slots=True)
class Standing:
    """How the complaints of an agency stand; `name` "" is the mall's own desk."""

    name: str
    open: int
    overdue: int
    soon: int
    oldest_day: date | None


def visible_to(mall: Mall, agencies: Collection[int] | None) -> QuerySet[Complaint]:
    """Return the complaints of a mall that staff may see: of an agency those forwarded to it, and
    not taken back since. None is the whole mall.
    """
    found = Complaint.objects.filter(mall=mall).select_related("agency", "service", "mall")
    if agencies is None:
        return found
    given = Step.objects.filter(complaint=OuterRef("pk"), verb="forward", agency=OuterRef("agency"))
    return (
        found.filter(Exists(given), agency__in=agencies)
        .exclude(state="received")
        .exclude(back_to="received")
    )


def narrowed(
    found: QuerySet[Complaint],
    mall: Mall,
    *,
    which: str = "",
    kind: str = "",
    agency_id: int | None = None,
    number: str = "",
) -> QuerySet[Complaint]:
    """Return those of a list that fit. `which`: `late`, `soon`, `mall`, `agency`, `citizen`,
    `closed`, `all`; anything else is what is open.
    """
    if number:
        return found.filter(number__icontains=number.strip())
    chosen = {
        "late": late(mall),
        "soon": soon(mall),
        "mall": Q(state__in=["received", "objected"]),
        "agency": Q(state="forwarded"),
        "citizen": Q(state__in=["clarifying", "answered"]),
        "closed": Q(state="closed"),
        "all": Q(),
    }.get(which, ~Q(state="closed"))
    found = found.filter(chosen)
    if kind:
        found = found.filter(kind=kind)
    return found if agency_id is None else found.filter(agency_id=agency_id)


def late_first(found: QuerySet[Complaint], mall: Mall) -> QuerySet[Complaint]:
    """Return a list with what is late first, then what we owe by its due day, then what waits for
    the citizen, then what is closed, the newest first.
    """
    rank = Case(
        When(late(mall), then=Value(0)),
        When(_OURS, then=Value(1)),
        When(state="closed", then=Value(3)),
        default=Value(2),
        output_field=IntegerField(),
    )
    due = F("due_day").asc(nulls_last=True)
    return found.annotate(rank=rank).order_by("rank", due, "-opened_at")


def late(mall: Mall) -> Q:
    """Return the condition of what staff owe and whose day is over."""
    return _OURS & Q(due_day__lt=mall.today())


def soon(mall: Mall) -> Q:
    """Return the condition of what staff owe within the days the mall's rules name."""
    until = mall.today() + timedelta(days=rules_of(mall).due_soon_days)
    return _OURS & Q(due_day__gte=mall.today(), due_day__lte=until)


def counts_of(found: QuerySet[Complaint], mall: Mall) -> dict[str, int]:
    """Return how many of a list are late, soon due, with the mall, an agency, the citizen."""
    return found.aggregate(
        late=Count("pk", filter=late(mall)),
        soon=Count("pk", filter=soon(mall)),
        mall=Count("pk", filter=Q(state__in=["received", "objected"])),
        agency=Count("pk", filter=Q(state="forwarded")),
        citizen=Count("pk", filter=Q(state__in=["clarifying", "answered"])),
    )


def standings(mall: Mall) -> list[Standing]:
    """Return the escalation list: who owes how much, what is late first (one query)."""
    rows = (
        Complaint.objects.filter(_OURS, mall=mall)
        .annotate(whom=Case(When(state="forwarded", then=F("agency__name")), default=Value("")))
        .values("whom")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=late(mall)),
            soon=Count("pk", filter=soon(mall)),
            oldest=Min("opened_at"),
        )
    )
    found = [
        Standing(
            row["whom"] or "", row["open"], row["overdue"], row["soon"],
            row["oldest"].date() if row["oldest"] else None,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.overdue, -one.soon, -one.open, one.name))
