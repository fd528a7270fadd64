# SPDX-License-Identifier: Apache-2.0
"""What leaves the room: the public wall, and the way to SP4N-LAPOR!."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.feedback.models.complaints import Complaint


class WallEntry(models.Model):
    """An answered complaint as everybody may read it (papan publik): written by a manager anew,
    never the words that came in.
    """

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="wall_entry"
    )
    summary = models.TextField(_("ringkasan"), max_length=600)
    answer = models.TextField(_("jawaban"), max_length=1200)
    published_at = models.DateTimeField(_("tampil sejak"), db_default=Now())
    published_by = models.CharField(_("oleh"), max_length=120)
    withdrawn_at = models.DateTimeField(_("diturunkan"), null=True)

    class Meta:
        verbose_name = _("papan publik")
        verbose_name_plural = _("papan publik")
        ordering = ("-published_at",)

    def __str__(self) -> str:
        return str(self.complaint_id)


class Relay(models.Model):
    """A complaint on its way to, at, or from another system such as SP4N-LAPOR! (penerusan).

    What waits here is sent by the worker. `begun`: a try was made of which we don't know whether
    it arrived, so we look there before we send again; `key` is what both know the try by. Whoever
    sends holds the row until `leased_until`. `with_contact`: the reporter allowed the name and the
    number to go along; nothing else ever does.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu dikirim")
        SENT = "sent", _("terkirim")
        GIVEN_UP = "given_up", _("gagal dikirim")
        BY_HAND = "by_hand", _("dimasukkan dengan tangan")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="relays")
    system = models.CharField(_("sistem"), max_length=20)
    state = models.CharField(
        _("keadaan"), choices=State, default=State.WAITING, db_default="waiting", max_length=10
    )
    reference = models.CharField(_("nomor di sana"), max_length=60, blank=True, db_default="")
    status_there = models.CharField(_("keadaan di sana"), max_length=60, blank=True, db_default="")
    tries = models.PositiveSmallIntegerField(_("percobaan"), default=0, db_default=0)
    next_try_at = models.DateTimeField(_("dicoba lagi"), db_default=Now())
    last_error = models.CharField(_("kendala terakhir"), max_length=60, blank=True, db_default="")
    created_at = models.DateTimeField(_("dibuat"), db_default=Now())
    sent_at = models.DateTimeField(_("terkirim"), null=True)
    key = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    begun = models.BooleanField(default=False, db_default=False, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    with_contact = models.BooleanField(_("dengan nama pelapor"), default=False, db_default=False)
    asked_by = models.CharField(_("oleh"), max_length=120, blank=True, db_default="")
    status_at = models.DateTimeField(_("keadaan diketahui"), null=True)
    next_look_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("penerusan ke sistem lain")
        verbose_name_plural = _("penerusan ke sistem lain")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["complaint", "system"], name="feedback_relay_once_per_system"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "given_up", "by_hand"]),
                name="feedback_relay_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["system", "reference"],
                condition=~Q(reference=""),
                name="feedback_relay_reference_once_per_system",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(leased_until__isnull=True, begun=False),
                name="feedback_relay_is_held_only_while_it_waits",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="feedback_relay_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
