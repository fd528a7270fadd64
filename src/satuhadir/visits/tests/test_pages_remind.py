# SPDX-License-Identifier: Apache-2.0
"""Messages about a visit go to addresses whose owners asked for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from satuhadir.notices import actions as notices
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.values import Recipient
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.tests.racing import together
from satuhadir.visits.actions import reminders
from satuhadir.visits.models import OneTimeCode, Visit
from satuhadir.visits.tests.conftest import book
from satuhadir.visits.tests.test_pages_book import PHONE, page_of, sent_code, text_of
from satuhadir.visits.values import Who


@pytest.fixture
def sending(hall: Hall, settings: Any) -> Hall:
    """A mall that can send to phones and by e-mail, and to browsers."""
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True, "email": True, "push": True}
    notices.save_policy(mall=hall.mall, sms_on=True)
    return hall


@pytest.mark.parametrize(("channel", "address"), [("sms", PHONE), ("email", "Tetangga@contoh.id")])
def test_an_address_is_shown_to_be_theirs_by_the_code_sent_there(
    sending: Hall, client: Client, channel: str, address: str
) -> None:
    path = f"{page_of(book(sending))}pengingat/"
    form = {"saluran": channel, "alamat": address, "ingat": ["day", "hours"]}
    asked = client.post(path, form)
    assert asked.status_code == 200
    assert "Tulis kodenya" in text_of(asked)
    assert not Subscription.objects.exists()
    assert Notice.objects.get(kind="visits.code").channel == channel
    wrong = client.post(path, form | {"kode": "x00000"})
    assert wrong.status_code == 422
    assert "Kode ini tidak cocok" in text_of(wrong)
    assert 'name="ingat" value="hours"' in text_of(wrong)
    assert not Subscription.objects.exists()
    saved, again = (client.post(path, form | {"kode": sent_code(sending)}) for _ in range(2))
    assert saved["Location"] == again["Location"] == f"{page_of_path(path)}?diingatkan=1#ingat"
    assert Subscription.objects.get().channel == channel
    other_times = Client().post(path, form | {"ingat": ["day"]})
    assert other_times.status_code == 302  # they follow it already
    assert OneTimeCode.objects.count() == 1


def test_the_phone_of_the_booking_is_not_asked_again_unless_nobody_showed_it(
    sending: Hall, client: Client
) -> None:
    form = {"saluran": "sms", "alamat": PHONE, "ingat": ["day"]}
    who = Who(phone="+6281234567890", phone_is_proven=True)
    proven, said = book(sending, who=who), book(sending, who=Who(phone="+6281234567890"))
    assert client.post(f"{page_of(proven)}pengingat/", form).status_code == 302
    assert "Tulis kodenya" in text_of(client.post(f"{page_of(said)}pengingat/", form))
    assert Subscription.objects.count() == 1


def test_a_browser_that_showed_an_address_shows_it_for_its_next_visit_too(
    sending: Hall, client: Client
) -> None:
    first, second = (f"{page_of(book(sending))}pengingat/" for _ in range(2))
    form = {"saluran": "sms", "alamat": PHONE, "ingat": ["day"]}
    client.post(first, form)
    client.post(first, form | {"kode": sent_code(sending)})
    assert "Tulis kodenya" in text_of(Client().post(second, form))
    assert client.post(second, form).status_code == 302
    assert Subscription.objects.count() == 2


def test_nobody_is_sent_more_than_three_codes_an_hour(sending: Hall, client: Client) -> None:
    path = f"{page_of(book(sending))}pengingat/"
    form = {"saluran": "email", "alamat": "tetangga@contoh.id", "ingat": ["day"]}
    answers = [client.post(path, form | {"lagi": "1"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 422]
    assert 'class="error"' in text_of(answers[-1])
    assert Notice.objects.filter(kind="visits.code").count() == 3


def test_a_browser_that_takes_notices_itself_is_asked_for_nothing(
    sending: Hall, client: Client
) -> None:
    from satuhadir.notices.tests.conftest import BROWSER

    address = f'{{"endpoint": "https://push.contoh/x", "keys": {BROWSER}}}'.replace("'", '"')
    form = {"saluran": "push", "alamat": address, "ingat": ["day"]}
    page = f"{page_of(book(sending))}pengingat/"
    refused = client.post(page, form)
    assert refused.status_code == 422
    assert "tidak kami kenal" in text_of(refused)
    assert not Subscription.objects.exists()
    form["alamat"] = address.replace("push.contoh", "fcm.googleapis.com")
    assert client.post(page, form).status_code == 302
    assert Subscription.objects.get().channel == "push"


def page_of_path(path: str) -> str:
    return path.removesuffix("pengingat/")


@pytest.mark.race
def test_presses_at_once_remind_each_address_once(busy_hall: Hall, settings: Any) -> None:
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True}
    notices.save_policy(mall=busy_hall.mall, sms_on=True)
    day = busy_hall.mall.today() + timedelta(days=5)
    visit = book(busy_hall, day=day)

    def press(n: int) -> None:
        reminders.follow(
            visit=Visit.objects.get(pk=visit.pk), to=Recipient("sms", f"+628123456789{n % 2}"),
            whens=["day"], origin="https://mpp.example",
        )  # fmt: skip

    press(0)
    press(1)
    together(6, press, hands=6)
    assert Notice.objects.filter(kind="visits.reminder", state="queued").count() == 2
