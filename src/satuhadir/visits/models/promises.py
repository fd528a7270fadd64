# SPDX-License-Identifier: Apache-2.0
"""What people with several services were told about their end, and what came true."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall
from satuhadir.visits.models.visits import Visit


class EndPromise(models.Model):
    """The end told at the check-in of one visit with several services (janji selesai).

    All in whole minutes after that check-in, so that no row says when; the id is drawn, so that
    their order says nothing. `low` to `high` was told, `composed_low` to `composed_high` is what
    it was made from; the high ends are None where none could be told. `visit` goes with the names,
    some minutes after the visit: until then an undone finish still reaches the row.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("masih berjalan")
        FINISHED = "finished", _("selesai")
        LEFT = "left", _("tidak diselesaikan")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    visit = models.OneToOneField(
        Visit, models.SET_NULL, null=True, blank=True, related_name="end_promise"
    )
    services = models.PositiveSmallIntegerField(_("layanan"))
    low = models.PositiveSmallIntegerField(_("paling cepat, menit"))
    likely = models.PositiveSmallIntegerField(_("kira-kira, menit"))
    high = models.PositiveSmallIntegerField(_("paling lambat, menit"), null=True, blank=True)
    composed_low = models.PositiveSmallIntegerField(_("disusun paling cepat, menit"))
    composed_high = models.PositiveSmallIntegerField(
        _("disusun paling lambat, menit"), null=True, blank=True
    )
    outcome = models.CharField(
        _("hasil"), max_length=8, choices=Outcome, default=Outcome.OPEN, db_default="open"
    )
    took = models.PositiveSmallIntegerField(_("kenyataannya, menit"), null=True, blank=True)

    class Meta:
        verbose_name = _("janji selesai")
        verbose_name_plural = _("janji selesai")
        constraints = [
            models.CheckConstraint(
                condition=Q(services__gte=2, low__lte=F("likely"), composed_low__lte=F("likely")),
                name="visits_an_end_is_promised_for_several_services",
            ),
            models.CheckConstraint(
                condition=Q(high__isnull=True, composed_high__isnull=True)
                | Q(high__gte=F("likely"), composed_high__gte=F("likely")),
                name="visits_a_promised_end_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "left"], took__isnull=True)
                | Q(outcome="finished", took__isnull=False),
                name="visits_a_finished_visit_has_its_end",
            ),
        ]
        indexes = [models.Index(fields=["mall", "day"], name="visits_endpromise_mall_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.low}–{self.high}, {self.took}"
