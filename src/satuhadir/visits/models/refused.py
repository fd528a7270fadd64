# SPDX-License-Identifier: Apache-2.0
"""What kiosks let in while they had no server, and could not be let in afterwards."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall
from satuhadir.visits.models.visits import Visit


class RefusedCheckIn(models.Model):
    """A check-in that a kiosk took without a network and the server refused for good (check-in
    tanpa jaringan yang ditolak): somebody was told they are in, and has no number.

    Nobody is named. `reason` is the code of the refusal, `told` its sentence; kept for a week.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="+")
    code = models.CharField(_("kode"), max_length=6)
    reason = models.CharField(_("sebab"), max_length=60)
    told = models.CharField(_("yang dikatakan"), max_length=300)
    scanned_at = models.DateTimeField(_("dipindai pada"))
    handed_in_at = models.DateTimeField(_("diserahkan pada"), db_default=Now())

    class Meta:
        verbose_name = _("check-in tanpa jaringan yang ditolak")
        verbose_name_plural = _("check-in tanpa jaringan yang ditolak")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "scanned_at", "code"], name="visits_refused_check_in_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reason}"
