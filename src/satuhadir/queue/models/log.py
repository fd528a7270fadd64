# SPDX-License-Identifier: Apache-2.0
"""The event log, its chain, and the answers kept for repeated requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class Event(models.Model):
    """One thing that happened at a mall (catatan kejadian). Append-only: the application's
    role may not change it and a trigger refuses everybody.

    `body` is the canonical JSON of the row (sorted keys, no spaces) and the only truth;
    the other columns repeat it for indexes. `hash` = SHA-256 hex over the previous hash and
    `body`. `seq` runs 1, 2, 3 … per mall and day, in the order of commits.
    """

    pk = models.CompositePrimaryKey("mall_id", "day", "seq")
    mall = models.ForeignKey(
        Mall, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField(_("hari"))
    seq = models.IntegerField(_("urutan"))
    at = models.DateTimeField(_("waktu"))
    event = models.CharField(_("kejadian"), max_length=40)
    body = models.TextField(_("isi"))
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("kejadian")
        verbose_name_plural = _("catatan kejadian")

    def __str__(self) -> str:
        return f"{self.day}-{self.seq} {self.event}"


class Chain(models.Model):
    """The head of a mall's log on one day. Its row is the last lock every writer takes, and
    holds it to the commit: so the order of `seq` is the order of commits.
    """

    pk = models.CompositePrimaryKey("mall_id", "day")
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    last_seq = models.IntegerField(_("urutan terakhir"), default=0)
    head = models.CharField(_("hash terakhir"), max_length=64)
    last_at = models.DateTimeField(_("kejadian terakhir"))
    closed_at = models.DateTimeField(_("hari ditutup"), null=True)

    class Meta:
        verbose_name = _("rantai catatan")
        verbose_name_plural = _("rantai catatan")

    def __str__(self) -> str:
        return f"{self.day}: {self.last_seq} {self.head[:12]}"


class KeptAnswer(models.Model):
    """The first answer to a request with an Idempotency-Key, given again to its repeats.

    `scope` is a digest of who asks and of the path; `digest` of the body. Kept 24 hours.
    """

    pk = models.CompositePrimaryKey("scope", "key")
    scope = models.BinaryField(max_length=16)
    key = models.UUIDField()
    digest = models.BinaryField(max_length=16)
    answer = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("jawaban tersimpan")
        verbose_name_plural = _("jawaban tersimpan")
        indexes = [models.Index(fields=["kept_at"], name="queue_kept_answer_age")]

    def __str__(self) -> str:
        return str(self.key)
