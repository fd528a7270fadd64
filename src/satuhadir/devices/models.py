# SPDX-License-Identifier: Apache-2.0
"""The machines that stand in a hall, and the short codes by which they are let in."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satuhadir.accounts.models import ApiToken, User
from satuhadir.malls.models import Mall


class Kind(models.TextChoices):
    """What a device is. Its key has the role of the same name."""

    KIOSK = "kiosk", _("kios")
    DISPLAY = "display", _("layar")
    HALL_AGENT = "hall_agent", _("agen balai")


class Device(models.Model):
    """A kiosk, a hall display or a hall agent of one mall, with the key it holds now.

    No address and no serial number: who stands where is written by the manager.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="devices", verbose_name=_("mal"), editable=False
    )
    kind = models.CharField(_("jenis"), choices=Kind, max_length=16, editable=False)
    name = models.CharField(_("nama"), max_length=60)
    place = models.CharField(_("tempat"), max_length=120, blank=True, db_default="")
    paper_mm = models.PositiveSmallIntegerField(_("lebar kertas (mm)"), db_default=0)  # 0: none
    note = models.CharField(_("catatan"), max_length=200, blank=True, db_default="")
    software = models.CharField(
        _("perangkat lunak"), max_length=60, blank=True, db_default="", editable=False
    )
    token = models.OneToOneField(
        ApiToken, models.SET_NULL, null=True, editable=False, related_name="device"
    )
    created_at = models.DateTimeField(_("dicatat"), db_default=Now(), editable=False)
    paired_at = models.DateTimeField(_("tersambung"), null=True, editable=False)
    paired_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("disambungkan oleh"),
    )  # fmt: skip
    last_seen_at = models.DateTimeField(_("terakhir terdengar"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("diputus"), null=True, editable=False)

    class Meta:
        verbose_name = _("perangkat")
        verbose_name_plural = _("perangkat")
        ordering = ("mall", "kind", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mall", "kind", "name"],
                condition=Q(revoked_at=None),
                name="devices_name_once_per_mall_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(token=None),
                name="devices_a_revoked_device_has_no_key",
            ),
            models.CheckConstraint(
                condition=Q(paper_mm__in=[0, 58, 80]), name="devices_paper_is_none_58_or_80_mm"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["kiosk", "display", "hall_agent"]),
                name="devices_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pairing(models.Model):
    """One short code on its way: shown by a device, entered by a manager, used up once.

    Of the code only its first half is readable, to find the row by; the whole is kept as a keyed
    hash, and so is the secret with which the device asks. Rows go an hour after they end.
    """

    MOST_WRONG: ClassVar = 5
    LASTS: ClassVar = timedelta(minutes=10)

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    mall = models.ForeignKey(Mall, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(choices=Kind, max_length=16)
    name = models.CharField(max_length=60, blank=True, db_default="")
    software = models.CharField(max_length=60, blank=True, db_default="")
    secret_hash = models.BinaryField(unique=True, max_length=32)
    handle = models.CharField(unique=True, max_length=4)
    code_hash = models.BinaryField(max_length=32)
    wrong_tries = models.PositiveSmallIntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="pairings")
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    claim_key = models.BinaryField(null=True, unique=True, max_length=32)

    class Meta:
        verbose_name = _("kode sambung")
        verbose_name_plural = _("kode sambung")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(claimed_at=None) | Q(device__isnull=False),
                name="devices_a_claimed_code_has_its_device",
            ),
            models.CheckConstraint(
                condition=Q(mall__isnull=False) | Q(kind="hall_agent"),
                name="devices_code_of_a_glass_names_its_mall",
            ),
            models.CheckConstraint(
                condition=Q(wrong_tries__lte=5), name="devices_a_code_dies_of_five_wrong_tries"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%H:%M}"

    def is_open(self, now: datetime | None = None) -> bool:
        """Say whether a manager may still enter this code."""
        if self.device_id is not None or self.wrong_tries >= self.MOST_WRONG:
            return False
        return self.expires_at > (now or timezone.now())
