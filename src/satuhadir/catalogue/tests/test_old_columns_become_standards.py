# SPDX-License-Identifier: Apache-2.0
"""The version before wrote standards into columns of the service; none of it gets lost."""

import datetime as dt
import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.malls.models import Agency, Mall

step = importlib.import_module(
    "satuhadir.catalogue.migrations.0005_services_get_their_first_standard"
)
OLD = """
INSERT INTO catalogue_service (mall_id, agency_id, code, name, name_en, audience, desk_minutes,
    words, note, requirements, any_of, procedure, duration, fee, products, legal, certainty,
    sources)
VALUES (%s, %s, 'KK', 'Kartu Keluarga', '', 'person', 15, '{kk}', 'Catatan lama',
    '[{"document": "D_NIKAH", "when": "bila menikah"}, {"document": "D_KTP", "when": ""}]',
    '["D_NIKAH", "D_CERAI"]', '["Isi formulir.", "Tunggu."]',
    '{"value": 1, "longest": 3, "unit": "working_day", "note": ""}',
    '{"kind": "free", "amount_rupiah": 0, "up_to_rupiah": null, "note": "selalu"}',
    '["D_KK"]', '["Perpres 96/2018"]', 'high', '["S1"]')
"""


class Editor:
    """What a migration is given, as far as these steps need it."""

    connection = connection


@pytest.fixture
def old(mall: Mall) -> Service:
    for code in ("D_NIKAH", "D_CERAI", "D_KTP", "D_KK"):
        DocumentType.objects.create(mall=mall, code=code, label=code.removeprefix("D_").title())
    agency = Agency.objects.get(mall=mall, code="DUKCAPIL")
    with connection.cursor() as cursor:
        cursor.execute(OLD, [mall.pk, agency.pk])
    return Service.objects.get(mall=mall, code="KK")


def test_what_a_service_promised_is_its_first_standard(old: Service) -> None:
    step.convert(apps, Editor())
    step.convert(apps, Editor())  # begun again, it makes none twice
    made = ServiceStandard.objects.get(service=old)
    assert (made.number, made.state, made.valid_from) == (1, "published", dt.date(2025, 1, 1))
    assert made.requirements == [
        {"documents": ["D_NIKAH", "D_CERAI"], "when": "", "note": "Nikah: bila menikah"},
        {"documents": ["D_KTP"], "when": "", "note": ""},
    ]
    assert made.procedure == [
        {"step": "Isi formulir.", "actor": ""},
        {"step": "Tunggu.", "actor": ""},
    ]
    assert made.duration == {"value": 1, "longest": 3, "unit": "working_day", "note": ""}
    assert made.fees[0]["kind"] == "free" and made.fees[0]["note"] == "selalu"
    assert (made.products, made.legal, made.sources) == (["D_KK"], ["Perpres 96/2018"], ["S1"])
    assert (made.note, made.certainty) == ("Catatan lama", "high")
    assert made.papers.count() == 4


def test_the_way_back_writes_the_columns_again(old: Service) -> None:
    step.convert(apps, Editor())
    columns = "requirements, any_of, procedure, fee, note, certainty"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalogue_service SET requirements = '[]', any_of = '[]', procedure = '[]',"
            " fee = '{}', note = '', certainty = 'low'"
        )
        step.convert_back(apps, Editor())
        cursor.execute(f"SELECT {columns} FROM catalogue_service WHERE id = %s", [old.pk])
        row: Any = cursor.fetchone()
    found = dict(zip(columns.split(", "), (step.json.loads(one) if isinstance(one, str) and one[0]
                     in "[{" else one for one in row), strict=True))  # fmt: skip
    assert found["any_of"] == ["D_NIKAH", "D_CERAI"]
    assert [one["document"] for one in found["requirements"]] == ["D_NIKAH", "D_CERAI", "D_KTP"]
    assert found["procedure"] == ["Isi formulir.", "Tunggu."]
    assert found["fee"]["note"] == "selalu"
    assert (found["note"], found["certainty"]) == ("Catatan lama", "high")


def test_the_version_before_may_still_write_services(mall: Mall, old: Service) -> None:
    agency = Agency.objects.get(mall=mall, code="DUKCAPIL")
    new = Service.objects.create(
        mall=mall, agency=agency, code="BARU", name="Baru", audience="person", desk_minutes=5
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT requirements::text, fee::text, certainty FROM catalogue_service WHERE id = %s",
            [new.pk],
        )
        assert cursor.fetchone() == ("[]", "{}", "low")
        cursor.execute(
            "INSERT INTO catalogue_documenttype (mall_id, code, label, origin)"
            " VALUES (%s, 'D_LAMA', 'Lama', '[]')",
            [mall.pk],
        )
    assert DocumentType.objects.get(code="D_LAMA").lookup_system == ""
