# SPDX-License-Identifier: Apache-2.0
"""The pages of staff: who gets in, what an agency sees, what may be pressed, what is kept."""

import pytest
from django.test import Client

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.feedback import actions
from satuhadir.feedback.models import Complaint, ComplaintClock, IdentityLook, WallEntry
from satuhadir.feedback.tests.conftest import House
from satuhadir.feedback.values import Contact, Filed
from satuhadir.malls.models import SetupRecord


def as_staff(name: str, **grant: object) -> Client:
    user = User.objects.create_user(name, password="x")
    if grant:
        accounts.grant_role(user=user, **grant)  # type: ignore[arg-type]
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(house: House) -> Client:
    return as_staff("pengelola", role="manager", mall=house.mall)


@pytest.fixture
def dukcapil(house: House) -> Client:
    return as_staff("dukcapil", role="agency_manager", mall=house.mall, agency=house.dukcapil)


def page_of(filed: Filed) -> str:
    return f"/kelola/batu/pengaduan/{filed.id}/"


def pages(filed: Filed) -> list[str]:
    own = ["", "baru/", "aturan/", f"{filed.id}/", f"{filed.id}/lampiran/{filed.id}/"]
    return [f"/kelola/batu/pengaduan/{one}" for one in own]


def test_who_is_not_signed_in_is_led_to_sign_in(client: Client, house: House) -> None:
    for address in pages(house.file()):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/masuk/?next=")


def test_a_stranger_is_refused_and_a_neighbours_manager_finds_nothing(
    house: House, neighbour: House
) -> None:
    stranger = as_staff("asing")
    other = as_staff("tetangga", role="manager", mall=neighbour.mall)
    for address in pages(house.file()):
        assert stranger.get(address).status_code == 403, address
        assert other.get(address).status_code == 404, address


def test_an_officer_enters_for_somebody_and_sees_no_list(house: House) -> None:
    officer = as_staff("petugas", role="officer", mall=house.mall)
    assert officer.get("/kelola/batu/pengaduan/baru/").status_code == 200
    assert officer.get("/kelola/batu/pengaduan/").status_code == 403
    answer = officer.post(
        "/kelola/batu/pengaduan/baru/",
        {"jenis": "complaint", "isi": "Kursi roda tidak ada.", "identitas": "anonymous"},
    )
    assert answer.status_code == 200
    filed = Complaint.objects.get()
    assert (filed.channel, filed.identity) == ("desk", "anonymous")
    assert filed.number in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"


def test_an_agency_sees_what_was_forwarded_to_it_and_nothing_else(
    house: House, dukcapil: Client
) -> None:
    mine, others, unread = house.file(), house.file(), house.file(service=house.ktp)
    house.forward(mine)
    house.forward(others, house.police)
    listed = dukcapil.get("/kelola/batu/pengaduan/").content.decode()
    assert house.at(mine).number in listed
    for one in (others, unread):
        assert house.at(one).number not in listed
        assert dukcapil.get(page_of(one)).status_code == 404
        assert dukcapil.post(page_of(one), {"aksi": "jawab", "isi": "Sudah."}).status_code == 404
    actions.take_back_complaint(mall=house.mall, complaint_id=mine.id, actor="user:1")
    assert dukcapil.get(page_of(mine)).status_code == 404


def test_an_agency_reads_masked_words_and_never_a_secret_name(
    house: House, dukcapil: Client, manager: Client
) -> None:
    filed = house.file("Saya Sulastri, NIK 3579010101900001, belum dilayani.", identity="secret")
    house.forward(filed)
    seen = dukcapil.get(page_of(filed)).content.decode()
    assert "3579010101900001" not in seen
    assert "Sulastri" not in seen
    assert "belum dilayani" in seen
    assert dukcapil.post(page_of(filed), {"aksi": "identitas"}).status_code == 403
    assert not IdentityLook.objects.exists()
    assert "Sulastri Handayani" not in manager.get(page_of(filed)).content.decode()
    opened = manager.post(page_of(filed), {"aksi": "identitas"})
    assert "Sulastri Handayani" in opened.content.decode()
    assert IdentityLook.objects.get().what == "reporter"


def test_the_number_of_a_call_back_is_for_the_agency_alone(
    house: House, dukcapil: Client, manager: Client
) -> None:
    filed = house.file(
        "Bolehkah diwakilkan kepada anak saya?", kind="consultation", agency=house.dukcapil,
        wish="call", contact=Contact(phone="+6281234567890", call_hours="sore"),
    )  # fmt: skip
    assert manager.post(page_of(filed), {"aksi": "identitas"}).status_code == 403
    assert "+6281234567890" in dukcapil.post(page_of(filed), {"aksi": "identitas"}).content.decode()
    dukcapil.post(page_of(filed), {"aksi": "jawab", "isi": "Sudah kami telepon."})
    assert dukcapil.post(page_of(filed), {"aksi": "identitas"}).status_code == 403


