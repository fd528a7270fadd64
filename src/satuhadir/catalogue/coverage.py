# SPDX-License-Identifier: Apache-2.0
"""Which services that offices usually have are not in a mall yet."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from satuhadir.catalogue.entries import CatalogueDocument, ServiceEntry
from satuhadir.catalogue.importing import read_catalogue
from satuhadir.catalogue.models import Service
from satuhadir.catalogue.queries import fold
from satuhadir.malls.models import Agency, Mall


@dataclass(slots=True)
class AgencyCoverage:
    """One agency of a list: is it in the mall, and which of its services are and are not.

    `takes_in` is the agency of the mall that would take its services, empty where there is none.
    """

    code: str
    name: str
    is_here: bool
    takes_in: str
    present: list[ServiceEntry] = field(default_factory=list)
    missing: list[ServiceEntry] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.present) + len(self.missing)


@cache
def usual_services() -> CatalogueDocument:
    """Return the shipped list of services that regencies usually have."""
    raw = files("satuhadir.catalogue").joinpath("data/layanan.yaml").read_bytes()
    return read_catalogue(raw, file="layanan.yaml")


def coverage_of(
    mall: Mall, listed: CatalogueDocument, *, agencies: Collection[int] | None = None
) -> list[AgencyCoverage]:
    """Compare a list with a mall, by code or by name; agencies with the most missing first.

    `agencies` keeps to those of the mall; None: all of the list.
    """
    services = list(Service.objects.filter(mall=mall))
    codes = {one.code for one in services}
    names = {fold(one.name) for one in services}
    here = {one.code: one for one in Agency.objects.filter(mall=mall)}
    hosts = {one.code: one.hosted_by for one in listed.agencies}
    found = {}
    for agency in listed.agencies:
        taker = agency.code
        passed: set[str] = set()
        while taker and taker not in here and taker not in passed:
            passed.add(taker)
            taker = hosts.get(taker, "")
        takes = here.get(taker)
        if agencies is not None and (takes is None or takes.pk not in agencies):
            continue
        found[agency.code] = AgencyCoverage(
            agency.code, agency.name, agency.code in here, takes.name if takes else ""
        )
    for entry in listed.services:
        row = found.get(entry.agency)
        if row is not None:
            is_here = entry.code in codes or fold(entry.name) in names
            (row.present if is_here else row.missing).append(entry)
    rows = [one for one in found.values() if one.total]
    return sorted(rows, key=lambda one: (-len(one.missing), one.name))
