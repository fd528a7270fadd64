# SPDX-License-Identifier: Apache-2.0
"""Who hears about a thing: told where, told something, and no longer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.notices.actions.outbox import PURPOSE, cancel, send
from satuhadir.notices.errors import ChannelClosed, UnknownLink
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.queries import address_of, is_open, subscription_of_link
from satuhadir.notices.values import Recipient
from satuhadir.shared.errors import Limited
from satuhadir.shared.keyed import seal

MOST_FOLLOWERS: Final = 5
"""How many addresses one thing tells: a person, their family, and each by two ways."""


def subscribe(
    *, mall: Mall, subject: str, to: Recipient, until: datetime, language: str = "id",
    origin: str = "",
) -> Subscription:  # fmt: skip
    """Remember where somebody wants to hear about a thing, until it is over; told twice it is one.

    Raises:
        ChannelClosed: the mall does not use this channel.
        Limited: enough people follow this thing; messages cost money and reach strangers.
    """
    if not is_open(mall, to.channel):
        raise ChannelClosed
    others = Subscription.objects.filter(mall=mall, subject=subject).exclude(digest=to.digest)
    if others.count() >= MOST_FOLLOWERS:
        raise Limited(retry_after=3600)
    fields = {
        "channel": to.channel, "sealed": seal(PURPOSE, to.address), "language": language,
        "origin": origin, "erase_at": until,
    }  # fmt: skip
    found, _made = Subscription.objects.update_or_create(
        mall=mall, subject=subject, digest=to.digest, defaults=fields
    )
    return found


def follow_until(*, mall: Mall, subject: str, until: datetime) -> None:
    """Keep those who follow a thing until another time than was thought: it moved."""
    Subscription.objects.filter(mall=mall, subject=subject).update(erase_at=until)


@transaction.atomic
def tell(
    *, mall: Mall, subject: str, kind: str, key: str, values: Mapping[str, str],
    send_at: datetime | None = None, not_after: datetime | None = None,
) -> list[Notice]:  # fmt: skip
    """Put a message to everybody who follows a thing into the outbox, each once per `key`."""
    queued = []
    for one in Subscription.objects.filter(mall=mall, subject=subject).order_by("pk"):
        address = address_of(one)
        if address is None:
            continue
        queued.append(
            send(
                mall=mall,
                kind=kind,
                to=Recipient(one.channel, address),
                key=f"{key}:{one.pk}",
                values=values,
                language=one.language,
                send_at=send_at,
                not_after=not_after,
                subject=subject,
                origin=one.origin,
                subscription_id=one.pk,
            )
        )
    return queued


@transaction.atomic
def unsubscribe(*, mall: Mall, subject: str, channel: str = "") -> int:
    """Forget who follows a thing, on one channel if named, and take back what waits for them."""
    following = Subscription.objects.filter(mall=mall, subject=subject)
    if channel:
        following = following.filter(channel=channel)
    ids = list(following.values_list("pk", flat=True))
    _take_back(ids)
    following.delete()
    return len(ids)


@transaction.atomic
def stop(*, mall: Mall, token: str) -> None:
    """Forget one follower, by the link in a message of theirs; pressed twice it is one.

    Raises:
        UnknownLink: no such link was ever sent at this mall.
    """
    number = subscription_of_link(mall, token)
    if number is None:
        raise UnknownLink
    _take_back([number])
    Subscription.objects.filter(mall=mall, pk=number).delete()


def forget(*, mall: Mall, subject: str) -> None:
    """A thing is over: take back what waits about it, and forget who followed it."""
    cancel(mall=mall, subject=subject)
    Subscription.objects.filter(mall=mall, subject=subject).delete()


def _take_back(ids: list[int]) -> None:
    Notice.objects.filter(subscription_id__in=ids, state="queued", is_unsure=False).update(
        state="cancelled", ended_at=timezone.now()
    )
