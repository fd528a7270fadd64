# SPDX-License-Identifier: Apache-2.0
"""What was measured on one day."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class MeasuredDay(models.Model):
    """A closed day as planning needs it (hari terukur): arrivals, service times, open counters.

    `body` is what `measuring.DayMeasure` gives; no person is in it. `is_sample` marks an invented
    day of the demonstration; `version` is that of the measuring.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    body = models.JSONField(_("isi"))
    version = models.PositiveSmallIntegerField(_("versi pengukuran"), default=0, db_default=0)
    is_sample = models.BooleanField(_("data contoh"), default=False, db_default=False)
    measured_at = models.DateTimeField(_("diukur"), db_default=Now())

    class Meta:
        verbose_name = _("hari terukur")
        verbose_name_plural = _("hari terukur")
        constraints = [
            models.UniqueConstraint(fields=["mall", "day"], name="planning_a_day_is_measured_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}"
