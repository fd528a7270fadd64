# SPDX-License-Identifier: Apache-2.0
"""The papers an officer checks for what a person came for."""

from collections.abc import Sequence
from typing import NamedTuple

from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.models import Mall


class Paper(NamedTuple):
    """A paper to check. An empty `when` means always; several `labels`: one of them is enough."""

    labels: tuple[str, ...]
    when: str


def papers_for(mall: Mall, codes: Sequence[str]) -> list[Paper]:
    """Return the papers of these services together, each once, in the standards' order."""
    today, kinds = catalogue.standards_today(mall), catalogue.document_types(mall)
    found: dict[Paper, None] = {}
    for code in codes:
        standard = today.get(code)
        for one in standard.requirements if standard else ():
            labels = [kinds[code].label if code in kinds else code for code in one["documents"]]
            found[Paper(tuple(labels), one["when"])] = None
    return list(found)
