# SPDX-License-Identifier: Apache-2.0
"""The papers an officer checks for what a person came for."""

from collections.abc import Sequence
from typing import NamedTuple

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

_labels: Brief[dict[str, str]] = Brief(30)


class Paper(NamedTuple):
    """A paper to check. An empty `when` means always; several `labels`: one of them is enough."""

    labels: tuple[str, ...]
    when: str


def papers_for(mall: Mall, codes: Sequence[str]) -> list[Paper]:
    """Return the papers of these services together, each once, in the catalogue's order."""
    labels = _labels.get(mall.pk, lambda: _read_labels(mall))
    found: dict[Paper, None] = {}
    for code in codes:
        try:
            service = catalogue.service_at(mall, code)
        except ServiceNotFound:
            continue
        found.update(dict.fromkeys(_papers(service, labels)))
    return list(found)


def _papers(service: Service, labels: dict[str, str]) -> list[Paper]:
    papers = [
        Paper((labels.get(one["document"], one["document"]),), one.get("when", ""))
        for one in service.requirements
    ]
    if service.any_of:
        papers.append(Paper(tuple(labels.get(one, one) for one in service.any_of), ""))
    return papers


def _read_labels(mall: Mall) -> dict[str, str]:
    return dict(DocumentType.objects.filter(mall=mall).values_list("code", "label"))
