# SPDX-License-Identifier: Apache-2.0
"""The manager's pages of planning: who may see what, every state, what is refused and how."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.malls.models import Agency, SetupRecord
from satuhadir.planning import actions
from satuhadir.planning.actions import working
from satuhadir.planning.models import RosterPerson, Run
from satuhadir.planning.tests.conftest import Hall
from satuhadir.planning.tests.test_do_calculations import ask
from satuhadir.queue.tests.desks import sign_in

WHOLE = ("", "bagaimana-jika/", "jam-buka/", "giliran/")
SHARED = ("jadwal/", "petugas/")
AT = "/kelola/batu/rencana-mal/"


@pytest.fixture
def manager(hall: Hall) -> Client:
    return sign_in("pengelola", "manager", hall)


@pytest.fixture
def of_police(hall: Hall) -> Client:
    return sign_in("polres", "agency_manager", hall, "POLRES")


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(AT + path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def person(hall: Hall, code: str = "DUKCAPIL", name: str = "Sari W.", **more: Any) -> RosterPerson:
    agency = Agency.objects.get(mall=hall.mall, code=code)
    return actions.save_person(mall=hall.mall, agency=agency, name=name, **more)


def test_each_page_knows_who_may_see_it(
    hall: Hall, neighbour: Hall, manager: Client, of_police: Client, client: Client
) -> None:
    run = ask(hall)
    stranger, officer = sign_in("asing"), sign_in("petugas", "officer", hall)
    next_door = sign_in("sebelah", "manager", neighbour)
    for path in (*WHOLE, *SHARED, f"hitungan/{run.pk}/"):
        assert client.get(AT + path).headers["Location"].startswith("/masuk/?next="), path
        text(stranger, path, 403)
        text(officer, path, 403)
        text(next_door, path, 404)
        text(manager, path)
    for path in WHOLE[1:]:
        text(of_police, path, 403)
    assert of_police.get(AT).headers["Location"] == f"{AT}jadwal/"
    for path in SHARED:
        text(of_police, path)
    text(of_police, f"hitungan/{run.pk}/", 404)


def test_a_run_of_a_neighbour_is_not_found(hall: Hall, neighbour: Hall, manager: Client) -> None:
    from satuhadir.planning.tests.conftest import measured

    run = ask(measured(neighbour))
    text(manager, f"hitungan/{run.pk}/", 404)


def test_while_too_few_days_are_measured_each_page_says_so(
    unmeasured: Hall, manager: Client
) -> None:
    for path in (*WHOLE, "jadwal/"):
        page = text(manager, path)
        assert "Baru 0 hari terukur" in page, path
        assert "Usulkan jadwal</button>" not in page
    response = manager.post(f"{AT}bagaimana-jika/", {"ubah": "lunch"})
    assert response.status_code == 200
    assert not Run.objects.exists()


def test_a_question_is_asked_watched_and_answered(hall: Hall, manager: Client, quick: None) -> None:
    line = str(hall.lines["A"].pk)
    response = manager.post(
        f"{AT}bagaimana-jika/", {"ubah": "counter", "antrean": line, "hari": ""}
    )
    assert response.status_code == 302
    run = Run.objects.get()
    assert response.headers["Location"] == f"{AT}hitungan/{run.pk}/"
    page = text(manager, f"hitungan/{run.pk}/")
    assert 'http-equiv="refresh"' in page
    assert "Batalkan hitungan" in page
    working._claim()
    page = text(manager, f"hitungan/{run.pk}/")
    assert "sedang disiapkan" in page
    assert '<progress max="100" aria' in page  # nobody is told 0 % for minutes
    Run.objects.update(percent=7)
    assert "sedang dihitung, 7 %" in text(manager, f"hitungan/{run.pk}/")
    working._take_up_again()
    actions.work_next()
    page = text(manager, f"hitungan/{run.pk}/")
    assert 'http-equiv="refresh"' not in page
    assert "Satu loket lagi untuk A · KTP dan KK" in page
    assert page.count("<svg") >= 3
    assert "…</text>" not in page, "a name beside its whisker is whole"
    assert "dengan keyakinan 95 %" in page
    assert "data contoh" in page


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({}, "Pilih salah satu."),
        ({"ubah": "counter"}, "Isi bagian ini."),
        ({"ubah": "counter", "antrean": "lain"}, "Pilih salah satu."),
        ({"ubah": "people", "persen": "0"}, "Isi selain 0"),
        ({"ubah": "people", "persen": "900"}, "200"),
        ({"ubah": "head_start", "menit": "20"}, "Ini aturan yang sekarang"),
        ({"ubah": "theta", "umur": "10"}, "Ini aturan yang sekarang"),
        ({"ubah": "lunch", "hari": "9"}, "Pilih salah satu."),
    ],
)
def test_a_question_that_makes_no_sense_is_told_beside_its_field(
    hall: Hall, manager: Client, said: dict[str, str], about: str
) -> None:
    response = manager.post(f"{AT}bagaimana-jika/", said)
    assert response.status_code == 422
    page = response.content.decode()
    assert about in page
    assert 'role="alert"' in page
    assert not Run.objects.exists()


def test_a_counter_cannot_learn_what_it_does(hall: Hall, manager: Client) -> None:
    said = {"ubah": "learn", "loket": str(hall.counters[1].pk)}
    taken = manager.post(f"{AT}bagaimana-jika/", {**said, "antrean_kedua": str(hall.lines["A"].pk)})
    assert "sudah melayani antrean itu" in taken.content.decode()
    fine = manager.post(f"{AT}bagaimana-jika/", {**said, "antrean_kedua": str(hall.lines["B"].pk)})
    assert fine.status_code == 302


def test_a_full_queue_is_told_and_the_input_kept(hall: Hall, manager: Client) -> None:
    for n in range(6):
        ask(hall, n + 1)
    response = manager.post(f"{AT}bagaimana-jika/", {"ubah": "people", "persen": "77"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Sudah 6 hitungan menunggu" in page
    assert 'value="77"' in page


def test_a_run_is_cancelled_by_its_button_and_only_once(hall: Hall, manager: Client) -> None:
    run = ask(hall)
    response = manager.post(f"{AT}hitungan/{run.pk}/", {"aksi": "batal"})
    assert response.status_code == 302
    assert "Hitungan ini dibatalkan" in text(manager, f"hitungan/{run.pk}/")
    assert manager.post(f"{AT}hitungan/{run.pk}/", {"aksi": "batal"}).status_code == 409


def test_opening_hours_and_rules_of_turn_are_answered(
    hall: Hall, manager: Client, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satuhadir.planning.advising.BATCHES", 2)
    for path, words in (("jam-buka/", "Yang dicoba"), ("giliran/", "Menit didahulukan")):
        response = manager.post(AT + path, {"hari": ""})
        assert response.status_code == 302, path
        actions.work_next()
        page = manager.get(response.headers["Location"]).content.decode()
        assert words in page, path


@pytest.fixture
def rostered(hall: Hall, manager: Client, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Next week's roster, with a person of each agency."""
    monkeypatch.setattr("satuhadir.planning.rostering.RUNS", 6)
    person(hall)
    person(hall, "POLRES", "Bima K.")
    week = manager.get(f"{AT}jadwal/").context["form"].fields["minggu"].choices[0][0]
    response = manager.post(f"{AT}jadwal/", {"minggu": week, "janji": "30", "bagian": "60"})
    assert response.status_code == 302
    actions.work_next()
    return Run.objects.get()


