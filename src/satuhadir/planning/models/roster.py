# SPDX-License-Identifier: Apache-2.0
"""Who may be given a name in a roster."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency, Mall


class RosterPerson(models.Model):
    """Somebody of the staff whom a roster may name (petugas jadwal), and what binds them.

    They work for `agency` and may be lent to those in `also`. `days_off` are weekdays, Monday 0.
    Managers write the name they use in the hall; nothing else about a person is kept.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("instansi"))
    name = models.CharField(_("nama"), max_length=80)
    also: "models.ManyToManyField[Agency, models.Model]" = models.ManyToManyField(
        Agency, related_name="+", blank=True, verbose_name=_("juga dapat membantu")
    )
    days_off: "ArrayField[list[int], list[int]]" = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("hari libur"),
        blank=True,
        default=list,
        db_default=[],
    )
    weekly_hours = models.PositiveSmallIntegerField(
        _("jam di loket paling banyak seminggu"), default=35, db_default=35
    )

    class Meta:
        verbose_name = _("petugas jadwal")
        verbose_name_plural = _("petugas jadwal")
        ordering = ("agency__name", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "agency", "name"], name="planning_a_name_once_per_agency"
            ),
            models.CheckConstraint(
                condition=Q(days_off__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="planning_days_off_are_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__gte=1, weekly_hours__lte=60),
                name="planning_weekly_hours_are_sensible",
            ),
        ]

    def __str__(self) -> str:
        return self.name
