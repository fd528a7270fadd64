# SPDX-License-Identifier: Apache-2.0
"""How the hall displays of a mall speak."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class SpeechPolicy(models.Model):
    """How calls are spoken at a mall. One row per mall, made when a manager first changes it.

    `volume` is a percentage. A call that is neither begun, called again nor withdrawn within
    `repeat_seconds` is spoken once more, when `repeats`.
    """

    class Languages(models.TextChoices):
        INDONESIAN = "id", _("Bahasa Indonesia")
        BOTH = "id,en", _("Bahasa Indonesia, lalu Inggris")

    mall = models.OneToOneField(
        Mall, models.CASCADE, primary_key=True, related_name="speech_policy"
    )
    speaks = models.BooleanField(_("ucapkan panggilan"), default=True, db_default=True)
    languages = models.CharField(
        _("bahasa"),
        max_length=5,
        choices=Languages,
        default=Languages.INDONESIAN,
        db_default=Languages.INDONESIAN,
    )
    has_gong = models.BooleanField(_("gong sebelum panggilan"), default=True, db_default=True)
    volume = models.PositiveSmallIntegerField(_("volume, persen"), default=80, db_default=80)
    repeats = models.BooleanField(
        _("ulangi sekali bila tidak ada yang datang"), default=True, db_default=True
    )
    repeat_seconds = models.PositiveSmallIntegerField(
        _("diulang setelah, detik"), default=25, db_default=25
    )

    class Meta:
        verbose_name = _("aturan suara")
        verbose_name_plural = _("aturan suara")
        constraints = [
            models.CheckConstraint(
                condition=Q(languages__in=["id", "id,en"]),
                name="queue_speech_languages_are_known",
            ),
            models.CheckConstraint(
                condition=Q(volume__lte=100)
                & Q(repeat_seconds__gte=10)
                & Q(repeat_seconds__lte=120),
                name="queue_speech_policy_is_within_sensible_bounds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mall)
