# SPDX-License-Identifier: Apache-2.0
"""What a catalogue file says, as plain frozen values: no database, no clock.

`importing` makes these from a file, `actions.import_catalogue` writes them to a mall.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEE_KINDS: Final[dict[str, Promise]] = {
    "free": _("gratis"),
    "non_tax_revenue": _("penerimaan negara bukan pajak (PNBP)"),
    "charge": _("retribusi daerah"),
    "tax": _("pajak"),
    "premium": _("iuran"),
    "tariff": _("tarif"),
    "mixed": _("gabungan beberapa biaya"),
}
DURATION_UNITS: Final[dict[str, Promise]] = {
    "minute": _("menit"),
    "hour": _("jam"),
    "working_hour": _("jam kerja"),
    "working_day": _("hari kerja"),
    "calendar_day": _("hari"),
    "week": _("minggu"),
    "month": _("bulan"),
}
CERTAINTIES: Final[dict[str, Promise]] = {
    "high": _("tinggi"),
    "medium": _("sedang"),
    "low": _("rendah"),
}
# Where the state may already hold a paper (DocumentType.lookup_system).
LOOKUP_SYSTEMS: Final[dict[str, Promise]] = {
    "siak": _("SIAK (kependudukan)"),
    "oss": _("OSS (perizinan berusaha)"),
    "coretax": _("Coretax (pajak)"),
    "satusehat": _("SatuSehat (kesehatan)"),
    "ahu": _("AHU (badan hukum)"),
    "simkah": _("Simkah (pernikahan)"),
    "bpjs": _("BPJS (jaminan sosial)"),
    "dtsen": _("DTSEN (data sosial ekonomi)"),
    "sertipikat": _("Sentuh Tanahku (pertanahan)"),
    "samsat": _("Samsat (kendaraan)"),
}
CHANNELS: Final[dict[str, Promise]] = {
    "desk": _("loket pengaduan"),
    "phone": _("telepon"),
    "whatsapp": _("WhatsApp"),
    "email": _("surel"),
    "web": _("situs web"),
    "lapor": _("SP4N-LAPOR!"),
    "box": _("kotak saran"),
    "letter": _("surat"),
}
AUDIENCES: Final[dict[str, Promise]] = {"person": _("perorangan"), "business": _("badan usaha")}
AGENCY_KINDS: Final[frozenset[str]] = frozenset(
    {"vertical", "regional_office", "state_company", "regional_company", "private"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, ready to print: where, in which field, and why."""

    file: str
    row: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.row}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An agency the file speaks of. `hosted_by` names who takes its services where it is absent."""

    code: str
    name: str
    kind: str
    hosted_by: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A kind of paper. What a file doesn't say of it is None and stays as it is in the mall."""

    code: str
    label: str
    name_en: str | None = None
    lookup_system: str | None = None
    where_from: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Papers to bring, any one of them is enough. An empty `when` means always."""

    documents: tuple[str, ...]
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the procedure; `actor` is who does it, empty where nobody is named."""

    step: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the office takes: `value` of `unit`, at the longest `longest` (None: no range)."""

    value: int
    longest: int | None
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What is paid. `amount_rupiah` None: depends, or follows `formula`; `up_to_rupiah` None: one
    amount only. `legal` is where the tariff stands, `effective_day` (ISO) since when."""

    kind: str
    amount_rupiah: int | None = None
    up_to_rupiah: int | None = None
    formula: str = ""
    legal: str = ""
    effective_day: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintRoute:
    """Where people complain; `channel` is one of CHANNELS."""

    channel: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExternalStep:
    """What is done outside the mall, such as a letter of the hospital."""

    name: str
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a citizen has to come: `value` of `unit` since something, in words."""

    value: int
    unit: str
    since: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """One version of a standard, as a file or a form gives it. Days are ISO texts or None.

    `state` is `draft` where the file says so. `PARTS` are the columns that make up its content.
    """

    requirements: tuple[Requirement, ...] = ()
    procedure: tuple[Step, ...] = ()
    duration: Duration | None = None
    fees: tuple[Fee, ...] = ()
    products: tuple[str, ...] = ()
    complaint_routes: tuple[ComplaintRoute, ...] = ()
    legal: tuple[str, ...] = ()
    facilities: str = ""
    competence: str = ""
    supervision: str = ""
    staff_count: int | None = None
    guarantee: str = ""
    safety: str = ""
    evaluation: str = ""
    note: str = ""
    external_steps: tuple[ExternalStep, ...] = ()
    citizen_deadlines: tuple[Deadline, ...] = ()
    certainty: str = "low"
    sources: tuple[str, ...] = ()
    decree_number: str = ""
    decree_day: str | None = None
    valid_from: str | None = None
    change_note: str = ""
    state: str = "published"

    def content(self) -> dict[str, Any]:
        """Return the values of `PARTS` as `ServiceStandard` keeps them: plain lists and dicts."""
        return {name: plain(getattr(self, name)) for name in PARTS} | {
            "duration": plain(self.duration) or {}
        }


# The fourteen components and what stands beside them; in the order people read them.
PUBLIC: Final = (
    "requirements", "procedure", "duration", "fees", "products", "complaint_routes",
)  # fmt: skip
INTERNAL: Final = (
    "legal", "facilities", "competence", "supervision", "staff_count", "guarantee", "safety",
    "evaluation",
)  # fmt: skip
BESIDE: Final = ("note", "external_steps", "citizen_deadlines", "certainty", "sources")
PARTS: Final = (*PUBLIC, *INTERNAL, *BESIDE)


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service as the file gives it; `row` tells where, for problems found later.

    `standard` is None where the file tells nothing of what the service promises.
    """

    code: str
    name: str
    name_en: str
    agency: str
    audience: str
    desk_minutes: int
    words: tuple[str, ...]
    variant_of: str
    standard: StandardEntry | None
    row: str

    def columns(self) -> dict[str, Any]:
        """Return the values as `Service` keeps them, without those that name other rows."""
        return {
            "code": self.code,
            "name": self.name,
            "name_en": self.name_en,
            "audience": self.audience,
            "desk_minutes": self.desk_minutes,
            "words": list(self.words),
        }


