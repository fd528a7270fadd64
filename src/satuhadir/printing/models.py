# SPDX-License-Identifier: Apache-2.0
"""The printers of a hall, which kiosk prints where, and each paper once."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall


class State(models.TextChoices):
    """How a printer is, as it says itself; `unknown` when it says nothing."""

    OK = "ok", _("siap")
    NEAR_END = "near_end", _("kertas hampir habis")
    PAPER_OUT = "paper_out", _("kertas habis")
    COVER_OPEN = "cover_open", _("tutup terbuka")
    JAM = "jam", _("macet")
    OFFLINE = "offline", _("tidak terhubung")
    UNKNOWN = "unknown", _("belum memberi kabar")


class Printer(models.Model):
    """A receipt printer of one mall: on the hall's network, or at the PC of a hall agent."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="printers", verbose_name=_("mal"), editable=False
    )
    name = models.CharField(_("nama"), max_length=60)
    host = models.CharField(_("alamat jaringan"), max_length=45, blank=True, db_default="")
    port = models.PositiveIntegerField(_("port"), db_default=9100)
    agent = models.ForeignKey(
        Device, models.CASCADE, null=True, related_name="+", verbose_name=_("agen balai"),
        editable=False,
    )  # fmt: skip
    local_name = models.CharField(_("nama di agen"), max_length=60, blank=True, db_default="")
    width = models.PositiveSmallIntegerField(_("lebar kertas (mm)"), db_default=80)
    draws_qr = models.BooleanField(_("QR sebagai gambar"), db_default=False)
    # The officers' slips come out here, too; one printer of a mall at most.
    for_desks = models.BooleanField(_("untuk petugas"), db_default=False)
    state = models.CharField(
        _("keadaan"), choices=State, max_length=16, db_default=State.UNKNOWN, editable=False
    )
    state_since = models.DateTimeField(_("sejak"), db_default=Now(), editable=False)
    # It has answered once: silence from now on means that it hangs, not that it is mute.
    answers = models.BooleanField(db_default=False, editable=False)
    seen_at = models.DateTimeField(_("terakhir terdengar"), null=True, editable=False)
    created_at = models.DateTimeField(_("dicatat"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("pencetak")
        verbose_name_plural = _("pencetak")
        ordering = ("mall", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mall", "name"], name="printing_name_once_per_mall"),
            models.UniqueConstraint(
                fields=["agent", "local_name"],
                condition=Q(agent__isnull=False),
                name="printing_local_name_once_per_agent",
            ),
            models.UniqueConstraint(
                fields=["mall"], condition=Q(for_desks=True),
                name="printing_one_printer_for_the_desks_of_a_mall",
            ),
            models.CheckConstraint(
                condition=(Q(agent__isnull=True) & ~Q(host=""))
                | (Q(agent__isnull=False, host="") & ~Q(local_name="")),
                name="printing_a_printer_has_an_address_or_an_agent",
            ),
            models.CheckConstraint(
                condition=Q(width__in=[58, 80]), name="printing_paper_is_58_or_80_mm"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="printing_state_is_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class KioskPrinter(models.Model):
    """Which printer stands at a kiosk; without `kiosk`, at those of the mall not paired yet."""

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", verbose_name=_("mal"))
    kiosk = models.ForeignKey(
        Device, models.CASCADE, null=True, related_name="+", verbose_name=_("kios")
    )
    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="kiosks", verbose_name=_("pencetak")
    )

    class Meta:
        verbose_name = _("pencetak kios")
        verbose_name_plural = _("pencetak kios")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mall", "kiosk"], nulls_distinct=False,
                name="printing_a_kiosk_has_one_printer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kiosk or '–'}: {self.printer}"


class PrintJob(models.Model):
    """One paper: a ticket's first (copy 0) or one printed again on purpose. Never printed twice.

    `slip` is what stands on it and is emptied when the job ends. A job that was handed out and of
    which nothing was heard until `leased_until` is uncertain, and is never handed out again.
    """

    class JobState(models.TextChoices):
        QUEUED = "queued", _("menunggu")
        SENT = "sent", _("dikirim")
        PRINTED = "printed", _("tercetak")
        FAILED = "failed", _("gagal")
        UNCERTAIN = "uncertain", _("tidak pasti")
        EXPIRED = "expired", _("kedaluwarsa")

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+", verbose_name=_("mal"))
    printer = models.ForeignKey(
        Printer, models.SET_NULL, null=True, related_name="jobs", verbose_name=_("pencetak")
    )
    ticket = models.UUIDField(_("nomor antrean"))
    copy = models.PositiveSmallIntegerField(_("salinan"), db_default=0)
    press = models.UUIDField(_("tekanan"), null=True)
    slip = models.JSONField(_("isi"), null=True)
    state = models.CharField(
        _("keadaan"), choices=JobState, max_length=16, db_default=JobState.QUEUED
    )
    reason = models.CharField(_("sebab"), max_length=16, blank=True, db_default="")
    # Which spool of an agent has it: handed again only there, for its journal knows it.
    spool = models.UUIDField(null=True)
    created_at = models.DateTimeField(_("dibuat"), db_default=Now())
    expires_at = models.DateTimeField(_("berlaku sampai"))
    leased_until = models.DateTimeField(_("dipinjam sampai"), null=True)
    done_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("cetakan")
        verbose_name_plural = _("cetakan")
        ordering = ("created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "copy"], name="printing_one_job_per_ticket_and_copy"
            ),
            models.UniqueConstraint(
                fields=["ticket", "press"], name="printing_one_job_per_press"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sent", "printed", "failed", "uncertain", "expired"]
                ),
                name="printing_job_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent"], slip__isnull=False, done_at__isnull=True)
                | Q(
                    state__in=["printed", "failed", "uncertain", "expired"],
                    slip__isnull=True, done_at__isnull=False,
                ),
                name="printing_what_is_over_has_no_contents",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["printer", "created_at"], condition=Q(state__in=["queued", "sent"]),
                name="printing_open_jobs",
            ),
            models.Index(fields=["created_at"], name="printing_jobs_by_age"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)
