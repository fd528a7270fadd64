# SPDX-License-Identifier: Apache-2.0
"""What people come for."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.entries import AUDIENCES
from satuhadir.catalogue.models.codes import CODE
from satuhadir.malls.models import Agency, Mall


class Service(models.Model):
    """What one agency does for people at one mall (layanan): who it is, not what it promises.

    What it promises is in its standards (`ServiceStandard`), one version at a time. The code is
    the id in the catalogue file; a variant adds `-` and a suffix and names its base in
    `variant_of`. `words` are the everyday words people ask with.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="services", verbose_name=_("mal"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="services", verbose_name=_("instansi")
    )
    code = models.CharField(_("kode"), max_length=60, validators=[CODE])
    name = models.CharField(_("nama"), max_length=160)
    name_en = models.CharField(_("nama dalam bahasa Inggris"), max_length=160, blank=True)
    audience = models.CharField(_("untuk"), choices=list(AUDIENCES.items()), max_length=16)
    desk_minutes = models.PositiveSmallIntegerField(
        _("menit di loket"), validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    words = ArrayField(
        models.TextField(), verbose_name=_("kata sehari-hari"), default=list, blank=True
    )
    variant_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name=_("ragam dari"),
    )

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
                condition=Q(audience__in=list(AUDIENCES)),
                name="catalogue_service_is_for_a_person_or_a_business",
            ),
            models.CheckConstraint(
                condition=~Q(variant_of=F("id")), name="catalogue_service_is_no_variant_of_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name
