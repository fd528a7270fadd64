# SPDX-License-Identifier: Apache-2.0
"""What a mall sets about messages: its channels and its words."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class NoticePolicy(models.Model):
    """By which channels a mall tells people something (aturan pemberitahuan). Without a row, the
    defaults: what costs money per message is off.
    """

    mall = models.OneToOneField(
        Mall, models.CASCADE, primary_key=True, related_name="notice_policy"
    )
    email_on = models.BooleanField(_("e-mail"), default=True, db_default=True)
    push_on = models.BooleanField(_("pemberitahuan di ponsel"), default=True, db_default=True)
    whatsapp_on = models.BooleanField(_("WhatsApp"), default=False, db_default=False)
    sms_on = models.BooleanField(_("SMS"), default=False, db_default=False)
    erase_after_days = models.PositiveSmallIntegerField(
        _("alamat dan isi dihapus setelah terkirim, hari"), default=7, db_default=7
    )

    class Meta:
        verbose_name = _("aturan pemberitahuan")
        verbose_name_plural = _("aturan pemberitahuan")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erase_after_days__gte=1, erase_after_days__lte=90),
                name="notices_addresses_are_kept_a_quarter_at_most",
            )
        ]

    def __str__(self) -> str:
        return str(self.mall)


class NoticeText(models.Model):
    """One message in a mall's own words, in one language (teks pemberitahuan)."""

    class Language(models.TextChoices):
        ID = "id", _("Indonesia")
        EN = "en", _("Inggris")

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="notice_texts")
    kind = models.CharField(_("jenis"), max_length=40)
    language = models.CharField(_("bahasa"), max_length=2, choices=Language)
    subject = models.CharField(_("judul"), max_length=100)
    text = models.TextField(_("isi"), max_length=600)
    template = models.CharField(_("nama templat WhatsApp"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("teks pemberitahuan")
        verbose_name_plural = _("teks pemberitahuan")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mall", "kind", "language"], name="notices_text_once_per_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["id", "en"]), name="notices_text_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
