# SPDX-License-Identifier: Apache-2.0
"""Life events: every paper once, steps in their order, honest sums; lists to print and to keep."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from satuhadir.catalogue.models import DocumentType, LifeEvent, Service
from satuhadir.queue.citizen.amounts import (
    Cost,
    Span,
    cost_of,
    cost_text,
    fees_text,
    span_of,
    span_text,
)
from satuhadir.queue.citizen.events import errands_of_choice
from satuhadir.queue.citizen.journey import Errand, Journey, errands_of, in_stages, journey_of
from satuhadir.queue.citizen.kinds import Shelf
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.promises import life_event, papers, publish
from satuhadir.shared import limits
from satuhadir.shared.memory import Brief

DAYS = {"longest": None, "note": "", "unit": "working_day"}
FREE = [{"kind": "free", "legal": "UU 24/2013"}]


def text(client: Client, path: str, language: str = "id", *, status: int = 200) -> str:
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    """Speak Indonesian, whatever language a request before this test asked for."""
    with translation.override("id"):
        yield


@pytest.fixture
def birth(hall: Hall) -> LifeEvent:
    """A certificate, then a family card, then an identity card; a police letter beside them."""
    mall = hall.mall
    papers(mall, D_SKL="Surat keterangan lahir", D_KK="Kartu Keluarga", D_KTP="KTP-el")
    DocumentType.objects.filter(mall=mall, code="D_SKL").update(where_from="Rumah sakit")
    DocumentType.objects.filter(mall=mall, code="D_KK").update(lookup_system="siak")
    publish(
        mall, "AKTA", "D_SKL", "D_KK", "D_NIKAH|D_SPTJM", products=["D_AKTA"], fees=FREE,
        duration={**DAYS, "value": 1, "longest": 5},
        citizen_deadlines=[{"value": 60, "unit": "calendar_day", "since": "kelahiran"}],
    )  # fmt: skip
    publish(
        mall, "KK", "D_AKTA", "D_KK", {"documents": ["D_SKPWNI"], "when": "bila pindah"},
        products=["D_KK"], fees=FREE, duration={**DAYS, "value": 1, "longest": 3},
    )  # fmt: skip
    publish(mall, "KTP", "D_KK", "D_AKTA", products=["D_KTP"], duration={**DAYS, "value": 1})
    publish(
        mall, "SKCK", "D_KK", products=["D_SKCK"], duration={**DAYS, "value": 4},
        fees=[{"kind": "non_tax_revenue", "amount_rupiah": 30_000, "up_to_rupiah": None}],
    )  # fmt: skip
    return life_event(mall, "LAHIR", AKTA="", KK="AKTA", KTP="KK", SKCK="", HILANG="KK")


def journey(hall: Hall, event: LifeEvent) -> Journey:
    return journey_of(hall.mall, errands_of(event))


def named(found: Journey, code: str) -> list[object]:
    return [one for one in found.papers if code in one.key.split("+")]


# ── order ────────────────────────────────────────────────────────────────────────────────────


def test_each_step_comes_after_all_it_waits_for_as_early_as_it_may() -> None:
    errands = [Errand("C", ("A", "B")), Errand("A"), Errand("D", ("C",)), Errand("B", ("A",))]
    stages = [[one.code for one in stage] for stage in in_stages(errands)]
    assert stages == [["A"], ["B"], ["C"], ["D"]]
    side_by_side = [Errand("A"), Errand("B"), Errand("C", ("A",)), Errand("D", ("GONE",))]
    assert [[one.code for one in stage] for stage in in_stages(side_by_side)] == [
        ["A", "B", "D"],
        ["C"],
    ]


def test_a_circle_comes_last_and_loses_nobody() -> None:
    errands = [Errand("A", ("B",)), Errand("B", ("A",)), Errand("C")]
    assert [[one.code for one in stage] for stage in in_stages(errands)] == [["C"], ["A", "B"]]
    assert in_stages([]) == []


def test_the_steps_are_numbered_and_the_one_the_mall_lacks_is_named(
    hall: Hall, birth: LifeEvent
) -> None:
    found = journey(hall, birth)
    assert [[step.code for step in stage] for stage in found.stages] == [
        ["AKTA", "SKCK"],
        ["KK"],
        ["KTP", "HILANG"],
    ]
    assert [step.number for step in found.steps] == [1, 2, 3, 4, 5]
    assert [step.code for step in found.missing] == ["HILANG"]
    kk = found.steps[2]
    assert kk.after == (1,) and kk.line is not None and kk.line.booth == "Gerai 1"


# ── papers ───────────────────────────────────────────────────────────────────────────────────


def test_each_paper_stands_once_with_the_steps_that_ask_for_it(
    hall: Hall, birth: LifeEvent
) -> None:
    found = journey(hall, birth)
    keys = [one.key for one in found.papers]
    assert len(keys) == len(set(keys))
    assert [one.key for one in found.papers_first] == ["D_KK", "D_NIKAH+D_SPTJM"]
    assert [one.key for one in found.papers_outside] == ["D_SKL"]
    assert [(one.key, one.whens) for one in found.papers_if] == [("D_SKPWNI", ["bila pindah"])]
    card = found.papers_first[0]
    assert card.steps == [1, 2, 3]  # the certificate, the police letter, the card itself
    assert (card.made_by, card.made_for) == (3, [4])  # the new one, for the identity card
    assert card.lookups == ["SIAK (kependudukan)"]


def test_what_a_step_before_issues_is_not_brought(hall: Hall, birth: LifeEvent) -> None:
    [made] = journey(hall, birth).papers_made
    assert (made.key, made.made_by, made.made_for) == ("D_AKTA", 1, [3, 4])
    assert not made.is_brought


def test_what_a_step_beside_issues_is_brought(hall: Hall) -> None:
    publish(hall.mall, "KK", products=["D_KK"])
    publish(hall.mall, "KTP", "D_KK")
    found = journey(hall, life_event(hall.mall, "BEBAS", KK="", KTP=""))
    assert [one.key for one in found.papers_first] == ["D_KK"]
    assert not found.papers_made


def test_of_a_group_the_paper_that_is_brought_anyway_is_enough(hall: Hall) -> None:
    publish(hall.mall, "KK", "D_KTP|D_IJAZAH")
    publish(hall.mall, "KTP", "D_KTP")
    found = journey(hall, life_event(hall.mall, "DUA", KK="", KTP=""))
    assert [(one.key, one.steps) for one in found.papers] == [("D_KTP", [1, 2])]


def test_of_a_group_the_paper_issued_on_the_way_is_enough(hall: Hall) -> None:
    publish(hall.mall, "KK", products=["D_KK"])
    publish(hall.mall, "KTP", "D_IJAZAH|D_KK")
    found = journey(hall, life_event(hall.mall, "LALU", KK="", KTP="KK"))
    assert [one.key for one in found.papers_made] == ["D_KK"]
    assert not found.papers_first


# ── time and money ───────────────────────────────────────────────────────────────────────────


def test_the_longest_path_and_the_sum_are_told_as_ranges(hall: Hall, birth: LifeEvent) -> None:
    found = journey(hall, birth)
    assert found.shortest == Span(4, 9, 1)  # 1–5, then 1–3, then 1; the police letter takes 4
    assert found.whole == Span(7, 13, 1)
    assert (found.shortest_text, found.whole_text) == ("4–9 hari kerja", "7–13 hari kerja")
    assert found.is_parallel
    assert found.cost == Cost(30_000, 30_000, 2)
    assert found.cost_text == "Rp30.000" and found.has_more_cost
    assert found.desk_minutes == 20 + 15 + 10 + 12


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(0, 0, 1), ""),
        (Span(0, 0, 0), "hari itu juga"),
        (Span(15 / 480, 15 / 480), "hari itu juga"),
        (Span(1 / 8, 3), "hari itu juga sampai 3 hari kerja"),
        (Span(1 + 15 / 480, 3 + 15 / 480), "1–3 hari kerja"),
        (Span(2, 2), "2 hari kerja"),
        (Span(21, 84), "kira-kira 1–4 bulan"),
    ],
)
def test_lengths_in_words(span: Span, words: str) -> None:
    assert span_text(span) == words


def test_lengths_of_other_units_become_working_days() -> None:
    assert span_of({"value": 7, "unit": "calendar_day"}) == Span(5, 5)
    assert span_of({"value": 8, "longest": 16, "unit": "working_hour"}) == Span(1, 2)
    assert span_of({"value": 2, "unit": "week"}) == Span(10, 10)
    assert span_of({}) == Span(0, 0, 1)


def test_money_is_added_honestly() -> None:
    fixed = {"kind": "charge", "amount_rupiah": 75_000, "up_to_rupiah": 80_000}
    free, unknown = {"kind": "free"}, {"kind": "tax", "amount_rupiah": None}
    premium = {"kind": "premium", "amount_rupiah": 35_000}
    assert cost_of([fixed]) == Cost(75_000, 80_000)
    assert cost_of([free, fixed]) == Cost(0, 80_000)
    assert cost_of([fixed, unknown]) == Cost(75_000, 80_000, 1)
    assert cost_of([premium]) == Cost(0, 0, 1)  # paid every month: no part of a sum
    assert cost_of([]) == Cost(0, 0, 1)
    assert cost_text(Cost(0, 0)) == "Gratis"
    assert cost_text(Cost(0, 0, 2)) == "Tergantung permohonan"
    assert cost_text(Cost(75_000, 80_000, 1)) == "Rp75.000–80.000"
    assert fees_text([premium, {**premium, "amount_rupiah": 100_000}]) == "mulai Rp35.000"
    assert fees_text([fixed]) == "Rp75.000–80.000" and fees_text([]) == ""


# ── pages ────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_an_event_tells_all_of_it(hall: Hall, birth: LifeEvent, client: Client) -> None:
    LifeEvent.objects.filter(pk=birth.pk).update(
        name="Bayi lahir", name_en="A baby is born", note="Tiga sekaligus.",
        external_steps=[{"name": "Minta surat", "where": "Rumah sakit", "note": ""}],
    )  # fmt: skip
    Brief.forget_everything()
    page = text(client, "/batu/peristiwa/LAHIR/")
    for words in (
        "Bayi lahir", "Tiga sekaligus.", "60 hari sejak kelahiran", "Surat keterangan lahir",
        "Datanya mungkin sudah ada di SIAK", "Gerai 1", "Tidak ada di mal ini", "Rp30.000",
        "4–9 hari kerja", "7–13 hari kerja", "Minta surat", "Boleh bersamaan",
        'href="/batu/layanan/AKTA/"', 'href="/batu/peristiwa/LAHIR/daftar/"',
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<h1") == 1
    english = text(client, "/batu/peristiwa/LAHIR/", "en")
    assert "<h1>A baby is born</h1>" in english
    assert '<span lang="id">Surat keterangan lahir</span>' in english


def test_the_events_stand_on_home_catalogue_and_a_page_of_their_own(
    hall: Hall, neighbour: Hall, birth: LifeEvent, client: Client
) -> None:
    for path in ("/batu/", "/batu/layanan/", "/batu/peristiwa/", "/batu/layanan/AKTA/"):
        assert 'href="/batu/peristiwa/LAHIR/"' in text(client, path), path
    for path in ("/tetangga/", "/tetangga/layanan/", "/tetangga/layanan/AKTA/"):
        assert "/peristiwa/LAHIR/" not in text(client, path), path
    assert "Belum ada peristiwa" in text(client, "/tetangga/peristiwa/")
    for path in ("", "daftar/", "daftar.pdf"):
        text(client, f"/tetangga/peristiwa/LAHIR/{path}", status=404)
        text(client, f"/batu/peristiwa/lahir/{path}", status=404)


def test_the_list_has_a_box_for_each_paper_once(
    hall: Hall, birth: LifeEvent, client: Client
) -> None:
    page = text(client, "/batu/peristiwa/LAHIR/daftar/")
    boxes = re.findall(r'<input type="checkbox" name="([^"]+)"', page)
    assert boxes == ["D_KK", "D_NIKAH+D_SPTJM", "D_SKL", "D_SKPWNI"]
    assert page.count("Kartu Keluarga</span>") == 1
    assert "dari langkah 1" in page


def test_the_list_comes_as_a_pdf(hall: Hall, birth: LifeEvent, client: Client) -> None:
    limits.forget()
    response = client.get("/batu/peristiwa/LAHIR/daftar.pdf")
    assert response["Content-Type"] == "application/pdf"
    [page] = PdfReader(BytesIO(response.content)).pages
    found = page.extract_text()
    assert "Surat keterangan lahir" in found and "langkah 1, 2, 3" in found
    assert found.count("Kartu Keluarga") == 1


def test_papers_of_an_own_choice_are_listed_once(
    hall: Hall, birth: LifeEvent, client: Client
) -> None:
    page = text(client, "/batu/daftar-berkas/?layanan=KTP&layanan=KK&layanan=KTP&layanan=XX")
    boxes = re.findall(r'<input type="checkbox" name="([^"]+)"', page)
    assert [one for one in boxes if one != "layanan"] == ["D_AKTA", "D_KK", "D_SKPWNI"]
    assert page.count('name="layanan" value="KTP" checked') == 1
    assert "layanan=KTP&amp;layanan=KK" in page  # the PDF of the same choice
    one = text(client, "/batu/daftar-berkas/?layanan=SKCK")
    assert "Urutannya" not in one


def test_without_a_choice_the_services_are_offered(
    hall: Hall, birth: LifeEvent, client: Client
) -> None:
    page = text(client, "/batu/daftar-berkas/")
    assert 'name="layanan" value="KTP"' in page and "Unduh PDF" not in page
    assert text(client, "/batu/daftar-berkas/?layanan=%3Cscript%3E").count("<script>") == 0
    text(client, "/batu/daftar-berkas.pdf", status=404)
    text(client, "/batu/daftar-berkas.pdf?layanan=XX", status=404)


def test_a_choice_waits_for_what_is_issued_but_not_in_a_circle(
    hall: Hall, birth: LifeEvent
) -> None:
    errands = errands_of_choice(Shelf(hall.mall), ["KTP", "AKTA", "KK", "SKCK"])
    assert {one.code: set(one.after) for one in errands} == {
        "KTP": {"AKTA", "KK"},
        "AKTA": set(),  # it asks for the card, and the card for it
        "KK": set(),
        "SKCK": {"KK"},
    }


def test_a_mall_without_services_says_so(hall: Hall, client: Client) -> None:
    Service.objects.filter(mall=hall.mall).update(name="X" * 160)
    Brief.forget_everything()
    assert "XXXX" in text(client, "/batu/daftar-berkas/")


@pytest.mark.parametrize(
    "path", ["peristiwa/", "peristiwa/LAHIR/", "peristiwa/LAHIR/daftar/", "daftar-berkas/"]
)
def test_pages_that_only_show_take_no_post(
    hall: Hall, birth: LifeEvent, client: Client, path: str
) -> None:
    assert client.post(f"/batu/{path}").status_code == 405
