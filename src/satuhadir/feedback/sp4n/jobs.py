# SPDX-License-Identifier: Apache-2.0
"""What the worker does for SP4N-LAPOR!: send what waits, ask how far it is, fetch what is ours."""

import logging
import time

from django.conf import settings

from satuhadir.feedback.actions import outbox
from satuhadir.feedback.actions.outbox import TakenRelay
from satuhadir.feedback.ports import (
    AnswerLost,
    CannotLookUp,
    KeyRefused,
    NationalComplaints,
    NotTaken,
    Outgoing,
    SystemAway,
    Taken,
    national_complaints,
)
from satuhadir.feedback.queries import relays
from satuhadir.feedback.sp4n.words import outgoing_of
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.breaker import Breaker
from satuhadir.shared.jobs import Job

AT_ONCE = 50
WITHDRAWN = "withdrawn"
breaker = Breaker()
log = logging.getLogger(__name__)


def send_waiting() -> None:
    """Send what is due, one after the other, while the system answers."""
    port = _port()
    if port is None:
        return
    for _ in range(AT_ONCE):
        if not breaker.lets(time.monotonic()):
            return
        taken = outbox.take_relay()
        if taken is None:
            return
        send_one(port, taken)


def _port() -> NationalComplaints | None:
    try:
        return national_complaints()
    except ValueError:
        log.warning("sp4n: SATUHADIR_SP4N_URL is no https address")
        return None


def send_one(port: NationalComplaints, taken: TakenRelay) -> None:
    """Bring one relay there, or find that it is there already; write down what became of it."""
    relay, reporter = relays.relay_with_all(taken.relay.pk)
    outgoing = outgoing_of(relay.complaint, relay, reporter)
    if relay.complaint.ending == WITHDRAWN and not taken.was_begun:
        outbox.give_up(taken=taken, reason=WITHDRAWN)
        return
    is_asking = True
    try:
        found = _look(port, outgoing, taken)
        is_asking = False
        if found is None and relay.complaint.ending == WITHDRAWN:
            outbox.give_up(taken=taken, reason=WITHDRAWN)
            return
        found = found or port.forward(outgoing)
    except CannotLookUp:
        outbox.give_up(taken=taken, reason="unsure")
        return
    except NotTaken as error:
        breaker.worked()
        outbox.give_up(taken=taken, reason=error.reason)
        log.warning("sp4n: relay %s was refused (%s)", relay.pk, error.reason)
        return
    except (SystemAway, AnswerLost, KeyRefused) as error:
        _put_off(taken, error, is_asking=is_asking)
        return
    breaker.worked()
    outbox.end_sent(relay_id=relay.pk, reference=found.reference, status=found.status)


def _look(port: NationalComplaints, outgoing: Outgoing, taken: TakenRelay) -> Taken | None:
    """Return what is there already of a relay that may be; raise CannotLookUp if we must know."""
    if not taken.was_begun and not taken.is_old:
        return None
    try:
        return port.find(outgoing)
    except CannotLookUp:
        if taken.was_begun:
            raise
        return None


def ask_how_far() -> None:
    """Ask for the state of what is there."""
    port = _port()
    if port is None:
        return
    for relay in relays.relays_to_ask_about(AT_ONCE):
        if not breaker.lets(time.monotonic()):
            return
        try:
            outbox.note_status(relay_id=relay.pk, status=port.status(relay.reference))
            breaker.worked()
        except NotTaken:
            outbox.note_status(relay_id=relay.pk, status="")
        except (SystemAway, AnswerLost, KeyRefused) as error:
            breaker.failed(time.monotonic(), at_once=isinstance(error, KeyRefused))
            outbox.look_later(relay_id=relay.pk)


def fetch_dispositions() -> None:
    """File what SP4N-LAPOR! gave to the mall that this installation answers there for."""
    port = _port()
    if port is None or not settings.SATUHADIR_SP4N_MALL or not breaker.lets(time.monotonic()):
        return
    try:
        mall = mall_by_slug(settings.SATUHADIR_SP4N_MALL)
        found = port.dispositions()
    except MallNotFound:
        log.warning("sp4n: no mall is called as SATUHADIR_SP4N_MALL says")
        return
    except CannotLookUp:
        return
    except (SystemAway, AnswerLost, KeyRefused) as error:
        breaker.failed(time.monotonic(), at_once=isinstance(error, KeyRefused))
        return
    breaker.worked()
    for one in found:
        outbox.take_in(mall=mall, disposition=one)


def _put_off(taken: TakenRelay, error: Exception, *, is_asking: bool) -> None:
    """Try again later. What we only asked about is as uncertain as it was before."""
    reason = {SystemAway: "away", AnswerLost: "lost", KeyRefused: "key"}[type(error)]
    maybe_there = taken.was_begun if is_asking else isinstance(error, AnswerLost)
    breaker.failed(time.monotonic(), at_once=isinstance(error, KeyRefused))
    outbox.postpone(taken=taken, reason=reason, maybe_there=maybe_there)
    log.warning("sp4n: relay %s put off (%s)", taken.relay.pk, reason)


JOBS = (
    Job("feedback.sp4n_send", 15.0, send_waiting),
    Job("feedback.sp4n_status", 300.0, ask_how_far),
    Job("feedback.sp4n_fetch", 600.0, fetch_dispositions),
)
