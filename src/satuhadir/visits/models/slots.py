# SPDX-License-Identifier: Apache-2.0
"""Times that can be booked, and who sits where. A seat is one row, and there is no other truth."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall
from satuhadir.queue.models import Line


class Slot(models.Model):
    """A stretch of a day in which one line takes booked people (slot).

    Minutes since midnight at the mall. `seats_online` and `seats_desk` are how many each channel
    may take; `seats_over` more may be taken online, learned from those who do not come. All three
    are 0 where nobody new may sit down; who sits there already stays while the booth is open.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="slots", db_index=False)
    day = models.DateField(_("hari"))
    starts_minute = models.PositiveSmallIntegerField(_("mulai"))
    ends_minute = models.PositiveSmallIntegerField(_("selesai"))
    seats_online = models.PositiveSmallIntegerField(_("kursi daring"))
    seats_desk = models.PositiveSmallIntegerField(_("kursi petugas"))
    seats_over = models.PositiveSmallIntegerField(_("kursi berlebih"), default=0, db_default=0)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slot")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "day", "starts_minute"], name="visits_slot_once_per_line_and_start"
            ),
            models.CheckConstraint(
                condition=Q(starts_minute__lt=F("ends_minute"), ends_minute__lte=1440),
                name="visits_slot_ends_after_it_starts_within_the_day",
            ),
            models.CheckConstraint(  # desk seats are numbered from 501
                condition=Q(seats_online__lte=500 - F("seats_over"), seats_desk__lte=500),
                name="visits_slot_seats_are_at_most_500_a_channel",
            ),
        ]
        indexes = [models.Index(fields=["mall", "day"], name="visits_slot_mall_day")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day} {self.starts_minute}"


class Seat(models.Model):
    """One taken seat of a slot (kursi): of a visit, or kept for somebody's open offer.

    UNIQUE (slot, seat) is what makes a double booking impossible; a trigger refuses a seat beyond
    the slot's room. A free seat has no row.
    """

    class Channel(models.TextChoices):
        ONLINE = "online", _("daring")
        DESK = "desk", _("petugas")

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="seats", db_index=False)
    seat = models.PositiveSmallIntegerField(_("nomor kursi"))
    channel = models.CharField(_("saluran"), max_length=6, choices=Channel)
    visit = models.ForeignKey(
        "visits.Visit", models.CASCADE, null=True, blank=True, related_name="seats"
    )
    taken_at = models.DateTimeField(_("diambil"), db_default=Now())

    class Meta:
        verbose_name = _("kursi")
        verbose_name_plural = _("kursi")
        constraints = [
            models.UniqueConstraint(fields=["slot", "seat"], name="visits_a_seat_is_taken_once"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="visits_seats_begin_at_one"),
            models.CheckConstraint(
                condition=Q(channel__in=["online", "desk"]), name="visits_seat_channel_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} #{self.seat}"
