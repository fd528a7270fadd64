# SPDX-License-Identifier: Apache-2.0
"""From the text of a catalogue file to a checked `CatalogueDocument`: pure, all or nothing.

The format is described in `data/layanan.yaml`, which is also its example. YAML and JSON are
the same to us; in JSON, which has no lines, a problem names the entry instead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from satuhadir.catalogue.checking import CODE, NOTHING, Checker
from satuhadir.catalogue.entries import (
    AGENCY_KINDS,
    AUDIENCES,
    CERTAINTIES,
    DURATION_UNITS,
    FEE_KINDS,
    AgencyEntry,
    CatalogueDocument,
    DocumentEntry,
    Duration,
    Fee,
    Problem,
    Requirement,
    ServiceEntry,
)
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.marked import Marked, Unreadable, from_plain, read_marked

FORMAT: Final = 1
MAX_SERVICES: Final = 5_000
MAX_RUPIAH: Final = 10**12

_ROOT: Final = ("catalogue", "about", "sources", "agencies", "documents", "services")
_SERVICE_NEEDED: Final = (
    "code", "name", "agency", "audience", "desk_minutes", "duration", "fee", "certainty",
)  # fmt: skip
_SERVICE: Final = (
    *_SERVICE_NEEDED, "name_en", "words", "note", "requirements", "any_of", "procedure",
    "products", "legal", "sources",
)  # fmt: skip


def read_catalogue(data: bytes, *, file: str) -> CatalogueDocument:
    """Return the checked content of a file; `file` is its name in problems.

    A name that ends in `.json` is read as JSON, everything else as YAML.

    Raises:
        CatalogueInvalid: with every problem found, in the order of the file.
    """
    try:
        tree = read_marked(data, is_json=file.lower().endswith(".json"))
    except Unreadable as error:
        raise _unreadable(file, error) from None
    return _check(tree, file)


def catalogue_from_plain(plain: object, *, file: str) -> CatalogueDocument:
    """Return the checked content of values already read, as `read_catalogue` does for a file."""
    try:
        tree = from_plain(plain)
    except Unreadable as error:
        raise _unreadable(file, error) from None
    return _check(tree, file)


def _unreadable(file: str, error: Unreadable) -> CatalogueInvalid:
    row = f"baris {error.line}" if error.line else "-"
    return CatalogueInvalid([Problem(file, row, "-", error.reason)])


@dataclass(frozen=True, slots=True)
class _Known:
    """The codes a service may refer to."""

    agencies: Collection[str]
    documents: Collection[str]
    sources: Collection[str]


def _check(tree: Marked, file: str) -> CatalogueDocument:
    checker = Checker(file)
    root = checker.fields(tree, "berkas", known=_ROOT, needed=("catalogue", "agencies", "services"))
    checker.integer(root.get("catalogue", NOTHING), "catalogue", least=FORMAT, most=FORMAT)
    sources = _sources(checker, root.get("sources", Marked({}, None)))
    agencies = _agencies(checker, root.get("agencies", NOTHING))
    papers = _named(checker, root.get("documents", Marked({}, None)), "documents")
    known = _Known({one.code for one in agencies}, papers, {code for code, _ in sources})
    services = _services(checker, root.get("services", NOTHING), known)
    codes = {one.code for one in services}
    documents = tuple(_document(checker, code, at, codes) for code, at in papers.items())
    if checker.problems:
        raise CatalogueInvalid(checker.problems)
    return CatalogueDocument(file, sources, agencies, documents, services)


def _named(checker: Checker, at: Marked, field: str) -> dict[str, Marked]:
    """Return the entries of a map whose names are codes."""
    if at is NOTHING:
        return {}
    found = {}
    for code, value in checker.mapping(at, field).items():
        checker.entry = f"{field}.{code}"[:80]
        if CODE.fullmatch(code):
            found[code] = value
        else:
            checker.refuse(value, field, "nama butir harus kode: huruf besar, angka, - atau _")
    if len(found) > MAX_SERVICES:
        checker.refuse(at, field, f"paling banyak {MAX_SERVICES} butir")
    return found


def _sources(checker: Checker, at: Marked) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, checker.text(value, f"sources.{code}", longest=300))
        for code, value in _named(checker, at, "sources").items()
    )


def _agencies(checker: Checker, at: Marked) -> tuple[AgencyEntry, ...]:
    named = _named(checker, at, "agencies")
    found = []
    for code, value in named.items():
        field = checker.entry = f"agencies.{code}"
        parts = checker.fields(
            value, field, known=("name", "kind", "hosted_by"), needed=("name", "kind")
        )
        host = parts.get("hosted_by", NOTHING)
        found.append(
            AgencyEntry(
                code=code,
                name=checker.text(parts.get("name", NOTHING), f"{field}.name", longest=160),
                kind=checker.choice(
                    parts.get("kind", NOTHING), f"{field}.kind", among=AGENCY_KINDS
                ),
                hosted_by=checker.reference(host, f"{field}.hosted_by", among=named, to="instansi"),
            )
        )
    return tuple(found)


def _document(checker: Checker, code: str, at: Marked, services: set[str]) -> DocumentEntry:
    field = checker.entry = f"documents.{code}"
    parts = checker.fields(at, field, known=("label", "issued_by"), needed=("label",))
    issuers = checker.items(parts.get("issued_by", NOTHING), f"{field}.issued_by", most=50)
    return DocumentEntry(
        code=code,
        label=checker.text(parts.get("label", NOTHING), f"{field}.label", longest=200),
        issued_by=tuple(
            checker.reference(one, f"{field}.issued_by", among=services, to="layanan")
            for one in issuers
        ),
    )


def _services(checker: Checker, at: Marked, known: _Known) -> tuple[ServiceEntry, ...]:
    found = []
    seen: set[str] = set()
    for place, one in enumerate(checker.items(at, "services", most=MAX_SERVICES)):
        entry = _service(checker, one, place, known)
        if entry.code and entry.code in seen:
            checker.refuse(one, f"{entry.code}.code", "kode ini sudah dipakai layanan lain")
        seen.add(entry.code)
        found.append(entry)
    return tuple(found)


def _service(checker: Checker, at: Marked, place: int, known: _Known) -> ServiceEntry:
    field = checker.entry = f"services[{place}]"
    if isinstance(at.value, dict):
        code = checker.code(at.value.get("code", NOTHING), f"{field}.code")
        field = checker.entry = code or field
    parts = checker.fields(at, field, known=_SERVICE, needed=_SERVICE_NEEDED)

    def part(name: str) -> tuple[Marked, str]:
        return parts.get(name, NOTHING), f"{field}.{name}"

    return ServiceEntry(
        code="" if field.startswith("services[") else field,
        name=checker.text(*part("name"), longest=160),
        name_en=checker.text(*part("name_en"), longest=160, empty=True),
        agency=checker.reference(*part("agency"), among=known.agencies, to="instansi"),
        audience=checker.choice(*part("audience"), among=AUDIENCES),
        desk_minutes=checker.integer(*part("desk_minutes"), least=1, most=480),
        words=checker.texts(*part("words"), most=60, longest=80),
        note=checker.text(*part("note"), longest=2000, empty=True),
        requirements=_requirements(checker, *part("requirements"), known.documents),
        any_of=_references(checker, *part("any_of"), known.documents, "dokumen"),
        procedure=checker.texts(*part("procedure"), most=40, longest=400),
        duration=_duration(checker, *part("duration")),
        fee=_fee(checker, *part("fee")),
        products=_references(checker, *part("products"), known.documents, "dokumen"),
        legal=checker.texts(*part("legal"), most=40, longest=300),
        certainty=checker.choice(*part("certainty"), among=CERTAINTIES),
        sources=_references(checker, *part("sources"), known.sources, "sumber"),
        row=checker.row(at),
    )


def _references(
    checker: Checker, at: Marked, field: str, among: Collection[str], to: str
) -> tuple[str, ...]:
    found = checker.items(at, field, most=60)
    return tuple(checker.reference(one, field, among=among, to=to) for one in found)


def _requirements(
    checker: Checker, at: Marked, field: str, documents: Collection[str]
) -> tuple[Requirement, ...]:
    found = []
    for one in checker.items(at, field, most=60):
        document, when = one, NOTHING
        if isinstance(one.value, dict):
            parts = checker.fields(one, field, known=("document", "when"), needed=("document",))
            document, when = parts.get("document", NOTHING), parts.get("when", NOTHING)
        found.append(
            Requirement(
                document=checker.reference(document, field, among=documents, to="dokumen"),
                when=checker.text(when, f"{field}.when", longest=300, empty=True),
            )
        )
    return tuple(found)


def _duration(checker: Checker, at: Marked, field: str) -> Duration:
    if at is NOTHING:
        return Duration(1, None, "", "")
    parts = checker.fields(
        at, field, known=("value", "longest", "unit", "note"), needed=("value", "unit")
    )
    value = checker.integer(parts.get("value", NOTHING), f"{field}.value", least=1, most=100_000)
    longest = parts.get("longest", NOTHING)
    return Duration(
        value=value,
        longest=checker.maybe_integer(longest, f"{field}.longest", least=value, most=100_000),
        unit=checker.choice(parts.get("unit", NOTHING), f"{field}.unit", among=DURATION_UNITS),
        note=checker.text(parts.get("note", NOTHING), f"{field}.note", longest=500, empty=True),
    )


def _fee(checker: Checker, at: Marked, field: str) -> Fee:
    if at is NOTHING:
        return Fee("", None, None, "")
    known = ("kind", "amount_rupiah", "up_to_rupiah", "note")
    parts = checker.fields(at, field, known=known, needed=("kind",))
    kind = checker.choice(parts.get("kind", NOTHING), f"{field}.kind", among=FEE_KINDS)
    amount_at, up_to_at = (parts.get(name, NOTHING) for name in known[1:3])
    amount = checker.maybe_integer(amount_at, f"{field}.amount_rupiah", least=0, most=MAX_RUPIAH)
    up_to = checker.maybe_integer(
        up_to_at, f"{field}.up_to_rupiah", least=amount or 0, most=MAX_RUPIAH
    )
    if kind == "free" and (amount or up_to):
        checker.refuse(at, f"{field}.amount_rupiah", "layanan gratis tidak boleh bertarif")
    note = checker.text(parts.get("note", NOTHING), f"{field}.note", longest=500, empty=True)
    return Fee(kind, 0 if kind == "free" else amount, up_to, note)
