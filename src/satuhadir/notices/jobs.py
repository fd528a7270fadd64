# SPDX-License-Identifier: Apache-2.0
"""What the worker does for messages: send what is due, ask how far it is, erase what is over.

Each channel has a job of its own, so that one that hangs holds up no other.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.utils import timezone

from satuhadir.malls import queries as malls
from satuhadir.notices import actions, queries
from satuhadir.notices.actions import delivering
from satuhadir.notices.actions.delivering import Taken
from satuhadir.notices.kinds import all_kinds
from satuhadir.notices.ports import (
    AnswerLost,
    CannotLookUp,
    Gateway,
    GatewayAway,
    KeyRefused,
    NotTaken,
    gateway,
)
from satuhadir.notices.values import CHANNELS
from satuhadir.notices.wording import letter_of, unsealed
from satuhadir.shared.breaker import Breaker
from satuhadir.shared.jobs import Job, at_each

AT_ONCE: Final = 50
breakers: dict[str, Breaker] = {channel: Breaker() for channel in CHANNELS}
log = logging.getLogger(__name__)


def send_waiting(channel: str) -> None:
    """Send what is due on a channel, one after the other, while its gateway answers."""
    way = gateway(channel)
    if way is None:
        return
    for _ in range(AT_ONCE):
        if not breakers[channel].lets(time.monotonic()):
            return
        taken = delivering.take(channel)
        if taken is None:
            return
        send_one(way, taken)


def send_one(way: Gateway, taken: Taken) -> None:
    """Send one message, or find out what became of an earlier try; write down how it ended."""
    notice, breaker = taken.notice, breakers[taken.notice.channel]
    content, kind = unsealed(notice), all_kinds().get(notice.kind)
    if content is None or kind is None:
        delivering.give_up(taken=taken, trouble="unreadable")
        return
    is_asking = taken.was_unsure and not way.repeats_show_once
    try:
        if is_asking:
            found = way.find(notice.pk, notice.reference)
            breaker.worked()
            if found is not None:
                delivering.note_fate(
                    notice=notice, fate=found.fate, reason=found.reason, reference=found.reference
                )
                return
            is_asking = False
        if notice.not_after <= timezone.now():
            delivering.end_expired(taken=taken)
            return
        words = queries.words_of(notice.mall, kind, notice.language).words
        reference = way.send(letter_of(notice, content, words))
    except CannotLookUp:
        delivering.give_up(taken=taken, trouble="unsure")
        return
    except NotTaken as error:
        breaker.worked()
        delivering.give_up(taken=taken, trouble=error.reason)
        log.warning("notices: a message by %s was refused (%s)", notice.channel, error.reason)
        return
    except (GatewayAway, AnswerLost, KeyRefused) as error:
        _put_off(taken, error, is_asking=is_asking)
        return
    breaker.worked()
    delivering.end_sent(notice_id=notice.pk, reference=reference)


def ask_how_far() -> None:
    """Ask for the state of messages whose gateway can be asked: SMS."""
    way = gateway("sms")
    if way is None:
        return
    for notice in queries.to_ask_about("sms", AT_ONCE):
        if not breakers["sms"].lets(time.monotonic()):
            return
        known = False
        try:
            found = way.find(notice.pk, notice.reference)
            known = found is not None
            if found is not None:
                delivering.note_fate(notice=notice, fate=found.fate, reason=found.reason)
        except (CannotLookUp, GatewayAway, AnswerLost, KeyRefused):
            known = False
        notice.refresh_from_db()
        if notice.state == "sent":
            delivering.look_later(notice=notice, is_known=known)


def erase_everywhere() -> None:
    """Erase addresses and words whose time is over, mall by mall."""
    at_each(malls.all_malls(), actions.erase_old)


def expire_everywhere() -> None:
    """End what is too late to be of use."""
    actions.expire_late()


def _put_off(taken: Taken, error: Exception, *, is_asking: bool) -> None:
    """Try again later. What we only asked about is as uncertain as it was before."""
    channel, breaker = taken.notice.channel, breakers[taken.notice.channel]
    trouble = {GatewayAway: "away", AnswerLost: "lost", KeyRefused: "key"}[type(error)]
    maybe_there = is_asking or isinstance(error, AnswerLost)
    seconds = error.retry_after if isinstance(error, GatewayAway) else 0.0
    if seconds:
        breaker.rest(time.monotonic(), seconds)
    else:
        breaker.failed(time.monotonic(), at_once=isinstance(error, KeyRefused))
    delivering.put_off(taken=taken, trouble=trouble, maybe_there=maybe_there, seconds=seconds)
    log.warning("notices: a message by %s was put off (%s)", channel, trouble)


def _sending(channel: str) -> Callable[[], None]:
    return lambda: send_waiting(channel)


JOBS = (
    *(Job(f"notices.send_{channel}", 2.0, _sending(channel)) for channel in CHANNELS),
    Job("notices.status", 60.0, ask_how_far),
    Job("notices.expire", 60.0, expire_everywhere),
    Job("notices.erase", 3600.0, erase_everywhere),
)
