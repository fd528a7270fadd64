# SPDX-License-Identifier: Apache-2.0
"""What the catalogue may refuse. Each rule has one class, one code, one sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import Problem
from satuhadir.shared.errors import FieldProblem, Invalid, NotFound


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