def test_a_roster_has_names_and_files_and_each_agency_sees_its_own(
    hall: Hall, rostered: Run, manager: Client, of_police: Client
) -> None:
    page = text(manager, f"hitungan/{rostered.pk}/")
    assert "Sari W." in page
    assert "Dukcapil" in page
    own = text(of_police, f"hitungan/{rostered.pk}/")
    assert "Sari W." not in own
    assert "Dukcapil" not in own
    rows = list(
        csv.reader(io.StringIO(text(manager, f"hitungan/{rostered.pk}.csv").lstrip("\ufeff")))
    )
    assert rows[0][:3] == ["Tanggal", "Hari", "Instansi"]
    assert any("Sari W." in row for row in rows)
    book = load_workbook(io.BytesIO(manager.get(f"{AT}hitungan/{rostered.pk}.xlsx").content))
    assert book.sheetnames == ["Jaga", "Loket"]
    assert "Sari W." not in text(of_police, f"hitungan/{rostered.pk}.csv")
    text(manager, f"hitungan/{rostered.pk}.pdf", 404)
    assert of_police.post(f"{AT}hitungan/{rostered.pk}/", {"aksi": "batal"}).status_code == 200


def test_only_a_roster_has_files(hall: Hall, manager: Client) -> None:
    text(manager, f"hitungan/{ask(hall).pk}.csv", 404)


def test_a_roster_out_of_bounds_is_refused(hall: Hall, manager: Client) -> None:
    response = manager.post(f"{AT}jadwal/", {"minggu": "2020-01-06", "janji": "1", "bagian": "99"})
    assert response.status_code == 422
    assert not Run.objects.exists()


