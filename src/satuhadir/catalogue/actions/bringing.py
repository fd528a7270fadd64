# SPDX-License-Identifier: Apache-2.0
"""Bring a catalogue file into a mall: all of it or nothing."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from satuhadir.catalogue import queries
from satuhadir.catalogue.entries import (
    PARTS,
    AgencyEntry,
    CatalogueDocument,
    Problem,
    ServiceEntry,
    StandardEntry,
)
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Agency, Mall

logger = logging.getLogger(__name__)

Row = TypeVar("Row", DocumentType, Service, LifeEvent)

_SERVICE_COLUMNS = (
    "agency_id", "name", "name_en", "audience", "desk_minutes", "words",
)  # fmt: skip
_PAPER_COLUMNS = ("label", "name_en", "lookup_system", "where_from")
_EVENT_COLUMNS = ("name", "name_en", "note", "words", "steps", "external_steps")
# What makes one version differ from another, besides its number and the day it begins.
STANDARD_COLUMNS = (*PARTS, "decree_number", "decree_day", "change_note")


_MODELS: dict[str, type[Model]] = {
    "service": Service,
    "document": DocumentType,
    "event": LifeEvent,
    "standard": ServiceStandard,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one row: `kind` service, document, event or standard; `does` is
    created, changed, drafted or published; `fields` are the columns that differ."""

    kind: str
    code: str
    name: str
    does: str
    fields: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the columns that differ by their labels."""
        labels = {
            one.name: str(one.verbose_name) for one in _MODELS[self.kind]._meta.concrete_fields
        }
        return ", ".join(labels.get(name, name) for name in self.fields)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many services an import made, changed and found as they were; papers likewise."""

    created: int
    changed: int
    unchanged: int
    documents_created: int
    documents_changed: int
    published: int = 0
    drafted: int = 0
    events: int = 0
    changes: tuple[Change, ...] = field(default=())


class _DryRun(Exception):
    """Ends the transaction of an import that only tells what it would do."""


def import_catalogue(
    mall: Mall, document: CatalogueDocument, *, actor: str, dry_run: bool = False
) -> ImportResult:
    """Make or change the services of `mall` by code; those the file doesn't name stay.

    An agency the mall doesn't have is replaced by its host in the file (`hosted_by`). Importing
    the same file again changes nothing. Where no standard of the mall is published yet, those of
    the file are, from the day they name or from today; after that each difference becomes a draft.
    Two imports into one mall wait for each other. A `dry_run` writes nothing and tells the same.

    Raises:
        CatalogueInvalid: the mall has neither the agency of a service nor a host of it.
    """
    result: ImportResult | None = None
    try:
        with transaction.atomic():
            Mall.objects.select_for_update(no_key=True).get(pk=mall.pk)
            result = _bring(mall, document, actor)
            if dry_run:
                raise _DryRun
            transaction.on_commit(queries.forget)
    except _DryRun:
        pass
    assert result is not None
    if not dry_run:
        logger.info(
            "catalogue import into %s by %s: %s new, %s changed",
            mall.slug, actor, result.created, result.changed,
        )  # fmt: skip
    return result


def _bring(mall: Mall, document: CatalogueDocument, actor: str) -> ImportResult:
    agencies = _agencies_for(mall, document)
    changes: list[Change] = []
    papers = _bring_papers(mall, document, changes)
    services = _upsert(
        {one.code: one for one in Service.objects.filter(mall=mall)},
        [
            Service(mall=mall, agency=agencies[one.agency], **one.columns())
            for one in document.services
        ],
        Service,
        _SERVICE_COLUMNS,
        ("service", changes),
    )
    known = {one.code: one for one in Service.objects.filter(mall=mall)}
    _tie_variants(document.services, known, changes)
    published, drafted = _bring_standards(mall, document, known, actor, changes)
    events = _upsert(
        {one.code: one for one in LifeEvent.objects.filter(mall=mall)},
        [LifeEvent(mall=mall, **one.columns()) for one in document.events],
        LifeEvent,
        _EVENT_COLUMNS,
        ("event", changes),
    )
    return ImportResult(
        *services,
        documents_created=papers[0],
        documents_changed=papers[1],
        published=published,
        drafted=drafted,
        events=events[0] + events[1],
        changes=tuple(changes),
    )


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


def _bring_papers(
    mall: Mall, document: CatalogueDocument, changes: list[Change]
) -> tuple[int, int, int]:
    """Write kinds of papers; what the file doesn't say of one stays as it is."""
    existing = {one.code: one for one in DocumentType.objects.filter(mall=mall)}
    wanted = []
    for one in document.documents:
        old = existing.get(one.code)
        said: dict[str, str] = {"label": one.label}
        for name in _PAPER_COLUMNS[1:]:
            value = getattr(one, name)
            said[name] = value if value is not None else getattr(old, name, "")
        wanted.append(DocumentType(mall=mall, code=one.code, **said))
    return _upsert(existing, wanted, DocumentType, _PAPER_COLUMNS, ("document", changes))


