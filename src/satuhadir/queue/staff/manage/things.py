# SPDX-License-Identifier: Apache-2.0
"""The devices and printers of the hall as the floor tells of them: how many are well, which not."""

from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from satuhadir.devices import queries as devices
from satuhadir.devices.values import DeviceHealth
from satuhadir.malls.models import Mall
from satuhadir.printing import queries as printing
from satuhadir.printing.values import PrinterHealth
from satuhadir.queue.staff.desk.context import minutes_words
from satuhadir.queue.staff.manage.attention import Concern
from satuhadir.shared.memory import Brief

_read: Brief[tuple[list[DeviceHealth], list[PrinterHealth]]] = Brief(5)


@dataclass(frozen=True, slots=True)
class Things:
    """How many devices and printers the hall has, how many are well, and what is not."""

    all: int
    well: int
    concerns: list[Concern]

    @property
    def words(self) -> str:
        return _("{well} dari {all} sehat").format(well=self.well, all=self.all)


def things_of(mall: Mall) -> Things | None:
    """Return the health of the hall's devices and printers (three queries, kept 5 s); None
    without any.
    """
    heard, printers = _read.get(mall.pk, lambda: _both(mall))
    known = [one for one in heard if one.state != "revoked"]
    silent = [one for one in known if one.state == "silent"]
    broken = [one for one in printers if not one.is_fine]
    if not known and not printers:
        return None
    told = chain(
        (
            Concern(
                f"perangkat-{one.id}",
                "late",
                _("{device} tidak terdengar").format(device=one.name),
                _("Kabar terakhir {ago} yang lalu. {place}").format(
                    ago=minutes_words(one.minutes or 0), place=one.place
                ),
            )
            for one in silent
        ),
        (
            Concern(
                f"printer-{one.id}",
                "late",
                _("{printer} tidak mencetak").format(printer=one.name),
                f"{one.word}. {', '.join(one.kiosks) or one.where}",
            )
            for one in broken
        ),
    )
    total = len(known) + len(printers)
    return Things(total, total - len(silent) - len(broken), list(told))


def _both(mall: Mall) -> tuple[list[DeviceHealth], list[PrinterHealth]]:
    return devices.health_of(mall), printing.printers_of(mall)
