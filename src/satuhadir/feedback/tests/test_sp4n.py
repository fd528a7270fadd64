# SPDX-License-Identifier: Apache-2.0
"""Complaints get to SP4N-LAPOR! once, however it and we behave; and without what names anybody."""

import contextlib
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from satuhadir.feedback import actions
from satuhadir.feedback.actions import outbox
from satuhadir.feedback.models import Complaint, Relay
from satuhadir.feedback.ports import (
    AnswerLost,
    CannotLookUp,
    Disposition,
    KeyRefused,
    NotTaken,
    Outgoing,
    SystemAway,
)
from satuhadir.feedback.sp4n import health, jobs, lapor
from satuhadir.feedback.sp4n.errors import NotRelayed, ReferenceInvalid, RelayNotFound, RelaySettled
from satuhadir.feedback.sp4n.lapor import Lapor, checked_base
from satuhadir.feedback.sp4n.simulator import KEY, TOKEN, Simulator
from satuhadir.feedback.sp4n.words import outgoing_of, safe_text
from satuhadir.feedback.tests.conftest import STORY, House
from satuhadir.shared.breaker import Breaker

NIK = "3579014107900001"


@pytest.fixture
def there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    simulator = Simulator(slow_seconds=5.0).start()
    settings.SATUHADIR_SP4N_URL = simulator.url
    settings.SATUHADIR_SP4N_KEY = KEY
    settings.SATUHADIR_SP4N_TOKEN = TOKEN
    monkeypatch.setattr(jobs, "breaker", Breaker())
    monkeypatch.setattr(lapor, "SECONDS", 2.0)
    monkeypatch.setattr(lapor, "MOST_SECONDS", 2.5)
    yield simulator
    simulator.stop()


def relay(house: House, text: str = STORY, **said: Any) -> Relay:
    filed = house.file(text, service=house.ktp, **said)
    return actions_relay(house, filed.id)


def actions_relay(house: House, complaint_id: Any, **more: Any) -> Relay:
    return outbox.relay_complaint(
        mall=house.mall, complaint_id=complaint_id, actor="user:1", **more
    )


def wait_until_due() -> None:
    """Let every pause pass, and every lease run out."""
    past = timezone.now() - timedelta(seconds=1)
    Relay.objects.update(next_try_at=past)
    Relay.objects.exclude(leased_until=None).update(leased_until=past)
    jobs.breaker = Breaker()


def outgoing(**more: Any) -> Outgoing:
    said: dict[str, Any] = {
        "key": uuid4(), "number": "P-7F3K-29QD", "kind": "complaint", "title": "Pengaduan: KTP",
        "text": STORY, "opened_day": timezone.now().date(), "agency": "Dukcapil",
        "is_anonymous": True, "is_secret": False,
    }  # fmt: skip
    return Outgoing(**(said | more))


def test_a_complaint_passed_on_gets_there_and_its_history_says_so(
    house: House, there: Simulator
) -> None:
    one = relay(house)
    assert (one.state, there.taken) == ("waiting", [])
    jobs.send_waiting()
    one.refresh_from_db()
    (kept,) = there.taken
    assert (one.state, one.reference) == ("sent", kept["tracking_id"])
    assert kept["key"] == str(one.key)
    step = one.complaint.steps.get(verb="relay")
    assert step.detail == kept["tracking_id"]
    jobs.send_waiting()
    assert len(there.taken) == 1


def test_pressed_twice_it_is_one(house: House, there: Simulator) -> None:
    filed = house.file()
    assert actions_relay(house, filed.id) == actions_relay(house, filed.id)
    assert Relay.objects.count() == 1


@pytest.mark.parametrize(
    "mode",
    ["down", "away", "slow", "drip", "error", "error_kept", "lost", "html", "html_kept", "garbage",
     "huge", "no_number", "wrong_key"],
)  # fmt: skip
def test_however_it_misbehaves_a_complaint_gets_there_once(
    house: House, there: Simulator, mode: str
) -> None:
    one = relay(house)
    there.behave(mode, "ok")
    jobs.send_waiting()
    one.refresh_from_db()
    assert one.state == "waiting"
    assert one.last_error in {"away", "lost", "key"}
    jobs.send_waiting()  # too early: nothing is sent
    before = len(there.calls)
    jobs.send_waiting()
    assert len(there.calls) == before
    wait_until_due()
    jobs.send_waiting()
    one.refresh_from_db()
    assert one.state == "sent"
    assert len(there.taken) == 1
    assert one.reference == there.taken[0]["tracking_id"]


