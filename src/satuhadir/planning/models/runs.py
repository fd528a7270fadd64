# SPDX-License-Identifier: Apache-2.0
"""A calculation that takes its time, done by the worker."""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency, Mall

QUEUE_PLACES = 6


class Run(models.Model):
    """One calculation somebody asked for (hitungan): from waiting to its result.

    `place` is its seat among the few that may wait or run at a mall: the database gives each seat
    once, so the queue cannot grow. `digest` names what is asked: the same again, while it waits or
    runs, is the same run. `claim` is the hold of the worker that does it and `beat_at` its last
    sign of life; a run without one is taken up again. `agency` narrows who may see it.
    """

    class Kind(models.TextChoices):
        WHAT_IF = "what_if", _("Bagaimana jika")
        ROSTER = "roster", _("Usul jadwal")
        HOURS = "hours", _("Jam buka")
        FAIRNESS = "fairness", _("Aturan giliran")

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu giliran")
        RUNNING = "running", _("sedang dihitung")
        DONE = "done", _("selesai")
        FAILED = "failed", _("gagal")
        CANCELLED = "cancelled", _("dibatalkan")

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(_("tentang"), max_length=8, choices=Kind)
    state = models.CharField(
        _("keadaan"), max_length=9, choices=State, default=State.WAITING, db_default="waiting"
    )
    asked = models.JSONField(_("yang ditanyakan"))
    digest = models.CharField(max_length=64)
    place = models.PositiveSmallIntegerField(_("tempat"), null=True)
    percent = models.PositiveSmallIntegerField(_("kemajuan, persen"), default=0, db_default=0)
    wants_cancel = models.BooleanField(_("diminta batal"), default=False, db_default=False)
    claim = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(_("dimulai"), default=0, db_default=0)
    result = models.JSONField(_("hasil"), null=True)
    failure = models.CharField(
        _("sebab gagal"), max_length=40, blank=True, default="", db_default=""
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("diminta"), db_default=Now())
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("berakhir"), null=True)

    class Meta:
        verbose_name = _("hitungan")
        verbose_name_plural = _("hitungan")
        constraints = [
            models.UniqueConstraint(
                fields=["mall"], condition=Q(state="running"), name="planning_one_run_at_a_mall"
            ),
            models.UniqueConstraint(
                fields=["mall", "place"], name="planning_a_place_in_the_queue_once"
            ),
            models.UniqueConstraint(
                fields=["mall", "digest"],
                condition=Q(state__in=["waiting", "running"]),
                name="planning_the_same_question_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], place__gte=1, place__lte=QUEUE_PLACES)
                | Q(state__in=["done", "failed", "cancelled"], place__isnull=True),
                name="planning_who_waits_or_runs_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["what_if", "roster", "hours", "fairness"])
                & Q(percent__lte=100),
                name="planning_run_is_sensible",
            ),
        ]
        indexes = [models.Index(fields=["mall", "-asked_at"], name="planning_run_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
