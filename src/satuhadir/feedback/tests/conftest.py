# SPDX-License-Identifier: Apache-2.0
"""A small cast: one mall with two agencies, a neighbour, people who say something."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from satuhadir.catalogue.models import Service
from satuhadir.feedback import actions
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.values import Contact, Filed
from satuhadir.malls.models import Agency, Mall, Region, WeeklyHours

STORY = "Petugas meminta fotokopi yang tidak ada di daftar persyaratan."
PERSON = Contact(name="Sulastri Handayani", phone="+6281234567890", email="sulastri@contoh.id")


@dataclass
class House:
    """One mall as the tests use it."""

    mall: Mall
    dukcapil: Agency
    police: Agency
    ktp: Service

    def file(self, text: str = STORY, **extra: Any) -> Filed:
        """File a complaint, by name from a phone unless told otherwise."""
        said: dict[str, Any] = {
            "kind": "complaint", "identity": "named", "channel": "phone", "actor": "public",
        }  # fmt: skip
        said |= extra
        if said["identity"] != "anonymous":
            said.setdefault("contact", PERSON)
        return actions.file_complaint(mall=self.mall, text=text, **said)

    def at(self, filed: Filed | UUID) -> Complaint:
        return Complaint.objects.get(pk=filed if isinstance(filed, UUID) else filed.id)

    def forward(self, filed: Filed, agency: Agency | None = None) -> Complaint:
        return actions.forward_complaint(
            mall=self.mall, complaint_id=filed.id, agency=agency or self.dukcapil, actor="user:1"
        )

    def answer(self, filed: Filed, text: str = "Syarat itu kami hapus.") -> Complaint:
        return actions.answer_complaint(
            mall=self.mall, complaint_id=filed.id, text=text, by="agency", actor="user:2"
        )

    def ask(self, filed: Filed, text: str = "Hari apa kejadiannya?") -> Complaint:
        return actions.ask_citizen(
            mall=self.mall, complaint_id=filed.id, text=text, by="mall", actor="user:1"
        )


def build_house(slug: str) -> House:
    """Make a mall open Monday to Friday, with Dukcapil, Polres and the service KTP."""
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    mall = Mall.objects.create(slug=slug, name=f"MPP {slug.title()}", region=region)
    for weekday in range(5):
        WeeklyHours.objects.create(mall=mall, weekday=weekday, opens_minute=480, closes_minute=900)
    dukcapil = Agency.objects.create(
        mall=mall, code="DUKCAPIL", name="Dinas Kependudukan", kind="regional_office"
    )
    police = Agency.objects.create(mall=mall, code="POLRES", name="Polres", kind="vertical")
    ktp = Service.objects.create(
        mall=mall,
        agency=dukcapil,
        code="KTP",
        name="KTP hilang",
        desk_minutes=10,
        audience="person",
    )
    return House(mall, dukcapil, police, ktp)


@pytest.fixture
def house(db: None) -> House:
    return build_house("batu")


@pytest.fixture
def neighbour(db: None) -> House:
    return build_house("tetangga")
