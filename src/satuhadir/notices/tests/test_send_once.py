# SPDX-License-Identifier: Apache-2.0
"""A message leaves once, however its gateway and we behave."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from satuhadir.malls.models import Mall
from satuhadir.notices import actions, jobs
from satuhadir.notices.actions import delivering
from satuhadir.notices.errors import AddressInvalid
from satuhadir.notices.gateways.simulator import RETRY_SECONDS, Simulator
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.tests.conftest import MAIL, queue, taken, to, wait_until_due
from satuhadir.notices.values import Recipient, recipient

CHANNELS = ("email", "push", "whatsapp", "sms")
WEBHOOK = "/api/kabar/whatsapp/"


def tell_reports(there: Simulator) -> list[int]:
    """Bring us what the simulator has to report, as Meta would."""
    return [
        Client().post(
            WEBHOOK, data, content_type="application/json",
            headers={"X-Hub-Signature-256": signature},
        ).status_code
        for data, signature in there.reports
    ]  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_gets_there(mall: Mall, there: Simulator, channel: str) -> None:
    one = queue(mall, to(channel, there))
    jobs.send_waiting(channel)
    one.refresh_from_db()
    assert (one.state, one.attempts, taken(there, channel)) == ("sent", 1, 1)
    jobs.send_waiting(channel)
    assert taken(there, channel) == 1


def test_the_same_key_is_one_message(mall: Mall, neighbour: Mall, there: Simulator) -> None:
    first = queue(mall, MAIL, key="visit:1:reminder")
    again = queue(mall, MAIL, key="visit:1:reminder", values={"time": "10.00"})
    other = queue(neighbour, MAIL, key="visit:1:reminder")
    assert first.pk == again.pk != other.pk
    jobs.send_waiting("email")
    assert len(there.postbox.texts) == 2


# What took nothing is sent again until it is taken; and then it is there once.
SAFE = {
    "email": ["down", "away", "grey", "wrong_key", "cut"],
    "push": ["away", "busy", "wrong_key", "down", "lost", "error", "html", "slow"],
    "whatsapp": ["away", "busy", "wrong_key"],
    "sms": ["down", "away", "busy", "wrong_key", "error", "html", "lost", "error_kept",
            "html_kept", "garbage", "slow"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "mode"), [(channel, mode) for channel in SAFE for mode in SAFE[channel]]
)
def test_what_can_be_tried_again_gets_there_once(
    mall: Mall, there: Simulator, channel: str, mode: str
) -> None:
    one = queue(mall, to(channel, there))
    there.behave(mode, "ok")
    jobs.send_waiting(channel)
    one.refresh_from_db()
    assert one.state == "queued"
    assert one.trouble in {"away", "lost", "key"}
    assert one.next_try_at > timezone.now()
    wait_until_due()
    jobs.send_waiting(channel)
    one.refresh_from_db()
    assert one.state == "sent"
    shown = taken(there, channel)
    # A push sent twice carries one topic and one tag: it replaces itself.
    assert shown == 1 or (channel == "push" and _topics(there) == {one.pk.hex})


def _topics(there: Simulator) -> set[str]:
    return {sent["headers"]["Topic"] for sent in there.taken if sent["way"] == "push"}


# Nobody can say whether it arrived, and a second one would be a second one.
UNSURE = [("email", "lost"), ("email", "slow"), ("whatsapp", "lost"), ("whatsapp", "garbage"),
          ("whatsapp", "html_kept"), ("whatsapp", "error_kept"), ("whatsapp", "slow")]  # fmt: skip


@pytest.mark.parametrize(("channel", "mode"), UNSURE)
def test_what_may_have_arrived_is_never_just_sent_again(
    mall: Mall, there: Simulator, channel: str, mode: str
) -> None:
    one = queue(mall, to(channel, there))
    there.behave(mode, "ok")
    jobs.send_waiting(channel)
    for _ in range(3):
        wait_until_due()
        jobs.send_waiting(channel)
    one.refresh_from_db()
    assert (one.state, one.trouble) == ("failed", "unsure")
    assert taken(there, channel) == 1


@pytest.mark.parametrize(
    ("channel", "mode", "why"),
    [("email", "refused", "smtp_550"), ("email", "late_no", "smtp_554"),
     ("whatsapp", "refused", "wa_131008"), ("sms", "refused", "http_400"),
     ("push", "gone", "gone")],
)  # fmt: skip
def test_what_is_refused_is_not_tried_again(
    mall: Mall, there: Simulator, channel: str, mode: str, why: str
) -> None:
    one = queue(mall, to(channel, there))
    there.behave(mode, "ok")
    for _ in range(2):
        jobs.send_waiting(channel)
        wait_until_due()
    one.refresh_from_db()
    assert (one.state, one.trouble, taken(there, channel)) == ("failed", why, 0)


def test_a_lost_answer_of_whatsapp_is_settled_by_its_report(mall: Mall, there: Simulator) -> None:
    one = queue(mall, to("whatsapp", there))
    there.behave("lost")
    jobs.send_waiting("whatsapp")
    one.refresh_from_db()
    assert (one.state, one.is_unsure) == ("queued", True)
    assert set(tell_reports(there)) == {200}
    one.refresh_from_db()
    assert (one.state, one.report, one.reference) == ("sent", "read", there.taken[0]["number"])
    # And when the report comes after it was given up:
    late = queue(mall, to("whatsapp", there))
    there.reports.clear()
    jobs.send_waiting("whatsapp")
    wait_until_due()
    jobs.send_waiting("whatsapp")
    late.refresh_from_db()
    assert late.state == "failed"
    tell_reports(there)
    late.refresh_from_db()
    assert (late.state, taken(there, "whatsapp")) == ("sent", 2)


def test_reports_may_come_twice_and_in_any_order(mall: Mall, there: Simulator) -> None:
    one = queue(mall, to("whatsapp", there))
    there.behave("tells_twice")
    jobs.send_waiting("whatsapp")
    assert tell_reports(there) == [200] * 6
    one.refresh_from_db()
    assert (one.state, one.report) == ("sent", "read")


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_what_was_taken_may_fail_later(mall: Mall, there: Simulator, channel: str) -> None:
    one = queue(mall, to(channel, there))
    there.behave("fails_later", "ok")
    jobs.send_waiting(channel)
    Notice.objects.update(look_at=timezone.now())
    jobs.ask_how_far()
    tell_reports(there)
    one.refresh_from_db()
    assert one.state == "failed"
    assert one.trouble in {"wa_131026", "undelivered"}
    jobs.send_waiting(channel)
    assert taken(there, channel) == 1


def test_an_sms_is_asked_about_until_it_arrived(mall: Mall, there: Simulator) -> None:
    one = queue(mall, to("sms", there))
    jobs.send_waiting("sms")
    one.refresh_from_db()
    assert one.look_at is not None
    Notice.objects.update(look_at=timezone.now())
    jobs.ask_how_far()
    one.refresh_from_db()
    assert one.report == "delivered"
    assert Notice.objects.get().look_at is None


def test_only_meta_can_report(mall: Mall, there: Simulator, settings: Any) -> None:
    one = queue(mall, to("whatsapp", there))
    there.behave("fails_later")
    jobs.send_waiting("whatsapp")
    data, signature = there.reports[-1]

    def post(body: bytes, signed: str) -> int:
        return Client().post(
            WEBHOOK, body, content_type="application/json",
            headers={"X-Hub-Signature-256": signed},
        ).status_code  # fmt: skip

    assert post(data, "sha256=" + "0" * 64) == 403
    assert post(data + b" ", signature) == 403
    assert post(data, "") == 403
    settings.SATUHADIR_WHATSAPP_APP_SECRET = ""
    assert post(data, signature) == 403
    one.refresh_from_db()
    assert one.state == "sent"


def test_the_address_of_reports_proves_itself(settings: Any) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "5551"}
    assert Client().get(WEBHOOK, asked).status_code == 403
    settings.SATUHADIR_WHATSAPP_VERIFY = "kata-kita"
    assert Client().get(WEBHOOK, asked).status_code == 403
    answer = Client().get(WEBHOOK, asked | {"hub.verify_token": "kata-kita"})
    assert (answer.status_code, answer.content) == (200, b"5551")


def test_a_gateway_that_asks_for_a_pause_gets_it(mall: Mall, there: Simulator) -> None:
    for _ in range(3):
        queue(mall, to("sms", there))
    there.behave("busy", "ok")
    jobs.send_waiting("sms")
    assert len(there.calls) == 1  # the others wait as well
    first = Notice.objects.get(attempts=1)
    assert first.next_try_at >= timezone.now() + timedelta(seconds=RETRY_SECONDS - 2)


def test_a_wrong_key_is_not_tried_at_every_message(mall: Mall, there: Simulator) -> None:
    for _ in range(5):
        queue(mall, MAIL)
    there.behave("wrong_key")
    jobs.send_waiting("email")
    assert Notice.objects.filter(attempts=0).count() == 4


def test_pauses_grow_and_end(mall: Mall) -> None:
    one = queue(mall, MAIL)
    pauses = []
    for _ in range(delivering.MOST_TRIES):
        wait_until_due()
        held = delivering.take("email")
        assert held is not None
        delivering.put_off(taken=held, trouble="away", maybe_there=False)
        one.refresh_from_db()
        pauses.append((one.next_try_at - timezone.now()).total_seconds())
        Notice.objects.filter(state="queued").update(is_unsure=False)
    assert one.state == "failed"
    assert pauses[0] < 20 < pauses[4] < pauses[8]
    assert max(pauses[:-1]) <= delivering.LONGEST_PAUSE.total_seconds() * 1.25


def test_what_is_too_late_is_not_sent(mall: Mall, there: Simulator) -> None:
    now = timezone.now()
    late = queue(mall, MAIL, send_at=now - timedelta(hours=2), not_after=now - timedelta(hours=1))
    early = queue(mall, MAIL, send_at=now + timedelta(hours=1))
    jobs.send_waiting("email")
    states = {late.pk: "expired", early.pk: "queued"}
    assert {one.pk: one.state for one in Notice.objects.all()} == states
    assert not there.postbox.texts


def test_a_channel_that_is_off_sends_nothing(mall: Mall, there: Simulator) -> None:
    one = queue(mall, to("sms", there))
    actions.save_policy(mall=mall, sms_on=False)
    jobs.send_waiting("sms")
    one.refresh_from_db()
    assert (one.state, there.calls) == ("queued", [])
    actions.save_policy(mall=mall, sms_on=True)
    jobs.send_waiting("sms")
    assert taken(there, "sms") == 1


def test_what_waits_can_be_taken_back(mall: Mall, there: Simulator) -> None:
    queue(mall, MAIL, subject="visit:1", key="a")
    queue(mall, MAIL, subject="visit:2", key="b")
    assert actions.cancel(mall=mall, subject="visit:1") == 1
    jobs.send_waiting("email")
    assert sorted(Notice.objects.values_list("key", "state")) == [("a", "cancelled"), ("b", "sent")]


def test_a_browser_that_took_its_permission_back_is_forgotten(mall: Mall, there: Simulator) -> None:
    until = timezone.now() + timedelta(days=1)
    actions.subscribe(mall=mall, subject="visit:1", to=to("push", there), until=until)
    actions.tell(mall=mall, subject="visit:1", kind="notices.test", key="x", values={})
    there.behave("gone")
    jobs.send_waiting("push")
    assert not Subscription.objects.exists()


def test_nobody_is_called_but_a_push_service_that_is_known(mall: Mall, there: Simulator) -> None:
    said = json.dumps(
        json.loads(to("push", there).address) | {"endpoint": "https://10.0.0.7/admin"}
    )
    with pytest.raises(AddressInvalid):
        recipient("push", said)
    one = queue(mall, Recipient("push", said))  # as if it had been known when it was given
    jobs.send_waiting("push")
    one.refresh_from_db()
    assert (one.state, one.trouble) == ("failed", "unknown_service")


def test_after_a_restore_nothing_that_was_due_is_just_sent(mall: Mall, there: Simulator) -> None:
    due = queue(mall, MAIL)
    later = queue(mall, MAIL, send_at=timezone.now() + timedelta(hours=1))
    delivering.hold_back_after_restore()
    wait_until_due()
    Notice.objects.filter(pk=later.pk).update(send_at=timezone.now())
    jobs.send_waiting("email")
    due.refresh_from_db()
    later.refresh_from_db()
    assert ((due.state, due.trouble), later.state) == (("failed", "unsure"), "sent")
    assert len(there.postbox.texts) == 1


@pytest.mark.parametrize(
    "wrong",
    ["state = 'sent', ended_at = now()", "state = 'sending'", "kind = 'x'", "key = 'y'",
     "sealed = 'x'", "hint = 'Sulastri', sealed = '', erased_at = now()"],
)  # fmt: skip
def test_the_database_refuses_what_must_not_happen(mall: Mall, wrong: str) -> None:
    one = queue(mall, MAIL)
    Notice.objects.filter(pk=one.pk).update(state="cancelled", ended_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notices_notice SET {wrong}")