def test_people_are_added_changed_and_taken_off(hall: Hall, manager: Client) -> None:
    agency = Agency.objects.get(mall=hall.mall, code="DUKCAPIL")
    said = {"name": "Sari  W.", "agency": agency.pk, "weekly_hours": "35", "days_off": ["4"]}
    assert manager.post(f"{AT}petugas/", said).status_code == 302
    kept = RosterPerson.objects.get()
    assert (kept.name, kept.days_off) == ("Sari W.", [4])
    twice = manager.post(f"{AT}petugas/", said)
    assert twice.status_code == 422
    assert "Nama ini sudah ada" in twice.content.decode()
    manager.post(f"{AT}petugas/{kept.pk}/", {**said, "name": "Sari Wulan"})
    kept.refresh_from_db()
    assert kept.name == "Sari Wulan"
    assert SetupRecord.objects.filter(table_name="planning_rosterperson").count() == 2
    manager.post(f"{AT}petugas/{kept.pk}/", {"aksi": "hapus"})
    assert not RosterPerson.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"weekly_hours": "0"},
        {"weekly_hours": "99"},
        {"days_off": ["9"]},
        {"agency": ""},
    ],
)
def test_a_person_out_of_bounds_is_refused_with_the_input_kept(
    hall: Hall, manager: Client, wrong: dict[str, Any]
) -> None:
    agency = Agency.objects.get(mall=hall.mall, code="DUKCAPIL")
    said = {"name": "Ida", "agency": agency.pk, "weekly_hours": "35"} | wrong
    response = manager.post(f"{AT}petugas/", said)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not RosterPerson.objects.exists()


def test_an_agency_keeps_only_its_own_people(hall: Hall, of_police: Client) -> None:
    other = person(hall)
    own = person(hall, "POLRES", "Bima K.")
    page = text(of_police, "petugas/")
    assert "Bima K." in page
    assert "Sari W." not in page
    text(of_police, f"petugas/{own.pk}/")
    text(of_police, f"petugas/{other.pk}/", 404)
    assert of_police.post(f"{AT}petugas/{other.pk}/", {"aksi": "hapus"}).status_code == 404
    said = {"name": "Ida", "agency": other.agency_id, "weekly_hours": "35"}
    assert of_police.post(f"{AT}petugas/", said).status_code == 422
    assert RosterPerson.objects.count() == 2


def test_an_agencys_roster_is_about_itself_alone(
    hall: Hall, of_police: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satuhadir.planning.rostering.RUNS", 4)
    week = of_police.get(f"{AT}jadwal/").context["form"].fields["minggu"].choices[0][0]
    of_police.post(f"{AT}jadwal/", {"minggu": week, "janji": "30", "bagian": "60"})
    run = Run.objects.get()
    assert run.agency is not None and run.agency.code == "POLRES"
    assert of_police.post(f"{AT}hitungan/{run.pk}/", {"aksi": "batal"}).status_code == 302


def test_who_manages_several_agencies_chooses_whose_roster(
    hall: Hall, neighbour: Hall, of_police: Client
) -> None:
    """Each agency of theirs can be asked about; another of the mall, or next door, can't be."""
    kpp = Agency.objects.create(mall=hall.mall, code="KPP", name="Pajak", kind="vertical")
    theirs = User.objects.get(username="polres")
    accounts.grant_role(user=theirs, role="agency_manager", mall=hall.mall, agency=kpp)
    form = of_police.get(f"{AT}jadwal/").context["form"]
    assert [label for _pk, label in form.fields["instansi"].choices] == ["Pajak", "Polres"]
    week = form.fields["minggu"].choices[0][0]
    said = {"minggu": week, "janji": "30", "bagian": "60"}
    not_theirs = Agency.objects.exclude(mall=hall.mall, code__in=["KPP", "POLRES"])
    for one in ("", *not_theirs.values_list("pk", flat=True)):
        refused = of_police.post(f"{AT}jadwal/", {**said, "instansi": one})
        assert refused.status_code == 422
        assert "Pilih salah satu." in refused.content.decode()
    assert not Run.objects.exists()
    for one in (kpp, hall.mall.agencies.get(code="POLRES")):
        asked = of_police.post(f"{AT}jadwal/", {**said, "instansi": one.pk})
        assert asked.status_code == 302
        assert Run.objects.order_by("-asked_at")[0].agency == one
    assert Run.objects.count() == 2
    page = text(of_police, "jadwal/")
    assert page.count("Pajak") >= 2


def test_who_manages_one_agency_or_all_is_not_asked_which(
    hall: Hall, manager: Client, of_police: Client
) -> None:
    for client in (manager, of_police):
        assert "instansi" not in client.get(f"{AT}jadwal/").context["form"].fields


def test_without_the_solver_the_page_says_so(
    hall: Hall, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(hall)
    for is_there in (True, False):
        monkeypatch.setattr("satuhadir.planning.views.roster.has_solver", lambda: is_there)  # noqa: B023
        assert ("OR-Tools belum terpasang" in text(manager, "jadwal/")) is not is_there
