# SPDX-License-Identifier: Apache-2.0
"""What a mall decides about its queue, and the wait figures kept per line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency, Mall
from satuhadir.queue.models.lines import Line


class Policy(models.Model):
    """A mall's rules of the queue. One row per mall, made with the mall's first line.

    `head_start_minutes` bounds priority: nobody is passed by a ticket more than that much
    younger. `opens_before_minutes`: numbers are given that long before the doors open.
    `offers_summon`: people with several tickets may choose to be summoned; off unless the mall's
    own figures say that enough of them come at once. `age_kept_percent`: the share of its age that
    a ticket keeps after another service of its person, where the agency has none of its own
    (`AgeKept`) and the person's tickets follow each other (flows `one` and `summon`); the shipped
    share is the largest that the benchmark `policies` found to harm nobody.
    """

    mall = models.OneToOneField(Mall, models.CASCADE, primary_key=True, related_name="policy")
    head_start_minutes = models.PositiveSmallIntegerField(
        _("didahulukan paling banyak, menit"), default=20
    )
    no_show_minutes = models.PositiveSmallIntegerField(_("tunggu sebelum tidak hadir"), default=2)
    come_back_minutes = models.PositiveSmallIntegerField(_("mundur saat kembali"), default=10)
    undo_seconds = models.PositiveSmallIntegerField(_("batas urungkan, detik"), default=60)
    opens_before_minutes = models.PositiveSmallIntegerField(
        _("nomor dibuka sebelum jam buka, menit"), default=60
    )
    refuses_too_late = models.BooleanField(
        _("tolak nomor yang tidak akan terlayani hari ini"), default=True
    )
    closes_counters = models.BooleanField(_("tutup semua loket di akhir hari"), default=True)
    display_code_minutes = models.PositiveSmallIntegerField(
        _("kode hadir berganti tiap, menit"), default=3
    )
    offers_summon = models.BooleanField(
        _("tawarkan menunggu di semua antrean dan dipanggil ke loket"),
        default=False,
        db_default=False,
    )
    age_kept_percent = models.PositiveSmallIntegerField(
        _("umur nomor yang dibawa, persen"), default=10, db_default=10
    )

    class Meta:
        verbose_name = _("aturan antrean")
        verbose_name_plural = _("aturan antrean")
        constraints = [
            models.CheckConstraint(
                condition=Q(head_start_minutes__lte=240)
                & Q(no_show_minutes__gte=1)
                & Q(display_code_minutes__gte=1),
                name="queue_policy_is_within_sensible_bounds",
            ),
            models.CheckConstraint(
                condition=Q(age_kept_percent__lte=100),
                name="queue_usual_age_kept_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return str(self.mall)


class AgeKept(models.Model):
    """How much of its age a ticket keeps in an agency's lines after another service (umur yang
    dibawa): 100 x theta of engines/dispatch, for everybody. Without a row: the mall's usual share
    (`Policy.age_kept_percent`) for people whose tickets follow each other, all of it for others.
    """

    agency = models.OneToOneField(Agency, models.CASCADE, primary_key=True, related_name="age_kept")
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    percent = models.PositiveSmallIntegerField(
        _("lama menunggu yang tetap dihitung, persen"), default=100, db_default=100
    )

    class Meta:
        verbose_name = _("umur antrean yang dibawa")
        verbose_name_plural = _("umur antrean yang dibawa")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="queue_age_kept_is_a_percentage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.percent}"


class LineWait(models.Model):
    """The wait of a line as the last tick saw it; read by issue, never computed there.

    `ladder` is a list of [ahead, low, likely, high] in whole minutes, rising in `ahead`;
    low, likely and high are null when the ticket cannot be served today. `room` is how
    many waiting tickets can still start before the line's last closing; None: not known.
    """

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="wait")
    day = models.DateField(_("hari"))
    at = models.DateTimeField(_("dihitung"))
    waiting = models.IntegerField(_("menunggu"))
    counters = models.FloatField(_("loket buka"))
    ladder = models.JSONField()
    room = models.IntegerField(_("masih terlayani"), null=True)

    class Meta:
        verbose_name = _("perkiraan tunggu")
        verbose_name_plural = _("perkiraan tunggu")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.waiting}"
