# SPDX-License-Identifier: Apache-2.0
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Agency, Mall


def bring(mall: Mall, text: str) -> actions.ImportResult:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    return actions.import_catalogue(mall, document, actor="test")


def counts(result: actions.ImportResult) -> tuple[int, int, int]:
    return result.created, result.changed, result.unchanged


def test_services_and_papers_come_with_all_their_facts(mall: Mall, text: str) -> None:
    result = bring(mall, text)
    assert counts(result) == (3, 0, 0)
    assert result.documents_created == 2
    service = Service.objects.select_related("agency").get(mall=mall, code="KK")
    assert service.agency.code == "DUKCAPIL"
    assert service.words == ["kk", "c1"]
    standard = service.standards.get()
    assert (standard.number, standard.is_published) == (1, True)
    assert standard.valid_from == mall.today()
    assert standard.requirements == [
        {"documents": ["D_KTP"], "when": "", "note": ""},
        {"documents": ["D_KK"], "when": "bila ada", "note": ""},
    ]
    assert standard.fees == [
        {
            "kind": "free", "amount_rupiah": 0, "up_to_rupiah": None, "formula": "", "legal": "",
            "effective_day": None, "note": "",
        }
    ]  # fmt: skip
    assert standard.duration == {"value": 1, "longest": 3, "unit": "working_day", "note": ""}
    assert [one["step"] for one in standard.procedure] == ["Isi formulir.", "Tunggu."]
    assert standard.sources == ["pengetahuan umum"]
    assert [one.code for one in queries.issuers_of(mall, "D_KK")] == ["KK"]
    assert queries.issuers_of(mall, "D_KTP") == ()


def test_the_same_file_again_changes_nothing(mall: Mall, text: str) -> None:
    bring(mall, text)
    assert counts(bring(mall, text)) == (0, 0, 3)


def test_the_same_file_again_leaves_a_draft_that_somebody_is_writing(mall: Mall, text: str) -> None:
    """A file that says what is published already has nothing to say about the draft."""
    bring(mall, text)
    service = Service.objects.get(mall=mall, code="KK")
    draft = actions.draft_standard(service=service, actor="user:1")
    type(draft).objects.filter(pk=draft.pk).update(change_note="Kerja seharian.")
    result = bring(mall, text)
    assert (result.drafted, result.changes) == (0, ())
    draft.refresh_from_db()
    assert (draft.change_note, draft.revision) == ("Kerja seharian.", 1)
    assert bring(mall, text.replace("Isi formulir.", "Isi di loket.")).drafted == 1
    draft.refresh_from_db()
    assert draft.procedure[0]["step"] == "Isi di loket."


def test_a_changed_row_is_changed_and_keeps_its_place(mall: Mall, text: str) -> None:
    bring(mall, text)
    before = Service.objects.get(mall=mall, code="KK")
    result = bring(mall, text.replace("desk_minutes: 15", "desk_minutes: 20"))
    after = Service.objects.get(mall=mall, code="KK")
    assert counts(result) == (0, 1, 2)
    assert (after.pk, after.desk_minutes) == (before.pk, 20)


def test_services_a_file_does_not_name_stay(mall: Mall, text: str) -> None:
    bring(mall, text)
    bring(mall, text.split("  - code: SIM-C", maxsplit=1)[0])
    assert Service.objects.filter(mall=mall).count() == 3


def test_an_absent_agency_is_taken_in_by_its_host(mall: Mall, text: str) -> None:
    bring(mall, text)
    assert Service.objects.get(mall=mall, code="HALAL").agency.code == "POLRES"


def test_an_agency_with_a_booth_of_its_own_keeps_its_services(mall: Mall, text: str) -> None:
    Agency.objects.create(mall=mall, code="BPJPH", name="Badan Halal", kind="vertical")
    bring(mall, text)
    assert Service.objects.get(mall=mall, code="HALAL").agency.code == "BPJPH"


def test_a_mall_without_the_agency_takes_nothing_at_all(mall: Mall, text: str) -> None:
    Agency.objects.filter(mall=mall, code="POLRES").delete()
    with pytest.raises(CatalogueInvalid) as caught:
        bring(mall, text)
    assert [one.field for one in caught.value.problems] == ["SIM-C.agency", "HALAL.agency"]
    assert caught.value.problems[0].row == "baris 27"
    assert not Service.objects.exists()
    assert not DocumentType.objects.exists()


def test_hosts_in_a_circle_end(mall: Mall, text: str) -> None:
    Agency.objects.filter(mall=mall, code="POLRES").delete()
    circle = text.replace("kind: vertical}", "kind: vertical, hosted_by: BPJPH}", 1)
    with pytest.raises(CatalogueInvalid):
        bring(mall, circle)


def test_the_neighbour_mall_has_its_own_rows(mall: Mall, neighbour: Mall, text: str) -> None:
    bring(mall, text)
    assert queries.services_of(neighbour) == ()
    bring(neighbour, text)
    assert Service.objects.filter(code="KK").count() == 2


@pytest.mark.django_db
def test_a_service_never_names_an_agency_of_another_mall(mall: Mall, neighbour: Mall) -> None:
    foreign = Agency.objects.get(mall=neighbour, code="POLRES")
    Service.objects.create(
        mall=mall, agency=foreign, code="X", name="X", desk_minutes=5,
        audience="person",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="service_has_an_agency_of_its_mall"):
        connection.check_constraints()


def test_the_command_tells_what_it_did(mall: Mall, text: str, tmp_path: Path) -> None:
    file = tmp_path / "berkas.yaml"
    file.write_text(text, encoding="utf-8")
    said = StringIO()
    call_command("catalogue_import", str(file), "--mall", mall.slug, stdout=said)
    call_command("catalogue_import", str(file), "--mall", mall.slug, stdout=said)
    assert said.getvalue().splitlines() == [
        "3 layanan baru, 0 berubah, 0 tetap.",
        "0 layanan baru, 0 berubah, 3 tetap.",
    ]


def test_the_command_prints_one_line_per_problem_and_writes_nothing(
    mall: Mall, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "berkas.yaml"
    bad = text.replace("desk_minutes: 15", "desk_minutes: -1").replace(
        "agency: POLRES", "agency: X"
    )
    file.write_text(bad, encoding="utf-8")
    complaints = StringIO()
    with pytest.raises(CommandError, match="2 masalah; tidak ada yang disimpan") as caught:
        call_command("catalogue_import", str(file), "--mall", mall.slug, stderr=complaints)
    assert caught.value.returncode == 1
    assert complaints.getvalue().splitlines() == [
        "berkas.yaml: baris 16: KK.desk_minutes: harus antara 1 dan 480",
        "berkas.yaml: baris 30: SIM-C.agency: instansi X tidak ada dalam berkas ini",
    ]
    assert not Service.objects.exists()


def test_the_command_refuses_a_missing_file(mall: Mall, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"tidak-ada\.yaml"):
        call_command("catalogue_import", str(tmp_path / "tidak-ada.yaml"), "--mall", mall.slug)


def test_the_command_refuses_an_unknown_mall(mall: Mall, text: str, tmp_path: Path) -> None:
    file = tmp_path / "berkas.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("catalogue_import", str(file), "--mall", "tidak-ada")
