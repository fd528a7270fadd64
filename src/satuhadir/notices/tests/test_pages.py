# SPDX-License-Identifier: Apache-2.0
"""The manager's pages of messages, and the page to stop them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from satuhadir.accounts.actions import create_user, grant_role
from satuhadir.accounts.tests.conftest import PASSWORD
from satuhadir.malls.models import Agency, Mall
from satuhadir.notices import actions, jobs, queries
from satuhadir.notices.gateways.simulator import Simulator
from satuhadir.notices.models import Notice, NoticePolicy, NoticeText, Subscription
from satuhadir.notices.tests.conftest import MAIL, queue, to
from satuhadir.notices.values import Recipient
from satuhadir.shared import limits
from satuhadir.shared.errors import Limited

OUTBOX = "/kelola/mpp-uji/pemberitahuan/"
CHANNELS = f"{OUTBOX}saluran/"
TEXT = f"{OUTBOX}teks/visits.code/id/"


def signed_in(mall: Mall, role: str = "manager", agency: Agency | None = None) -> Client:
    user = create_user(username=f"{mall.slug}-{role}", password=PASSWORD, display_name=role)
    grant_role(user=user, role=role, mall=mall, agency=agency)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(mall: Mall) -> Client:
    return signed_in(mall)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def fail(notice: Notice, trouble: str = "unsure") -> None:
    Notice.objects.filter(pk=notice.pk).update(
        state="sending", attempts=1, leased_until=timezone.now()
    )
    Notice.objects.filter(pk=notice.pk).update(
        state="failed", leased_until=None, ended_at=timezone.now(), trouble=trouble
    )


def test_the_outbox_says_what_became_of_each_and_hides_whom(mall: Mall, manager: Client) -> None:
    fail(queue(mall, MAIL))
    shown = text_of(manager.get(OUTBOX))
    assert "s•••@contoh.id" in shown
    assert "sulastri@" not in shown
    assert "09.30" not in shown
    assert "Tidak pasti sudah sampai atau belum" in shown
    assert "Tidak ada pesan dengan keadaan ini" in text_of(manager.get(f"{OUTBOX}?yang=sent"))
    assert manager.get(f"{OUTBOX}?yang=apa&hal=x").status_code == 200


def test_only_a_message_that_failed_is_sent_again(mall: Mall, manager: Client) -> None:
    one = queue(mall, MAIL)
    assert manager.post(OUTBOX, {"pesan": one.pk}).status_code == 409
    fail(one)
    assert manager.post(OUTBOX, {"pesan": one.pk}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.is_unsure, one.trouble) == ("queued", False, "")
    fail(one)
    Notice.objects.update(ended_at=timezone.now() - timedelta(days=8))
    actions.erase_old(mall)
    assert manager.post(OUTBOX, {"pesan": one.pk}).status_code == 409
    for odd in ("", "x", "00000000-0000-0000-0000-000000000007"):
        assert manager.post(OUTBOX, {"pesan": odd}).status_code == 404


def test_a_neighbour_and_an_agency_come_near_nothing(
    mall: Mall, neighbour: Mall, agency: Agency
) -> None:
    one = queue(mall, MAIL)
    fail(one)
    agencys = signed_in(mall, "agency_manager", agency)
    theirs = signed_in(neighbour)
    for page in (OUTBOX, CHANNELS, f"{OUTBOX}teks/", TEXT):
        assert agencys.get(page).status_code == 403
        assert theirs.get(page).status_code == 404
    assert theirs.post("/kelola/mpp-lain/pemberitahuan/", {"pesan": one.pk}).status_code == 404
    one.refresh_from_db()
    assert one.state == "failed"


@pytest.fixture
def agency(mall: Mall) -> Agency:
    return Agency.objects.create(mall=mall, code="BANK", name="Bank", kind="private")


def test_channels_are_switched_and_tried(mall: Mall, manager: Client, there: Simulator) -> None:
    limits.forget()
    wrong = manager.post(CHANNELS, {"email_on": "on", "erase_after_days": "0"})
    assert wrong.status_code == 422
    assert "1 sampai 90" in text_of(wrong)
    saved = manager.post(CHANNELS, {"email_on": "on", "erase_after_days": "14"})
    assert saved.status_code == 302
    policy = NoticePolicy.objects.get(mall=mall)
    assert (policy.email_on, policy.sms_on, policy.erase_after_days) == (True, False, 14)
    bad = manager.post(CHANNELS, {"uji": "email", "alamat": "bukan alamat"})
    assert bad.status_code == 422
    assert 'value="bukan alamat"' in text_of(bad)
    assert manager.post(CHANNELS, {"uji": "email", "alamat": "uji@contoh.id"}).status_code == 302
    jobs.send_waiting("email")
    (mail,) = there.postbox.texts
    assert "To: uji@contoh.id" in mail
    assert Notice.objects.get().state == "sent"


def test_channels_count_what_failed_at_their_mall_alone(
    mall: Mall, neighbour: Mall, manager: Client, there: Simulator
) -> None:
    for _each in range(3):
        fail(queue(neighbour, MAIL))
    assert "bermasalah dalam sehari" not in text_of(manager.get(CHANNELS))
    fail(queue(mall, MAIL))
    assert "1 pesan bermasalah dalam sehari" in text_of(manager.get(CHANNELS))
    assert queries.recent_troubles() == {"email": {"unsure": 4}}


def test_a_manager_words_a_message_and_sees_it_first(mall: Mall, manager: Client) -> None:
    first = text_of(manager.get(TEXT))
    assert "{{1}}" in first
    given = {"subject": "Kode dari {mall}", "text": "Kode: {code}", "template": ""}
    seen = manager.post(TEXT, given | {"aksi": "lihat"})
    assert "Kode: 123456" in text_of(seen)
    assert not NoticeText.objects.exists()
    assert manager.post(TEXT, given | {"aksi": "simpan"}).status_code == 302
    assert queries.words_of(mall, _kind("visits.code"), "id").words.text == "Kode: {code}"
    manager.post(TEXT, {"aksi": "bawaan"})
    assert not NoticeText.objects.exists()


def _kind(code: str) -> Any:
    return next(one for one in queries.kinds() if one.code == code)


@pytest.mark.parametrize(
    ("text", "says"),
    [("Kode: {kode}", "Isian yang dikenal"), ("Kode Anda", "tidak boleh hilang"),
     ("{code} {", "Isian yang dikenal"), ("{code.__class__} {code}", "Isian yang dikenal"),
     ("", "Isi bagian ini")],
)  # fmt: skip
def test_words_that_cant_be_filled_are_refused(
    mall: Mall, manager: Client, text: str, says: str
) -> None:
    answer = manager.post(TEXT, {"subject": "Kode", "text": text, "template": ""})
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not NoticeText.objects.exists()


def test_a_message_that_does_not_exist_is_not_worded(mall: Mall, manager: Client) -> None:
    assert manager.get(f"{OUTBOX}teks/apa/id/").status_code == 404
    assert manager.get(f"{OUTBOX}teks/visits.code/fr/").status_code == 404


def test_one_thing_tells_five_addresses_and_no_more(mall: Mall, there: Simulator) -> None:
    until = timezone.now() + timedelta(days=1)

    def follow(n: int) -> None:
        one = Recipient("sms", f"+62812000000{n:02d}")
        actions.subscribe(mall=mall, subject="visit:1", to=one, until=until)

    for n in (0, 1, 2, 3, 4, 4):
        follow(n)
    with pytest.raises(Limited):
        follow(5)
    assert Subscription.objects.count() == 5


def test_an_email_is_plain_and_html_and_leads_out_with_one_click(
    mall: Mall, there: Simulator
) -> None:
    until = timezone.now() + timedelta(days=1)
    one = actions.subscribe(
        mall=mall, subject="visit:1", to=MAIL, until=until, origin="https://mpp.contoh.id"
    )
    values = {"day": "Senin", "time": "09.30", "code": "K7HM4P", "link": "/mpp-uji/kunjungan/x/"}
    actions.tell(mall=mall, subject="visit:1", kind="visits.reminder", key="r", values=values)
    jobs.send_waiting("email")
    (mail,) = there.postbox.texts
    stop = f"https://mpp.contoh.id/mpp-uji/kabar/berhenti/{queries.link_of(one.pk)}/"
    unfolded = re.sub(r"\s+", " ", mail)
    assert f"List-Unsubscribe: <{stop}>" in unfolded
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in unfolded
    assert "multipart/alternative" in mail
    assert "https://mpp.contoh.id/mpp-uji/kunjungan/x/" in mail.replace("=\r\n", "")
    queue(mall, MAIL, subject="visit:2")
    actions.tell(mall=mall, subject="visit:1", kind="visits.reminder", key="r2", values=values)
    path = stop.removeprefix("https://mpp.contoh.id")
    assert Client().get(path).status_code == 200
    assert Subscription.objects.exists()
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    assert not Subscription.objects.exists()
    assert Notice.objects.get(key=f"r2:{one.pk}").state == "cancelled"
    assert Client().post(path).status_code == 200


@pytest.mark.parametrize("token", ["1-x", "x", "1-" + "0" * 20, "٣-x"])
def test_a_link_we_never_wrote_stops_nothing(mall: Mall, token: str) -> None:
    assert Client().post(f"/mpp-uji/kabar/berhenti/{token}/").status_code == 404


def test_addresses_and_words_go_after_the_days_that_were_set(mall: Mall) -> None:
    old, new = queue(mall, MAIL), queue(mall, MAIL)
    for one, days in ((old, 8), (new, 6)):
        Notice.objects.filter(pk=one.pk).update(
            state="cancelled", ended_at=timezone.now() - timedelta(days=days)
        )
    assert b"sulastri" not in bytes(old.sealed)
    assert actions.erase_old(mall) == 1
    old.refresh_from_db()
    assert (bytes(old.sealed), old.hint) == (b"", "")
    Notice.objects.update(ended_at=timezone.now() - timedelta(days=200))
    actions.erase_old(mall)
    assert not Notice.objects.exists()


def test_a_change_of_secret_leaves_what_waits_readable(
    mall: Mall, there: Simulator, settings: Any
) -> None:
    queue(mall, MAIL)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "kunci-baru-" + "x" * 40
    jobs.send_waiting("email")
    assert Notice.objects.get().state == "sent"
    lost = queue(mall, to("sms", there))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "lain-lagi-" + "y" * 40, []
    jobs.send_waiting("sms")
    lost.refresh_from_db()
    assert (lost.state, lost.trouble) == ("failed", "unreadable")
