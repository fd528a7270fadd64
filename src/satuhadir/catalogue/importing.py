# SPDX-License-Identifier: Apache-2.0
"""From the text of a catalogue file to a checked `CatalogueDocument`: pure, all or nothing.

The format is described in `data/layanan.yaml`, which is also its example. YAML and JSON are
the same to us; in JSON, which has no lines, a problem names the entry instead. Format 1, with one
fee and one `any_of`, is read as well.
"""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext as _

from satuhadir.catalogue.checking import CODE, NOTHING, Checker
from satuhadir.catalogue.entries import (
    AGENCY_KINDS,
    AUDIENCES,
    LOOKUP_SYSTEMS,
    AgencyEntry,
    CatalogueDocument,
    DocumentEntry,
    EventEntry,
    EventStep,
    Problem,
    ServiceEntry,
    StandardEntry,
)
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.marked import Marked, Unreadable, from_plain, read_marked
from satuhadir.catalogue.parts import STANDARD_1, STANDARD_2, Known, Parts

FORMAT: Final = 2
MAX_SERVICES: Final = 5_000

_ROOT: Final = ("catalogue", "about", "sources", "agencies", "documents", "services", "events")
_IDENTITY: Final = ("code", "name", "agency", "audience", "desk_minutes")
_BESIDE: Final = ("name_en", "words", "variant_of")
_NEEDED_1: Final = (*_IDENTITY, "duration", "fee", "certainty")
_PAPER: Final = ("label", "name_en", "lookup_system", "where_from", "issued_by")
_EVENT: Final = ("code", "name", "name_en", "note", "words", "steps", "external_steps")


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
    return catalogue_from_tree(tree, file=file)


def catalogue_from_plain(plain: object, *, file: str) -> CatalogueDocument:
    """Return the checked content of values already read, as `read_catalogue` does for a file."""
    try:
        tree = from_plain(plain)
    except Unreadable as error:
        raise _unreadable(file, error) from None
    return catalogue_from_tree(tree, file=file)


def catalogue_from_tree(
    tree: Marked, *, file: str, checker: Checker | None = None
) -> CatalogueDocument:
    """Return the checked content of a tree, whatever it was read from."""
    checker = checker or Checker(file)
    root = checker.fields(tree, "berkas", known=_ROOT, needed=("catalogue", "agencies", "services"))
    found = checker.integer(root.get("catalogue", NOTHING), "catalogue", least=1, most=FORMAT)
    sources = _sources(checker, root.get("sources", Marked({}, None)))
    agencies = _agencies(checker, root.get("agencies", NOTHING))
    papers = _named(checker, root.get("documents", Marked({}, None)), "documents")
    labels = {code: _label(at) for code, at in papers.items()}
    known = Known({one.code for one in agencies}, labels, dict(sources))
    services = _services(checker, root.get("services", NOTHING), known, found)
    codes = {one.code for one in services}
    documents = tuple(_document(checker, code, at, codes, found) for code, at in papers.items())
    events = _events(checker, root.get("events", NOTHING), codes, known)
    if checker.problems:
        raise CatalogueInvalid(checker.problems)
    return CatalogueDocument(file, agencies, documents, services, events)


def _unreadable(file: str, error: Unreadable) -> CatalogueInvalid:
    row = f"baris {error.line}" if error.line else "-"
    return CatalogueInvalid([Problem(file, row, "-", error.reason)])


def _label(at: Marked) -> str:
    label = at.value.get("label", NOTHING).value if isinstance(at.value, dict) else None
    return " ".join(label.split()) if isinstance(label, str) else ""


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


def _document(
    checker: Checker, code: str, at: Marked, services: set[str], version: int
) -> DocumentEntry:
    """Return a kind of paper. Who issues it follows from the services; `issued_by` must fit."""
    field = checker.entry = f"documents.{code}"
    parts = checker.fields(at, field, known=_PAPER, needed=("label",))
    for one in checker.items(parts.get("issued_by", NOTHING), f"{field}.issued_by", most=50):
        checker.reference(one, f"{field}.issued_by", among=services, to="layanan")
    label = checker.text(parts.get("label", NOTHING), f"{field}.label", longest=200)
    if version == 1:
        return DocumentEntry(code, label)

    def text(name: str, longest: int) -> str:
        at = parts.get(name, NOTHING)
        return checker.text(at, f"{field}.{name}", longest=longest, empty=True)

    system = parts.get("lookup_system")
    return DocumentEntry(
        code=code,
        label=label,
        name_en=text("name_en", 200),
        lookup_system=checker.choice(system, f"{field}.lookup_system", among=LOOKUP_SYSTEMS)
        if system is not None and system.value not in (None, "")
        else "",
        where_from=text("where_from", 400),
    )


def _services(checker: Checker, at: Marked, known: Known, version: int) -> tuple[ServiceEntry, ...]:
    found = []
    seen: set[str] = set()
    items = checker.items(at, "services", most=MAX_SERVICES)
    codes = {_code_of(one) for one in items}
    for place, one in enumerate(items):
        entry = _service(checker, one, place, known, codes, version)
        if entry.code and entry.code in seen:
            checker.refuse(one, f"{entry.code}.code", "kode ini sudah dipakai layanan lain")
        seen.add(entry.code)
        found.append(entry)
    return tuple(found)


def _code_of(at: Marked) -> str:
    code = at.value.get("code", NOTHING).value if isinstance(at.value, dict) else None
    return code if isinstance(code, str) else ""


