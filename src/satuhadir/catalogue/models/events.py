# SPDX-License-Identifier: Apache-2.0
"""What happens in a life, and what has to be done then."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models.codes import CODE
from satuhadir.malls.models import Mall


class LifeEvent(models.Model):
    """Something that happens in a life (peristiwa hidup) and needs several services.

    `steps` is `[{service, after: [code], note}]`: services of this mall, each after others of the
    list. `external_steps` is `[{name, where, note}]`: what is done outside the mall.
    """

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="life_events", verbose_name=_("mal")
    )
    code = models.CharField(_("kode"), max_length=60, validators=[CODE])
    name = models.CharField(_("nama"), max_length=160)
    name_en = models.CharField(_("nama dalam bahasa Inggris"), max_length=160, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    words = ArrayField(
        models.TextField(), verbose_name=_("kata sehari-hari"), default=list, blank=True
    )
    steps = models.JSONField(_("langkah"), default=list, blank=True)
    external_steps = models.JSONField(_("langkah di luar mal"), default=list, blank=True)

    class Meta:
        verbose_name = _("peristiwa hidup")
        verbose_name_plural = _("peristiwa hidup")
        ordering = ("mall", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "code"], name="catalogue_life_event_code_once_per_mall"
            ),
        )

    def __str__(self) -> str:
        return self.name
