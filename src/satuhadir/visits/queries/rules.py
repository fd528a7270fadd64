# SPDX-License-Identifier: Apache-2.0
"""What holds for bookings at a mall: its rules, and what each line is made of."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db.models import Avg, Count, ExpressionWrapper, F, fields

from satuhadir.malls.models import Mall
from satuhadir.queue.models import CounterLine, Line, Ticket
from satuhadir.visits.capacity import missed_share
from satuhadir.visits.models import BookedLine, BookingPolicy, Stop
from satuhadir.visits.values import LineRule

MEASURED_DAYS = 28
ENOUGH_TICKETS = 30
"""So many finished tickets make a measured time; fewer, and the time that was set up holds."""
MISSED_DAYS = 90


def policy_of(mall: Mall) -> BookingPolicy:
    """Return the rules of a mall; the defaults when none were set."""
    return BookingPolicy.objects.filter(mall=mall).first() or BookingPolicy(mall=mall)


def line_rules(mall: Mall, policy: BookingPolicy | None = None) -> dict[UUID, LineRule]:
    """Return how each line of a mall takes bookings, by prefix (four queries).

    The counters planned are what was set, else those that serve the line, shared ones by part;
    loans are of the day and do not count. The time per person is measured where it can be.
    """
    policy = policy or policy_of(mall)
    shares = _counter_shares(mall)
    means = measured_means(mall)
    own = {one.line_id: one for one in BookedLine.objects.filter(mall=mall)}
    rules = {}
    for line in Line.objects.filter(mall=mall).select_related("booth__agency").order_by("prefix"):
        set_up = own.get(line.pk)
        planned = set_up.planned_counters if set_up else None
        percent = set_up.online_share_percent if set_up else None
        rules[line.pk] = LineRule(
            line=line.pk,
            prefix=line.prefix,
            name=line.name,
            booth_id=line.booth_id,
            booth=line.booth.name,
            agency_id=line.booth.agency_id,
            agency=line.booth.agency.name,
            is_open=set_up is None or (set_up.is_open and not set_up.outside_name),
            counters=shares[line.pk] if planned is None else float(planned),
            mean_minutes=means.get(line.pk, line.mean_minutes),
            measured=line.pk in means,
            online_percent=policy.online_share_percent if percent is None else percent,
            outside_name=set_up.outside_name if set_up else "",
            outside_url=set_up.outside_url if set_up else "",
        )
    return rules


def measured_means(mall: Mall) -> dict[UUID, float]:
    """Return the mean minutes at the desk per person, of lines with enough finished tickets."""
    took = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=fields.DurationField())
    rows = (
        Ticket.objects.filter(
            mall=mall,
            day__gte=mall.today() - timedelta(days=MEASURED_DAYS),
            day__lt=mall.today(),
            state="done",
            started_at__isnull=False,
        )
        .values_list("line_id")
        .annotate(n=Count("pk"), mean=Avg(took))
        .order_by()
    )
    return {
        line: max(0.5, mean.total_seconds() / 60)
        for line, n, mean in rows
        if n >= ENOUGH_TICKETS and mean is not None
    }


def missed_by_hour(mall: Mall) -> dict[UUID, list[float]]:
    """Return, for each line and hour of the day, the share of the booked who did not come.

    Counted per service and hour over 90 days, a slot's line being the mix of its services; drawn
    towards the line's own share where few were booked.
    """
    booked: dict[UUID, list[int]] = defaultdict(lambda: [0] * 24)
    missed: dict[UUID, list[int]] = defaultdict(lambda: [0] * 24)
    for row in missed_counts(mall):
        booked[row[0]][row[2]] += row[3]
        missed[row[0]][row[2]] += row[4]
    shares = {}
    for line, counts in booked.items():
        of_line = sum(missed[line]) / sum(counts)
        shares[line] = [
            missed_share(missed[line][hour], counts[hour], of_line) for hour in range(24)
        ]
    return shares


def missed_counts(mall: Mall) -> list[tuple[UUID, str, int, int, int]]:
    """Return line, service code, hour, booked and missed, of past days of the last 90."""
    rows = (
        Stop.objects.filter(
            visit__mall=mall,
            visit__day__gte=mall.today() - timedelta(days=MISSED_DAYS),
            visit__day__lt=mall.today(),
            visit__state__in=["finished", "present", "missed"],
            starts_minute__isnull=False,
            service__line_service__isnull=False,
        )
        .annotate(hour=F("starts_minute") / 60)
        .values_list("service__line_service__line_id", "service__code", "hour", "visit__state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[tuple[UUID, str, int], list[int]] = defaultdict(lambda: [0, 0])
    for line, code, hour, state, n in rows:
        found[line, code, hour][0] += n
        found[line, code, hour][1] += n if state == "missed" else 0
    return [
        (line, code, hour, booked, missed)
        for (line, code, hour), (booked, missed) in sorted(found.items(), key=str)
    ]


def _counter_shares(mall: Mall) -> dict[UUID, float]:
    served: dict[UUID, list[UUID]] = defaultdict(list)
    rows = CounterLine.objects.filter(counter__mall=mall, lent_until__isnull=True)
    for counter, line in rows.values_list("counter_id", "line_id"):
        served[counter].append(line)
    shares: dict[UUID, float] = defaultdict(float)
    for lines in served.values():
        for line in lines:
            shares[line] += 1 / len(lines)
    return shares
