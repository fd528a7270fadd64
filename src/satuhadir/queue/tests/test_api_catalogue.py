# SPDX-License-Identifier: Apache-2.0
"""The catalogue over the API: a standard of a day, its versions, papers and life events."""

from datetime import timedelta

import pytest

from satuhadir.catalogue import actions as catalogue
from satuhadir.catalogue.models import ServiceStandard
from satuhadir.queue.tests.api_client import Api, api_fixture  # noqa: F401
from satuhadir.queue.tests.conftest import Hall
from satuhadir.shared.memory import Brief

FILE = """\
catalogue: 2
agencies: {DUKCAPIL: {name: Dukcapil, kind: regional_office}}
documents:
  D_KK: {label: Kartu Keluarga, name_en: Family card, lookup_system: siak}
  D_KTP: {label: KTP-el, name_en: Identity card}
  D_SKL: {label: Surat keterangan lahir, where_from: rumah sakit}
services:
  - code: KTP
    name: KTP-el baru
    agency: DUKCAPIL
    audience: person
    desk_minutes: 10
    valid_from: "2026-01-02"
    decree_number: 1/2026
    requirements: [{documents: [D_KK, D_SKL], when: bila hilang}]
    procedure: [{step: Datang, actor: warga}]
    duration: {value: 1, longest: 3, unit: working_day}
    fees: [{kind: charge, amount_rupiah: 5000, legal: Perda 1/2024}]
    products: [D_KTP]
    complaint_routes: [{channel: phone, address: 0341 123}]
    legal: [UU 24/2013]
    staff_count: 2
    note: Datang sendiri.
events:
  - {code: LAHIR, name: Kelahiran, steps: [{service: KTP, after: [], note: nanti}]}
"""


@pytest.fixture
def told(api: Api) -> Api:
    """The API of a hall whose KTP service has a standard since the beginning of the year."""
    document = catalogue.read_catalogue(FILE.encode(), file="a.yaml")
    catalogue.import_catalogue(api.hall.mall, document, actor="command:test")
    Brief.forget_everything()
    return api


def test_a_service_comes_with_its_standard_of_today(told: Api) -> None:
    one = told.get(f"{told.mall}/services/KTP")
    standard = one["standard"]
    names = {"persyaratan", "prosedur", "jangka_waktu", "biaya", "produk", "pengaduan"}
    assert names <= set(standard)
    assert standard["persyaratan"] == [
        {
            "documents": [
                {"code": "D_KK", "name": "Kartu Keluarga", "name_en": "Family card"},
                {"code": "D_SKL", "name": "Surat keterangan lahir", "name_en": ""},
            ],
            "when": "bila hilang",
            "note": "",
        }
    ]
    assert standard["prosedur"] == [{"step": "Datang", "actor": "warga"}]
    assert (standard["jangka_waktu"]["value"], standard["jangka_waktu"]["longest"]) == (1, 3)
    assert (standard["biaya"][0]["amount_rupiah"], standard["biaya"][0]["kind"]) == (5000, "charge")
    assert [paper["code"] for paper in standard["produk"]] == ["D_KTP"]
    assert standard["pengaduan"] == [{"channel": "phone", "address": "0341 123", "note": ""}]
    assert (standard["dasar_hukum"], standard["jumlah_pelaksana"]) == (["UU 24/2013"], 2)
    assert (standard["number"], standard["valid_from"]) == (1, "2026-01-02")
    assert (one["note"], one["life_events"]) == ("Datang sendiri.", ["LAHIR"])


def test_another_day_has_another_standard_and_all_are_listed(told: Api) -> None:
    first = ServiceStandard.objects.get(mall=told.hall.mall)
    today = told.hall.mall.today()
    later = today + timedelta(days=3)
    parts = {
        name: getattr(first, name) for name in ("requirements", "procedure", "duration", "products")
    }
    ServiceStandard.objects.create(
        mall=told.hall.mall, service=first.service, number=2, state="published",
        valid_from=later, published_at=first.published_at, change_note="Gratis.",
        fees=[{"kind": "free", "amount_rupiah": 0}], **parts,
    )  # fmt: skip
    path = f"{told.mall}/services/KTP"
    fees = {
        day: (told.get(f"{path}?day={day}")["standard"] or {"biaya": [{"kind": None}]})["biaya"]
        for day in (today, later, later + timedelta(days=400), "2026-01-01", "2026-01-02")
    }
    assert [one[0]["kind"] for one in fees.values()] == ["charge", "free", "free", None, "charge"]
    assert told.get(path)["standard"]["number"] == 1
    assert [(one["number"], one["change_note"]) for one in told.get(path)["versions"]] == [
        (2, "Gratis."), (1, ""),
    ]  # fmt: skip


def test_a_draft_is_shown_to_nobody(told: Api) -> None:
    first = ServiceStandard.objects.get(mall=told.hall.mall)
    ServiceStandard.objects.create(
        mall=told.hall.mall, service=first.service, number=2, state="draft", note="rahasia"
    )
    for who in (None, "manager"):
        one = told.get(f"{told.mall}/services/KTP", who)
        assert "rahasia" not in str(one.json)
        assert len(one["versions"]) == 1


def test_a_service_without_a_standard_says_so(told: Api) -> None:
    one = told.get(f"{told.mall}/services/SKCK")
    assert (one["standard"], one["versions"], one["note"]) == (None, [], "")


@pytest.mark.parametrize("day", ["kemarin", "2026-02-30", "20260102", "0001-01-01"])
def test_what_is_no_day_is_refused(day: str, told: Api) -> None:
    refused = told.get(f"{told.mall}/services/KTP?day={day}")
    assert (refused.status, refused.fields) == (422, [("day", "shared.not_a_day")])


def test_papers_tell_who_issues_and_who_asks_for_them(told: Api, neighbour: Hall) -> None:
    found = {one["code"]: one for one in told.get(f"{told.mall}/documents")["items"]}
    assert set(found) == {"D_KK", "D_KTP", "D_SKL"}
    assert (found["D_KTP"]["issued_by"], found["D_KTP"]["asked_by"]) == (["KTP"], [])
    assert (found["D_KK"]["asked_by"], found["D_KK"]["lookup_system"]) == (["KTP"], "siak")
    one = told.get(f"{told.mall}/documents/D_SKL")
    assert (one["where_from"], one["issued_by"]) == ("rumah sakit", [])
    first = told.get(f"{told.mall}/documents?limit=2")
    rest = told.get(f"{told.mall}/documents?limit=2&cursor={first['next']}")
    assert [one["code"] for one in first["items"] + rest["items"]] == ["D_KK", "D_KTP", "D_SKL"]
    for path in (f"{told.mall}/documents/D_X", f"/malls/{neighbour.mall.slug}/documents/D_KK"):
        assert told.get(path).code == "catalogue.document_not_found"


def test_life_events_come_with_their_steps(told: Api, neighbour: Hall) -> None:
    [event] = told.get(f"{told.mall}/life-events")["items"]
    assert event == told.get(f"{told.mall}/life-events/LAHIR").json
    assert event["steps"] == [
        {"service": "KTP", "name": "KTP-el baru", "after": [], "note": "nanti"}
    ]
    for path in (f"{told.mall}/life-events/X", f"/malls/{neighbour.mall.slug}/life-events/LAHIR"):
        assert told.get(path).code == "catalogue.life_event_not_found"
