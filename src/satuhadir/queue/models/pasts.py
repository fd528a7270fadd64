# SPDX-License-Identifier: Apache-2.0
"""What forecasts of waits came to, by line and day, and the ranges they teach."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.queue.models.lines import Line


class WaitPast(models.Model):
    """The forecasts of a line on one day and what came true, in whole seconds (perkiraan lampau).

    Both lists in the order in which they came true; made from the log alone (`pasts.DayPast`), up
    to its row `last_seq`, so they can be made again. Only as many days are kept as are learned
    from. Names nobody and no ticket.
    """

    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    is_final = models.BooleanField(_("selesai"), default=False, db_default=False)
    last_seq = models.IntegerField(_("urutan terakhir"), default=0, db_default=0)
    predicted: "ArrayField[list[int], list[int]]" = ArrayField(
        models.IntegerField(), verbose_name=_("diperkirakan, detik"), default=list, db_default=[]
    )
    actual: "ArrayField[list[int], list[int]]" = ArrayField(
        models.IntegerField(), verbose_name=_("kenyataannya, detik"), default=list, db_default=[]
    )

    class Meta:
        verbose_name = _("perkiraan lampau")
        verbose_name_plural = _("perkiraan lampau")
        constraints = [
            models.UniqueConstraint(fields=["line", "day"], name="queue_a_line_has_one_past_a_day"),
            models.CheckConstraint(
                condition=models.Q(predicted__len=models.F("actual__len")),
                name="queue_every_forecast_of_the_past_has_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}: {len(self.actual)}"


class LineRange(models.Model):
    """How wide the ranges of a line have to be, learned from its past (rentang antrean).

    `engines.calibration.Learned`: bins of predictions from each of `edges` on, and in each how many
    spreads below and above the range ends. Made anew whenever the past grows; read by the tick.
    """

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="+")
    learned_from = models.PositiveIntegerField(_("dipelajari dari"))
    edges: "ArrayField[list[float], list[float]]" = ArrayField(models.FloatField(), default=list)
    lows: "ArrayField[list[float], list[float]]" = ArrayField(models.FloatField())
    highs: "ArrayField[list[float], list[float]]" = ArrayField(models.FloatField())
    at = models.DateTimeField(_("dihitung"), db_default=Now())

    class Meta:
        verbose_name = _("rentang antrean")
        verbose_name_plural = _("rentang antrean")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.learned_from}"
