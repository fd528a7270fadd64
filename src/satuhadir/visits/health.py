# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of bookings: see shared.oversight."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F

from satuhadir.malls import queries as malls
from satuhadir.shared.oversight import Finding, Gauge, Oversight
from satuhadir.visits.models import EndPromise, Seat, Slot, Stop, Visit


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again: visits by state, taken seats, promises."""
    rows = Visit.objects.values_list("mall__slug", "state").annotate(n=Count("pk")).order_by()
    return {
        "visits": {f"{slug}/{state}": n for slug, state, n in rows},
        "seats": Seat.objects.count(),
        "promised ends": EndPromise.objects.count(),
    }


def broken_bookings() -> Iterator[str]:
    """Yield bookings that are not whole: a stop on a seat of another visit."""
    wrong = Stop.objects.filter(seat__isnull=False).exclude(seat__visit=F("visit"))
    for visit_id in wrong.values_list("visit_id", flat=True)[:20]:
        yield f"visit {visit_id}: a stop sits on a seat of somebody else"


def check_slots() -> Iterator[Finding]:
    """Say whether there are slots to be booked, and whether people wait to be moved."""
    for mall in malls.all_malls():
        ahead = Slot.objects.filter(mall=mall, day__gt=mall.today()).exists()
        stuck = Visit.objects.filter(mall=mall, state="choose_again", day__gte=mall.today()).count()
        if not ahead:
            yield Finding(
                f"slot {mall.slug}", "info", "belum ada slot hari-hari mendatang",
                "Jalankan `satuhadir worker`; slot dibuat dari jam buka dan loket.",
            )  # fmt: skip
        elif stuck:
            yield Finding(
                f"slot {mall.slug}", "info", f"{stuck} kunjungan menunggu pemesannya memilih waktu"
            )
        else:
            yield Finding(f"slot {mall.slug}", "ok", "dapat dipesan")


def gauges() -> Iterator[Gauge]:
    """Yield how many visits are booked for today and later, by mall."""
    rows = Visit.objects.filter(state="booked").values_list("mall__slug").annotate(n=Count("pk"))
    for slug, n in rows.order_by():
        yield Gauge("satuhadir_visits_booked", "Visits booked and not over", n, {"mall": slug})


OVERSIGHT = Oversight(
    figures=all_figures, broken=broken_bookings, checks=(check_slots,), gauges=gauges
)
