# SPDX-License-Identifier: Apache-2.0
"""Figures counted from the event log, and what a mall wants to reach."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.insights.values import KINDS
from satuhadir.malls.models import Mall


class CountedSpan(models.Model):
    """A day whose log was counted, or a month that sums its finished days (rentang terhitung).

    A day is final once its log is closed; until then it is counted anew while it runs. `last_seq`
    and `head` name the row of the log it was counted up to: the figures of a final day can be
    proved against the chain. `version` is that of the counting: a newer one counts days anew.
    `is_sample` marks invented figures of the demonstration. A month holds final days only, `days`.
    """

    class Span(models.TextChoices):
        DAY = "day", _("hari")
        MONTH = "month", _("bulan")

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    span = models.CharField(_("rentang"), max_length=5, choices=Span)
    first_day = models.DateField(_("hari pertama"))
    is_final = models.BooleanField(_("selesai"), default=False, db_default=False)
    days = models.PositiveSmallIntegerField(_("hari terhitung"), default=0, db_default=0)
    last_seq = models.IntegerField(_("urutan terakhir"), default=0, db_default=0)
    head = models.CharField(max_length=64, blank=True, default="", db_default="")
    version = models.PositiveSmallIntegerField(_("versi hitungan"), default=0, db_default=0)
    is_sample = models.BooleanField(_("data contoh"), default=False, db_default=False)
    counted_at = models.DateTimeField(_("dihitung"), db_default=Now())

    class Meta:
        verbose_name = _("rentang terhitung")
        verbose_name_plural = _("rentang terhitung")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "span", "first_day"], name="insights_a_span_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(span__in=["day", "month"]), name="insights_span_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(span="month") | Q(first_day__day=1),
                name="insights_a_month_begins_on_its_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.first_day}"


def _count() -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(default=0, db_default=0)


def _spread() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.IntegerField(), default=list, db_default=[])


class Figure(models.Model):
    """The figures of one scope (the mall, an agency, a line …) over a counted span (angka).

    Names and meaning are those of `values.Numbers`; spreads are counts by whole minute.
    """

    span = models.ForeignKey(CountedSpan, models.CASCADE, related_name="figures", db_index=False)
    kind = models.CharField(_("tentang"), max_length=8)
    agency = models.CharField(_("instansi"), max_length=40, blank=True, default="")
    key = models.CharField(_("yang mana"), max_length=160, blank=True, default="")
    issued = _count()
    people = _count()
    visits = _count()
    served_visits = _count()
    whole_visits = _count()
    done = _count()
    no_show = _count()
    returned = _count()
    abandoned = _count()
    never_came = _count()
    unfinished = _count()
    stopped = _count()
    moved_in = _count()
    moved_out = _count()
    parked = _count()
    refused = _count()
    out_of_order = _count()
    judged = _count()
    kept = _count()
    late = _count()
    missed_seconds = _count()
    wait_seconds = _count()
    service_seconds = _count()
    serving_seconds = _count()
    waiting_seconds = _count()
    open_seconds = _count()
    waits = _spread()
    services = _spread()
    stays = _spread()

    class Meta:
        verbose_name = _("angka")
        verbose_name_plural = _("angka")
        constraints = [
            models.UniqueConstraint(  # its index serves every reading: a span, a kind, an agency
                fields=["span", "kind", "agency", "key"], name="insights_a_scope_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="insights_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.agency} {self.key}"


class Target(models.Model):
    """What a mall promises to reach from a month on (sasaran). The newest begun one counts, so a
    past month is judged by what was promised then. Shares are percent.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    from_day = models.DateField(_("berlaku mulai"))
    wait_minutes = models.PositiveSmallIntegerField(_("menunggu paling lama, menit"), default=30)
    wait_percent = models.PositiveSmallIntegerField(_("terpenuhi bagi, persen"), default=80)
    kept_percent = models.PositiveSmallIntegerField(_("janji tunggu tepat, persen"), default=80)
    whole_percent = models.PositiveSmallIntegerField(_("selesai sekali datang, persen"), default=90)
    no_show_percent = models.PositiveSmallIntegerField(
        _("tidak hadir paling banyak, persen"), default=10
    )
    crowding_tenths = models.PositiveSmallIntegerField(
        _("menunggu per loket, persepuluh orang"), default=40
    )

    class Meta:
        verbose_name = _("sasaran")
        verbose_name_plural = _("sasaran")
        constraints = [
            models.UniqueConstraint(
                fields=["mall", "from_day"], name="insights_one_target_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(from_day__day=1), name="insights_a_target_begins_with_a_month"
            ),
            models.CheckConstraint(
                condition=Q(wait_minutes__gte=1)
                & Q(wait_minutes__lte=240)
                & Q(wait_percent__lte=100)
                & Q(kept_percent__lte=100)
                & Q(whole_percent__lte=100)
                & Q(no_show_percent__lte=100)
                & Q(crowding_tenths__gte=1)
                & Q(crowding_tenths__lte=1000),
                name="insights_targets_are_within_sensible_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_day}"
