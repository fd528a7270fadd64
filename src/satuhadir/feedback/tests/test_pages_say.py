# SPDX-License-Identifier: Apache-2.0
"""A citizen's pages: the form, the tracker, the wall; nothing for who has no key."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.feedback import actions
from satuhadir.feedback.models import Attachment, Complaint, Reporter, Step, WallEntry
from satuhadir.feedback.tests.conftest import STORY, House
from satuhadir.feedback.tracks import read_track, track_path
from satuhadir.shared import limits

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.forget()


def said(**other: object) -> dict[str, object]:
    return {
        "kunci": str(uuid4()), "jenis": "complaint", "tentang": "l:KTP", "bagian": "requirements",
        "isi": STORY, "identitas": "named", "nama": "Sulastri", "ponsel": "0812 3456 7890",
    } | other  # fmt: skip


def test_what_is_sent_gets_a_page_of_its_own(client: Client, house: House) -> None:
    answer = client.post("/batu/pengaduan/baru/", said())
    assert answer.status_code == 302
    shown = client.get(answer["Location"])
    page = shown.content.decode()
    complaint = Complaint.objects.get()
    assert complaint.number in page
    assert "Giliran pengelola mal" in page
    assert (complaint.service, complaint.clause) == (house.ktp, "requirements")
    assert shown["Cache-Control"] == "no-store, private"
    assert "noindex" in shown["X-Robots-Tag"]


def test_the_address_may_name_kind_service_and_part(client: Client, house: House) -> None:
    page = client.get("/batu/pengaduan/baru/?jenis=pengaduan&layanan=KTP&bagian=biaya")
    text = page.content.decode()
    assert '<option value="l:KTP" selected>' in text
    assert '<option value="fees" selected>' in text


def test_who_comes_from_a_service_complains_of_it(client: Client, house: House) -> None:
    text = client.get("/batu/pengaduan/?layanan=KTP").content.decode()
    ways = re.findall(r'class="place" href="(.*?)"', text)
    assert len(ways) == 4
    for way in ways:
        page = client.get(unescape(way)).content.decode()
        assert '<option value="l:KTP" selected>' in page, way
    for code in ("TIDAK", '"><b>', ""):
        page = client.get("/batu/pengaduan/", {"layanan": code}).content.decode()
        assert not re.search(r'class="place" href="[^"]*layanan=', page) and '"><b>' not in page


def test_a_form_sent_twice_counts_once(client: Client, house: House) -> None:
    form = said()
    first, second = (client.post("/batu/pengaduan/baru/", form) for _ in range(2))
    assert first["Location"] == second["Location"]
    other = client.post("/batu/pengaduan/baru/", form | {"isi": "Cerita lain yang cukup panjang."})
    assert other.status_code == 409
    assert "Cerita lain" in other.content.decode()
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"isi": ""}, "Ceritakan dahulu apa yang terjadi."),
        ({"isi": "pendek"}, "Ceritakan sedikit lebih banyak"),
        ({"tentang": "l:TIDAKADA"}, "Pilih dari daftar ini saja."),
        ({"jenis": "consultation"}, "Pilih dari daftar ini saja."),
        ({"ponsel": "12"}, "Tulis nomor ponsel Indonesia"),
        ({"surel": "bukan"}, "Tulis alamat surel"),
        ({"nama": ""}, "Tulis nama Anda, atau pilih tanpa nama."),
        ({"kunjungan": "A-012"}, "bukan halaman nomor dari hari ini"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, house: House, wrong: dict[str, object], sentence: str
) -> None:
    answer = client.post("/batu/pengaduan/baru/", said(tempat="Loket 5, Senin", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Loket 5, Senin" in page
    assert 'role="alert"' in page
    assert not Complaint.objects.exists()


def test_personal_numbers_are_warned_of_once_and_sent_when_meant(
    client: Client, house: House
) -> None:
    form = said(isi="NIK saya 3579010101900001 ditolak terus.")
    assert client.post("/batu/pengaduan/baru/", form).status_code == 422
    assert client.post("/batu/pengaduan/baru/", form | {"tahu": "1"}).status_code == 302


def test_without_a_name_nothing_of_the_sender_is_kept(client: Client, house: House) -> None:
    client.post("/batu/pengaduan/baru/", said(identitas="anonymous"))
    assert Complaint.objects.get().identity == "anonymous"
    assert not Reporter.objects.exists()


@pytest.mark.parametrize("identity", ["anonymous", "secret", "named"])
def test_staff_who_are_signed_in_speak_as_citizens(
    client: Client, house: House, identity: str
) -> None:
    officer = User.objects.create_user("petugas", password="x")
    accounts.grant_role(user=officer, role="officer", mall=house.mall)
    client.force_login(officer)
    body = {"kind": "complaint", "identity": identity, "text": STORY}
    more = {} if identity == "anonymous" else {"name": "Sulastri"}
    client.post("/api/v1/malls/batu/complaints", body | more, content_type="application/json")
    client.post("/batu/pengaduan/baru/", said(identitas=identity))
    assert list(Step.objects.values_list("actor", flat=True)) == ["public", "public"]


def test_a_file_is_kept_cleaned_and_handed_out_to_the_holder_alone(
    client: Client, house: House
) -> None:
    upload = SimpleUploadedFile("rumah-saya.png", PNG, "image/png")
    where = client.post("/batu/pengaduan/baru/", said(berkas=upload))["Location"]
    kept = Attachment.objects.get()
    address = f"{where.partition('?')[0]}lampiran/{kept.pk}/"
    assert address in client.get(where).content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = house.file()
    stolen = f"{track_path('batu', other.track)}lampiran/{kept.pk}/"
    assert client.get(stolen).status_code == 404


def test_a_file_that_is_no_picture_is_refused_with_the_words_kept(
    client: Client, house: House
) -> None:
    upload = SimpleUploadedFile("foto.png", b"MZ\x90\x00 kode", "image/png")
    answer = client.post("/batu/pengaduan/baru/", said(berkas=upload))
    assert answer.status_code == 409
    assert STORY in answer.content.decode()
    assert not Complaint.objects.exists()


def test_nothing_but_the_key_opens_the_page(client: Client, house: House, neighbour: House) -> None:
    filed = house.file()
    complaint = house.at(filed)
    for word in (complaint.number, str(complaint.pk), "a" * 26, complaint.track_hash.hex()[:26]):
        assert client.get(f"/batu/pengaduan/{word}/").status_code == 404
    assert client.get(track_path("tetangga", filed.track)).status_code == 404
    assert client.get(track_path("batu", filed.track.upper())).status_code == 200


def test_a_code_off_a_paper_is_read_as_people_type_it(client: Client, house: House) -> None:
    filed = house.file()
    spaced = " ".join(filed.track[n : n + 4] for n in range(0, 26, 4)).upper()
    for typed in (spaced, f"http://testserver{track_path('batu', filed.track)}"):
        assert read_track(typed) == filed.track
        answer = client.post("/batu/pengaduan/buka/", {"kode": typed})
        assert answer["Location"] == track_path("batu", filed.track)
    assert client.post("/batu/pengaduan/buka/", {"kode": "salah"}).status_code == 404


def test_the_citizen_replies_objects_and_accepts_on_the_page(client: Client, house: House) -> None:
    filed = house.file()
    path = track_path("batu", filed.track)
    house.ask(filed)
    assert "Hari apa kejadiannya?" in client.get(path).content.decode()
    assert client.post(f"{path}balas/", {"isi": ""}).status_code == 422
    assert client.post(f"{path}balas/", {"isi": "Hari Senin."}).status_code == 302
    house.forward(filed)
    house.answer(filed)
    assert "Syarat itu kami hapus." in client.get(path).content.decode()
    assert client.post(f"{path}keberatan/", {"isi": "Masih diminta."}).status_code == 302
    house.answer(filed)
    assert client.post(f"{path}terima/", {"nilai": "3"}).status_code == 302
    assert (house.at(filed).state, house.at(filed).rating) == ("closed", 3)
    assert client.post(f"{path}terima/").status_code == 409
    assert client.get(path).status_code == 200


def test_a_press_on_a_page_left_open_is_refused_and_keeps_the_words(
    client: Client, house: House
) -> None:
    filed = house.file()
    path = track_path("batu", filed.track)
    house.answer(filed)
    actions.object_to_answer(mall=house.mall, complaint_id=filed.id, text="Belum.")
    answer = client.post(f"{path}keberatan/", {"isi": "Sekali lagi belum.", "langkah": "2"})
    assert answer.status_code == 409
    assert house.at(filed).objections == 1


def test_staff_words_are_not_on_the_citizens_page(client: Client, house: House) -> None:
    filed = house.file()
    actions.note_for_staff(
        mall=house.mall, complaint_id=filed.id, text="Rahasia dapur.", by="mall", actor="user:1"
    )
    assert "Rahasia dapur" not in client.get(track_path("batu", filed.track)).content.decode()


def test_the_ombudsman_is_named_where_the_time_is_over(client: Client, house: House) -> None:
    from datetime import timedelta

    from django.utils import timezone

    with actions.telling_the_past(timezone.now() - timedelta(days=90)):
        late = house.file()
        house.forward(late)
    fresh = house.file()
    assert "Ombudsman" in client.get(track_path("batu", late.track)).content.decode()
    assert "Ombudsman" not in client.get(track_path("batu", fresh.track)).content.decode()


def test_the_wall_shows_what_a_manager_wrote_and_never_the_words_that_came_in(
    client: Client, house: House
) -> None:
    filed = house.file("Petugas bernama Anton membentak saya di loket tiga.")
    house.answer(filed)
    assert "Anton" not in client.get("/batu/pengaduan/").content.decode()
    actions.publish_on_wall(
        mall=house.mall, complaint_id=filed.id, summary="Pemohon merasa dibentak di loket.",
        answer="Petugas dibina.", actor="user:1",
    )  # fmt: skip
    page = client.get("/batu/pengaduan/").content.decode()
    assert "Pemohon merasa dibentak" in page
    assert "Anton" not in page
    actions.take_off_wall(mall=house.mall, complaint_id=filed.id, actor="user:1")
    assert "Pemohon merasa dibentak" not in client.get("/batu/pengaduan/").content.decode()
    assert WallEntry.objects.count() == 1


def test_a_consultation_asks_for_a_number_only_to_be_called(client: Client, house: House) -> None:
    form = {
        "kunci": str(uuid4()), "jenis": "consultation", "tentang": "i:DUKCAPIL",
        "isi": "Apakah anak di bawah umur boleh mewakili?", "identitas": "anonymous",
        "cara": "call",
    }  # fmt: skip
    refused = client.post("/batu/konsultasi/", form)
    assert refused.status_code == 422
    assert "Tulis nomor ponsel supaya dapat ditelepon." in refused.content.decode()
    assert client.post("/batu/konsultasi/", form | {"ponsel": "081234567890"}).status_code == 302
    assert Reporter.objects.get().phone == "+6281234567890"
    assert Complaint.objects.get().state == "forwarded"


def test_a_flood_from_one_phone_is_held_back_with_the_words_kept(
    client: Client, house: House
) -> None:
    client.get("/batu/pengaduan/baru/")
    answers = [client.post("/batu/pengaduan/baru/", said()) for _ in range(12)]
    assert [one.status_code for one in answers].count(429) == 2
    assert STORY in answers[-1].content.decode()
    assert answers[-1]["Retry-After"]
