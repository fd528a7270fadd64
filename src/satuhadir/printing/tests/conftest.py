# SPDX-License-Identifier: Apache-2.0
"""The small cast of printing: a mall with a kiosk and a hall agent, a neighbour, a printer."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from satuhadir.agent import delivery
from satuhadir.agent.tests.simulator import Simulator
from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall, Region
from satuhadir.printing.models import Printer
from satuhadir.printing.values import Slip

SLIP = Slip(
    mall="MPP Batu",
    day="Senin, 23 November 2026",
    title="Nomor antrean",
    code="A-012",
    service="KTP",
    agency="Dukcapil",
    track_url="https://batu.example/batu/antrean/abcdefghijklmnopqrstuvwxyz/",
    again="Cetak ulang ke-{copy}.",
)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(delivery, "DONE_SECONDS", 0.3)
    monkeypatch.setattr(delivery, "_confirming", set())
    made = Simulator()
    yield made
    made.close()


def make_mall(slug: str) -> Mall:
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    return Mall.objects.create(slug=slug, name=f"MPP {slug}", region=region)


def make_device(mall: Mall, kind: str, name: str) -> Device:
    return Device.objects.create(id=uuid4(), mall=mall, kind=kind, name=name)


def make_printer(mall: Mall, name: str = "Kasir", **fields: object) -> Printer:
    fields = {"host": "127.0.0.1", "port": 9100, "width": 58} | fields
    return Printer.objects.create(id=uuid4(), mall=mall, name=name, **fields)


def of_agent(mall: Mall, agent: Device, name: str = "usb") -> Printer:
    return make_printer(mall, name, host="", agent=agent, local_name=name)


@pytest.fixture
def mall(db: None) -> Mall:
    return make_mall("batu")


@pytest.fixture
def neighbour(db: None) -> Mall:
    return make_mall("tetangga")


@pytest.fixture
def agent(mall: Mall) -> Device:
    return make_device(mall, "hall_agent", "PC kios 1")


@pytest.fixture
def spool() -> UUID:
    return uuid4()
