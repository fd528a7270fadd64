# SPDX-License-Identifier: Apache-2.0
"""What people can ask for at a mall, and the papers that go with it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import AUDIENCES, CERTAINTIES
from satuhadir.malls.models import Agency, Mall

_CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9_-]*\Z", _("Huruf besar, angka, - dan _ saja."))


class DocumentType(models.Model):
    """A kind of paper a service asks for or hands out (jenis dokumen).

    `origin` lists the codes of the services that issue it; empty means that it comes from
    outside the catalogue. Rows come from `actions.import_catalogue`.
    """

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="document_types", verbose_name=_("mal")
    )
    code = models.CharField(_("kode"), max_length=60, validators=[_CODE])
    label = models.CharField(_("nama"), max_length=200)
    origin = models.JSONField(_("diterbitkan oleh layanan"), default=list, blank=True)

    class Meta:
        verbose_name = _("jenis dokumen")
        verbose_name_plural = _("jenis dokumen")
        ordering = ("mall", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "code"], name="catalogue_document_type_code_once_per_mall"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Service(models.Model):
    """What one agency does for people at one mall (layanan), with its standard.

    The code is the id in the catalogue file; a variant adds `-` and a suffix. The JSON columns
    hold the plain shapes of `entries` (`Requirement`, `Duration`, `Fee`) and lists of text or
    codes. `words` are the everyday words people ask with. Rows come from
    `actions.import_catalogue`.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="services", verbose_name=_("mal"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="services", verbose_name=_("instansi")
    )
    code = models.CharField(_("kode"), max_length=60, validators=[_CODE])
    name = models.CharField(_("nama"), max_length=160)
    name_en = models.CharField(_("nama dalam bahasa Inggris"), max_length=160, blank=True)
    audience = models.CharField(_("untuk"), choices=list(AUDIENCES.items()), max_length=16)
    desk_minutes = models.PositiveSmallIntegerField(
        _("menit di loket"), validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    words = ArrayField(
        models.TextField(), verbose_name=_("kata sehari-hari"), default=list, blank=True
    )
    note = models.TextField(_("catatan"), blank=True)
    requirements = models.JSONField(_("persyaratan"), default=list, blank=True)
    any_of = models.JSONField(_("setidaknya satu dari"), default=list, blank=True)
    procedure = models.JSONField(_("prosedur"), default=list, blank=True)
    duration = models.JSONField(_("jangka waktu"), default=dict, blank=True)
    fee = models.JSONField(_("biaya"), default=dict, blank=True)
    products = models.JSONField(_("produk layanan"), default=list, blank=True)
    legal = models.JSONField(_("dasar hukum"), default=list, blank=True)
    certainty = models.CharField(_("kepastian"), choices=list(CERTAINTIES.items()), max_length=16)
    sources = models.JSONField(_("sumber"), default=list, blank=True)

    class Meta:
        verbose_name = _("layanan")
        verbose_name_plural = _("layanan")
        ordering = ("mall", "agency", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "code"], name="catalogue_service_code_once_per_mall"
            ),
            models.CheckConstraint(
                condition=Q(desk_minutes__gte=1, desk_minutes__lte=480),
                name="catalogue_service_takes_a_minute_to_a_day_at_the_desk",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=list(CERTAINTIES)),
                name="catalogue_service_certainty_is_high_medium_or_low",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=list(AUDIENCES)),
                name="catalogue_service_is_for_a_person_or_a_business",
            ),
        )

    def __str__(self) -> str:
        return self.name
