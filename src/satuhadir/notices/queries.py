# SPDX-License-Identifier: Apache-2.0
"""Reads of this room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.notices.kinds import Kind, all_kinds
from satuhadir.notices.models import Notice, NoticePolicy, NoticeText, Subscription
from satuhadir.notices.ports import is_connected
from satuhadir.notices.values import CHANNELS, Channel, Recipient
from satuhadir.notices.wording import Words, default_words, link_token, number_of_token, unsealed
from satuhadir.shared.keyed import unseal


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind with its words at a mall in one language; `is_own`: the mall wrote them."""

    kind: Kind
    language: str
    words: Words
    is_own: bool


def policy_of(mall: Mall) -> NoticePolicy:
    """Return a mall's rules, the defaults where it set none."""
    return NoticePolicy.objects.filter(mall=mall).first() or NoticePolicy(mall=mall)


def channels_of(mall: Mall) -> list[Channel]:
    """Return every channel with its state at a mall."""
    policy = policy_of(mall)
    return [
        Channel(code, name, is_connected(code), bool(getattr(policy, f"{code}_on")))
        for code, name in CHANNELS.items()
    ]


def open_channels(mall: Mall) -> list[Channel]:
    """Return the channels people may be offered at a mall."""
    return [one for one in channels_of(mall) if one.is_open]


def is_open(mall: Mall, channel: str) -> bool:
    """Say whether people can be told something by a channel at a mall."""
    return any(one.code == channel and one.is_open for one in channels_of(mall))


def words_of(mall: Mall, kind: Kind, language: str) -> KindWords:
    """Return what a kind says at a mall in one language."""
    own = NoticeText.objects.filter(mall=mall, kind=kind.code, language=language).first()
    if own is None:
        return KindWords(kind, language, default_words(kind, language), is_own=False)
    template = own.template or default_words(kind, language).template
    return KindWords(kind, language, Words(own.subject, own.text, template), is_own=True)


def subscriptions_of(mall: Mall, subject: str) -> QuerySet[Subscription]:
    """Return who follows a thing."""
    return Subscription.objects.filter(mall=mall, subject=subject).order_by("pk")


def address_of(subscription: Subscription) -> str | None:
    """Return where a follower is told; None when the secret it was sealed under is gone."""
    return unseal("notices.v1", subscription.sealed)


def link_of(subscription_id: int) -> str:
    """Return the word in the link by which a follower says stop."""
    return link_token(subscription_id)


def subscription_of_link(mall: Mall, token: str) -> int | None:
    """Return whose link it is, whether or not they still follow; None if it is nobody's here."""
    number = number_of_token(token)
    if number is None:
        return None
    theirs = Subscription.objects.filter(pk=number, mall=mall).exists()
    told = Notice.objects.filter(subscription_id=number, mall=mall).exists()
    return number if theirs or told else None


def outbox_of(mall: Mall) -> QuerySet[Notice]:
    """Return a mall's messages, the newest first."""
    return Notice.objects.filter(mall=mall).order_by("-created_at", "pk")


def counts_of(mall: Mall) -> dict[str, int]:
    """Return how many messages of the last thirty days stand in each state."""
    since = timezone.now() - timedelta(days=30)
    rows = Notice.objects.filter(mall=mall, created_at__gte=since).values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def notice_by_reference(channel: str, reference: str) -> Notice | None:
    """Return the message a gateway knows by its own number."""
    found = Notice.objects.filter(channel=channel).exclude(reference="")
    return found.filter(reference=reference).first()


def notice_by_id(text: str) -> Notice | None:
    """Return the message by our id as a gateway gives it back; None for none of ours."""
    try:
        return Notice.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def to_ask_about(channel: str, most: int) -> list[Notice]:
    """Return what a gateway took and was not asked about for a while."""
    due = Notice.objects.filter(channel=channel, state="sent", look_at__lte=timezone.now())
    return list(due.order_by("look_at")[:most])


def oldest_waiting() -> dict[str, datetime]:
    """Return since when the oldest message of each channel is overdue."""
    due = Notice.objects.filter(
        Q(state="queued", send_at__lte=timezone.now()) | Q(state="sending")
    ).values("channel")
    return {row["channel"]: row["oldest"] for row in due.annotate(oldest=Min("send_at"))}


def recent_troubles(mall: Mall | None = None, *, hours: int = 24) -> dict[str, dict[str, int]]:
    """Return for each channel what failed lately, and what stands in the way, with how often: at
    one mall, or on the whole installation.
    """
    since = timezone.now() - timedelta(hours=hours)
    place = Q() if mall is None else Q(mall=mall)
    rows = (
        Notice.objects.filter(
            place, Q(state="failed", ended_at__gte=since) | Q(state="queued", attempts__gt=0)
        )
        .exclude(trouble="")
        .values("channel", "trouble")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["channel"], {})[row["trouble"]] = row["n"]
    return found


def not_erased() -> int:
    """Return how many messages keep an address beyond what any mall may set."""
    since = timezone.now() - timedelta(days=91)
    return Notice.objects.filter(ended_at__lte=since, erased_at=None).count()


def shown_values(notice: Notice) -> dict[str, str]:
    """Return what a message says; in the demonstration only, where nothing is really sent."""
    if not settings.SATUHADIR_DEMO:
        return {}
    content = unsealed(notice)
    return content.values if content else {}


def demo_value(mall: Mall, key: str, name: str) -> str:
    """Return a value of a message, in the demonstration only: nothing reaches a phone there."""
    notice = Notice.objects.filter(mall=mall, key=key).first()
    return shown_values(notice).get(name, "") if notice is not None else ""


def hint_of(subscription: Subscription) -> str:
    """Return as much of a follower's address as its owner knows it by."""
    address = address_of(subscription)
    return Recipient(subscription.channel, address).hint if address else ""


def push_key() -> str:
    """Return our key of web push as browsers take it."""
    from satuhadir.notices.gateways.push import public_key

    return public_key()


def kinds() -> list[Kind]:
    """Return every kind of message there is."""
    return list(all_kinds().values())
