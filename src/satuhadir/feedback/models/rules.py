# SPDX-License-Identifier: Apache-2.0
"""What a mall sets: how long each step may take, by which law, and how long names are kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class ComplaintClock(models.Model):
    """How long one step of complaints may take at a mall, and by which rule (batas waktu).

    Without a row the ones of `values.DEFAULT_CLOCKS` hold.
    """

    class Code(models.TextChoices):
        FORWARD = "forward", _("menelaah dan meneruskan")
        INFORMATION = "information", _("menjawab permintaan informasi")
        ASPIRATION = "aspiration", _("menjawab aspirasi")
        NON_SUPERVISORY = "non_supervisory", _("menjawab pengaduan tidak berkadar pengawasan")
        SUPERVISORY = "supervisory", _("menjawab pengaduan berkadar pengawasan")
        CONSULTATION = "consultation", _("menjawab konsultasi")
        OBJECTION = "objection", _("menjawab keberatan")
        REPLY = "reply", _("pelapor memberi penjelasan")
        CONFIRM = "confirm", _("pelapor menanggapi jawaban")

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("hari kerja")
        DAYS = "days", _("hari")

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="complaint_clocks")
    code = models.CharField(_("langkah"), choices=Code, max_length=16)
    days = models.PositiveSmallIntegerField(_("lama"))
    unit = models.CharField(
        _("satuan"), choices=Unit, default=Unit.WORKING_DAYS, db_default="working_days",
        max_length=12,
    )  # fmt: skip
    legal = models.CharField(_("dasar"), max_length=200)

    class Meta:
        verbose_name = _("batas waktu pengaduan")
        verbose_name_plural = _("batas waktu pengaduan")
        ordering = ("mall", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mall", "code"], name="feedback_clock_once_per_mall_and_code"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=120), name="feedback_clock_days_are_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.days} {self.get_unit_display()}"


class ComplaintRules(models.Model):
    """What else a mall sets about complaints (aturan pengaduan). Without a row, the defaults."""

    mall = models.OneToOneField(
        Mall, models.CASCADE, primary_key=True, related_name="complaint_rules"
    )
    most_objections = models.PositiveSmallIntegerField(
        _("keberatan paling banyak"), default=1, db_default=1
    )
    erase_after_days = models.PositiveSmallIntegerField(
        _("data pribadi dihapus setelah selesai, hari"), default=180, db_default=180
    )
    due_soon_days = models.PositiveSmallIntegerField(
        _("ingatkan sebelum batas waktu, hari"), default=2, db_default=2
    )

    class Meta:
        verbose_name = _("aturan pengaduan")
        verbose_name_plural = _("aturan pengaduan")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(most_objections__lte=5)
                & Q(erase_after_days__gte=1, erase_after_days__lte=1825)
                & Q(due_soon_days__lte=30),
                name="feedback_rules_are_within_sensible_bounds",
            )
        ]

    def __str__(self) -> str:
        return str(self.mall)
