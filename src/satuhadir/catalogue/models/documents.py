# SPDX-License-Identifier: Apache-2.0
"""Kinds of papers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import LOOKUP_SYSTEMS
from satuhadir.catalogue.models.codes import CODE
from satuhadir.malls.models import Mall


class DocumentType(models.Model):
    """A kind of paper a service asks for or hands out (jenis dokumen).

    `lookup_system` is where the state may already hold it, empty when nowhere we know of.
    `where_from` tells people where they get a paper that no service of the mall issues. Who
    issues it follows from the standards, see `queries.issuers_of`.
    """

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="document_types", verbose_name=_("mal")
    )
    code = models.CharField(_("kode"), max_length=60, validators=[CODE])
    label = models.CharField(_("nama"), max_length=200)
    name_en = models.CharField(
        _("nama dalam bahasa Inggris"), max_length=200, blank=True, db_default=""
    )
    lookup_system = models.CharField(
        _("mungkin sudah ada di"), choices=list(LOOKUP_SYSTEMS.items()), max_length=16, blank=True,
        db_default="",
    )  # fmt: skip
    where_from = models.CharField(_("diperoleh dari"), max_length=400, blank=True, db_default="")

    class Meta:
        verbose_name = _("jenis dokumen")
        verbose_name_plural = _("jenis dokumen")
        ordering = ("mall", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "code"], name="catalogue_document_type_code_once_per_mall"
            ),
            models.CheckConstraint(
                condition=Q(lookup_system__in=["", *LOOKUP_SYSTEMS]),
                name="catalogue_document_type_is_looked_up_in_a_known_system",
            ),
        )

    def __str__(self) -> str:
        return self.label
