# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.notices import actions as notices
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.values import Recipient
from satuhadir.notices.wording import unsealed
from satuhadir.queue.tests.api_client import Api
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared import limits
from satuhadir.visits import actions
from satuhadir.visits.actions import reminders
from satuhadir.visits.models import OneTimeCode, Visit
from satuhadir.visits.tests.conftest import tomorrow


@pytest.fixture
def api(hall: Hall, client: Client) -> Api:
    return Api(hall, client)


def first_slot(api: Api, service: str = "KTP") -> dict[str, object]:
    day = tomorrow(api.hall.mall).isoformat()
    items = api.get(f"{api.mall}/services/{service}/slots?day={day}")["items"]
    return dict(items[20])


def booking(api: Api, **extra: object) -> dict[str, object]:
    return {"services": ["KTP"], "day": tomorrow(api.hall.mall).isoformat(), **extra}


def test_slots_tell_their_seats_by_channel(api: Api) -> None:
    slot = first_slot(api)
    assert slot["free"] == {"online": 4, "desk": 2}
    assert str(slot["start"]).endswith("+07:00")
    assert api.get(f"{api.mall}/services/KTP/slots?day=2020-01-01").status == 422
    assert api.get(f"{api.mall}/services/PASPOR/slots").status == 404


def test_a_visit_is_booked_read_moved_and_given_up_by_its_key(api: Api) -> None:
    start = first_slot(api)["start"]
    body = booking(api, slots={"KTP": start}, name="Siti", phone="081234567890")
    made = api.post(f"{api.mall}/visits", None, body)
    assert made.status == 201 and made["state"] == "booked"
    assert made["stops"][0]["start"] == start
    assert made["qr"].startswith("SH1.") and made["track_url"].endswith(f"/{made['track']}/")
    assert "Siti" not in str(made.json) and "81234" not in str(made.json)
    assert api.get(f"/visits/{made['track']}")["id"] == made["id"]
    moved = api.post(f"/visits/{made['track']}/reschedule", None, {"day": body["day"]})
    assert moved.status == 200
    gone = api.post(f"/visits/{made['track']}/cancel")
    assert gone.status == 200 and gone["state"] == "cancelled"
    assert api.post(f"/visits/{'a' * 26}/cancel").status == 404


def test_a_repeated_booking_counts_once_and_a_refusal_is_kept(api: Api) -> None:
    start = first_slot(api, "SKCK")["start"]
    body = booking(api, services=["SKCK"], slots={"SKCK": start})
    key = {"Idempotency-Key": str(uuid4())}
    one, two = (api.post(f"{api.mall}/visits", "applicant", body, **key) for _ in range(2))
    assert one.json == two.json and Visit.objects.count() == 1
    other = {"Idempotency-Key": str(uuid4())}
    full = api.post(f"{api.mall}/visits", "applicant", body, **other)
    assert (full.status, full.code) == (409, "visits.slot_taken")
    api.post(f"/visits/{one['track']}/cancel")
    assert api.post(f"{api.mall}/visits", "applicant", body, **other).status == 409


def test_a_stranger_books_with_a_code_where_the_mall_sends_them(api: Api, settings: Any) -> None:
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True}
    notices.save_policy(mall=api.hall.mall, sms_on=True)
    bare = api.post(f"{api.mall}/visits", None, booking(api))
    assert (bare.status, bare["errors"][0]["field"]) == (422, "phone")
    body = booking(api, phone="081234567890")
    sent = api.post(f"{api.mall}/visits/phone-codes", None, {"phone": body["phone"]})
    assert sent.json == {"sent": True, "good_minutes": 10}
    content = unsealed(Notice.objects.get(kind="visits.code"))
    assert content is not None
    for _try in range(2):
        key = {"Idempotency-Key": str(uuid4())}
        wrong = api.post(f"{api.mall}/visits", None, body | {"phone_code": "x"}, **key)
        assert wrong["errors"][0]["code"] == "visits.wrong_one_time_code"
    assert OneTimeCode.objects.get().tries == 2
    right = body | {"phone_code": content.values["code"]}
    key = {"Idempotency-Key": str(uuid4())}
    one, two = (api.post(f"{api.mall}/visits", None, right, **key) for _ in range(2))
    assert one.status == 201 and one.json == two.json
    assert Visit.objects.get().phone_is_proven
    assert api.post(f"{api.mall}/visits", "applicant", booking(api)).status == 201


