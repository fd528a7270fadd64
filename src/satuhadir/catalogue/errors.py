# SPDX-License-Identifier: Apache-2.0
"""What the catalogue may refuse. Each rule has one class, one code, one sentence."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import Problem
from satuhadir.shared.errors import FieldProblem, Invalid, NotFound, Refused


class Lacking(Protocol):
    """What a refusal needs to know of a thing that is missing."""

    @property
    def component(self) -> str: ...
    @property
    def says(self) -> str: ...


class ServiceNotFound(NotFound):
    code = "catalogue.service_not_found"
    message = _("Layanan ini tidak ada di mal pelayanan publik yang Anda pilih.")


class CatalogueInvalid(Invalid):
    """A catalogue file has problems, all of them in `problems`; nothing was written."""

    code = "catalogue.invalid"
    message = _("Berkas katalog tidak dapat dipakai; ada {count} masalah.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            errors=[FieldProblem(one.field, "catalogue.invalid", one.reason) for one in problems],
            count=len(problems),
        )
        self.problems = tuple(problems)


class DraftNotFound(NotFound):
    code = "catalogue.draft_not_found"
    message = _("Rancangan ini sudah diterbitkan atau dibuang.")


class DraftChanged(Refused):
    """Somebody else saved the draft since it was shown; nothing was written."""

    code = "catalogue.draft_changed"
    message = _(
        "Rancangan ini baru saja disimpan orang lain. Buka lagi, lalu ulangi perubahan Anda."
    )


class StandardIncomplete(Invalid):
    """A draft lacks something, all of it in `lacks`; each names its component."""

    code = "catalogue.standard_incomplete"
    message = _("Standar ini belum dapat diterbitkan; ada {count} yang perlu dilengkapi.")

    def __init__(self, lacks: Sequence[Lacking]) -> None:
        super().__init__(
            errors=[
                FieldProblem(one.component, "catalogue.standard_incomplete", one.says)
                for one in lacks
            ],
            count=len(lacks),
        )
        self.lacks = tuple(lacks)


class DocumentInUse(Refused):
    """Standards, published or drafted, name this kind of paper; `services` are their codes."""

    code = "catalogue.document_in_use"
    message = _("Jenis dokumen ini dipakai {count} standar dan tidak dapat dihapus.")

    def __init__(self, services: Sequence[str]) -> None:
        super().__init__(count=len(services))
        self.services = tuple(services)


class CodeTaken(Refused):
    code = "catalogue.code_taken"
    message = _("Kode ini sudah dipakai di mal ini. Pilih yang lain.")


class DocumentNotFound(NotFound):
    code = "catalogue.document_not_found"
    message = _("Jenis dokumen ini tidak ada di mal pelayanan publik ini.")


class LifeEventNotFound(NotFound):
    code = "catalogue.life_event_not_found"
    message = _("Peristiwa ini tidak ada di mal pelayanan publik ini.")


class UnansweredNotFound(NotFound):
    code = "catalogue.unanswered_not_found"
    message = _("Pertanyaan ini sudah ditangani atau tidak ada lagi.")


class WordsFull(Refused):
    code = "catalogue.words_full"
    message = _("Layanan ini sudah punya 200 kata. Hapus sebagian kata sehari-harinya dahulu.")
