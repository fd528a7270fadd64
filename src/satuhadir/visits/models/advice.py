# SPDX-License-Identifier: Apache-2.0
"""The load that plans bring to a day, so that advice does not send everybody to the same hour."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line


class Advice(models.Model):
    """Minutes of one line that a plan was given (saran), until its day is over.

    `starts_minute` is when its person is told to stand there. Nobody is named: `device_digest`
    only makes a second plan of one browser replace its first.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    starts_minute = models.PositiveSmallIntegerField(_("tiba di loket"))
    minutes = models.PositiveSmallIntegerField(_("menit"))
    device_digest = models.BinaryField(max_length=16, null=True)
    given_at = models.DateTimeField(_("diberikan"), db_default=Now())

    class Meta:
        verbose_name = _("saran waktu")
        verbose_name_plural = _("saran waktu")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_minute__lte=1440, minutes__gte=1, minutes__lte=1440),
                name="visits_advice_lies_within_its_day",
            )
        ]
        indexes = [
            models.Index(fields=["mall", "day", "line"], name="visits_advice_mall_day"),
            models.Index(
                fields=["device_digest"],
                condition=Q(device_digest__isnull=False),
                name="visits_advice_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day} {self.starts_minute}"
