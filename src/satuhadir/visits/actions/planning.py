# SPDX-License-Identifier: Apache-2.0
"""Give somebody a plan, so that the next one knows of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction

from satuhadir.malls.models import Mall
from satuhadir.queue.models import LineService
from satuhadir.visits import tracks
from satuhadir.visits.models import Advice
from satuhadir.visits.queries.planned import VisitPlan
from satuhadir.visits.queries.planning import plan_visit


def give_plan(
    *,
    mall: Mall,
    codes: Sequence[str],
    day: date,
    holds: Collection[str] | None = None,
    arrive: int | None = None,
    books: bool = False,
    device: str = "",
) -> VisitPlan:
    """Return the plan of a visit, and keep its minutes in the load of that day's lines.

    The next plan waits behind them, so advice fills the quiet hours one after the other instead of
    sending everybody to the same one. A new plan of the same browser replaces its last; without a
    device nothing is kept, for nothing could replace it.

    Raises:
        ServiceNotFound, ServicesInvalid, DayInvalid, ArriveInvalid: what is asked can't be.
    """
    digest = tracks.digest_of("device", device)
    if not digest:
        return plan_visit(mall=mall, codes=codes, day=day, holds=holds, arrive=arrive, books=books)
    with transaction.atomic():
        Advice.objects.filter(mall=mall, device_digest=digest).delete()
        made = plan_visit(mall=mall, codes=codes, day=day, holds=holds, arrive=arrive, books=books)
        Advice.objects.bulk_create(
            Advice(
                mall=mall,
                line_id=one.rule.line,
                day=day,
                starts_minute=min(one.at, 1440),
                minutes=one.service.desk_minutes,
                device_digest=digest,
            )
            for one in made.stops
        )
    return made


def forget_plan(*, mall: Mall, day: date, codes: Iterable[str], device: str) -> None:
    """Take a plan out of the load of its day once it is booked: the booking counts there."""
    digest = tracks.digest_of("device", device)
    if digest:
        waited = LineService.objects.filter(line__mall=mall, service__code__in=list(codes))
        Advice.objects.filter(
            mall=mall, day=day, device_digest=digest, line__in=waited.values("line")
        ).delete()
