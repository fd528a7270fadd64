# SPDX-License-Identifier: Apache-2.0
"""What a manager decides: how many are invited, how the index is weighted, what follows from it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls.models import Agency, Mall

DEFAULT_SHARE = 20

ELEMENT_NAMES = {
    "persyaratan": _("Persyaratan"),
    "prosedur": _("Sistem, mekanisme, dan prosedur"),
    "waktu": _("Waktu penyelesaian"),
    "biaya": _("Biaya/tarif"),
    "produk": _("Produk spesifikasi jenis pelayanan"),
    "kompetensi": _("Kompetensi pelaksana"),
    "perilaku": _("Perilaku pelaksana"),
    "pengaduan": _("Penanganan pengaduan, saran, dan masukan"),
    "sarana": _("Sarana dan prasarana"),
}


class SurveyPolicy(models.Model):
    """A mall's rules of the survey. No row is the defaults.

    `compares_printed` also shows the index with the weight 0.11 that older reports were printed
    with, beside the exact one; nothing else changes.
    """

    mall = models.OneToOneField(Mall, models.CASCADE, primary_key=True, related_name="+")
    compares_printed = models.BooleanField(
        _("tampilkan juga nilai dengan bobot 0,11"), default=False, db_default=False
    )

    class Meta:
        verbose_name = _("aturan survei")
        verbose_name_plural = _("aturan survei")

    def __str__(self) -> str:
        return str(self.mall)


class SampleShare(models.Model):
    """How many of a hundred finished tickets chance invites, from a day on.

    The newest row not after a day holds on it. A change begins tomorrow at the earliest, so who
    was chosen on a day never changes afterwards.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", verbose_name=_("mal"))
    from_day = models.DateField(_("mulai hari"))
    percent = models.PositiveSmallIntegerField(_("terundi dari seratus"))

    class Meta:
        verbose_name = _("bagian yang diundang")
        verbose_name_plural = _("bagian yang diundang")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "from_day"], name="satisfaction_one_share_per_mall_and_day"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="satisfaction_share_is_at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_day}: {self.percent} %"


class FollowUp(models.Model):
    """What a mall does about an element that came out low in a month (tindak lanjut SKM).

    Published with the month. `agency` answers for it, None is the mall itself.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("direncanakan")
        STARTED = "started", _("sedang dikerjakan")
        DONE = "done", _("selesai")
        DROPPED = "dropped", _("tidak dilanjutkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", verbose_name=_("mal"))
    month = models.DateField(_("bulan"))
    element = models.CharField(_("unsur"), max_length=11, choices=list(ELEMENT_NAMES.items()))
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penanggung jawab"),
    )
    plan = models.CharField(_("rencana"), max_length=500)
    due_day = models.DateField(_("paling lambat"))
    status = models.CharField(_("keadaan"), max_length=7, choices=Status, default=Status.PLANNED)
    note = models.CharField(_("yang sudah dikerjakan"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(_("versi"), default=1)

    class Meta:
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "month", "element"],
                name="satisfaction_one_plan_per_month_and_element",
            ),
            models.CheckConstraint(
                condition=Q(element__in=list(ELEMENTS)),
                name="satisfaction_follow_up_element_is_known",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="satisfaction_follow_up_month_is_a_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.element}"
