# SPDX-License-Identifier: Apache-2.0
"""The outbox."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class Notice(models.Model):
    """One message to one person on its way out (pemberitahuan); `key` makes it one, however often
    it is asked for.

    `id` is our name of it at every gateway. Whoever sends holds it until `leased_until`, with the
    number of the `attempts` as proof. `is_unsure`: a try was made of which we don't know whether
    it arrived; then the gateway is asked, and it is never just sent again. `sealed` holds address
    and values, encrypted, and goes some days after the end; `hint` is the masked address.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("menunggu dikirim")
        SENDING = "sending", _("sedang dikirim")
        SENT = "sent", _("terkirim")
        FAILED = "failed", _("gagal")
        EXPIRED = "expired", _("lewat waktunya")
        CANCELLED = "cancelled", _("dibatalkan")

    class Report(models.TextChoices):
        """What the gateway said afterwards; the later ones include the earlier."""

        NONE = "", _("diterima gerbang")
        ACCEPTED = "accepted", _("diteruskan")
        DELIVERED = "delivered", _("sampai")
        READ = "read", _("dibaca")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    kind = models.CharField(_("jenis"), max_length=40)
    subject = models.CharField(max_length=60, blank=True, db_default="")
    channel = models.CharField(_("saluran"), max_length=10)
    language = models.CharField(_("bahasa"), max_length=2, default="id", db_default="id")
    sealed = models.BinaryField(editable=False)
    hint = models.CharField(_("kepada"), max_length=120, blank=True, db_default="")
    subscription_id = models.BigIntegerField(null=True, editable=False)
    origin = models.CharField(max_length=200, blank=True, db_default="")
    state = models.CharField(
        _("keadaan"), max_length=10, choices=State, default=State.QUEUED, db_default="queued"
    )
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0, db_default=0)
    is_unsure = models.BooleanField(default=False, db_default=False, editable=False)
    send_at = models.DateTimeField(_("dikirim mulai"), db_default=Now())
    not_after = models.DateTimeField(_("paling lambat"))
    next_try_at = models.DateTimeField(_("dicoba lagi"), db_default=Now())
    leased_until = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField(_("kendala"), max_length=60, blank=True, db_default="")
    reference = models.CharField(_("nomor di gerbang"), max_length=120, blank=True, db_default="")
    report = models.CharField(
        _("laporan gerbang"), max_length=10, choices=Report, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField(_("dibuat"), db_default=Now())
    ended_at = models.DateTimeField(_("selesai"), null=True)
    look_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(_("isi dihapus"), null=True)

    class Meta:
        verbose_name = _("pemberitahuan")
        verbose_name_plural = _("pemberitahuan")
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mall", "key"], name="notices_notice_once_per_key"),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "push", "whatsapp", "sms"]),
                name="notices_notice_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sending", "sent", "failed", "expired", "cancelled"]
                ),
                name="notices_notice_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", leased_until__isnull=False)
                | ~Q(state="sending") & Q(leased_until__isnull=True),
                name="notices_notice_is_held_only_while_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"], ended_at__isnull=True)
                | ~Q(state__in=["queued", "sending"]) & Q(ended_at__isnull=False),
                name="notices_notice_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(sealed=b"", hint=""),
                name="notices_notice_erased_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(not_after__gt=F("send_at")), name="notices_notice_has_time_to_be_sent"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "next_try_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="notices_notice_waiting",
            ),
            models.Index(fields=["mall", "-created_at"], name="notices_notice_newest"),
            models.Index(fields=["mall", "subject"], name="notices_notice_of_subject"),
            models.Index(
                fields=["reference"], condition=~Q(reference=""), name="notices_notice_reference"
            ),
            models.Index(
                fields=["ended_at"], condition=Q(erased_at=None), name="notices_notice_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.state}"
