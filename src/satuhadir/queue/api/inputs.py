# SPDX-License-Identifier: Apache-2.0
"""What the API reads: bodies and query strings. The same classes check and document them.

Bodies are strict: a number is not text, a flag is not a number. Members that an operation does
not know are passed over. A refusal never repeats the value it refuses.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from satuhadir.queue.values import HoldReason
from satuhadir.shared.errors import FieldProblem, Invalid
from satuhadir.shared.phones import read_phone

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_INSTANT = re.compile(
    r"20\d\d-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d\d:\d\d)\Z", re.ASCII
)
_DAY = re.compile(r"20\d\d-\d\d-\d\d\Z", re.ASCII)
MOST_ITEMS = 200

# What is wrong with a field: our stable code and its sentence, by the kind that pydantic names.
_WRONG = {
    "shared.missing": gettext_noop("Isian ini wajib ada."),
    "shared.too_long": gettext_noop("Isian ini terlalu panjang."),
    "shared.too_short": gettext_noop("Isian ini kosong atau terlalu pendek."),
    "shared.out_of_range": gettext_noop("Angka ini di luar batas yang diterima."),
    "shared.unknown_value": gettext_noop("Pilihan ini tidak dikenal."),
    "shared.wrong_kind": gettext_noop("Jenis isian ini tidak sesuai."),
    "shared.not_an_id": gettext_noop("Ini bukan UUID."),
    "shared.not_an_instant": gettext_noop("Tulis waktu sebagai RFC 3339 dengan selisih zonanya."),
    "shared.not_a_day": gettext_noop("Tulis hari sebagai tahun-bulan-tanggal."),
    "shared.not_a_cursor": gettext_noop("Penunjuk halaman ini tidak kami berikan."),
    "shared.unprintable": gettext_noop("Isian ini memuat huruf yang tidak dapat ditampilkan."),
    "queue.not_a_phone": gettext_noop("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890."),
    "queue.one_of_service_and_services": gettext_noop(
        "Isi salah satu saja: service atau services."
    ),
    "idempotency.not_a_uuid": gettext_noop("Idempotency-Key harus berupa UUID."),
}
_KINDS = {
    "missing": "shared.missing",
    "string_too_long": "shared.too_long",
    "too_long": "shared.too_long",
    "string_too_short": "shared.too_short",
    "too_short": "shared.too_short",
    "greater_than_equal": "shared.out_of_range",
    "less_than_equal": "shared.out_of_range",
    "literal_error": "shared.unknown_value",
    "enum": "shared.unknown_value",
}


def problem_with(field: str, code: str) -> FieldProblem:
    """Return what is wrong with one field, in words."""
    return FieldProblem(field, code, _(_WRONG[code]))


def invalid(error: ValidationError) -> Invalid:
    """Translate what the schema classes found into our refusal."""
    problems = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        code = one["type"] if one["type"] in _WRONG else _KINDS.get(one["type"])
        field = ".".join(str(part) for part in one["loc"] if part != "function-after")
        problems.append(problem_with(field, code or "shared.wrong_kind"))
    return Invalid(errors=problems)


def find_id(text: object) -> UUID | None:
    """Return the UUID that `text` writes in its usual 36 characters, or None."""
    return UUID(text) if isinstance(text, str) and _UUID.match(text) else None


def _read_id(value: Any) -> UUID:
    found = find_id(value)
    if found is None:
        raise _wrong("shared.not_an_id")
    return found


def _read_instant(value: Any) -> datetime:
    try:
        if isinstance(value, str) and _INSTANT.match(value):
            # In UTC: PostgreSQL reads no offset beyond 15:59, which RFC 3339 has.
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except ValueError:
        pass
    raise _wrong("shared.not_an_instant")


def _read_day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.match(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _wrong("shared.not_a_day")


def _read_cursor(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    raise _wrong("shared.not_a_cursor")


def _read_phone(value: str) -> str:
    phone = read_phone(value)
    if phone is None:
        raise _wrong("queue.not_a_phone")
    return phone


def _read_text(value: str) -> str:
    value = " ".join(value.split())
    if not value.isprintable():
        raise _wrong("shared.unprintable")
    return value


def _wrong(code: str) -> PydanticCustomError:
    return PydanticCustomError(code, "not acceptable")


def _without_default(shape: dict[str, Any]) -> None:
    shape.pop("default", None)


Id = Annotated[
    UUID, BeforeValidator(_read_id), WithJsonSchema({"type": "string", "format": "uuid"})
]
Instant = Annotated[
    datetime,
    BeforeValidator(_read_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]
Cursor = Annotated[
    int, BeforeValidator(_read_cursor), WithJsonSchema({"type": "string", "maxLength": 9})
]
Phone = Annotated[str, Field(max_length=30), AfterValidator(_read_phone)]
Name = Annotated[str, Field(max_length=60), AfterValidator(_read_text)]
Reason = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_read_text)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Need = Literal["elderly", "disability", "pregnant", "infant"]
Help = Literal["wheelchair", "companion", "approach"]
Channel = Literal["kiosk", "desk", "phone"]


class Input(BaseModel):
    """Base of what an operation takes."""

    model_config = ConfigDict(strict=True, frozen=True)


class Nothing(Input):
    """No body and no query string are needed."""


class Page(Input):
    """Which part of a list: at most `limit` items after `cursor`, the `next` of the last answer."""

    model_config = ConfigDict(strict=False)  # a query string has only text

    limit: int = Field(MOST_ITEMS, ge=1, le=MOST_ITEMS)
    cursor: Cursor = Field(0, json_schema_extra=_without_default)


class Search(Page):
    """What people type when they look for a service; without `q` every service."""

    q: str = ""


class ServiceDay(Input):
    """The day whose standard is asked for, past or to come; today without `day`."""

    model_config = ConfigDict(strict=False)  # a query string has only text

    day: Day | None = None


class LogPage(Page):
    """Which day of the log, today without `day`."""

    day: Day | None = None


def _one_of_service_and_services(schema: dict[str, Any]) -> None:
    """Say in the document that one of the two is asked for, and only one."""
    schema["oneOf"] = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
        for name in ("service", "services")
    ]


class TakeNumber(Input):
    """A number for a service, or for several services of one line."""

    model_config = ConfigDict(json_schema_extra=_one_of_service_and_services)

    service: Code | None = None
    services: list[Code] | None = Field(None, min_length=1, max_length=10)
    needs: list[Need] | None = Field(
        None,
        max_length=8,
        description="Gives a bounded head start. Which need it was is not kept.",
    )
    help: list[Help] | None = Field(
        None,
        max_length=8,
        description="What staff should do in the hall: bring a wheelchair, accompany, or walk up to"
        " the person instead of calling. Shown to staff only, forgotten when the day closes.",
    )
    people: int = Field(1, ge=1, le=20)
    attendance: Id | None = Field(None, description="The person's visit, to join; else a new one.")
    channel: Channel | None = Field(None, description="Follows from the token; may only agree.")
    name: Name | None = Field(None, description="Unreadable once the day is past.")
    phone: Phone | None = Field(None, description="Unreadable once the day is past.")

    @model_validator(mode="after")
    def _is_for_service_or_services(self) -> Self:
        if (self.service is None) == (self.services is None):
            raise _wrong("queue.one_of_service_and_services")
        return self


class AtCounter(Input):
    """The counter that acts."""

    counter: Id


class PerhapsAtCounter(Input):
    """The counter that acts; a manager, or who checks people in, needs none."""

    counter: Id | None = None


class HoldAtCounter(AtCounter):
    """Why the ticket is held: a code, never free text."""

    reason: Literal["document", "payment", "other"] = HoldReason.DOCUMENT.value


class TransferAtCounter(AtCounter):
    """The service that the ticket waits for next."""

    service: Code


class RefusedPaper(Input):
    """A kind of paper that one of the ticket's services asks for, and why it was not accepted."""

    document: Code
    reason: Literal["missing", "expired", "unreadable", "wrong", "not_original", "other_person"]


class RefusePapers(AtCounter):
    """The papers that could not be accepted; of one named twice the last reason counts."""

    papers: list[RefusedPaper] = Field(min_length=1, max_length=30)


class HallCode(Input):
    """The code on the hall's screen."""

    code: str = Field(max_length=12)


class CloseCounter(Input):
    """From when; at once without it."""

    closes_at: Instant | None = Field(None, alias="from")


class Break(Input):
    """When the officer means to be back."""

    back_at: Instant | None = None


class CloseLine(Input):
    """Why, for everybody to read, and from when; at once without `from`."""

    reason: Reason
    closes_at: Instant | None = Field(None, alias="from")
