# SPDX-License-Identifier: Apache-2.0
"""Domain errors: a rule said no, in words a citizen can read. Never raised for bugs.

Statuses of HTTP are not known here; `satuhadir.shared.http` gives each family its own.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of an input. `detail` never repeats the value given."""

    field: str
    code: str
    detail: str | Promise


class DomainError(Exception):
    """Base of every refusal.

    `code` is a promise to clients and tests: lower case, `room.reason`, never reused.
    `message` is Indonesian, may change, and is formatted with the keyword arguments, so
    personal data may not be among them.
    """

    code: ClassVar[str]
    message: ClassVar[str | Promise]

    def __init__(self, **context: object) -> None:
        super().__init__(self.code)
        self.context = context

    def __str__(self) -> str:
        return str(self.message).format(**self.context)

    def in_words(self) -> str:
        """Return what a page says of it where no field stands beside: its own sentence, or those
        of its fields.
        """
        return str(self)

    def problem(self) -> dict[str, object]:
        """Return `code` and `detail` in the language now active; no HTTP in it."""
        return {"code": self.code, "detail": str(self)}


class Malformed(DomainError):
    """The request can't be read at all (HTTP 400)."""

    code = "shared.malformed"
    message = _("Permintaan ini tidak dapat dibaca.")


class NotSignedIn(DomainError):
    """Who asks is not known, or the key given opens nothing (HTTP 401)."""

    code = "shared.not_signed_in"
    message = _("Silakan masuk lebih dahulu.")


class Forbidden(DomainError):
    """Who asks is known and may not do this (HTTP 403)."""

    code = "shared.forbidden"
    message = _("Anda tidak berwenang melakukan ini.")


class NotFound(DomainError):
    """The thing asked for does not exist for this caller (HTTP 404)."""

    code = "shared.not_found"
    message = _("Yang Anda cari tidak ada di sini.")


class Refused(DomainError):
    """The request is well formed, but a rule forbids it now (HTTP 409)."""

    code = "shared.refused"
    message = _("Permintaan ini tidak dapat dilakukan sekarang.")


class Invalid(DomainError):
    """The request can be read, but some of its values can't be taken (HTTP 422)."""

    code = "shared.invalid"
    message = _("Ada isian yang perlu diperbaiki.")

    def __init__(self, *, errors: list[FieldProblem] | None = None, **context: object) -> None:
        super().__init__(**context)
        self.errors = errors or []

    def in_words(self) -> str:
        return " ".join(str(one.detail) for one in self.errors) or str(self)

    def problem(self) -> dict[str, object]:
        errors = [
            {"field": one.field, "code": one.code, "detail": str(one.detail)} for one in self.errors
        ]
        return {**super().problem(), "errors": errors}


class Limited(DomainError):
    """Asked too often; `retry_after` is the whole seconds to wait (HTTP 429)."""

    code = "shared.limited"
    message = _("Terlalu banyak permintaan. Silakan coba lagi dalam {retry_after} detik.")

    def __init__(self, *, retry_after: int = 60, **context: object) -> None:
        super().__init__(retry_after=retry_after, **context)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A system we depend on gave no usable answer; trying later may work (HTTP 503)."""

    code = "shared.unavailable"
    message = _("Layanan ini belum dapat dijangkau. Silakan coba beberapa saat lagi.")

    def __init__(self, *, retry_after: int = 5, **context: object) -> None:
        super().__init__(retry_after=retry_after, **context)
        self.retry_after = retry_after


class DatabaseAway(Unavailable):
    code = "shared.database_away"
    message = _("Data sedang tidak dapat dijangkau. Silakan coba beberapa saat lagi.")


class UnknownPath(NotFound):
    code = "shared.unknown_path"
    message = _("Alamat ini tidak ada.")


class UnreadableBody(Malformed):
    code = "shared.unreadable_body"
    message = _("Isi permintaan ini bukan JSON yang dapat dibaca.")


class CrossSite(Forbidden):
    code = "shared.cross_site"
    message = _("Permintaan ini datang dari situs lain, jadi kami tolak.")


class FormExpired(Forbidden):
    code = "shared.form_expired"
    message = _("Halaman ini sudah terlalu lama terbuka. Muat ulang halaman, lalu coba lagi.")


class PaperUnavailable(Unavailable):
    """This machine cannot draw a PDF: the library Pango is not installed."""

    code = "shared.paper_unavailable"
    message = _(
        "PDF belum dapat dibuat di server ini karena pustaka Pango belum terpasang. "
        "Buka halamannya lalu cetak dari peramban, atau ambil berkas XLSX."
    )
