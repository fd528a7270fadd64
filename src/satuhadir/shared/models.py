# SPDX-License-Identifier: Apache-2.0
"""What an installation remembers of its own keeping."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A whole copy that was written at some time (cadangan); where it lies is not our business.

    So that `doctor` can say how old the newest one is.
    """

    made_at = models.DateTimeField(_("dibuat"))
    byte_count = models.BigIntegerField(_("ukuran"))
    row_count = models.BigIntegerField(_("baris"))

    class Meta:
        verbose_name = _("cadangan")
        verbose_name_plural = _("cadangan")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
