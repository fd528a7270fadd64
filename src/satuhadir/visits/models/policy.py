# SPDX-License-Identifier: Apache-2.0
"""What a mall, and each of its lines, decides about bookings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line


class BookingPolicy(models.Model):
    """A mall's rules of booking (aturan pemesanan). One row per mall, made when first asked for.

    A seat's key in the line is its slot's start less `grace_minutes`, for whoever checks in up to
    `late_minutes` after that start; later they stand where anybody stands who comes then. Slots
    of today can be booked until `cut_off_minutes` before they start; `release_minutes` before
    it, unused online seats become the desk's. The limits count one phone or one device.
    """

    mall = models.OneToOneField(
        Mall, models.CASCADE, primary_key=True, related_name="booking_policy"
    )
    is_open = models.BooleanField(_("pemesanan dibuka"), default=True, db_default=True)
    window_days = models.PositiveSmallIntegerField(
        _("dapat dipesan sampai, hari ke depan"), default=14, db_default=14
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("panjang slot, menit"), default=30, db_default=30
    )
    cut_off_minutes = models.PositiveSmallIntegerField(
        _("ditutup sebelum slot mulai, menit"), default=60, db_default=60
    )
    online_share_percent = models.PositiveSmallIntegerField(
        _("bagian daring, persen"), default=60, db_default=60
    )
    release_minutes = models.PositiveSmallIntegerField(
        _("kursi daring sisa dilepas sebelum slot mulai, menit"), default=120, db_default=120
    )
    early_minutes = models.PositiveSmallIntegerField(
        _("check-in dibuka sebelum slot, menit"), default=15, db_default=15
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("kelonggaran terlambat, menit"), default=10, db_default=10
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("didahulukan terhadap antrean langsung, menit"), default=10, db_default=10
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("lama tawaran daftar tunggu, menit"), default=15, db_default=15
    )
    per_phone_per_day = models.PositiveSmallIntegerField(
        _("pemesanan per nomor ponsel sehari"), default=2, db_default=2
    )
    per_phone_open = models.PositiveSmallIntegerField(
        _("pemesanan per nomor ponsel yang belum dipakai"), default=3, db_default=3
    )
    per_device_per_day = models.PositiveSmallIntegerField(
        _("pemesanan per perangkat sehari"), default=4, db_default=4
    )
    overbooks = models.BooleanField(
        _("pesanan berlebih menurut yang biasanya tidak datang"), default=False, db_default=False
    )
    overbook_most_percent = models.PositiveSmallIntegerField(
        _("pesanan berlebih paling banyak, persen"), default=10, db_default=10
    )

    class Meta:
        verbose_name = _("aturan pemesanan")
        verbose_name_plural = _("aturan pemesanan")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_days__gte=1, window_days__lte=120)
                & Q(slot_minutes__gte=10, slot_minutes__lte=240)
                & Q(cut_off_minutes__lte=1440, release_minutes__lte=1440)
                & Q(early_minutes__lte=1440, late_minutes__lte=240, grace_minutes__lte=120)
                & Q(offer_minutes__gte=5, offer_minutes__lte=1440),
                name="visits_policy_times_are_sensible",
            ),
            models.CheckConstraint(
                condition=Q(online_share_percent__lte=100) & Q(overbook_most_percent__lte=50),
                name="visits_policy_shares_are_percentages",
            ),
            models.CheckConstraint(
                condition=Q(per_phone_per_day__gte=1)
                & Q(per_phone_open__gte=1)
                & Q(per_device_per_day__gte=1),
                name="visits_policy_limits_let_somebody_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mall)


class BookedLine(models.Model):
    """What is different for one line (aturan pemesanan satu antrean).

    Without a row, or where a field is None, what the mall and the counters say holds. A line whose
    slots another system owns (`outside_name`, `outside_url`) has none here: its visitors bring
    that system's booking code.
    """

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="booking")
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    is_open = models.BooleanField(_("dapat dipesan"), default=True, db_default=True)
    planned_counters = models.DecimalField(
        _("loket direncanakan"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    online_share_percent = models.PositiveSmallIntegerField(
        _("bagian daring, persen"), null=True, blank=True
    )
    outside_name = models.CharField(
        _("sistem lain yang mengatur slot"), max_length=80, blank=True, db_default=""
    )
    outside_url = models.URLField(_("alamatnya"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("aturan pemesanan antrean")
        verbose_name_plural = _("aturan pemesanan antrean")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_counters__isnull=True)
                | Q(planned_counters__gte=0, planned_counters__lte=100),
                name="visits_line_plans_no_more_than_a_hundred_counters",
            ),
            models.CheckConstraint(
                condition=Q(online_share_percent__isnull=True) | Q(online_share_percent__lte=100),
                name="visits_line_share_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return str(self.line_id)