def _named_entry(checker: Checker, at: Marked, list_name: str, place: int) -> tuple[str, str]:
    """Return the code of a list's entry, "" where it has none, and its name in problems."""
    field = checker.entry = f"{list_name}[{place}]"
    code = ""
    if isinstance(at.value, dict):
        code = checker.code(at.value.get("code", NOTHING), f"{field}.code")
        field = checker.entry = code or field
    return code, field


def _service(
    checker: Checker,
    at: Marked,
    place: int,
    known: Known,
    codes: Collection[str],
    version: int,
) -> ServiceEntry:
    code, field = _named_entry(checker, at, "services", place)
    said = STANDARD_1 if version == 1 else STANDARD_2
    needed = _NEEDED_1 if version == 1 else _IDENTITY
    parts = checker.fields(at, field, known=(*_IDENTITY, *_BESIDE, *said), needed=needed)

    def part(name: str) -> tuple[Marked, str]:
        return parts.get(name, NOTHING), f"{field}.{name}"

    entry = ServiceEntry(
        code=code,
        name=checker.text(*part("name"), longest=160),
        name_en=checker.text(*part("name_en"), longest=160, empty=True),
        agency=checker.reference(*part("agency"), among=known.agencies, to="instansi"),
        audience=checker.choice(*part("audience"), among=AUDIENCES),
        desk_minutes=checker.integer(*part("desk_minutes"), least=1, most=480),
        words=checker.texts(*part("words"), most=60, longest=80),
        variant_of=checker.reference(*part("variant_of"), among=codes, to="layanan"),
        standard=_standard(Parts(checker, parts, field, known), parts, version),
        row=checker.row(at),
    )
    if entry.variant_of and entry.variant_of == entry.code:
        checker.refuse(at, f"{field}.variant_of", "layanan bukan ragam dari dirinya sendiri")
    return entry


def _standard(reader: Parts, parts: Mapping[str, Marked], version: int) -> StandardEntry | None:
    if version == 1:
        return reader.first_format()
    return reader.second_format() if set(parts).intersection(STANDARD_2) else None


def _events(
    checker: Checker, at: Marked, services: Collection[str], known: Known
) -> tuple[EventEntry, ...]:
    found = []
    seen: set[str] = set()
    for place, one in enumerate(checker.items(at, "events", most=200)):
        entry = _event(checker, one, place, services, known)
        if entry.code and entry.code in seen:
            checker.refuse(one, f"{entry.code}.code", "kode ini sudah dipakai peristiwa lain")
        seen.add(entry.code)
        found.append(entry)
    return tuple(found)


def _event(
    checker: Checker, at: Marked, place: int, services: Collection[str], known: Known
) -> EventEntry:
    code, field = _named_entry(checker, at, "events", place)
    parts = checker.fields(at, field, known=_EVENT, needed=("code", "name", "steps"))

    def part(name: str) -> tuple[Marked, str]:
        return parts.get(name, NOTHING), f"{field}.{name}"

    steps_at, steps_field = part("steps")
    outside_at, outside = part("external_steps")
    reader = Parts(checker, parts, field, known)
    return EventEntry(
        code=code,
        name=checker.text(*part("name"), longest=160),
        name_en=checker.text(*part("name_en"), longest=160, empty=True),
        note=checker.prose(*part("note"), longest=4000),
        words=checker.texts(*part("words"), most=60, longest=80),
        steps=event_steps(checker, steps_at, steps_field, services),
        external_steps=tuple(
            reader.external_step(one, outside)
            for one in checker.items(outside_at, outside, most=40)
        ),
        row=checker.row(at),
    )


def event_steps(
    checker: Checker, at: Marked, field: str, services: Collection[str]
) -> tuple[EventStep, ...]:
    """Return the steps of a life event, each service once, each after steps of the same event."""
    items = checker.items(at, field, most=40)
    read = [_event_step(checker, one, field, services) for one in items]
    own = [step.service for step in read]
    for one, step in zip(items, read, strict=True):
        if step.service and own.count(step.service) > 1:
            checker.refuse(
                one, field, _("layanan {code} disebut dua kali").format(code=step.service)
            )
        for code in step.after:
            if code not in own or code == step.service:
                checker.refuse(
                    one,
                    f"{field}.after",
                    _("{code} bukan langkah lain peristiwa ini").format(code=code),
                )
    if not items:
        checker.refuse(at, field, _("sebutkan setidaknya satu layanan"))
    elif _goes_in_a_circle(read):
        checker.refuse(at, f"{field}.after", _("urutan langkahnya berputar"))
    return tuple(read)


def _event_step(checker: Checker, at: Marked, field: str, services: Collection[str]) -> EventStep:
    parts = checker.fields(at, field, known=("service", "after", "note"), needed=("service",))
    after = checker.items(parts.get("after", NOTHING), f"{field}.after", most=20)
    return EventStep(
        service=checker.reference(
            parts.get("service", NOTHING), f"{field}.service", among=services, to="layanan"
        ),
        after=tuple(checker.code(one, f"{field}.after") for one in after),
        note=checker.text(parts.get("note", NOTHING), f"{field}.note", longest=400, empty=True),
    )


def _goes_in_a_circle(steps: list[EventStep]) -> bool:
    waiting = {step.service: set(step.after) for step in steps}
    while waiting:
        free = {code for code, after in waiting.items() if not after & waiting.keys()}
        if not free:
            return True
        for code in free:
            del waiting[code]
    return False
