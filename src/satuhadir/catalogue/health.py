# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of the catalogue: see shared.oversight."""

from collections.abc import Iterable, Iterator
from typing import Any

from satuhadir.catalogue.queries import catalogue_counts, services_without_standard
from satuhadir.shared.oversight import Finding, Oversight


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again."""
    return {"catalogue": catalogue_counts()}


def nothing_broken() -> Iterable[str]:
    return ()


def check_standards() -> Iterator[Finding]:
    """Say how many services promise nothing today; a gap of the set-up, no fault of the system."""
    without = services_without_standard()
    says = f"{without} layanan belum punya standar" if without else "setiap layanan punya standar"
    yield Finding("standar layanan", "info" if without else "ok", says)


OVERSIGHT = Oversight(figures=all_figures, broken=nothing_broken, checks=(check_standards,))
