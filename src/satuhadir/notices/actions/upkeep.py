# SPDX-License-Identifier: Apache-2.0
"""What time does to messages: late ones are not sent, addresses and words are erased."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.queries import policy_of

# A message's bare row, without address and words, is kept so that its key stays known.
ROW_DAYS: Final = 180


def expire_late() -> int:
    """End what waits beyond its time, at every mall; return how many."""
    now = timezone.now()
    late = Notice.objects.filter(state="queued", not_after__lte=now, is_unsure=False)
    return late.update(state="expired", ended_at=now)


def erase_old(mall: Mall) -> int:
    """Erase addresses and words of what ended long enough ago, and followers of what is over."""
    now = timezone.now()
    ended = Notice.objects.filter(mall=mall, ended_at__isnull=False)
    since = now - timedelta(days=policy_of(mall).erase_after_days)
    erased = ended.filter(erased_at=None, ended_at__lte=since).update(
        sealed=b"", hint="", erased_at=now, look_at=None
    )
    Subscription.objects.filter(mall=mall, erase_at__lte=now).delete()
    ended.filter(ended_at__lte=now - timedelta(days=ROW_DAYS)).delete()
    return erased
