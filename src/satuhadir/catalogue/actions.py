# SPDX-License-Identifier: Apache-2.0
"""Everything that changes the catalogue. Commands and the demonstration call these."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from satuhadir.catalogue import queries
from satuhadir.catalogue.entries import AgencyEntry, CatalogueDocument, Problem, ServiceEntry
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.importing import catalogue_from_plain, read_catalogue
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Agency, Mall

# What an import is made of, for the rooms above: read or build a document, then import it.
__all__ = [
    "CatalogueDocument",
    "ImportResult",
    "ServiceEntry",
    "catalogue_from_plain",
    "import_catalogue",
    "read_catalogue",
]

logger = logging.getLogger(__name__)

Row = TypeVar("Row", DocumentType, Service)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many services an import made, changed and found as they were; papers likewise."""

    created: int
    changed: int
    unchanged: int
    documents_created: int
    documents_changed: int


def import_catalogue(mall: Mall, document: CatalogueDocument, *, actor: str) -> ImportResult:
    """Make or change the services of `mall` by code; those the file doesn't name stay.

    An agency the mall doesn't have is replaced by its host in the file (`hosted_by`). Importing
    the same file again changes nothing. Two imports into one mall wait for each other.

    Raises:
        CatalogueInvalid: the mall has neither the agency of a service nor a host of it.
    """
    with transaction.atomic():
        Mall.objects.select_for_update(no_key=True).get(pk=mall.pk)
        agencies = _agencies_for(mall, document)
        papers = _upsert(
            {one.code: one for one in DocumentType.objects.filter(mall=mall)},
            (
                DocumentType(mall=mall, code=one.code, label=one.label, origin=list(one.issued_by))
                for one in document.documents
            ),
            DocumentType,
            ("label", "origin"),
        )
        services = _upsert(
            {one.code: one for one in Service.objects.filter(mall=mall)},
            (
                Service(mall=mall, agency=agencies[one.agency], **one.columns())
                for one in document.services
            ),
            Service,
            _SERVICE_COLUMNS,
        )
        transaction.on_commit(queries.forget)
    logger.info(
        "catalogue import into %s by %s: %s new, %s changed", mall.slug, actor, *services[:2]
    )
    return ImportResult(*services, documents_created=papers[0], documents_changed=papers[1])


_SERVICE_COLUMNS = (
    "agency_id", "name", "name_en", "audience", "desk_minutes", "words", "note", "requirements",
    "any_of", "procedure", "duration", "fee", "products", "legal", "certainty", "sources",
)  # fmt: skip


def _agencies_for(mall: Mall, document: CatalogueDocument) -> dict[str, Agency]:
    """Return which agency of the mall takes the services of each agency of the file."""
    present = {one.code: one for one in Agency.objects.filter(mall=mall)}
    entries = {one.code: one for one in document.agencies}
    found = {code: _host(code, present, entries) for code in entries}
    missing = [
        Problem(
            document.file,
            one.row,
            f"{one.code}.agency",
            f"instansi {one.agency} tidak ada di mal {mall.slug}",
        )
        for one in document.services
        if found[one.agency] is None
    ]
    if missing:
        raise CatalogueInvalid(missing)
    return {code: agency for code, agency in found.items() if agency is not None}


def _host(
    code: str, present: Mapping[str, Agency], entries: Mapping[str, AgencyEntry]
) -> Agency | None:
    passed: set[str] = set()
    while code and code not in passed:
        if code in present:
            return present[code]
        passed.add(code)
        code = entries[code].hosted_by
    return None


def _upsert(
    existing: dict[str, Row], wanted: Iterable[Row], model: type[Row], columns: tuple[str, ...]
) -> tuple[int, int, int]:
    """Write what differs; return how many were created, changed and left alone."""
    created, changed, unchanged = [], [], 0
    for row in wanted:
        old = existing.get(row.code)
        if old is None:
            created.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in columns):
            row.pk = old.pk
            changed.append(row)
        else:
            unchanged += 1
    fields = [name.removesuffix("_id") for name in columns]
    model.objects.bulk_create(created, batch_size=500)
    if changed:
        model.objects.bulk_update(changed, fields, batch_size=200)
    return len(created), len(changed), unchanged
