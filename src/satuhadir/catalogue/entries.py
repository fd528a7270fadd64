# SPDX-License-Identifier: Apache-2.0
"""What a catalogue file says, as plain frozen values: no database, no clock.

`importing` makes these from a file, `actions.import_catalogue` writes them to a mall.
"""

from dataclasses import asdict, dataclass
from typing import Final

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
    """A kind of paper. `issued_by` are service codes; empty means issued outside the catalogue."""

    code: str
    label: str
    issued_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A paper to bring. An empty `when` means always, otherwise it says in which case."""

    document: str
    when: str


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the office takes: `value` of `unit`, at the longest `longest` (None: no range)."""

    value: int
    longest: int | None
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What is paid. `amount_rupiah` None: depends; `up_to_rupiah` None: one amount only."""

    kind: str
    amount_rupiah: int | None
    up_to_rupiah: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service as the file gives it; `row` tells where, for problems found later."""

    code: str
    name: str
    name_en: str
    agency: str
    audience: str
    desk_minutes: int
    words: tuple[str, ...]
    note: str
    requirements: tuple[Requirement, ...]
    any_of: tuple[str, ...]
    procedure: tuple[str, ...]
    duration: Duration
    fee: Fee
    products: tuple[str, ...]
    legal: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]
    row: str

    def columns(self) -> dict[str, object]:
        """Return the values as `Service` keeps them: lists and dicts where JSON is stored."""
        plain = asdict(self)
        del plain["agency"], plain["row"]
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()
        }


@dataclass(frozen=True, slots=True)
class CatalogueDocument:
    """A whole valid file: every reference inside it exists."""

    file: str
    sources: tuple[tuple[str, str], ...]
    agencies: tuple[AgencyEntry, ...]
    documents: tuple[DocumentEntry, ...]
    services: tuple[ServiceEntry, ...]
