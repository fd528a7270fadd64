# SPDX-License-Identifier: Apache-2.0
"""Who waits for a seat that somebody gives back, and whom it is offered to."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line
from satuhadir.visits.models.slots import Seat
from satuhadir.visits.models.visits import Visit


class WaitingListEntry(models.Model):
    """Somebody who waits for a seat at one service on one day (daftar tunggu).

    A freed seat is offered to a random one of those waiting whose hours fit. Phone and name go
    when the day is past or the wait is over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu")
        OFFERED = "offered", _("ditawari")
        BOOKED = "booked", _("sudah memesan")
        LEFT = "left", _("mundur")
        OVER = "over", _("harinya lewat")

    id = models.UUIDField(primary_key=True, editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    day = models.DateField(_("hari"))
    from_minute = models.PositiveSmallIntegerField(_("paling cepat"), default=0)
    until_minute = models.PositiveSmallIntegerField(_("paling lambat"), default=1440)
    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.WAITING)
    track_hash = models.BinaryField(max_length=16)
    language = models.CharField(_("bahasa"), max_length=2, default="id", db_default="id")
    name = models.CharField(_("nama panggilan"), max_length=60, blank=True, db_default="")
    phone = models.CharField(_("nomor ponsel"), max_length=20, blank=True, db_default="")
    phone_digest = models.BinaryField(max_length=16, null=True)
    device_digest = models.BinaryField(max_length=16, null=True)
    visit = models.OneToOneField(
        Visit, models.SET_NULL, null=True, blank=True, related_name="waited"
    )
    made_at = models.DateTimeField(_("mulai menunggu"), db_default=Now())

    class Meta:
        verbose_name = _("daftar tunggu")
        verbose_name_plural = _("daftar tunggu")
        constraints = [
            models.UniqueConstraint(fields=["track_hash"], name="visits_track_opens_one_entry"),
            models.UniqueConstraint(
                fields=["line", "day", "phone_digest"],
                condition=Q(state__in=["waiting", "offered"], phone_digest__isnull=False),
                name="visits_a_phone_waits_once_per_line_and_day",
            ),
            models.CheckConstraint(
                condition=Q(from_minute__lt=F("until_minute"), until_minute__lte=1440),
                name="visits_entry_hours_run_forwards",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "offered", "booked", "left", "over"]),
                name="visits_entry_state_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "day"],
                condition=Q(state="waiting"),
                name="visits_entry_waiting",
            ),
            models.Index(fields=["mall", "day"], name="visits_entry_mall_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Offer(models.Model):
    """A freed seat kept for one person for some minutes (tawaran). The seat is taken meanwhile."""

    class State(models.TextChoices):
        OPEN = "open", _("menunggu jawaban")
        ACCEPTED = "accepted", _("diterima")
        DECLINED = "declined", _("ditolak")
        LAPSED = "lapsed", _("lewat waktu")

    entry = models.ForeignKey(WaitingListEntry, models.CASCADE, related_name="offers")
    seat = models.OneToOneField(Seat, models.SET_NULL, null=True, blank=True, related_name="offer")
    starts_minute = models.PositiveSmallIntegerField(_("mulai"))
    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(_("ditawarkan"), db_default=Now())
    until_at = models.DateTimeField(_("berlaku sampai"))

    class Meta:
        verbose_name = _("tawaran")
        verbose_name_plural = _("tawaran")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="open"),
                name="visits_one_open_offer_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "lapsed"]),
                name="visits_offer_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["until_at"], condition=Q(state="open"), name="visits_offer_open")
        ]

    def __str__(self) -> str:
        return str(self.pk)
