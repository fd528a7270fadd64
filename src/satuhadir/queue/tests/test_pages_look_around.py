# SPDX-License-Identifier: Apache-2.0
"""The pages before a number: which mall, what it serves, how long people wait."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Closure, Mall, WeeklyHours
from satuhadir.queue import actions, hotpath
from satuhadir.queue.citizen.amounts import duration_text, fee_text
from satuhadir.queue.citizen.hours import hours_of, opening_of
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.memory import Brief

ENGLISH = "en"


def text(client: Client, path: str, language: str = "id", *, status: int = 200) -> str:
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == status
    return response.content.decode()


def name_in_english(code: str, name: str) -> None:
    Service.objects.filter(code=code).update(name_en=name)
    Brief.forget_everything()


def test_the_chooser_shows_every_mall_with_who_waits(
    hall: Hall, neighbour: Hall, client: Client
) -> None:
    hall.issue()
    hall.issue("AKTA")
    page = text(client, "/")
    assert 'href="/batu/"' in page and 'href="/tetangga/"' in page
    assert "2 orang menunggu" in page and "Tidak ada yang menunggu" in page


def test_the_chooser_with_no_mall_says_so(db: None, client: Client) -> None:
    assert "Belum ada mal di sini" in text(client, "/")


def test_the_chooser_with_very_many_malls_stays_quick(
    hall: Hall, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Mall.objects.bulk_create(
        Mall(slug=f"mal-{n}", name=f"MPP {n}", region=hall.mall.region) for n in range(40)
    )
    with django_assert_max_num_queries(2):
        assert "MPP 39" in text(client, "/")


def test_home_shows_the_lines_and_leads_on(hall: Hall, client: Client) -> None:
    hall.issue()
    page = text(client, "/batu/")
    assert "KTP dan KK" in page and "1 menunggu" in page
    assert 'href="/batu/layanan/?antrean=A"' in page  # two services wait there
    assert 'href="/batu/layanan/AKTA/"' in page  # one service: straight to it
    assert 'data-line="' + str(hall.lines["A"].pk) in page
    assert "Setiap hari 24 jam" in page
    assert page.count("<h1") == 1


def test_home_costs_few_questions(
    hall: Hall, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text(client, "/batu/")
    with django_assert_num_queries(3):  # the lines, who waits in them, what all are told
        text(client, "/batu/")
    Brief.forget_everything()
    with django_assert_num_queries(14):
        text(client, "/batu/")


def test_home_in_english_marks_what_is_indonesian(hall: Hall, client: Client) -> None:
    hall.issue("AKTA")
    name_in_english("AKTA", "Birth certificate")
    page = text(client, "/batu/", ENGLISH)
    assert '<html lang="en">' in page
    assert '<strong lang="id">KTP dan KK</strong>' in page
    assert ">Birth certificate</a>" in page


def test_the_language_cookie_beats_the_browser(hall: Hall, client: Client) -> None:
    client.cookies["django_language"] = "id"
    assert '<html lang="id">' in text(client, "/batu/", ENGLISH)


def test_a_closed_mall_says_why_and_until_when(hall: Hall, client: Client) -> None:
    today = hall.mall.today()
    Closure.objects.create(
        mall=hall.mall, first_day=today, last_day=today, reason="Pemadaman listrik"
    )
    malls.forget()
    page = text(client, "/batu/")
    assert "Tutup. Buka lagi" in page and "Pemadaman listrik" in page
    assert '<span class="quiet" lang="id">Pemadaman listrik' in text(client, "/batu/", ENGLISH)


def test_a_line_its_manager_closed_says_why(hall: Hall, client: Client) -> None:
    actions.close_line(
        mall=hall.mall, line_id=hall.lines["B"].pk, actor="test", reason="Blangko habis"
    )
    assert "Blangko habis" in text(client, "/batu/")
    page = text(client, "/batu/layanan/AKTA/")
    assert "sedang tutup" in page and "Blangko habis" in page
    assert 'id="ambil"' not in page


def test_hours_name_each_day_once_and_a_break_between(hall: Hall) -> None:
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    for weekday in range(5):
        spans = [(480, 690), (780, 900)] if weekday == 4 else [(480, 900)]
        for opens, closes in spans:
            WeeklyHours.objects.create(
                mall=hall.mall, weekday=weekday, opens_minute=opens, closes_minute=closes
            )
    malls.forget()
    assert [(one.days, one.hours) for one in hours_of(hall.mall)] == [
        ("Senin–Kamis", "08.00–15.00"),
        ("Jumat", "08.00–11.30, 13.00–15.00"),
        ("Sabtu–Minggu", "tutup"),
    ]


def test_a_mall_on_its_break_says_when_it_goes_on(hall: Hall) -> None:
    now = hall.mall.local_now()
    minute = now.hour * 60 + now.minute
    if not 2 <= minute <= 1430:
        pytest.skip("midnight is too near to lie between two stretches of one day")
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    for weekday in range(7):
        for opens, closes in [(0, minute - 1), (minute + 5, 1440)]:
            WeeklyHours.objects.create(
                mall=hall.mall, weekday=weekday, opens_minute=opens, closes_minute=closes
            )
    malls.forget()
    opening = opening_of(hall.mall)
    assert not opening.is_open and opening.text.startswith("Istirahat. Buka lagi hari ini")


def test_before_numbers_are_given_the_page_says_from_when(hall: Hall, client: Client) -> None:
    now = hall.mall.local_now()
    if now.hour >= 21:
        pytest.skip("too late in the day for a mall that opens two hours from now")
    WeeklyHours.objects.filter(mall=hall.mall).delete()
    for weekday in range(7):
        WeeklyHours.objects.create(
            mall=hall.mall,
            weekday=weekday,
            opens_minute=(now.hour + 2) * 60 + now.minute,
            closes_minute=1440,
        )
    malls.forget()
    page = text(client, "/batu/layanan/KTP/")
    assert "Nomor diberikan mulai pukul" in page and 'id="ambil"' not in page
    assert "Sebabnya" not in page, "no reason is made up"


def test_search_finds_by_name_and_says_when_nothing_fits(hall: Hall, client: Client) -> None:
    assert 'href="/batu/layanan/SKCK/"' in text(client, "/batu/layanan/?q=skck")
    assert "Tidak ada layanan yang cocok dengan “helikopter”" in text(
        client, "/batu/layanan/?q=helikopter"
    )


def test_without_a_search_services_stand_under_their_agency(hall: Hall, client: Client) -> None:
    page = text(client, "/batu/layanan/")
    assert "<summary" in page and "3 layanan" in page
    assert page.index("Dukcapil") < page.index("Polres")


def test_a_line_lists_its_services(hall: Hall, client: Client) -> None:
    page = text(client, "/batu/layanan/?antrean=A")
    assert "Antrean A" in page and "/layanan/KTP/" in page and "/layanan/SKCK/" not in page
    text(client, "/batu/layanan/?antrean=ZZ", status=404)


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", '"><img src=x>', "x" * 5_000, "%%", "{{ 7|add:7 }}", "🙂"],
)
def test_what_people_type_is_only_ever_text(hall: Hall, client: Client, typed: str) -> None:
    response = client.get("/batu/layanan/", {"q": typed})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in page and "<img src=x" not in page and "1414" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/batu/layanan/?q=%00",
        "/batu/layanan/%00/",
        "/batu/antrean/%00/",
        "/batu/layanan/TIDAK_ADA/",
        "/batu/layanan/" + "X" * 3_000 + "/",
        "/batu/antrean/" + "a" * 3_000 + "/",
        "/mall-lain/",
        "/" + "x" * 3_000 + "/",
        "/batu/layanan/..%2f..%2fetc%2fpasswd/",
        "/batu/layanan/%ff%fe/",
        "/batu/layanan/?antrean=%27%3B--",
    ],
)
def test_bad_addresses_are_refused_in_words(hall: Hall, client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert 400 <= response.status_code < 500
    assert b"<h1" in response.content


def test_another_malls_service_is_not_here(hall: Hall, neighbour: Hall, client: Client) -> None:
    service = Service.objects.get(mall=neighbour.mall, code="SKCK")
    Service.objects.filter(pk=service.pk).update(code="PASPOR")
    Brief.forget_everything()
    text(client, "/tetangga/layanan/PASPOR/")
    text(client, "/batu/layanan/PASPOR/", status=404)


def test_a_service_tells_what_to_bring_and_what_it_costs(hall: Hall, client: Client) -> None:
    mall = hall.mall
    for code, label in (("KK", "Kartu Keluarga"), ("NIKAH", "Buku nikah"), ("CERAI", "Akta cerai")):
        DocumentType.objects.create(mall=mall, code=code, label=label)
    ServiceStandard.objects.create(
        mall=mall, service=Service.objects.get(mall=mall, code="KTP"), number=1,
        state="published", published_at=timezone.now(), valid_from=mall.today(),
        requirements=[
            {"documents": ["KK"], "when": "", "note": ""},
            {"documents": ["NIKAH", "CERAI"], "when": "bila kawin", "note": ""},
        ],
        procedure=[{"step": "Ambil foto.", "actor": ""}, {"step": "Tanda tangan.", "actor": ""}],
        duration={"value": 1, "longest": 3, "unit": "working_day", "note": ""},
        fees=[{"kind": "non_tax_revenue", "amount_rupiah": 30_000, "up_to_rupiah": None}],
        products=["KK"],
        legal=["UU 24/2013"],
        certainty="low",
    )  # fmt: skip
    Brief.forget_everything()
    page = text(client, "/batu/layanan/KTP/")
    for words in (
        "Rp30.000", "1–3 hari kerja", "Kartu Keluarga", "Salah satu:", "bila kawin",
        "Akta cerai", "Tanda tangan.", "UU 24/2013", "belum kami pastikan",
    ):  # fmt: skip
        assert words in page
    assert page.count("Buku nikah") == 1
    english = text(client, "/batu/layanan/KTP/", ENGLISH)
    assert '<span lang="id">Kartu Keluarga</span>' in english


@translation.override("id")
def test_fees_and_lengths_are_told_in_indonesian_form() -> None:
    assert fee_text({"kind": "free"}) == "Gratis"
    assert fee_text({"kind": "charge", "amount_rupiah": 1_500_000, "up_to_rupiah": 2_000_000}) == (
        "Rp1.500.000–2.000.000"
    )
    assert fee_text({"kind": "tax", "amount_rupiah": None}) == "Tergantung permohonan"
    assert fee_text({}) == "" and duration_text({}) == ""
    assert duration_text({"value": 90, "longest": None, "unit": "minute"}) == "90 menit"


def test_a_service_nobody_waits_for_can_be_read(hall: Hall, client: Client) -> None:
    Service.objects.create(
        mall=hall.mall, agency=Service.objects.filter(mall=hall.mall)[0].agency, code="BARU",
        name="Layanan baru", desk_minutes=5, audience="person",
    )  # fmt: skip
    Brief.forget_everything()
    page = text(client, "/batu/layanan/BARU/")
    assert "belum punya antrean" in page and 'id="ambil"' not in page
    text(client, "/batu/layanan/")


def test_open_figures_show_the_hash_of_closed_days(hall: Hall, client: Client) -> None:
    assert "Belum ada hari yang ditutup" in text(client, "/batu/angka/")
    hall.issue()
    yesterday = hall.mall.today() - timedelta(days=1)
    with hotpath.clock_in_hand() as put:
        put(hall.mall.local_now() + timedelta(days=1))
        hotpath.close_day(mall_id=hall.mall.pk, day=hall.mall.today(), actor="test")
    page = text(client, "/batu/angka/")
    answer = client.get("/batu/angka/catatan.json").json()
    assert len(answer["items"]) == 1
    assert answer["items"][0]["hash"] in page
    assert answer["items"][0]["day"] > yesterday.isoformat()
    assert client.get("/batu/angka/catatan.json").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/", "/batu/", "/batu/layanan/", "/batu/layanan/KTP/"])
def test_pages_that_only_show_take_no_post(hall: Hall, client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/batu/", "/batu/layanan/", "/batu/layanan/KTP/"])
def test_first_pages_stay_light(hall: Hall, client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(response.content) < 20_000
    assert b" style=" not in response.content
