# SPDX-License-Identifier: Apache-2.0
"""What the worker writes: a message taken, and what became of it. Each leaves once.

Who sends takes a message on a lease and writes the try down before anything leaves this house. If
nothing is heard of the try again, whoever takes the message next is told so.
"""

import secrets
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from satuhadir.notices.models import Notice, NoticePolicy, Subscription
from satuhadir.notices.ports import Fate

LEASE: Final = timedelta(minutes=3)
# A try whose answer was lost may still be under way there: ask about it only after this.
SETTLE: Final = timedelta(minutes=5)
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=30)
MOST_TRIES: Final = 40
# When a gateway is asked how far a message is that it took.
LOOKS: Final = (timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=4))
RANK: Final[dict[str, int]] = {"": 0, "accepted": 1, "delivered": 2, "read": 3}
OFF_BY_DEFAULT: Final = frozenset({"whatsapp", "sms"})


class Taken(NamedTuple):
    """A message on a lease. `was_unsure`: an earlier try may have arrived."""

    notice: Notice
    was_unsure: bool


@transaction.atomic
def take(channel: str) -> Taken | None:
    """Take the message that waits longest, its try written down as begun; None if none is due.

    Never two for the same message: who comes second passes it over. What is late is not sent any
    more, unless its fate is still to be found out.
    """
    now = timezone.now()
    due = Q(state="queued", next_try_at__lte=now) | Q(state="sending", leased_until__lte=now)
    while True:
        notice = (
            _where_on(channel)
            .filter(due)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_try_at", "pk")
            .first()
        )
        if notice is None:
            return None
        was_unsure = notice.is_unsure or notice.state == Notice.State.SENDING
        if notice.not_after <= now and not was_unsure:
            _end(notice, "expired")
            continue
        notice.state, notice.is_unsure, notice.attempts = "sending", True, notice.attempts + 1
        notice.leased_until = now + LEASE
        notice.save(update_fields=["state", "is_unsure", "attempts", "leased_until"])
        return Taken(notice, was_unsure)


@transaction.atomic
def end_sent(*, notice_id: UUID, reference: str, fate: Fate = "") -> None:
    """Write down that the gateway has it. Told twice, or late, it is written once."""
    notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None or notice.state not in {"queued", "sending", "failed"}:
        return
    notice.reference, notice.report = reference[:120], "" if fate == "failed" else fate
    notice.look_at = timezone.now() + LOOKS[0] if notice.channel == "sms" else None
    _end(notice, "sent")


@transaction.atomic
def put_off(*, taken: Taken, trouble: str, maybe_there: bool, seconds: float = 0.0) -> None:
    """Try later: after a quarter of a minute, then twice as long, up to half an hour, not all at
    the same moment, and not before `seconds`, which the gateway asked for.

    `maybe_there`: its answer was lost. Nothing is written when the lease is not ours any more.
    """
    notice = _held(taken)
    if notice is None:
        return
    notice.trouble, notice.is_unsure = trouble[:60], maybe_there
    if notice.attempts >= MOST_TRIES:
        _end(notice, "failed")
        return
    pause = min(FIRST_PAUSE * 2 ** min(notice.attempts - 1, 12), LONGEST_PAUSE)
    pause = max(pause, timedelta(seconds=min(seconds, 3_600.0)))
    pause += pause * (secrets.randbelow(250) / 1000)
    notice.next_try_at = timezone.now() + (max(pause, SETTLE) if maybe_there else pause)
    notice.state, notice.leased_until = Notice.State.QUEUED, None
    notice.save()


@transaction.atomic
def give_up(*, taken: Taken, trouble: str) -> None:
    """Write down that it was refused for good, or that nobody can say whether it arrived."""
    notice = _held(taken)
    if notice is None:
        return
    notice.trouble = trouble[:60]
    if trouble == "gone" and notice.subscription_id is not None:
        Subscription.objects.filter(pk=notice.subscription_id).delete()
    _end(notice, "failed")


@transaction.atomic
def end_expired(*, taken: Taken) -> None:
    """Write down that it was never taken, and is too late now."""
    notice = _held(taken)
    if notice is not None:
        _end(notice, "expired")


@transaction.atomic
def note_fate(*, notice: Notice, fate: Fate, reason: str = "", reference: str = "") -> None:
    """Write down what a gateway reports afterwards: told twice or in another order, it comes to
    the same. A failure after it was taken is one; nothing that arrived can fail any more.
    """
    held = Notice.objects.select_for_update().filter(pk=notice.pk).first()
    if held is None or held.state in {"expired", "cancelled"}:
        return
    if held.state in {"queued", "sending"} or (held.state == "failed" and held.is_unsure):
        held.reference = reference[:120] or held.reference
        held.report = "" if fate == "failed" else fate
        _end(held, "sent")
    if held.state != "sent":
        return
    if fate == "failed" and RANK[held.report] < RANK["delivered"]:
        held.trouble, held.look_at = (reason or "undelivered")[:60], None
        _end(held, "failed")
    elif fate != "failed" and RANK[fate] > RANK[held.report]:
        held.report = fate
        held.save(update_fields=["report"])


def look_later(*, notice: Notice, is_known: bool) -> None:
    """Ask again how far it is, a few times in all; never of what has arrived."""
    assert notice.ended_at is not None
    now = timezone.now()
    past = [notice.ended_at + one for one in LOOKS if notice.ended_at + one > now]
    arrived = is_known and RANK.get(notice.report, 0) >= RANK["delivered"]
    Notice.objects.filter(pk=notice.pk).update(look_at=None if arrived or not past else past[0])


def hold_back_after_restore() -> None:
    """A copy of the database was restored: what was due since it was made may have been sent by
    the original. It is looked for, or left to a person, never just sent.
    """
    Notice.objects.filter(state="queued", send_at__lte=timezone.now()).update(is_unsure=True)


def _where_on(channel: str) -> QuerySet[Notice]:
    """Return the messages of a channel at malls that use it."""
    switch = f"{channel}_on"
    if channel in OFF_BY_DEFAULT:
        on = NoticePolicy.objects.filter(**{switch: True}).values("mall_id")
        return Notice.objects.filter(channel=channel, mall_id__in=on)
    off = NoticePolicy.objects.filter(**{switch: False}).values("mall_id")
    return Notice.objects.filter(channel=channel).exclude(mall_id__in=off)


def _held(taken: Taken) -> Notice | None:
    """Lock the message if the lease is still ours."""
    return (
        Notice.objects.select_for_update()
        .filter(pk=taken.notice.pk, state="sending", attempts=taken.notice.attempts)
        .first()
    )


def _end(notice: Notice, state: str) -> None:
    notice.state, notice.leased_until, notice.ended_at = state, None, timezone.now()
    if state == "sent":
        notice.is_unsure, notice.trouble = False, ""
    notice.save()
