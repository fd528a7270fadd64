# SPDX-License-Identifier: Apache-2.0
"""What managers see of the survey: how the month goes, what people wrote, what follows from it."""

import math
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from satuhadir.engines.skm import sample_needed
from satuhadir.malls.models import Mall
from satuhadir.queue.queries.finished import finished_on
from satuhadir.satisfaction import drawing
from satuhadir.satisfaction.models import Answer, FollowUp, Remark, ServedDay, SurveyPolicy
from satuhadir.satisfaction.models.answers import Sample
from satuhadir.satisfaction.queries.asking import share_on
from satuhadir.satisfaction.queries.publishing import first_of, last_of
from satuhadir.satisfaction.values import LEAST_SHOWN, SoFar

USUAL_RESPONSE = 0.35
"""Of those invited, the share taken to answer while a mall has not told its own: an assumption."""
MOST_REMARKS = 200


def policy_of(mall: Mall) -> SurveyPolicy:
    """Return a mall's rules of the survey; the defaults when nothing was set."""
    return SurveyPolicy.objects.filter(mall=mall).first() or SurveyPolicy(mall=mall)


def follow_ups_of(mall: Mall, month: date) -> dict[str, FollowUp]:
    """Return what is done about a month's low elements, by element."""
    rows = FollowUp.objects.filter(mall=mall, month=month).select_related("agency")
    return {row.element: row for row in rows}


def remarks(
    mall: Mall, month: date, agencies: Collection[int] | None = None
) -> tuple[list[Remark], int]:
    """Return what people wrote in a month, and how many words wait for more answers.

    An agency's are shown once ten have answered about it in the month. In no order of arrival.
    `agencies` None is the whole mall.
    """
    days = Q(mall=mall, day__gte=month, day__lte=last_of(month))
    counted = Answer.objects.filter(days).values_list("agency_id").annotate(n=Count("pk"))
    enough = {agency for agency, n in counted if n >= LEAST_SHOWN}
    rows = Remark.objects.filter(mall=mall, month=month).select_related("agency", "service")
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    found = rows.filter(agency__in=enough).order_by("agency__name", "service__name", "pk")
    return list(found[:MOST_REMARKS]), rows.exclude(agency__in=enough).count()


def month_so_far(mall: Mall) -> SoFar:
    """Return how the running month goes: whom chance invited, who answered, what is needed."""
    today = mall.today()
    month = first_of(today)
    finished, invited = _served(mall, month, today)
    rows = Answer.objects.filter(mall=mall, day__gte=month, day__lte=last_of(month))
    by_sample = dict(rows.values_list("sample").annotate(n=Count("pk")))
    of_invited = by_sample.get(Sample.INVITED, 0)
    expected = _expected(mall, month, today, finished)
    needed = sample_needed(expected)
    return SoFar(
        month=month,
        finished=finished,
        expected=expected,
        needed=needed,
        invited=invited,
        answered_invited=of_invited,
        answered_volunteer=sum(by_sample.values()) - of_invited,
        share=share_on(mall, today),
        share_next=share_on(mall, today + timedelta(days=1)),
        suggested_share=_suggested(expected, needed, invited, of_invited),
    )


def counted_days(mall: Mall, since: date) -> set[date]:
    """Return the days from `since` on whose finished tickets were counted."""
    rows = ServedDay.objects.filter(mall=mall, day__gte=since)
    return set(rows.values_list("day", flat=True).distinct())


def count_day(mall: Mall, day: date) -> dict[int, tuple[int, int]]:
    """Return how many tickets each service finished on a day, and how many were invited."""
    share = share_on(mall, day)
    counts: dict[int, tuple[int, int]] = {}
    for ticket, service in finished_on(mall, day):
        finished, invited = counts.get(service, (0, 0))
        counts[service] = finished + 1, invited + _drawn(ticket, share)
    return counts


def _drawn(ticket: UUID, share: int) -> int:
    return int(drawing.is_invited(ticket, share))


def _served(mall: Mall, month: date, today: date) -> tuple[int, int]:
    """Return finished and invited of the month: counted days, and those not counted yet."""
    rows = ServedDay.objects.filter(mall=mall, day__gte=month, day__lt=today)
    total = rows.aggregate(finished=Sum("finished"), invited=Sum("invited"))
    finished, invited = total["finished"] or 0, total["invited"] or 0
    for day in {today, today - timedelta(days=1)} - counted_days(mall, month):
        if day < month:
            continue
        for one, chosen in count_day(mall, day).values():
            finished, invited = finished + one, invited + chosen
    return finished, invited


def _expected(mall: Mall, month: date, today: date, finished: int) -> int:
    """Return how many the month will serve: last month's number, or what today's pace leads to."""
    before = first_of(month - timedelta(days=1))
    rows = ServedDay.objects.filter(mall=mall, day__gte=before, day__lte=last_of(before))
    last = rows.aggregate(finished=Sum("finished"))["finished"]
    pace = math.ceil(finished * last_of(month).day / today.day)
    return max(finished, last if last else pace)


def _suggested(expected: int, needed: int, invited: int, answered: int) -> int:
    """Return the share that reaches what is needed at the response seen, else at the usual one."""
    if not expected:
        return 100
    response = answered / invited if invited >= 50 and answered else USUAL_RESPONSE
    return min(100, max(1, math.ceil(100 * needed / (expected * response))))