def test_the_manager_forwards_and_the_agency_answers(
    house: House, manager: Client, dukcapil: Client
) -> None:
    filed = house.file()
    answer = manager.post(
        page_of(filed),
        {"aksi": "teruskan", "instansi": house.dukcapil.pk, "catatan": "Mohon segera."},
    )
    assert answer.status_code == 302
    assert "Mohon segera." in dukcapil.get(page_of(filed)).content.decode()
    assert dukcapil.post(page_of(filed), {"aksi": "jawab", "isi": ""}).status_code == 422
    assert dukcapil.post(page_of(filed), {"aksi": "jawab", "isi": "Sudah."}).status_code == 302
    answered = house.at(filed)
    step = answered.steps.get(verb="answer")
    assert (answered.state, step.by, step.agency) == ("answered", "agency", house.dukcapil)


@pytest.mark.parametrize("word", ["teruskan", "tarik", "tutup", "golongan", "papan", "turun"])
def test_an_agency_may_not_do_what_is_the_managers(
    house: House, dukcapil: Client, word: str
) -> None:
    filed = house.file()
    house.forward(filed)
    answer = dukcapil.post(
        page_of(filed),
        {
            "aksi": word, "isi": "Cukup panjang.", "instansi": house.police.pk,
            "golongan": "supervisory", "ringkasan": "Cukup panjang.", "jawaban": "Cukup panjang.",
        },
    )  # fmt: skip
    assert answer.status_code == 403
    assert house.at(filed).steps_count == 2


def test_an_agency_of_the_neighbour_can_not_be_chosen(
    house: House, neighbour: House, manager: Client
) -> None:
    filed = house.file()
    answer = manager.post(page_of(filed), {"aksi": "teruskan", "instansi": neighbour.police.pk})
    assert answer.status_code == 422
    assert house.at(filed).state == "received"


def test_an_unknown_press_is_not_found(house: House, manager: Client) -> None:
    assert manager.post(page_of(house.file()), {"aksi": "hapus"}).status_code == 404


def test_a_page_left_open_is_refused_and_keeps_the_words(house: House, manager: Client) -> None:
    filed = house.file()
    house.forward(filed)
    answer = manager.post(
        page_of(filed), {"aksi": "jawab", "isi": "Jawaban panjang saya.", "langkah": "1"}
    )
    assert answer.status_code == 409
    assert "Jawaban panjang saya." in answer.content.decode()
    assert house.at(filed).state == "forwarded"


def test_an_agency_gives_back_what_is_not_its_business(
    house: House, dukcapil: Client, manager: Client
) -> None:
    filed = house.file()
    house.forward(filed)
    answer = dukcapil.post(page_of(filed), {"aksi": "kembalikan", "isi": "Ini urusan polisi."})
    assert answer["Location"] == "/kelola/batu/pengaduan/"
    assert house.at(filed).state == "received"
    assert "Ini urusan polisi." in manager.get(page_of(filed)).content.decode()


def test_the_wall_refuses_what_names_somebody(house: House, manager: Client) -> None:
    filed = house.file()
    house.answer(filed)
    form = {
        "aksi": "papan",
        "ringkasan": "Sulastri menunggu dua jam.",
        "jawaban": "Sudah dibenahi.",
    }
    answer = manager.post(page_of(filed), form)
    assert answer.status_code == 422
    assert "Di sini tampak data pribadi." in answer.content.decode()
    assert not WallEntry.objects.exists()
    form["ringkasan"] = "Pemohon menunggu dua jam."
    assert manager.post(page_of(filed), form).status_code == 302
    assert WallEntry.objects.get().summary == "Pemohon menunggu dua jam."


def test_the_list_puts_what_is_late_first_and_narrows(house: House, manager: Client) -> None:
    from datetime import timedelta

    from django.utils import timezone

    fresh = house.file()
    with actions.telling_the_past(timezone.now() - timedelta(days=30)):
        late = house.file(kind="information")
    numbers = [house.at(one).number for one in (late, fresh)]
    page = manager.get("/kelola/batu/pengaduan/").content.decode()
    assert page.index(numbers[0]) < page.index(numbers[1])
    only = manager.get("/kelola/batu/pengaduan/?yang=late").content.decode()
    assert numbers[0] in only
    assert numbers[1] not in only
    for wild in ("?yang=%00", "?instansi=abc", "?jenis=zzz", "?hal=zz", "?nomor=%25"):
        assert manager.get(f"/kelola/batu/pengaduan/{wild}").status_code in {200, 400}


def test_a_manager_sets_time_limits_and_the_change_is_kept(house: House, manager: Client) -> None:
    page = "/kelola/batu/pengaduan/aturan/"
    form: dict[str, object] = {"most_objections": 2, "erase_after_days": 90, "due_soon_days": 3}
    for code in ComplaintClock.Code.values:
        form |= {f"{code}-days": 5, f"{code}-unit": "working_days", f"{code}-legal": "Perwali 1"}
    assert manager.post(page, form | {"forward-days": 0}).status_code == 422
    assert not ComplaintClock.objects.exists()
    assert manager.post(page, form).status_code == 302
    assert ComplaintClock.objects.get(code="forward").days == 5
    assert SetupRecord.objects.filter(table_name="feedback_complaintclock").exists()


def test_an_agencys_manager_may_not_set_the_rules(house: House, dukcapil: Client) -> None:
    assert dukcapil.get("/kelola/batu/pengaduan/aturan/").status_code == 403