def _tie_variants(
    entries: Iterable[ServiceEntry], known: Mapping[str, Service], changes: list[Change]
) -> None:
    told = {(one.kind, one.code) for one in changes}
    tied = []
    for one in entries:
        service = known[one.code]
        base = known[one.variant_of].pk if one.variant_of else None
        if service.variant_of_id != base:
            service.variant_of_id = base
            tied.append(service)
            if ("service", one.code) not in told:
                changes.append(Change("service", one.code, one.name, "changed", ("variant_of",)))
    if tied:
        Service.objects.bulk_update(tied, ["variant_of"], batch_size=200)


def _bring_standards(
    mall: Mall,
    document: CatalogueDocument,
    known: Mapping[str, Service],
    actor: str,
    changes: list[Change],
) -> tuple[int, int]:
    """Publish the standards of a mall that has none yet; make drafts of what differs later."""
    rows = list(ServiceStandard.objects.filter(mall=mall).order_by("valid_from", "number"))
    newest = {one.service_id: one for one in rows if one.is_published}
    drafts = {one.service_id: one for one in rows if one.is_draft}
    highest: dict[int, int] = {}
    for one in rows:
        highest[one.service_id] = max(one.number, highest.get(one.service_id, 0))
    is_first = not newest
    now, today = timezone.now(), mall.today()
    made: list[ServiceStandard] = []
    redrafted: list[ServiceStandard] = []
    for entry in document.services:
        if entry.standard is None:
            continue
        service = known[entry.code]
        draft = drafts.get(service.pk)
        latest = newest.get(service.pk)
        says_published = entry.standard.state == "published" and latest is not None
        if says_published and not _differing(latest, entry.standard):
            continue  # published already; a draft that somebody is writing stays as it is
        compared = draft or latest
        differing = _differing(compared, entry.standard)
        if compared is not None and not differing:
            continue
        row = draft or ServiceStandard(
            mall=mall, service=service, number=highest.get(service.pk, 0) + 1, drafted_by=actor
        )
        put(row, entry.standard)
        publishes = is_first and draft is None and entry.standard.state == "published"
        if publishes:
            row.state, row.published_at, row.published_by = row.State.PUBLISHED, now, actor
            row.valid_from = row.valid_from or today
        else:
            row.valid_from = None
            row.revision += draft is not None
        (redrafted if draft else made).append(row)
        does = "published" if publishes else "drafted"
        changes.append(Change("standard", entry.code, entry.name, does, tuple(differing)))
    ServiceStandard.objects.bulk_create(made, batch_size=200)
    for row in redrafted:
        row.save()
    published = sum(one.is_published for one in made)
    return published, len(made) + len(redrafted) - published


def _differing(row: ServiceStandard | None, entry: StandardEntry) -> list[str]:
    """Return the columns in which a file's standard differs from a row of ours."""
    if row is None:
        return []
    wanted = columns_of(entry)
    return [name for name in STANDARD_COLUMNS if getattr(row, name) != wanted[name]]


def columns_of(entry: StandardEntry) -> dict[str, Any]:
    """Return the columns a standard is made of, with its days as days."""
    return entry.content() | {
        "decree_number": entry.decree_number,
        "decree_day": dt.date.fromisoformat(entry.decree_day) if entry.decree_day else None,
        "valid_from": dt.date.fromisoformat(entry.valid_from) if entry.valid_from else None,
        "change_note": entry.change_note,
    }


def put(row: ServiceStandard, entry: StandardEntry) -> None:
    """Give a row, not yet saved, what an entry says."""
    for name, value in columns_of(entry).items():
        setattr(row, name, value)


def _upsert(
    existing: dict[str, Row],
    wanted: Iterable[Row],
    model: type[Row],
    columns: tuple[str, ...],
    told: tuple[str, list[Change]],
) -> tuple[int, int, int]:
    """Write what differs; return how many were created, changed and left alone."""
    created, changed, unchanged = [], [], 0
    kind, changes = told
    for row in wanted:
        old = existing.get(row.code)
        if old is None:
            created.append(row)
            changes.append(Change(kind, row.code, str(row), "created"))
            continue
        differing = [name for name in columns if getattr(old, name) != getattr(row, name)]
        if differing:
            row.pk = old.pk
            changed.append(row)
            fields = tuple(name.removesuffix("_id") for name in differing)
            changes.append(Change(kind, row.code, str(row), "changed", fields))
        else:
            unchanged += 1
    model.objects.bulk_create(created, batch_size=500)
    if changed:
        model.objects.bulk_update(
            changed, [name.removesuffix("_id") for name in columns], batch_size=200
        )
    return len(created), len(changed), unchanged
