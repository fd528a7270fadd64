# SPDX-License-Identifier: Apache-2.0
"""The catalogue's small cast: a mall, its neighbour, and a short file both could import."""

from typing import Any

import pytest

from satuhadir.malls.models import Agency, Mall, Region

FILE = """\
catalogue: 1
sources: {K: pengetahuan umum}
agencies:
  DUKCAPIL: {name: Dinas Kependudukan, kind: regional_office}
  POLRES: {name: Kepolisian Resor, kind: vertical}
  BPJPH: {name: Badan Halal, kind: vertical, hosted_by: POLRES}
documents:
  D_KK: {label: Kartu Keluarga, issued_by: [KK]}
  D_KTP: {label: KTP-el}
services:
  - code: KK
    name: Kartu Keluarga
    name_en: Family card
    agency: DUKCAPIL
    audience: person
    desk_minutes: 15
    words: [kk, c1]
    requirements: [D_KTP, {document: D_KK, when: bila ada}]
    any_of: [D_KTP]
    procedure: [Isi formulir., Tunggu.]
    duration: {value: 1, longest: 3, unit: working_day}
    fee: {kind: free}
    products: [D_KK]
    legal: [Perpres 96/2018]
    certainty: high
    sources: [K]
  - code: SIM-C
    name: Perpanjangan SIM C
    name_en: Renewal of licence C
    agency: POLRES
    audience: person
    desk_minutes: 10
    words: [sim mati, motor]
    duration: {value: 30, unit: minute}
    fee: {kind: non_tax_revenue, amount_rupiah: 75000}
    certainty: medium
  - code: HALAL
    name: Sertifikat halal
    agency: BPJPH
    audience: business
    desk_minutes: 30
    duration: {value: 12, unit: working_day}
    fee: {kind: mixed, amount_rupiah: 0, up_to_rupiah: 230000, note: gratis dalam kuota}
    certainty: low
"""


@pytest.fixture
def text() -> str:
    return FILE


def build_mall(slug: str) -> Mall:
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    mall = Mall.objects.create(slug=slug, name=f"MPP {slug}", region=region)
    for code, kind in [("DUKCAPIL", "regional_office"), ("POLRES", "vertical")]:
        Agency.objects.create(mall=mall, code=code, name=f"Instansi {code}", kind=kind)
    return mall


@pytest.fixture
def mall(db: Any) -> Mall:
    return build_mall("satu")


@pytest.fixture
def neighbour(db: Any) -> Mall:
    return build_mall("dua")