def test_reminders_follow_the_visit_and_a_second_address_takes_none_away(
    api: Api, settings: Any
) -> None:
    settings.SATUHADIR_NOTICE_GATEWAYS = {"email": True}
    day = tomorrow(api.hall.mall) + timedelta(days=2)
    made = api.post(f"{api.mall}/visits", None, booking(api, day=day.isoformat()))
    visit = Visit.objects.get()
    for address in ("siti@contoh.id", "budi@contoh.id", "siti@contoh.id"):
        reminders.follow(visit=visit, to=Recipient("email", address), whens=["day"], origin="")
    queued = Notice.objects.filter(kind="visits.reminder", state="queued")
    assert queued.count() == 2
    later = day + timedelta(days=3)
    body = {"day": later.isoformat()}
    assert api.post(f"/visits/{made['track']}/reschedule", None, body).status == 200
    assert {one.send_at.date() for one in queued} == {later - timedelta(days=1)}
    assert queued.count() == 2
    kept = {one.erase_at.date() for one in Subscription.objects.all()}
    assert min(kept) > later


def test_bad_bookings_are_refused_by_field(api: Api) -> None:
    day = tomorrow(api.hall.mall).isoformat()
    for body, code in (
        ({"services": ["KTP", "KTP"], "day": day}, "visits.services_invalid"),
        ({"services": ["KTP"], "day": "2020-01-01"}, "visits.day_past"),
        ({"services": ["KTP"], "day": day, "slots": {"KTP": "2020-01-01T09:00:00+07:00"}},
         "visits.no_such_slot"),
        ({"services": ["KTP"], "day": day, "phone": "12"}, "queue.not_a_phone"),
    ):  # fmt: skip
        reply = api.post(f"{api.mall}/visits", None, body)
        assert reply.status == 422
        assert reply["errors"][0]["code"] == code
    assert api.post(f"{api.mall}/visits", None, booking(api, services=["X"])).status == 404
    assert not Visit.objects.exists()


def test_a_kiosk_checks_in_and_nobody_else_does(api: Api) -> None:
    actions.set_policy(mall=api.hall.mall, early_minutes=1440, cut_off_minutes=0)
    made = api.post(f"{api.mall}/visits", None, booking(api, services=["KTP", "SKCK"]))
    Visit.objects.update(day=api.hall.mall.today())
    path = f"{api.mall}/visits/check-in"
    assert api.post(path, None, {"code": made["code"]}).status == 401
    assert api.post(path, "stranger", {"code": made["code"]}).status == 403
    here = api.post(path, "kiosk", {"qr": made["qr"]})
    assert here.status == 200 and here["state"] == "present"
    assert [one["code"] for one in here["tickets"]] == ["A-001", "C-001"]
    assert api.get(f"/track/{here['tickets'][0]['track']}").status == 200
    again = api.post(path, "counter", {"code": made["code"].lower()})
    assert [one["id"] for one in again["tickets"]] == [one["id"] for one in here["tickets"]]
    assert api.post(path, "kiosk", {}).status == 422
    forged = api.post(path, "kiosk", {"qr": made["qr"][:-4] + "AAAA"})
    assert (forged.status, forged.code) == (422, "visits.bad_pass")


def test_the_keys_of_passes_are_public(api: Api) -> None:
    keys = api.get(f"{api.mall}/visit-keys")["keys"]
    assert [one["crv"] for one in keys] == ["P-256"]
    assert set(keys[0]) == {"kty", "crv", "alg", "use", "kid", "x", "y"}


def test_an_address_books_so_many_visits_an_hour_through_the_api_too(api: Api) -> None:
    limits.forget()
    for _ in range(299):
        limits.hit("visits.booked.address", "127.0.0.1", "300/hour")
    assert api.post(f"{api.mall}/visits", None, booking(api)).status == 201
    assert api.post(f"{api.mall}/visits", None, booking(api)).status == 429
    assert api.post(f"{api.mall}/visits", "counter", booking(api)).status == 201
    assert Visit.objects.count() == 2
    limits.forget()
