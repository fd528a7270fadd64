# SPDX-License-Identifier: Apache-2.0
"""Messages are put into the outbox here, each key once, and taken back again."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.notices.errors import NoticeNotFound, NoticeSettled
from satuhadir.notices.kinds import all_kinds
from satuhadir.notices.models import Notice
from satuhadir.notices.values import Recipient
from satuhadir.shared.keyed import seal

PURPOSE: Final = "notices.v1"
# A message nobody set a time limit for is of no use to anybody later than this.
STALE: Final = timedelta(days=2)


def send(
    *,
    mall: Mall,
    kind: str,
    to: Recipient,
    key: str,
    values: Mapping[str, str],
    language: str = "id",
    send_at: datetime | None = None,
    not_after: datetime | None = None,
    subject: str = "",
    origin: str = "",
    subscription_id: int | None = None,
) -> Notice:
    """Put a message into the outbox; the same `key` at a mall is one message, the first. It leaves
    by the worker, from `send_at` on, never after `not_after` (two days later when None).

    `values` fill the kind's placeholders; "link" among them is the address the message leads to.
    `subject` names what it is about, so that `cancel` finds it. `origin` (https://host) is where
    links begin that we add. Everything else is judged later: a channel that is off keeps the
    message waiting until it expires.
    """
    if kind not in all_kinds():
        raise KeyError(kind)
    now = timezone.now()
    begins = send_at or now
    ends = not_after or max(begins, now) + STALE
    notice = Notice(
        mall=mall, key=key, kind=kind, subject=subject, channel=to.channel, language=language,
        sealed=seal(PURPOSE, json.dumps({"address": to.address, "values": dict(values)})),
        hint=to.hint, subscription_id=subscription_id, origin=origin, created_at=now,
        send_at=begins, next_try_at=begins, not_after=max(ends, begins + timedelta(seconds=1)),
    )  # fmt: skip
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return Notice.objects.get(mall=mall, key=key)


def cancel(*, mall: Mall, subject: str, kind: str = "", keys: frozenset[str] = frozenset()) -> int:
    """Take back what waits about a thing, of one kind or with some keys only if named; return how
    many. What is being sent this moment is sent.
    """
    waiting = Notice.objects.filter(mall=mall, subject=subject, state="queued", is_unsure=False)
    if kind:
        waiting = waiting.filter(kind=kind)
    if keys:
        waiting = waiting.filter(key__in=keys)
    return waiting.update(state="cancelled", ended_at=timezone.now())


@transaction.atomic
def send_again(*, mall: Mall, notice_id: UUID) -> Notice:
    """Put a failed message in line once more, by a person's decision: they know it may be a double
    where its fate is not known.

    Raises:
        NoticeNotFound: the mall has none.
        NoticeSettled: it did not fail, its content is gone, or its time is over.
    """
    found = Notice.objects.select_for_update().filter(mall=mall, pk=notice_id).first()
    if found is None:
        raise NoticeNotFound
    now = timezone.now()
    if found.state != Notice.State.FAILED or found.erased_at or found.not_after <= now:
        raise NoticeSettled
    found.state, found.is_unsure, found.trouble = Notice.State.QUEUED, False, ""
    found.ended_at, found.look_at, found.next_try_at = None, None, now
    found.reference, found.report = "", ""
    found.save()
    return found
