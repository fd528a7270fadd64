# SPDX-License-Identifier: Apache-2.0
"""What a manager says to everybody in the hall."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class Announcement(models.Model):
    """A sentence on every screen of a mall for a while (pengumuman).

    Current from `from_at` to `until_at`, unless withdrawn. `made_by` is an actor of the log.
    """

    class Level(models.TextChoices):
        INFO = "info", _("kabar")
        URGENT = "urgent", _("penting")

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="announcements", db_index=False)
    text = models.CharField(_("isi"), max_length=200)
    level = models.CharField(
        _("tingkat"), max_length=6, choices=Level, default=Level.INFO, db_default=Level.INFO
    )
    from_at = models.DateTimeField(_("mulai"), db_default=Now())
    until_at = models.DateTimeField(_("sampai"))
    made_by = models.CharField(_("oleh"), max_length=60)
    withdrawn_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("pengumuman")
        verbose_name_plural = _("pengumuman")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")),
                name="queue_announcement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["info", "urgent"]), name="queue_announcement_level_is_known"
            ),
        ]
        indexes = [
            models.Index(  # serves what every screen shows now
                fields=["mall", "until_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="queue_announcement_current",
            )
        ]

    def __str__(self) -> str:
        return self.text
