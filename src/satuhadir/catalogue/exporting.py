# SPDX-License-Identifier: Apache-2.0
"""A mall's catalogue as a document again, and a document as the text of a file (format 2).

What is empty is left out, a lone paper or step is written as one word, and everything stands in one
order: the same catalogue gives the same bytes, and bytes read in give them again.
"""

from typing import Any, Final

import yaml

from satuhadir.catalogue.entries import (
    PARTS,
    AgencyEntry,
    CatalogueDocument,
    ComplaintRoute,
    Deadline,
    DocumentEntry,
    Duration,
    EventEntry,
    EventStep,
    ExternalStep,
    Fee,
    Requirement,
    ServiceEntry,
    StandardEntry,
    Step,
    plain,
)
from satuhadir.catalogue.importing import FORMAT
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Agency, Mall

_RECORDS: Final[dict[str, Any]] = {
    "requirements": Requirement,
    "procedure": Step,
    "fees": Fee,
    "complaint_routes": ComplaintRoute,
    "external_steps": ExternalStep,
    "citizen_deadlines": Deadline,
}
_IDENTITY: Final = ("code", "name", "name_en", "agency", "audience", "desk_minutes", "words",
                    "variant_of")  # fmt: skip
_IMPLIED: Final = {"free": "amount_rupiah"}  # nought, without being said
_VERSION: Final = ("state", "valid_from", "decree_number", "decree_day", "change_note")


def document_of(mall: Mall, *, agencies: frozenset[int] | None = None) -> CatalogueDocument:
    """Return the catalogue of a mall, or of some agencies there, each service with one standard.

    It is the newest published one, of a later day too; the draft where none is published. Life
    events go along with the whole mall only. Five queries.
    """
    rows = Service.objects.filter(mall=mall).select_related("agency", "variant_of")
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    services = list(rows.order_by("code"))
    known = {one.code for one in services}
    standards = _newest(mall)
    return CatalogueDocument(
        file=f"{mall.slug}.yaml",
        agencies=tuple(
            AgencyEntry(one.code, one.name, one.kind, "")
            for one in Agency.objects.filter(mall=mall).order_by("code")
            if agencies is None or one.pk in agencies
        ),
        documents=tuple(
            DocumentEntry(one.code, one.label, one.name_en, one.lookup_system, one.where_from)
            for one in DocumentType.objects.filter(mall=mall).order_by("code")
        ),
        services=tuple(_service(one, standards.get(one.pk), known) for one in services),
        events=tuple(_event(one) for one in LifeEvent.objects.filter(mall=mall).order_by("code"))
        if agencies is None
        else (),
    )


def _newest(mall: Mall) -> dict[int, ServiceStandard]:
    """Return one version of each service: the newest published, else the draft."""
    rows = ServiceStandard.objects.filter(mall=mall).order_by("valid_from", "number")
    found: dict[int, ServiceStandard] = {}
    for one in rows:
        if one.is_published or one.service_id not in found:
            found[one.service_id] = one
    return found


def _service(row: Service, standard: ServiceStandard | None, known: set[str]) -> ServiceEntry:
    base = row.variant_of.code if row.variant_of else ""
    return ServiceEntry(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        agency=row.agency.code,
        audience=row.audience,
        desk_minutes=row.desk_minutes,
        words=tuple(row.words),
        variant_of=base if base in known else "",
        standard=entry_of(standard) if standard else None,
        row=row.code,
    )


def entry_of(row: ServiceStandard) -> StandardEntry:
    """Return a version as an entry: the way back of `StandardEntry.content`."""
    values: dict[str, Any] = {}
    for name in PARTS:
        value = getattr(row, name)
        if name in _RECORDS:
            values[name] = tuple(_record(_RECORDS[name], one) for one in value)
        elif name == "duration":
            values[name] = (
                _record(Duration, {"longest": None, "note": ""} | value) if value else None
            )
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return StandardEntry(
        **values,
        decree_number=row.decree_number,
        decree_day=row.decree_day.isoformat() if row.decree_day else None,
        valid_from=row.valid_from.isoformat() if row.valid_from else None,
        change_note=row.change_note,
        state=row.state,
    )


def _record(kind: Any, values: dict[str, Any]) -> Any:
    return kind(**{key: tuple(one) if isinstance(one, list) else one
                   for key, one in values.items()})  # fmt: skip


def _event(row: LifeEvent) -> EventEntry:
    return EventEntry(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        note=row.note,
        words=tuple(row.words),
        steps=tuple(_record(EventStep, one) for one in row.steps),
        external_steps=tuple(_record(ExternalStep, one) for one in row.external_steps),
        row=row.code,
    )


def as_plain(document: CatalogueDocument, *, about: str = "") -> dict[str, Any]:
    """Return a document as the plain values of a file of format 2, without what is empty."""
    found: dict[str, Any] = {"catalogue": FORMAT}
    if about:
        found["about"] = about
    found["agencies"] = {
        one.code: _lean({"name": one.name, "kind": one.kind, "hosted_by": one.hosted_by})
        for one in document.agencies
    }
    found["documents"] = {one.code: _lean(plain(one), but="code") for one in document.documents}
    found["services"] = [service_plain(one) for one in document.services]
    if document.events:
        found["events"] = [event_plain(one) for one in document.events]
    return found


def service_plain(entry: ServiceEntry) -> dict[str, Any]:
    """Return one service with its standard, flat, as a file writes it."""
    found = _lean({name: plain(getattr(entry, name)) for name in _IDENTITY})
    standard = entry.standard
    if standard is None:
        return found
    version = {name: getattr(standard, name) for name in _VERSION}
    if standard.state == "published":
        del version["state"]
    found |= _lean(version)
    for name in PARTS:
        value = getattr(standard, name)
        if name == "requirements":
            value = [_requirement(one) for one in standard.requirements]
        elif name == "procedure":
            value = [_lean(plain(one)) if one.actor else one.step for one in standard.procedure]
        elif name == "fees":
            value = [_lean(plain(one), but=_IMPLIED.get(one.kind, "")) for one in value]
        elif name in _RECORDS:
            value = [_lean(plain(one)) for one in value]
        elif name == "duration":
            value = _lean(plain(value) or {})
        found |= _lean({name: plain(value) if not isinstance(value, list | dict) else value})
    return found


def _requirement(one: Requirement) -> Any:
    if len(one.documents) == 1 and not (one.when or one.note):
        return one.documents[0]
    return _lean(plain(one))


def event_plain(entry: EventEntry) -> dict[str, Any]:
    """Return one life event as a file writes it."""
    found = _lean({name: plain(getattr(entry, name)) for name in
                   ("code", "name", "name_en", "note", "words")})  # fmt: skip
    found["steps"] = [_lean(plain(one)) for one in entry.steps]
    outside = [_lean(plain(one)) for one in entry.external_steps]
    return found | _lean({"external_steps": outside})


def _lean(values: dict[str, Any], *, but: str = "") -> dict[str, Any]:
    """Leave out what says nothing; 0 says something."""
    return {
        key: one
        for key, one in values.items()
        if key != but and (one not in (None, "", [], {}) or one is False)
    }


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes plain values without anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(document: CatalogueDocument, *, about: str = "") -> bytes:
    """Return a document as YAML in UTF-8, always the same bytes for the same content."""
    text = yaml.dump(
        as_plain(document, about=about),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=110,
    )
    return str(text).encode()
