# SPDX-License-Identifier: Apache-2.0
"""Somebody's coming to the mall on one day, stop by stop."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.queue.models import Attendance, Ticket
from satuhadir.visits.models.slots import Seat


class Visit(models.Model):
    """One person's booked coming to one mall on one day (kunjungan).

    `code` is read out at the desk; the track in links opens the page and is stored as a hash only.
    `phone` and `name` go when the visit is over, the digests by which limits know a phone or a
    device some weeks later. `choose_again`: its seats were lost to a closure and no other time
    fitted. `moved_from` is the day it stood on before the mall moved it, with `moved_why`.
    `revision` counts what changed for its holder, as calendars ask.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("dipesan")
        CHOOSE_AGAIN = "choose_again", _("pilih waktu lagi")
        PRESENT = "present", _("hadir")
        FINISHED = "finished", _("selesai")
        CANCELLED = "cancelled", _("batal")
        MISSED = "missed", _("tidak datang")

    class ForWhom(models.TextChoices):
        SELF = "self", _("diri sendiri")
        FAMILY = "family", _("keluarga")

    id = models.UUIDField(primary_key=True, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="visits", db_index=False)
    day = models.DateField(_("hari"))
    state = models.CharField(_("keadaan"), max_length=12, choices=State, default=State.BOOKED)
    code = models.CharField(_("kode"), max_length=6)
    track_hash = models.BinaryField(max_length=16)
    attendance = models.OneToOneField(
        Attendance, models.PROTECT, null=True, blank=True, related_name="visit"
    )
    channel = models.CharField(_("saluran"), max_length=6, choices=Seat.Channel)
    for_whom = models.CharField(
        _("untuk"), max_length=6, choices=ForWhom, default=ForWhom.SELF, db_default="self"
    )
    language = models.CharField(_("bahasa"), max_length=2, default="id", db_default="id")
    holds: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=60), verbose_name=_("sudah dimiliki"), default=list, blank=True
    )
    name = models.CharField(_("nama panggilan"), max_length=60, blank=True, db_default="")
    phone = models.CharField(_("nomor ponsel"), max_length=20, blank=True, db_default="")
    phone_is_proven = models.BooleanField(_("ponsel terbukti"), default=False, db_default=False)
    phone_digest = models.BinaryField(max_length=16, null=True)
    device_digest = models.BinaryField(max_length=16, null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reminders: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=10), verbose_name=_("diingatkan"), default=list, db_default=[]
    )
    revision = models.PositiveSmallIntegerField(_("perubahan"), default=0, db_default=0)
    moved_from = models.DateField(_("dipindah dari"), null=True, blank=True)
    moved_why = models.CharField(_("sebab dipindah"), max_length=200, blank=True, db_default="")
    made_at = models.DateTimeField(_("dipesan pada"), db_default=Now())
    changed_at = models.DateTimeField(_("diubah pada"), db_default=Now())
    checked_in_at = models.DateTimeField(_("check-in"), null=True, blank=True)
    came_late = models.BooleanField(_("terlambat"), default=False, db_default=False)

    class Meta:
        verbose_name = _("kunjungan")
        verbose_name_plural = _("kunjungan")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "day", "code"], name="visits_code_once_per_mall_and_day"
            ),
            models.UniqueConstraint(fields=["track_hash"], name="visits_track_opens_one_visit"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "booked", "choose_again", "present", "finished", "cancelled", "missed"
                    ]
                ),
                name="visits_visit_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["present", "finished"])
                | Q(attendance__isnull=False, checked_in_at__isnull=False),
                name="visits_who_is_present_has_an_attendance",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["mall", "day", "state"], name="visits_visit_mall_day"),
            models.Index(
                fields=["phone_digest"],
                condition=Q(phone_digest__isnull=False),
                name="visits_visit_phone",
            ),
            models.Index(
                fields=["device_digest"],
                condition=Q(device_digest__isnull=False),
                name="visits_visit_device",
            ),
            models.Index(
                fields=["account"], condition=Q(account__isnull=False), name="visits_visit_account"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Stop(models.Model):
    """One service of a visit (perhentian): where, in which order, with which seat and ticket.

    Stops that share a line share a ticket. `starts_minute` is the booked start, kept when the seat
    is gone; None where nothing was booked. The ranges are what was promised when it was booked,
    minutes since midnight. `after` are codes of services of this visit that must be finished
    before, for what they hand out. `outside_code` is the booking of another system that owns it.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="stops", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("urutan"))
    seat = models.OneToOneField(Seat, models.SET_NULL, null=True, blank=True, related_name="stop")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="stops")
    starts_minute = models.PositiveSmallIntegerField(_("dipesan pukul"), null=True, blank=True)
    outside_code = models.CharField(
        _("kode pemesanan lain"), max_length=60, blank=True, db_default=""
    )
    after: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=60), verbose_name=_("sesudah"), default=list, db_default=[]
    )
    start_low = models.PositiveSmallIntegerField(_("mulai paling cepat"), null=True, blank=True)
    start_likely = models.PositiveSmallIntegerField(_("mulai kira-kira"), null=True, blank=True)
    start_high = models.PositiveSmallIntegerField(_("mulai paling lambat"), null=True, blank=True)
    finish = models.PositiveSmallIntegerField(_("selesai kira-kira"), null=True, blank=True)

    class Meta:
        verbose_name = _("perhentian")
        verbose_name_plural = _("perhentian")
        ordering = ("visit", "place")
        constraints = [
            models.UniqueConstraint(fields=["visit", "place"], name="visits_stop_has_one_place"),
            models.UniqueConstraint(
                fields=["visit", "service"], name="visits_a_visit_asks_a_service_once"
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="visits_stops_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.place}"


class OneTimeCode(models.Model):
    """Six digits sent to a phone or an e-mail address, to show that it is theirs.

    Kode sekali pakai. Only hashes; good for a few minutes and a few tries, for one purpose, once.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    phone_digest = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=16)
    tries = models.PositiveSmallIntegerField(_("percobaan"), default=0, db_default=0)
    made_at = models.DateTimeField(_("dibuat"), db_default=Now())
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("dipakai"), null=True, blank=True)

    class Meta:
        verbose_name = _("kode sekali pakai")
        verbose_name_plural = _("kode sekali pakai")
        indexes = [
            models.Index(fields=["mall", "phone_digest", "-made_at"], name="visits_code_by_phone"),
            models.Index(fields=["expires_at"], name="visits_code_expires"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