@dataclass(frozen=True, slots=True)
class EventStep:
    """A service of a life event, after others of the same event."""

    service: str
    after: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """A life event as the file gives it."""

    code: str
    name: str
    name_en: str
    note: str
    words: tuple[str, ...]
    steps: tuple[EventStep, ...]
    external_steps: tuple[ExternalStep, ...]
    row: str

    def columns(self) -> dict[str, Any]:
        """Return the values as `LifeEvent` keeps them."""
        return {
            "code": self.code,
            "name": self.name,
            "name_en": self.name_en,
            "note": self.note,
            "words": list(self.words),
            "steps": plain(self.steps),
            "external_steps": plain(self.external_steps),
        }


@dataclass(frozen=True, slots=True)
class CatalogueDocument:
    """A whole valid file: every reference inside it exists. `about` is its own description."""

    file: str
    agencies: tuple[AgencyEntry, ...]
    documents: tuple[DocumentEntry, ...]
    services: tuple[ServiceEntry, ...]
    events: tuple[EventEntry, ...] = ()


def plain(value: Any) -> Any:
    """Return entries as lists and dicts, as JSON columns keep them."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(type(value).__name__)


def joined_requirements(
    papers: Iterable[tuple[str, str]], any_of: Iterable[str], labels: Mapping[str, str]
) -> tuple[Requirement, ...]:
    """Return requirements in groups from those of format 1: papers, and at least one of `any_of`.

    Papers of the group leave the list; in which case each was asked for goes into its note.
    """
    group = tuple(dict.fromkeys(any_of))
    kept = [Requirement((code,), when) for code, when in papers if code not in group]
    if not group:
        return tuple(kept)
    cases = [f"{labels.get(code, code)}: {when}" for code, when in papers if code in group and when]
    return (Requirement(group, note="; ".join(cases)), *kept)