def test_killed_between_sending_and_the_answer_it_looks_before_it_sends_again(
    house: House, there: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = relay(house)

    class Killed(BaseException):
        pass

    def killed(**_: Any) -> None:
        raise Killed

    with monkeypatch.context() as at_that_moment:
        at_that_moment.setattr(outbox, "end_sent", killed)
        with pytest.raises(Killed):
            jobs.send_waiting()
    one.refresh_from_db()
    assert len(there.taken) == 1
    assert (one.state, one.begun) == ("waiting", True)
    jobs.send_waiting()  # another worker, while the lease still holds
    assert len(there.calls) == 1
    wait_until_due()
    jobs.send_waiting()
    one.refresh_from_db()
    assert (one.state, one.begun, one.leased_until) == ("sent", False, None)
    assert len(there.taken) == 1
    assert there.calls[-1] == ("GET", "/complaints")


def test_killed_before_sending_it_is_sent_after(house: House, there: Simulator) -> None:
    one = relay(house)
    assert outbox.take_relay() is not None
    assert outbox.take_relay() is None  # nobody else gets it meanwhile
    wait_until_due()
    jobs.send_waiting()
    one.refresh_from_db()
    assert one.state == "sent"
    assert len(there.taken) == 1


def test_a_lost_answer_is_looked_for_only_after_it_can_have_settled(
    house: House, there: Simulator
) -> None:
    one = relay(house)
    there.behave("lost", "ok")
    jobs.send_waiting()
    one.refresh_from_db()
    assert one.begun
    assert one.next_try_at - timezone.now() > timedelta(minutes=9)


def test_in_a_restored_copy_what_was_sent_since_is_not_sent_again(
    house: House, there: Simulator
) -> None:
    one = relay(house)
    jobs.send_waiting()
    # The copy is of the hour before: it knows of no try.
    Relay.objects.update(
        state="waiting", reference="", tries=0, next_look_at=None,
        created_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    jobs.send_waiting()
    one.refresh_from_db()
    assert (one.state, one.reference) == ("sent", there.taken[0]["tracking_id"])
    assert len(there.taken) == 1
    other = relay(house, f"{STORY} Lagi.")
    Relay.objects.filter(pk=other.pk).update(created_at=timezone.now() - timedelta(hours=2))
    there.behave("no_search", "ok")  # it was never tried here: without a way to look, it is sent
    jobs.send_waiting()
    assert len(there.taken) == 2


def test_an_unanswered_look_up_is_no_no(house: House, there: Simulator) -> None:
    one = relay(house)
    there.behave("lost", "away", "wrong_key", "html", "ok")
    for _ in range(4):
        jobs.send_waiting()
        wait_until_due()
        one.refresh_from_db()
        assert one.begun
    jobs.send_waiting()
    assert len(there.taken) == 1


def test_where_nothing_can_be_looked_up_a_person_decides(house: House, there: Simulator) -> None:
    one = relay(house)
    there.behave("lost", "no_search", "no_search", "ok")
    jobs.send_waiting()
    wait_until_due()
    jobs.send_waiting()
    one.refresh_from_db()
    assert (one.state, one.last_error) == ("given_up", "unsure")
    outbox.send_again(mall=house.mall, relay_id=one.pk)
    one.refresh_from_db()
    assert one.begun  # still looked for first
    reference = there.taken[0]["tracking_id"]
    outbox.mark_by_hand(mall=house.mall, relay_id=one.pk, reference=reference, actor="user:1")
    wait_until_due()
    jobs.send_waiting()
    assert len(there.taken) == 1


def test_what_is_refused_for_good_is_not_sent_again(house: House, there: Simulator) -> None:
    one = relay(house)
    there.behave("refused")
    jobs.send_waiting()
    one.refresh_from_db()
    assert (one.state, one.last_error) == ("given_up", "http_422")
    wait_until_due()
    jobs.send_waiting()
    assert len(there.calls) == 1


def test_what_its_sender_takes_back_is_not_sent(house: House, there: Simulator) -> None:
    one = relay(house)
    actions.withdraw_complaint(mall=house.mall, complaint_id=one.complaint_id)
    jobs.send_waiting()
    one.refresh_from_db()
    assert (one.state, one.last_error, there.calls) == ("given_up", "withdrawn", [])


def test_pauses_grow_and_end_with_a_person(house: House, there: Simulator) -> None:
    one = relay(house)
    there.behave("away")
    pauses = []
    for _ in range(outbox.MOST_TRIES):
        jobs.send_waiting()
        one.refresh_from_db()
        pauses.append(one.next_try_at - timezone.now())
        wait_until_due()
    assert pauses[0] < timedelta(minutes=2) < pauses[2] < pauses[5]
    assert max(pauses) <= timedelta(hours=1, minutes=20)
    assert (one.state, one.last_error) == ("given_up", "away")
    outbox.send_again(mall=house.mall, relay_id=one.pk)
    there.behave("ok")
    jobs.breaker = Breaker()
    jobs.send_waiting()
    assert len(there.taken) == 1


def test_a_system_that_fails_is_left_alone(house: House, there: Simulator) -> None:
    for number in range(6):
        relay(house, f"{STORY} {number}")
    there.behave("away")
    jobs.send_waiting()
    assert len(there.calls) == 3
    jobs.send_waiting()
    assert len(there.calls) == 3


def test_with_a_wrong_key_nobody_is_asked_twice(house: House, there: Simulator) -> None:
    for number in range(3):
        relay(house, f"{STORY} {number}")
    there.behave("wrong_key")
    jobs.send_waiting()
    assert len(there.calls) == 1
    (finding,) = health.check_way()
    assert (finding.state, "kunci" in finding.says) == ("problem", True)


def test_a_breaker_opens_longer_each_time_and_lets_one_try() -> None:
    breaker = Breaker()
    for _ in range(3):
        assert breaker.lets(0.0)
        breaker.failed(0.0)
    assert not breaker.lets(59.0)
    assert breaker.lets(60.0)
    breaker.failed(60.0)
    assert not breaker.lets(179.0)
    breaker.worked()
    assert breaker.lets(0.0)


def test_its_state_is_shown_in_its_words_and_changes_nothing_here(
    house: House, there: Simulator
) -> None:
    one = relay(house)
    jobs.send_waiting()
    there.behave("back")
    seen = []
    for _ in range(3):
        Relay.objects.update(next_look_at=timezone.now())
        jobs.ask_how_far()
        one.refresh_from_db()
        seen.append(one.status_there)
    assert seen == ["Diproses", "Selesai", "Diproses"]
    assert one.complaint.state == "received"
    for mode in ("html", "away", "wrong_key", "lost", "garbage"):
        there.behave(mode)
        jobs.breaker = Breaker()
        Relay.objects.update(next_look_at=timezone.now())
        jobs.ask_how_far()
        one.refresh_from_db()
        assert one.status_there == "Diproses"
        assert one.next_look_at is not None
        assert one.next_look_at > timezone.now()


def test_what_it_gives_us_is_filed_once_without_what_names_anybody(
    house: House, there: Simulator, settings: Settings
) -> None:
    settings.SATUHADIR_SP4N_MALL = "batu"
    there.given = [
        {"tracking_id": 77, "content": f"{STORY} NIK saya {NIK}.", "classification_id": 2},
        {"tracking_id": 78, "content": "pendek", "classification_id": 1},
    ]
    for _ in range(2):
        jobs.fetch_dispositions()
    one = Complaint.objects.get(channel="sp4n")
    assert (one.kind, one.identity) == ("aspiration", "anonymous")
    assert NIK not in one.text
    assert one.relays.get().reference == "77"
    jobs.send_waiting()
    assert not there.taken  # it is not sent back
    for mode in ("html", "away", "wrong_key", "garbage", "no_search"):
        there.behave(mode)
        jobs.breaker = Breaker()
        jobs.fetch_dispositions()
    assert Complaint.objects.count() == 1


def test_without_an_address_nothing_is_ever_called(house: House, there: Simulator) -> None:
    from django.conf import settings

    relay(house)
    settings.SATUHADIR_SP4N_URL = ""
    for work in (jobs.send_waiting, jobs.ask_how_far, jobs.fetch_dispositions):
        work()
    assert not there.calls
    (finding,) = health.check_way()
    assert finding.state == "problem"
    Relay.objects.all().delete()
    assert next(iter(health.check_way())).state == "info"


def test_the_doctor_and_the_metrics_know_the_oldest_unsent(house: House, there: Simulator) -> None:
    relay(house)
    assert next(iter(health.check_way())).state == "ok"
    Relay.objects.update(created_at=timezone.now() - timedelta(hours=30))
    assert next(iter(health.check_way())).state == "problem"
    gauge = {one.name: one.value for one in health.gauges()}
    assert 107_000 < gauge["satuhadir_sp4n_oldest_unsent_seconds"] < 109_000
    assert gauge["satuhadir_sp4n_waiting"] == 1


def test_only_what_may_leave_does(house: House, there: Simulator, settings: Settings) -> None:
    settings.SATUHADIR_SP4N_MALL = ""
    text = (
        f"Saya Sulastri, NIK {NIK}, HP 0812-3456-7890, surel sulastri@contoh.id. Foto KTP: "
        "https://drive.contoh.id/RAHASIA dan http://10.0.0.1/x.jpg. Petugas menolak."
    )
    for identity in ("named", "secret", "anonymous"):
        relay(house, f"{text} {identity}", identity=identity)
    jobs.send_waiting()
    assert len(there.taken) == 3
    sent = json.dumps(there.taken)
    for word in (NIK, "0812", "7890", "sulastri@", "RAHASIA", "10.0.0.1", "+62812"):
        assert word not in sent
    assert "Petugas menolak" in sent
    assert "Sulastri" not in str([one["content"] for one in there.taken[:2]])
    for one in there.taken:
        assert (one["nameUser"], one["phoneUser"], one["emailUser"]) == ("", "", "")
        assert (one["attachments"], one["info_attachments"]) == ("[]", "")
        assert one["is_anonymous"] is True
    assert [one["is_secret"] for one in there.taken] == [False, True, False]


def test_name_and_number_go_along_only_where_the_reporter_allowed_it(
    house: House, there: Simulator
) -> None:
    for identity in ("named", "secret", "anonymous"):
        filed = house.file(f"{STORY} {identity}", identity=identity)
        actions_relay(house, filed.id, with_contact=True)
    Relay.objects.update(with_contact=True)  # even if somebody set it by hand
    jobs.send_waiting()
    names = {one["content"].rsplit(" ", 1)[-1]: one["nameUser"] for one in there.taken}
    assert names == {"named": "Sulastri Handayani", "secret": "", "anonymous": ""}
    assert sorted(one["phoneUser"] for one in there.taken) == ["", "", "+6281234567890"]


separators = st.text("  .-–—_/\n\t,:;()|*'\u00a0\u200b\u2009", max_size=2)
digits = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"])


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Draw a number of 16 digits as people write it: in groups, in other scripts, with anything."""
    script = draw(digits)
    groups = draw(st.sampled_from([[16], [4] * 4, [6, 6, 4], [2] * 8, [1] * 16]))
    between = draw(separators)
    words = ["".join(script[draw(st.integers(0, 9))] for _ in range(size)) for size in groups]
    return between.join(words)


def runs_of_digits(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    return re.findall(r"\d{10,}", re.sub(r"[\W_]{1,3}(?=\d)", "", plain))


@given(st.text(max_size=60), numbers(), st.text(max_size=60))
@example("NIK:", "3579014107900001", "")
@example("0", "3579 0141 0790 0001", "9")
def test_no_nik_leaves_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    assert not runs_of_digits(safe_text(f"{before}{number}{after}"))


@given(
    st.text(max_size=40),
    st.sampled_from(["https://", "http://", "HTTPS://", "ftp://", "www.", "hxxp://"]),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789./?=&-_%", min_size=3, max_size=40),
)
def test_no_address_of_a_file_leaves(before: str, scheme: str, rest: str) -> None:
    sent = safe_text(f"{before} {scheme}{rest} selesai")
    assert f"{scheme}{rest}" not in sent
    assert "://" not in sent.replace(before, "")


@given(st.text(max_size=200))
def test_words_without_numbers_stay_words(text: str) -> None:
    assert len(safe_text(text)) <= 20 * len(unicodedata.normalize("NFKC", text)) + 20
    assert safe_text("Petugas loket 5 menolak berkas 3 kali.") == (
        "Petugas loket 5 menolak berkas 3 kali."
    )


def test_what_leaves_is_the_same_at_every_try(house: House) -> None:
    one = relay(house)
    assert outgoing_of(one.complaint, one, None) == outgoing_of(one.complaint, one, None)


def test_the_adapter_tells_what_was_not_taken_from_what_may_have_been(there: Simulator) -> None:
    adapter = Lapor()
    for mode, error in [
        ("away", SystemAway), ("wrong_key", KeyRefused), ("refused", NotTaken),
        ("down", AnswerLost), ("lost", AnswerLost), ("slow", AnswerLost), ("drip", AnswerLost),
        ("error", AnswerLost), ("html", AnswerLost), ("html_kept", AnswerLost),
        ("garbage", AnswerLost), ("huge", AnswerLost), ("no_number", AnswerLost),
    ]:  # fmt: skip
        there.behave(mode)
        with pytest.raises(error):
            adapter.forward(outgoing())
    there.behave("no_search")
    with pytest.raises(CannotLookUp):
        adapter.find(outgoing())
    there.behave("ok")
    assert adapter.find(outgoing(number="P-2222-2222")) is None
    assert adapter.dispositions() == []


def test_a_system_that_is_not_there_took_nothing(settings: Settings) -> None:
    settings.SATUHADIR_SP4N_URL = "http://127.0.0.1:9"
    with pytest.raises(SystemAway):
        Lapor().forward(outgoing())


@pytest.mark.parametrize(
    "address",
    ["http://lapor.contoh.id", "ftp://x", "https://", "https://a:b@lapor.contoh.id", "x", ""],
)
def test_the_key_never_travels_in_the_open(address: str) -> None:
    with pytest.raises(ValueError, match="SATUHADIR_SP4N_URL"):
        checked_base(address)
    assert checked_base("https://api.contoh.id/lapor/3.0.0/") == "https://api.contoh.id/lapor/3.0.0"


def test_consultations_and_closed_ones_are_not_passed_on(house: House) -> None:
    talk = house.file(kind="consultation", agency=house.dukcapil)
    closed = house.file()
    actions.withdraw_complaint(mall=house.mall, complaint_id=closed.id)
    for one in (talk, closed):
        with pytest.raises(NotRelayed):
            actions_relay(house, one.id)


def test_a_person_may_do_it_by_hand_with_the_number_it_has_there(
    house: House, neighbour: House, there: Simulator
) -> None:
    one, other = relay(house), relay(house, f"{STORY} Lagi.")
    with pytest.raises(RelayNotFound):
        outbox.mark_by_hand(
            mall=neighbour.mall, relay_id=one.pk, reference="5123456", actor="user:9"
        )
    for wrong in ("", "x", "y" * 61):
        with pytest.raises(ReferenceInvalid):
            outbox.mark_by_hand(mall=house.mall, relay_id=one.pk, reference=wrong, actor="user:1")
    outbox.mark_by_hand(mall=house.mall, relay_id=one.pk, reference="5123456", actor="user:1")
    with pytest.raises(ReferenceInvalid):
        outbox.mark_by_hand(mall=house.mall, relay_id=other.pk, reference="5123456", actor="user:1")
    for again in (outbox.send_again,):
        with pytest.raises(RelaySettled):
            again(mall=house.mall, relay_id=one.pk)
    jobs.send_waiting()
    assert len(there.taken) == 1
    one.refresh_from_db()
    assert (one.state, one.reference) == ("by_hand", "5123456")
    assert one.complaint.steps.get(verb="relay").actor == "user:1"


def test_what_is_being_sent_this_moment_is_not_touched(house: House) -> None:
    one = relay(house)
    taken = outbox.take_relay()
    assert taken is not None
    with pytest.raises(RelaySettled):
        outbox.send_again(mall=house.mall, relay_id=one.pk)
    with pytest.raises(RelaySettled):
        outbox.mark_by_hand(mall=house.mall, relay_id=one.pk, reference="512", actor="user:1")
    wait_until_due()
    outbox.mark_by_hand(mall=house.mall, relay_id=one.pk, reference="512", actor="user:1")
    outbox.postpone(taken=taken, reason="away", maybe_there=False)  # comes back late
    outbox.give_up(taken=taken, reason="unsure")
    outbox.end_sent(relay_id=one.pk, reference="999")
    one.refresh_from_db()
    assert (one.state, one.reference) == ("by_hand", "512")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_complaint_once(there: Simulator) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from satuhadir.feedback.tests.conftest import build_house

    house = build_house("batu")
    for number in range(12):
        relay(house, f"{STORY} {number}")

    def work(_: int) -> None:
        with contextlib.closing(connection):
            jobs.send_waiting()

    with ThreadPoolExecutor(4) as many:
        list(many.map(work, range(4)))
    assert sorted(one["tags_raw"] for one in there.taken) == sorted(
        f"satuhadir-{number}" for number in Complaint.objects.values_list("number", flat=True)
    )
    assert not Relay.objects.exclude(state="sent").exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_disposition_taken_in_twice_at_once_is_one() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from satuhadir.feedback.tests.conftest import build_house

    house = build_house("batu")
    one = Disposition("77", "complaint", STORY, is_secret=False)

    def work(_: int) -> None:
        with contextlib.closing(connection):
            outbox.take_in(mall=house.mall, disposition=one)

    with ThreadPoolExecutor(6) as many:
        list(many.map(work, range(6)))
    assert Complaint.objects.count() == Relay.objects.count() == 1
