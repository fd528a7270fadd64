# SPDX-License-Identifier: Apache-2.0
"""The citizen's pages: from a service to a booking, and what can be done with it afterwards."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.accounts.models import User
from satuhadir.malls.models import Closure
from satuhadir.malls.models import clock as clock_text
from satuhadir.notices import actions as notices
from satuhadir.notices.models import Notice, Subscription
from satuhadir.notices.wording import unsealed
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.promises import publish
from satuhadir.shared import limits
from satuhadir.shared.memory import Brief
from satuhadir.visits import actions, queries, tracks
from satuhadir.visits.models import BookedLine, BookingPolicy, Seat, Visit, WaitingListEntry
from satuhadir.visits.tests.conftest import NINE, TEN, book, slots, tomorrow
from satuhadir.visits.values import Who

PHONE = "0812 3456 7890"
NOW = {"value": 10, "unit": "minute"}
HERE = "http://testserver"


def said(hall: Hall, *services: str, day: date | None = None, **more: Any) -> dict[str, Any]:
    """Return what the form about the person sends."""
    day = day or tomorrow(hall.mall)
    fields: dict[str, Any] = {
        "layanan": list(services or ("KTP",)), "hari": day.isoformat(), "pukul-KTP": str(NINE),
        "untuk": "self", "ponsel": "", "nama": "", "kunci": str(uuid4()),
    }  # fmt: skip
    return fields | more


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(visit: Visit) -> str:
    return tracks.visit_path(visit.mall.slug, tracks.track_of(visit.pk))


@pytest.fixture
def by_sms(hall: Hall, settings: Any) -> Hall:
    """A mall that can send to phones."""
    settings.SATUHADIR_NOTICE_GATEWAYS = {"sms": True}
    notices.save_policy(mall=hall.mall, sms_on=True)
    return hall


def sent_code(hall: Hall) -> str:
    newest = Notice.objects.filter(kind="visits.code").order_by("-created_at").first()
    content = unsealed(newest) if newest else None
    assert content is not None
    return content.values["code"]


def test_times_left_to_us_are_shown_before_they_are_booked_papers_first(
    hall: Hall, client: Client
) -> None:
    publish(hall.mall, "SKCK", "D_KTP", duration=NOW, products=["D_SKCK"])
    publish(hall.mall, "KTP", duration=NOW, products=["D_KTP"])
    chosen = {"layanan": ["SKCK", "KTP"], "hari": tomorrow(hall.mall).isoformat()}
    times = text_of(client.get("/batu/pesan/waktu/", chosen))
    assert "SKCK meminta D_Ktp. Bila Anda belum punya, selesaikan KTP lebih dulu." in times
    assert f"/batu/rencana/?layanan=SKCK&amp;layanan=KTP&amp;hari={tomorrow(hall.mall)}" in times
    who = text_of(client.get("/batu/pesan/diri/", chosen))
    shown = re.findall(r'<strong>(\w+)</strong> <span class="figure">([\d.]+)</span>', who)
    assert [name for name, _ in shown] == ["KTP", "SKCK"]
    assert "yang pertama cocok saat ini" in who
    assert "SKCK meminta" not in who  # the times keep to it
    again = text_of(client.post("/batu/pesan/diri/", {**said(hall, "SKCK", "KTP"), "ponsel": "x"}))
    assert "yang pertama cocok saat ini" in again
    wrong = {**chosen, "pukul-SKCK": str(NINE), "pukul-KTP": str(TEN)}
    assert "SKCK meminta D_Ktp" in text_of(client.get("/batu/pesan/diri/", wrong))
    client.post("/batu/pesan/diri/", {**said(hall, "SKCK", "KTP"), "pukul-KTP": ""})
    booked = Visit.objects.get().stops.order_by("place")
    assert [(one.service.code, clock_text(one.starts_minute or 0)) for one in booked] == shown


def test_a_time_that_is_gone_is_told_before_the_form(hall: Hall, client: Client) -> None:
    book(hall, "SKCK", at=NINE)
    gone: dict[str, Any] = {
        "layanan": ["KTP", "SKCK"], "hari": tomorrow(hall.mall), "pukul-SKCK": str(NINE),
    }  # fmt: skip
    page = client.get("/batu/pesan/diri/", gone)
    assert page.status_code == 409
    assert "Pilih jam" in text_of(page)


def test_from_a_service_to_a_booking_step_by_step(hall: Hall, client: Client) -> None:
    start = client.get("/batu/pesan/", {"layanan": "KTP"})
    assert 'value="KTP" checked' in text_of(start)
    days = text_of(client.get("/batu/pesan/hari/", {"layanan": "KTP"}))
    aim = f"/batu/pesan/waktu/?layanan=KTP&hari={tomorrow(hall.mall)}"
    assert aim.replace("&", "&amp;") in days or aim in days
    times = text_of(client.get(aim))
    assert 'name="pukul-KTP" value="540"' in times
    who = client.get("/batu/pesan/diri/", said(hall))
    assert "09.00" in text_of(who)
    done = client.post("/batu/pesan/diri/", said(hall, nama="Sulastri"))
    visit = Visit.objects.get()
    assert done["Location"] == f"{page_of(visit)}?baru=1"
    shown = client.get(done["Location"])
    assert visit.code in text_of(shown)
    assert "<svg" in text_of(shown)
    assert shown["Cache-Control"] == "no-store, private"
    assert visit.stops.get().starts_minute == NINE


def test_the_page_of_a_visit_names_the_hour_of_opening_where_there_is_one(
    hall: Hall, client: Client
) -> None:
    """Nobody is told that checking in opens at midnight, which is the whole day."""
    day = tomorrow(hall.mall) + timedelta(days=1)  # tonight its first hour is not closed yet
    early, later = (text_of(client.get(page_of(book(hall, day=day, at=at)))) for at in (0, NINE))
    assert "Check-in dibuka sepanjang hari itu." in early
    assert "dibuka pukul" not in early
    assert "Check-in dibuka pukul" in later
    bare = book(hall, "SKCK", at=TEN)
    bare.stops.update(seat=None, starts_minute=None)
    assert "tempat Anda dijaga" not in text_of(client.get(page_of(bare)))


def test_a_form_sent_twice_books_once(hall: Hall, client: Client) -> None:
    form = said(hall)
    first, again = (client.post("/batu/pesan/diri/", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Visit.objects.count() == 1


def test_two_tabs_book_one_visit_and_another_person_is_asked_for(
    hall: Hall, client: Client
) -> None:
    client.post("/batu/pesan/diri/", said(hall))
    first = Visit.objects.get()
    form = said(hall, "KTP", "SKCK") | {"pukul-KTP": str(TEN)}
    same = client.post("/batu/pesan/diri/", form)
    assert same.status_code == 409
    shown = text_of(same)
    assert first.code in shown and f'href="{page_of(first)}"' in shown
    assert 'name="satu-lagi" value="1"' in shown and "Pesan satu lagi" in shown
    assert Visit.objects.count() == 1
    more = form | {"satu-lagi": "1"}
    done, again = (client.post("/batu/pesan/diri/", more) for _ in range(2))
    assert done["Location"] == again["Location"] != f"{page_of(first)}?baru=1"
    assert Visit.objects.count() == 2


def test_back_and_another_name_is_asked_about_and_nothing_is_booked(
    hall: Hall, client: Client
) -> None:
    form = said(hall, nama="Siti")
    first = client.post("/batu/pesan/diri/", form)
    assert client.post("/batu/pesan/diri/", form)["Location"] == first["Location"]
    other = client.post("/batu/pesan/diri/", form | {"nama": "Budi"})
    assert other.status_code == 409
    assert "Dari perangkat ini sudah ada pesanan" in text_of(other)
    assert Visit.objects.count() == 1
    more = client.post("/batu/pesan/diri/", form | {"nama": "Budi", "satu-lagi": "1"})
    assert more.status_code == 302 and Visit.objects.get(name="Budi") is not None


def test_the_same_service_is_booked_by_others_on_other_days_and_after_giving_up(
    hall: Hall, client: Client
) -> None:
    client.post("/batu/pesan/diri/", said(hall))
    later = said(hall, day=tomorrow(hall.mall) + timedelta(days=1))
    assert client.post("/batu/pesan/diri/", later).status_code == 302
    assert Client().post("/batu/pesan/diri/", said(hall)).status_code == 302
    mine = Visit.objects.get(day=tomorrow(hall.mall) + timedelta(days=1))
    actions.cancel_visit(visit_id=mine.pk, mall=hall.mall)
    assert client.post("/batu/pesan/diri/", later | {"kunci": str(uuid4())}).status_code == 302


def test_an_account_is_asked_in_another_browser_too(hall: Hall, client: Client) -> None:
    user = User.objects.create_user("warga", password="rahasia-sekali")
    for status in (302, 409):
        other = Client()
        other.force_login(user)
        assert other.post("/batu/pesan/diri/", said(hall)).status_code == status


def test_times_at_two_counters_at_once_are_refused_and_asked_again(
    hall: Hall, client: Client
) -> None:
    form = said(hall, "KTP", "SKCK") | {"pukul-SKCK": str(NINE)}
    for answer in (client.get("/batu/pesan/diri/", form), client.post("/batu/pesan/diri/", form)):
        assert answer.status_code == 422
        assert "baru selesai sekitar 09.10" in text_of(answer)
        assert 'name="pukul-SKCK" value="600"' in text_of(answer)
    assert not Visit.objects.exists()
    one_line = said(hall, "KTP", "KK") | {"pukul-KK": str(NINE)}
    assert client.post("/batu/pesan/diri/", one_line).status_code == 302
    visit = book(hall, "KTP", "SKCK")
    moved = client.post(f"{page_of(visit)}ganti/", form)
    assert moved.status_code == 422
    assert "baru selesai sekitar 09.10" in text_of(moved)


def test_several_services_get_times_one_after_the_other(hall: Hall, client: Client) -> None:
    form = said(hall, "KTP", "SKCK")
    client.post("/batu/pesan/diri/", form)
    times = [one.starts_minute for one in Visit.objects.get().stops.order_by("place")]
    assert times[0] == NINE
    assert times[1] is not None
    assert times[1] > NINE


def test_a_time_that_is_gone_is_told_and_the_others_are_shown(hall: Hall, client: Client) -> None:
    for _ in range(slots(hall)[NINE].online):
        book(hall, at=NINE)
    before = Visit.objects.count()
    answer = client.post("/batu/pesan/diri/", said(hall))
    assert answer.status_code == 409
    assert "baru saja penuh" in text_of(answer)
    assert 'name="pukul-KTP" value="600"' in text_of(answer)
    assert Visit.objects.count() == before


def test_closed_and_full_days_are_told(hall: Hall, client: Client) -> None:
    day = tomorrow(hall.mall)
    Closure.objects.create(mall=hall.mall, first_day=day, last_day=day, reason="Rapat dinas")
    from satuhadir.malls import queries as malls

    malls.forget()
    days = text_of(client.get("/batu/pesan/hari/", {"layanan": "KTP"}))
    assert f"hari={day}" not in days
    assert "tutup" in days
    answer = client.get("/batu/pesan/waktu/", {"layanan": "KTP", "hari": str(day)})
    assert answer.status_code == 422
    assert "Rapat dinas" in text_of(answer)


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01"])
def test_a_day_that_cant_be_booked_is_refused_kindly(hall: Hall, client: Client, day: str) -> None:
    answer = client.get("/batu/pesan/waktu/", {"layanan": "KTP", "hari": day})
    assert answer.status_code == 422
    assert "Hari itu tidak dapat dipesan" in text_of(answer)
    assert client.post("/batu/pesan/diri/", said(hall, hari=day)).status_code == 302
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "layanan=TIDAK_ADA", "layanan=KTP&hari=kemarin", "hari=2026-11-23"]
)
def test_half_an_address_leads_back_a_step(hall: Hall, client: Client, query: str) -> None:
    for step in ("hari", "waktu", "diri"):
        assert client.get(f"/batu/pesan/{step}/?{query}").status_code in {200, 302}


def test_a_phone_gets_a_code_and_only_that_code_books(by_sms: Hall, client: Client) -> None:
    form = said(by_sms, ponsel=PHONE)
    asked = client.post("/batu/pesan/diri/", form)
    assert asked.status_code == 200
    assert "+62 812 •••• 890" in text_of(asked)
    assert not Visit.objects.exists()
    code = sent_code(by_sms)
    assert code not in text_of(asked)
    wrong = client.post("/batu/pesan/diri/", form | {"kode": "000000" if code != "000000" else "1"})
    assert wrong.status_code == 422
    assert "tidak cocok" in text_of(wrong)
    done = client.post("/batu/pesan/diri/", form | {"kode": code})
    assert done.status_code == 302
    visit = Visit.objects.get()
    assert visit.phone_is_proven
    again = client.post("/batu/pesan/diri/", form | {"kode": code})
    assert again["Location"] == done["Location"]
    told = Notice.objects.filter(kind="visits.booked").get()
    content = unsealed(told)
    assert content is not None
    assert content.values["link"] == page_of(visit)
    assert told.origin == HERE


def test_five_wrong_tries_are_enough(by_sms: Hall, client: Client) -> None:
    form = said(by_sms, ponsel=PHONE)
    client.post("/batu/pesan/diri/", form)
    code = sent_code(by_sms)
    other = "111111" if code != "111111" else "222222"
    for _ in range(5):
        assert client.post("/batu/pesan/diri/", form | {"kode": other}).status_code == 422
    assert client.post("/batu/pesan/diri/", form | {"kode": code}).status_code == 422
    assert not Visit.objects.exists()


def test_a_phone_gets_three_codes_an_hour(by_sms: Hall, client: Client) -> None:
    form = said(by_sms, ponsel=PHONE)
    for _ in range(3):
        assert client.post("/batu/pesan/diri/", form).status_code == 200
    assert client.post("/batu/pesan/diri/", form).status_code == 429
    assert Notice.objects.filter(kind="visits.code").count() == 3


def test_who_showed_their_phone_needs_no_second_code_when_the_time_was_gone(
    by_sms: Hall, client: Client
) -> None:
    form = said(by_sms, ponsel=PHONE)
    client.post("/batu/pesan/diri/", form)
    for _ in range(slots(by_sms)[NINE].online):
        book(by_sms, at=NINE)
    gone = client.post("/batu/pesan/diri/", form | {"kode": sent_code(by_sms)})
    assert gone.status_code == 409
    other = said(by_sms, ponsel=PHONE) | {"pukul-KTP": str(TEN)}
    assert client.post("/batu/pesan/diri/", other).status_code == 302
    stranger = Client().post("/batu/pesan/diri/", said(by_sms, ponsel="081298765432"))
    assert "Tulis kodenya" in text_of(stranger)


def test_a_mall_that_sends_codes_asks_for_a_phone(by_sms: Hall, client: Client) -> None:
    answer = client.post("/batu/pesan/diri/", said(by_sms, nama="Sulastri"))
    assert answer.status_code == 422
    assert 'id="id_ponsel-e"' in text_of(answer)
    assert 'value="Sulastri"' in text_of(answer)
    wrong = client.post("/batu/pesan/diri/", said(by_sms, ponsel="12345"))
    assert wrong.status_code == 422
    assert 'value="12345"' in text_of(wrong)


def test_limits_are_told_kindly(hall: Hall, client: Client) -> None:
    for hour in range(4):
        day = said(hall) | {"pukul-KTP": str(NINE + 60 * hour), "satu-lagi": "1"}
        assert client.post("/batu/pesan/diri/", day).status_code == 302
    answer = client.post("/batu/pesan/diri/", said(hall))
    assert answer.status_code == 429
    assert "Dari perangkat ini sudah dibuat" in text_of(answer)


def test_a_booking_of_another_system_is_kept_with_the_visit(hall: Hall, client: Client) -> None:
    BookedLine.objects.create(
        line=hall.lines["B"], mall=hall.mall, outside_name="M-Paspor",
        outside_url="https://paspor.example.id",
    )  # fmt: skip
    code = hall.lines["B"].services.first().service.code  # type: ignore[union-attr]
    shown = text_of(client.get("/batu/pesan/diri/", said(hall, code)))
    assert "M-Paspor" in shown
    form = said(hall, code) | {f"kode-{code}": " ABC 123 "}
    assert client.post("/batu/pesan/diri/", form).status_code == 302
    assert Visit.objects.get().stops.get().outside_code == "ABC 123"


def test_the_key_opens_a_visit_at_its_mall_alone(hall: Hall, neighbour: Hall) -> None:
    visit = book(hall)
    page = page_of(visit)
    assert Client().get(page).status_code == 200
    assert Client().get(page.replace("/batu/", "/tetangga/")).status_code == 404
    assert Client().get(f"/batu/kunjungan/{'a' * 26}/").status_code == 404
    assert Client().post(f"{page.replace('/batu/', '/tetangga/')}batal/").status_code == 404
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_travel_time_tells_when_to_leave_and_is_kept_nowhere(hall: Hall, client: Client) -> None:
    page = page_of(book(hall, at=NINE))
    shown = text_of(client.get(page, {"perjalanan": "45"}))
    assert "Datang pukul 08.45" in shown
    assert 'Berangkat pukul <b class="figure">08.00</b>' in shown
    for odd in ("x", "-5", "9999", "٣"):
        assert client.get(page, {"perjalanan": odd}).status_code == 200
    BookingPolicy.objects.update_or_create(mall=hall.mall, defaults={"early_minutes": 1440})
    Brief.forget_everything()
    assert "Datang pukul 09.00" in text_of(client.get(page, {"perjalanan": "45"}))
    asked = text_of(client.get("/batu/pesan/diri/", said(hall)))
    assert "Check-in dibuka sepanjang hari itu." in asked and "1440" not in asked


def test_a_visit_is_given_up_after_a_question(hall: Hall, client: Client) -> None:
    visit = book(hall)
    page = page_of(visit)
    assert "Ya, batalkan" in text_of(client.get(f"{page}batal/"))
    visit.refresh_from_db()
    assert visit.state == "booked"
    assert client.post(f"{page}batal/")["Location"] == page
    assert "Kunjungan dibatalkan" in text_of(client.get(page))
    assert not Seat.objects.exists()
    assert client.post(f"{page}batal/").status_code == 302


def test_another_time_moves_the_visit_and_its_reminders(by_sms: Hall, client: Client) -> None:
    day = by_sms.mall.today() + (tomorrow(by_sms.mall) - by_sms.mall.today()) * 3
    who = Who(phone="+6281234567890", phone_is_proven=True)
    visit = book(by_sms, at=NINE, day=day, who=who)
    page = page_of(visit)
    told = client.post(
        f"{page}pengingat/", {"saluran": "sms", "alamat": PHONE, "ingat": ["day", "hours"]}
    )
    assert told.status_code == 302
    first = set(
        Notice.objects.filter(kind="visits.reminder", state="queued").values_list("key", flat=True)
    )
    assert len(first) == 2
    day = visit.day
    moved = client.post(f"{page}ganti/", {"hari": str(day), "pukul-KTP": str(TEN)})
    assert moved["Location"] == f"{page}?diubah=1"
    visit.refresh_from_db()
    assert visit.stops.get().starts_minute == TEN
    queued = Notice.objects.filter(kind="visits.reminder", state="queued")
    assert queued.count() == 2
    assert not first & set(queued.values_list("key", flat=True))
    client.post(f"{page}batal/")
    assert not Notice.objects.filter(state="queued").exists()
    assert not Subscription.objects.exists()


def test_another_time_that_is_gone_leaves_the_old_one(hall: Hall, client: Client) -> None:
    visit = book(hall, at=NINE)
    for _ in range(slots(hall)[TEN].online):
        book(hall, at=TEN, who=Who())
    page = page_of(visit)
    answer = client.post(f"{page}ganti/", {"hari": str(visit.day), "pukul-KTP": str(TEN)})
    assert answer.status_code == 409
    assert "waktu Anda yang lama tetap berlaku" in text_of(answer)
    assert visit.stops.get().starts_minute == NINE


@pytest.mark.parametrize(
    "wrong", [{"alamat": "x"}, {"alamat": ""}, {"saluran": "fax"}, {"ingat": []}, {"ingat": ["x"]}]
)
def test_a_reminder_that_cant_be_is_refused_beside_its_field(
    by_sms: Hall, client: Client, wrong: dict[str, Any]
) -> None:
    page = page_of(book(by_sms))
    form = {"saluran": "sms", "alamat": PHONE, "ingat": ["day"]} | wrong
    answer = client.post(f"{page}pengingat/", form)
    assert answer.status_code == 422
    assert 'class="error"' in text_of(answer)
    assert not Subscription.objects.exists()


def test_waiting_for_a_seat_from_the_page_to_the_booking(hall: Hall, client: Client) -> None:
    day = tomorrow(hall.mall)
    held = [book(hall, "SKCK", at=start) for start, one in slots(hall, "C").items() if one.online]
    full = text_of(client.get("/batu/pesan/waktu/", {"layanan": "SKCK", "hari": str(day)}))
    assert "Masuk daftar tunggu" in full
    query = urlencode({"layanan": "SKCK", "hari": str(day)})
    assert client.get(f"/batu/pesan/tunggu/?{query}").status_code == 200
    form = {"layanan": "SKCK", "hari": str(day), "dari": "0", "sampai": "1440"}
    upside = client.post("/batu/pesan/tunggu/", form | {"dari": "600", "sampai": "540"})
    assert upside.status_code == 422
    joined = client.post("/batu/pesan/tunggu/", form)
    entry = WaitingListEntry.objects.get()
    page = joined["Location"]
    assert "Menunggu tempat" in text_of(client.get(page))
    actions.cancel_visit(visit_id=held[-1].pk, mall=hall.mall)
    assert "Ada tempat untuk Anda" in text_of(client.get(page))
    taken = client.post(page, {"tekan": "terima"})
    entry.refresh_from_db()
    assert entry.visit is not None
    assert taken["Location"].startswith(page_of(entry.visit))
    assert "Sudah menjadi pesanan" in text_of(client.get(page))
    assert Client().get(page.replace("/batu/", "/tidak/")).status_code == 404


def test_nobody_waits_with_the_phone_of_somebody_else(by_sms: Hall, client: Client) -> None:
    day = tomorrow(by_sms.mall)
    form = {"layanan": "SKCK", "hari": str(day), "dari": "0", "sampai": "1440", "ponsel": PHONE}
    asked = client.post("/batu/pesan/tunggu/", form)
    assert 'action="/batu/pesan/tunggu/"' in text_of(asked)
    assert 'name="sampai" value="1440"' in text_of(asked)
    assert client.post("/batu/pesan/tunggu/", form | {"kode": "x"}).status_code == 422
    assert not WaitingListEntry.objects.exists()
    done = client.post("/batu/pesan/tunggu/", form | {"kode": sent_code(by_sms)})
    entry = WaitingListEntry.objects.get()
    assert done["Location"] == tracks.waiting_path("batu", tracks.entry_track_of(entry.pk))


def test_a_number_that_was_only_typed_tells_nobody_who_waits(hall: Hall, client: Client) -> None:
    day = tomorrow(hall.mall)
    form = {"layanan": "SKCK", "hari": str(day), "dari": "0", "sampai": "1440", "ponsel": PHONE}
    first = client.post("/batu/pesan/tunggu/", form)
    other = Client().post("/batu/pesan/tunggu/", form)
    assert (first.status_code, other.status_code) == (302, 302)
    assert first["Location"] != other["Location"]
    assert client.post("/batu/pesan/tunggu/", form)["Location"] == first["Location"]
    assert WaitingListEntry.objects.count() == 2


def test_one_browser_sends_ten_codes_an_hour_whatever_the_numbers(
    by_sms: Hall, client: Client
) -> None:
    limits.forget()
    client.cookies["sh_device"] = "a" * 32
    for n in range(11):
        answer = client.post("/batu/pesan/diri/", said(by_sms, ponsel=f"0812 0000 00{n:02d}"))
        assert answer.status_code == (200 if n < 10 else 429)
    assert Notice.objects.filter(kind="visits.code").count() == 10
    limits.forget()


def test_who_no_longer_wants_to_wait_says_so(hall: Hall, client: Client) -> None:
    entry = actions.join_waiting_list(
        mall=hall.mall, service="SKCK", day=tomorrow(hall.mall), who=Who()
    )
    page = tracks.waiting_path("batu", tracks.entry_track_of(entry.pk))
    client.post(page, {"tekan": "mundur"})
    assert "tidak menunggu lagi" in text_of(client.get(page))
    assert queries.find_entry(tracks.entry_track_of(entry.pk)) is not None
