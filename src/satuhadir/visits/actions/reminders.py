# SPDX-License-Identifier: Apache-2.0
"""Where the holder of a booking is told something, and when they are reminded."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from satuhadir.malls import queries as malls
from satuhadir.malls.models import clock
from satuhadir.notices import actions as notices
from satuhadir.notices.values import Recipient
from satuhadir.visits import telling, tracks
from satuhadir.visits.models import Visit
from satuhadir.visits.queries.visits import whole

WHENS: Final = (("day", _("Sehari sebelumnya, pukul 17.00")), ("hours", _("Dua jam sebelumnya")))
KIND: Final = "visits.reminder"
EVENING: Final = 17 * 60
# Reminding somebody of what they booked a moment ago is noise.
SOON: Final = timedelta(minutes=30)


@transaction.atomic
def follow(
    *, visit: Visit, to: Recipient, whens: Iterable[str], origin: str, says_booked: bool = False
) -> None:
    """Remember where a visit's holder wants to be told of changes, and when to be reminded; with
    `says_booked` they get the booking with its link at once.

    The visit is locked first and read then: two presses at once remind once.

    Raises:
        ChannelClosed: the mall does not use this channel.
    """
    asked, visit = visit, _locked(visit)
    subject = telling.subject_of(visit)
    notices.subscribe(
        mall=visit.mall, subject=subject, to=to, until=_ends(visit), language=visit.language,
        origin=origin,
    )  # fmt: skip
    known = [code for code, _label in WHENS if code in set(whens) | set(visit.reminders)]
    Visit.objects.filter(pk=visit.pk).update(reminders=known)
    visit.reminders = asked.reminders = known
    if says_booked:
        notices.tell(
            mall=visit.mall, subject=subject, kind="visits.booked",
            key=f"visits.booked:{visit.pk.hex}", values=_values(visit),
        )  # fmt: skip
    remind(visit=visit)


@transaction.atomic
def stop_reminding(*, visit: Visit) -> None:
    """Remind and tell nobody of a visit any more."""
    _locked(visit)
    notices.unsubscribe(mall=visit.mall, subject=telling.subject_of(visit))
    Visit.objects.filter(pk=visit.pk).update(reminders=[])
    visit.reminders = []


def remind(*, visit: Visit) -> None:
    """Queue the reminders of a visit as it stands now, and take back those of before; who follows
    it does so until its day, whichever that is now.
    """
    # A key of its own each time: what was taken back under one would stay taken back.
    call = uuid4().hex[:12]
    subject = telling.subject_of(visit)
    notices.cancel(mall=visit.mall, subject=subject, kind=KIND)
    starts = first_start(visit)
    if visit.state != Visit.State.BOOKED:
        return
    notices.follow_until(mall=visit.mall, subject=subject, until=_ends(visit))
    calendar = malls.calendar_of(visit.mall)
    begins = calendar.instant(visit.day, EVENING - 8 * 60 if starts is None else starts)
    for when in visit.reminders:
        at = begins - timedelta(hours=2)
        if when == "day":
            at = calendar.instant(visit.day - timedelta(days=1), EVENING)
        if at < timezone.now() + SOON:
            continue
        notices.tell(
            mall=visit.mall, subject=subject, kind=KIND,
            key=f"{KIND}:{visit.pk.hex}:{visit.revision}:{when}:{call}", values=_values(visit),
            send_at=at, not_after=begins,
        )  # fmt: skip


def first_start(visit: Visit) -> int | None:
    """Return the minute of a visit's first booked time, None when nothing of it is booked."""
    starts = [one.starts_minute for one in visit.stops.all() if one.starts_minute is not None]
    return min(starts, default=None)


def _locked(visit: Visit) -> Visit:
    """Lock a visit until the transaction ends, and return it as it stands then."""
    rows = Visit.objects.filter(pk=visit.pk)
    list(rows.select_for_update().values_list("pk"))
    return whole(rows).get()


def _ends(visit: Visit) -> datetime:
    """Return until when addresses are needed: a day after the visit's."""
    return malls.calendar_of(visit.mall).instant(visit.day, 1440) + timedelta(days=1)


def _values(visit: Visit) -> dict[str, str]:
    path = tracks.visit_path(visit.mall.slug, tracks.track_of(visit.pk))
    starts = first_start(visit)
    with translation.override(visit.language):
        return {
            "day": date_format(visit.day, "l, j F Y"),
            "time": clock(starts) if starts is not None else "–",
            "code": visit.code,
            "link": path,
        }
