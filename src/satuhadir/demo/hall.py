# SPDX-License-Identifier: Apache-2.0
"""The devices of the demonstration's hall: some that speak, one gone quiet, one shut out.

They stand for machines nobody has to plug in. The glass itself is open in the demonstration; a
browser that is paired there becomes one device more.
"""

from typing import NamedTuple

from satuhadir.accounts.models import User
from satuhadir.demo.content import load_demonstration
from satuhadir.devices import actions, queries
from satuhadir.devices.models import Kind
from satuhadir.devices.values import Given
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.jobs import Job


class Piece(NamedTuple):
    """A device of the hall, and whether it goes on speaking."""

    kind: Kind
    given: Given
    software: str
    speaks: bool = True


HALL = (
    Piece(Kind.KIOSK, Given("Kios pintu utara", "Pintu utara"), "Chromium 142, Linux"),
    Piece(Kind.KIOSK, Given("Kios lantai 2", "Depan tangga"), "Chromium 142, Windows"),
    Piece(Kind.DISPLAY, Given("Layar ruang tunggu", "Lantai 1"), "Chromium 138, Android"),
    Piece(Kind.DISPLAY, Given("Layar lantai 2", "Lantai 2"), "Chromium 120, webOS", speaks=False),
)
OLD = Piece(Kind.KIOSK, Given("Kios lama", "Gudang"), "Chromium 109, Windows")


def furnish(mall: Mall, manager: User) -> None:
    """Let the hall's devices in, as its manager would at each of them."""
    for piece in (*HALL, OLD):
        claimed = actions.pair_here(
            mall=mall, kind=piece.kind, given=piece.given, by=manager, software=piece.software
        )
        if piece is OLD:
            actions.revoke_device(mall=mall, device_id=claimed.device.pk)


def hear_hall() -> None:
    """Hear from the devices that go on speaking, if the demonstration's mall is here."""
    try:
        mall = mall_by_slug(load_demonstration().mall.slug)
    except MallNotFound:
        return
    speaking = {piece.given.name for piece in HALL if piece.speaks}
    for one in queries.health_of(mall):
        if one.name in speaking and one.state != "revoked":
            actions.hear_from(queries.device_at(mall, one.id))


JOBS = (Job("demo.hall", 60.0, hear_hall),)
