# SPDX-License-Identifier: Apache-2.0
"""What a service promises, version by version."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import CERTAINTIES
from satuhadir.catalogue.models.documents import DocumentType
from satuhadir.catalogue.models.service import Service
from satuhadir.malls.models import Mall


class ServiceStandard(models.Model):
    """One version of what a service promises (standar pelayanan), with its 14 components.

    Six are public, eight internal (PermenPANRB 15/2014). Once published it never changes: a
    trigger refuses that to everybody. On day D the published version with the largest
    `(valid_from, number)` not after D holds. The JSON columns hold the plain shapes of `entries`.
    `drafted_by` and `published_by` are actors as the log writes them. `revision` counts the saves
    of a draft, so that nobody writes over what he has not seen; `submitted_at` says that the
    agency asks for publication.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("rancangan")
        PUBLISHED = "published", _("diterbitkan")

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="service_standards", verbose_name=_("mal")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="standards", verbose_name=_("layanan")
    )
    number = models.PositiveSmallIntegerField(_("nomor versi"))
    state = models.CharField(
        _("keadaan"), choices=State, default=State.DRAFT, max_length=16, editable=False
    )
    valid_from = models.DateField(_("berlaku mulai"), null=True, blank=True)
    published_at = models.DateTimeField(_("diterbitkan pada"), null=True, editable=False)
    decree_number = models.CharField(_("nomor keputusan"), max_length=120, blank=True)
    decree_day = models.DateField(_("tanggal keputusan"), null=True, blank=True)
    drafted_by = models.CharField(_("disusun oleh"), max_length=120, blank=True, editable=False)
    published_by = models.CharField(
        _("diterbitkan oleh"), max_length=120, blank=True, editable=False
    )
    change_note = models.TextField(_("yang berubah"), blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    submitted_at = models.DateTimeField(_("diajukan pada"), null=True, editable=False)

    requirements = models.JSONField(_("persyaratan"), default=list, blank=True)
    procedure = models.JSONField(_("prosedur"), default=list, blank=True)
    duration = models.JSONField(_("jangka waktu"), default=dict, blank=True)
    fees = models.JSONField(_("biaya"), default=list, blank=True)
    products = models.JSONField(_("produk layanan"), default=list, blank=True)
    complaint_routes = models.JSONField(_("penanganan pengaduan"), default=list, blank=True)

    legal = models.JSONField(_("dasar hukum"), default=list, blank=True)
    facilities = models.TextField(_("sarana dan prasarana"), blank=True)
    competence = models.TextField(_("kompetensi pelaksana"), blank=True)
    supervision = models.TextField(_("pengawasan internal"), blank=True)
    staff_count = models.PositiveSmallIntegerField(
        _("jumlah pelaksana"), null=True, blank=True, validators=[MaxValueValidator(10_000)]
    )
    guarantee = models.TextField(_("jaminan pelayanan"), blank=True)
    safety = models.TextField(_("jaminan keamanan dan keselamatan"), blank=True)
    evaluation = models.TextField(_("evaluasi kinerja pelaksana"), blank=True)

    note = models.TextField(_("catatan"), blank=True)
    external_steps = models.JSONField(_("langkah di luar mal"), default=list, blank=True)
    citizen_deadlines = models.JSONField(_("batas waktu bagi pemohon"), default=list, blank=True)
    certainty = models.CharField(
        _("kepastian"), choices=list(CERTAINTIES.items()), default="low", max_length=16
    )
    sources = models.JSONField(_("sumber"), default=list, blank=True)

    class Meta:
        verbose_name = _("standar pelayanan")
        verbose_name_plural = _("standar pelayanan")
        ordering = ("service", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["service", "number"], name="catalogue_standard_number_once_per_service"
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state="draft"),
                name="catalogue_standard_one_draft_per_service",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="catalogue_standard_numbers_begin_at_one"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False, valid_from__isnull=False),
                name="catalogue_standard_published_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=list(CERTAINTIES)),
                name="catalogue_standard_certainty_is_high_medium_or_low",
            ),
        )
        indexes = (
            models.Index(
                fields=["mall", "service", "-valid_from", "-number"],
                condition=Q(state="published"),
                name="catalogue_standard_by_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} · {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class StandardDocument(models.Model):
    """A paper that a standard asks for or hands out; written by the database from the standard.

    While such a row stands, its kind of paper can't be deleted.
    """

    class Role(models.TextChoices):
        REQUIRES = "requires", _("diminta")
        PRODUCES = "produces", _("diterbitkan")

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="standard_documents", verbose_name=_("mal")
    )
    standard = models.ForeignKey(
        ServiceStandard,
        models.DO_NOTHING,
        related_name="papers",
        verbose_name=_("standar pelayanan"),
    )
    document = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="standards", verbose_name=_("jenis dokumen")
    )
    role = models.CharField(_("peran"), choices=Role, max_length=16)

    class Meta:
        verbose_name = _("dokumen pada standar")
        verbose_name_plural = _("dokumen pada standar")
        ordering = ("standard", "role", "document")
        constraints = (
            models.UniqueConstraint(
                fields=["standard", "document", "role"], name="catalogue_standard_paper_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["requires", "produces"]),
                name="catalogue_standard_paper_is_asked_for_or_handed_out",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard} · {self.document}"
