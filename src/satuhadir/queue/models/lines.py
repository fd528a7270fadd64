# SPDX-License-Identifier: Apache-2.0
"""Where people wait and where they are served: lines, counters, and who serves what."""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Booth, Mall


class Line(models.Model):
    """People waiting for one or more services of one booth under one prefix (antrean).

    Open means numbers may be taken; `closed_from` closes it from an instant of one day on
    and is forgotten the next day. Quotas count numbers given on one day; None is no limit.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="lines", db_index=False)
    booth = models.ForeignKey(Booth, models.PROTECT, related_name="lines")
    prefix = models.CharField(
        _("awalan"), max_length=2, validators=[RegexValidator(r"^[A-Z]{1,2}$")]
    )
    name = models.CharField(_("nama"), max_length=120)
    daily_quota = models.PositiveIntegerField(_("kuota sehari"), null=True, blank=True)
    quota_kiosk = models.PositiveIntegerField(_("kuota kios"), null=True, blank=True)
    quota_desk = models.PositiveIntegerField(_("kuota petugas"), null=True, blank=True)
    quota_phone = models.PositiveIntegerField(_("kuota ponsel"), null=True, blank=True)
    is_open = models.BooleanField(_("buka"), default=True, db_default=True)
    closed_from = models.DateTimeField(_("tutup mulai"), null=True, blank=True)
    close_reason = models.CharField(_("alasan tutup"), max_length=200, blank=True, db_default="")
    mean_minutes = models.FloatField(_("rata-rata layanan, menit"), default=10, db_default=10.0)

    class Meta:
        verbose_name = _("antrean")
        verbose_name_plural = _("antrean")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "prefix"], name="queue_line_prefix_once_per_mall"
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^[A-Z]{1,2}$"),
                name="queue_line_prefix_is_one_or_two_letters",
            ),
            models.CheckConstraint(
                condition=Q(mean_minutes__gt=0) & Q(mean_minutes__lte=480),
                name="queue_line_mean_minutes_is_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} · {self.name}"


class LineService(models.Model):
    """One service gathered by a line. A service belongs to one line at its mall."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="services")
    service = models.OneToOneField(Service, models.PROTECT, related_name="line_service")

    class Meta:
        verbose_name = _("layanan antrean")
        verbose_name_plural = _("layanan antrean")

    def __str__(self) -> str:
        return f"{self.line.prefix}: {self.service}"


class Counter(models.Model):
    """A desk where an officer serves people (loket). The ticket it has stays with it when
    the officer leaves: the next officer takes over.
    """

    class State(models.TextChoices):
        OPEN = "open", _("buka")
        BREAK = "break", _("istirahat")
        CLOSED = "closed", _("tutup")

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="counters", db_index=False)
    booth = models.ForeignKey(Booth, models.PROTECT, related_name="counters")
    name = models.CharField(_("nama loket"), max_length=40)
    position = models.PositiveSmallIntegerField(_("urutan"), default=0, db_default=0)
    state = models.CharField(
        _("keadaan"),
        max_length=8,
        choices=State,
        default=State.CLOSED,
        db_default=State.CLOSED,
    )
    state_since = models.DateTimeField(_("sejak"), db_default=Now())
    back_at = models.DateTimeField(_("kembali pukul"), null=True, blank=True)
    closed_from = models.DateTimeField(_("tutup mulai"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lines: "models.ManyToManyField[Line, CounterLine]" = models.ManyToManyField(
        Line, through="CounterLine", related_name="counters"
    )

    class Meta:
        verbose_name = _("loket")
        verbose_name_plural = _("loket")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "name"], name="queue_counter_name_once_per_mall"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "break", "closed"]),
                name="queue_counter_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CounterLineSet(models.QuerySet["CounterLine"]):
    """Lines that counters serve."""

    def current(self) -> "CounterLineSet":
        """Leave out loans that are over, whose rows no job has taken away yet."""
        return self.filter(CounterLine.is_current())


class CounterLine(models.Model):
    """A line that a counter serves; for a while only, where it is lent (`lent_until`).

    A loan that is over is no longer called from; a job takes its row away soon after.
    """

    counter = models.ForeignKey(Counter, models.CASCADE, related_name="served", db_index=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="serving")
    lent_until = models.DateTimeField(_("dipinjamkan sampai"), null=True, blank=True)

    objects = CounterLineSet.as_manager()

    class Meta:
        verbose_name = _("antrean yang dilayani")
        verbose_name_plural = _("antrean yang dilayani")
        constraints = [
            models.UniqueConstraint(
                fields=["counter", "line"], name="queue_counter_serves_a_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.counter} ← {self.line.prefix}"

    @staticmethod
    def is_current(path: str = "") -> models.Q:
        """Return the condition that it is no loan that is over; `path` leads to it."""
        until = f"{path}lent_until"
        return models.Q(**{f"{until}__isnull": True}) | models.Q(**{f"{until}__gt": Now()})
