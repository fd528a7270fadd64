# SPDX-License-Identifier: Apache-2.0
"""People who sign in, what they may do and where, and the keys of devices and programs."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency, Mall, Region


class User(AbstractUser):
    """An account: an officer, a manager, somebody of the ministry or a citizen. No NIK here."""

    display_name = models.CharField(_("nama tampilan"), max_length=120, blank=True)
    # The password was made by a manager: it must be changed at the first sign-in, and opens nothing
    # after this instant. None once the person has chosen their own.
    temporary_until = models.DateTimeField(
        _("kata sandi sementara sampai"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = _("akun")

    def __str__(self) -> str:
        return self.display_name or self.username


class Grant(models.Model):
    """One role of one account in one place: a region with all its malls, a mall, or an agency.

    The place is a foreign key, so that "which malls" is a join over an index.
    """

    class Role(models.TextChoices):
        OFFICER = "officer", _("petugas loket")
        AGENCY_MANAGER = "agency_manager", _("pengelola instansi")
        MANAGER = "manager", _("pengelola mal")
        MINISTRY = "ministry", _("pemantau kementerian")
        APPLICANT = "applicant", _("pemohon")

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("akun"))
    role = models.CharField(_("peran"), choices=Role, max_length=16)
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, verbose_name=_("wilayah")
    )
    mall = models.ForeignKey(Mall, models.CASCADE, null=True, blank=True, verbose_name=_("mal"))
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, verbose_name=_("instansi")
    )
    expires_at = models.DateTimeField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("wewenang")
        verbose_name_plural = _("wewenang")
        ordering = ("user", "role")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "mall", "agency"],
                nulls_distinct=False,
                name="accounts_grant_once_per_user_role_and_place",
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(mall__isnull=True, agency__isnull=True),
                name="accounts_grant_is_of_a_region_or_of_a_mall",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(mall__isnull=False),
                name="accounts_grant_of_an_agency_names_its_mall",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["ministry", "applicant"])
                | Q(region__isnull=False)
                | Q(mall__isnull=False),
                name="accounts_grant_of_staff_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(role="agency_manager") | Q(agency__isnull=False),
                name="accounts_grant_of_an_agency_manager_has_an_agency",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mall", "role"], name="accounts_grant_by_mall"),
            models.Index(fields=["region", "role"], name="accounts_grant_by_region"),
        ]

    def __str__(self) -> str:
        place = self.agency or self.mall or self.region or _("nasional")
        return f"{self.get_role_display()}, {place}"


class ApiToken(models.Model):
    """A bearer key of a device or a program. Only the SHA-256 of the key is kept."""

    class Role(models.TextChoices):
        KIOSK = "kiosk", _("kios")
        COUNTER = "counter", _("loket")
        MANAGER = "manager", _("pengelola mal")
        MINISTRY = "ministry", _("pemantau kementerian")
        APPLICANT = "applicant", _("pemohon")
        STRANGER = "stranger", _("warga lain")
        DISPLAY = "display", _("layar")
        HALL_AGENT = "hall_agent", _("agen balai")
        REPORTER = "reporter", _("program pelapor")

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    token_hash = models.BinaryField(unique=True, editable=False, max_length=32)
    role = models.CharField(_("peran"), choices=Role, max_length=16)
    mall = models.ForeignKey(Mall, models.CASCADE, null=True, blank=True, verbose_name=_("mal"))
    counter_id = models.UUIDField(_("loket"), null=True, blank=True)  # None: every counter
    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="tokens",
        verbose_name=_("akun"),
    )
    label = models.CharField(_("keterangan"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("data contoh"), default=False, editable=False)
    created_at = models.DateTimeField(_("dibuat"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("berlaku sampai"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("kunci akses")
        verbose_name_plural = _("kunci akses")
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(role__in=["kiosk", "counter", "manager"]) | Q(mall__isnull=False),
                name="accounts_token_of_a_mall_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["display", "hall_agent"]) | Q(mall__isnull=False),
                name="accounts_token_of_a_hall_names_its_mall",
            ),
            models.CheckConstraint(
                condition=~Q(role="reporter") | Q(mall__isnull=False),
                name="accounts_token_of_a_reporter_names_its_mall",
            ),
            models.CheckConstraint(
                condition=Q(counter_id__isnull=True) | Q(role="counter"),
                name="accounts_token_of_one_counter_is_a_counter_token",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)


class SignInPolicy(models.Model):
    """Whom a mall asks for a second factor. Without a row, what the installation asks for.

    Managers of several malls are asked in any case.
    """

    class NeededBy(models.TextChoices):
        MANAGERS = "managers", _("pengelola")
        STAFF = "staff", _("pengelola dan petugas")
        NOBODY = "nobody", _("tidak seorang pun")

    mall = models.OneToOneField(
        Mall, models.CASCADE, primary_key=True, related_name="sign_in_policy", verbose_name=_("mal")
    )
    needed_by = models.CharField(
        _("pengaman kedua wajib bagi"),
        choices=NeededBy,
        default=NeededBy.MANAGERS,
        max_length=8,
    )

    class Meta:
        verbose_name = _("aturan masuk")
        verbose_name_plural = _("aturan masuk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(needed_by__in=["managers", "staff", "nobody"]),
                name="accounts_sign_in_policy_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mall}: {self.get_needed_by_display()}"


class SignIn(models.Model):
    """One browser in which an account is signed in, as its owner sees it. No address is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(unique=True, max_length=40, editable=False)
    browser = models.CharField(_("peramban"), max_length=60)
    created_at = models.DateTimeField(_("sejak"), db_default=Now())
    last_seen_at = models.DateTimeField(_("terakhir dipakai"), db_default=Now())

    class Meta:
        verbose_name = _("sesi masuk")
        verbose_name_plural = _("sesi masuk")
        ordering = ("-last_seen_at",)

    def __str__(self) -> str:
        return self.browser
