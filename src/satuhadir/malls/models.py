# SPDX-License-Identifier: Apache-2.0
"""Where everything happens: regions, malls, agencies with their booths, and when they are open."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.calendars import Interval, problem_of

# First words of paths that are never a mall's slug.
RESERVED_WORDS = [
    "api",
    "open311",
    "masuk",
    "loket",
    "kelola",
    "nasional",
    "periksa",
    "admin",
    "static",
    "media",
    "healthz",
    "readyz",
]


def check_intervals(value: object) -> None:
    """Refuse what is not `[[opens_minute, closes_minute], …]` within one day, apart."""
    pairs: list[Any] = value if isinstance(value, list) else [None]
    fit = all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(minute, int) and not isinstance(minute, bool) for minute in pair)
        for pair in pairs
    )
    if not fit or problem_of(Interval(*pair) for pair in pairs):
        raise ValidationError(_("Tulis jam buka sebagai [[480, 720], [780, 960]], dalam menit."))


class TimeZone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Region(models.Model):
    """A province, or a regency or city in one, by its code of the ministerial decree (wilayah).

    The code carries the tree: `35.79` lies in `35`. Rows come from `data/regions.csv`.
    """

    class Level(models.TextChoices):
        PROVINCE = "provinsi", _("provinsi")
        REGENCY = "kabupaten", _("kabupaten")
        CITY = "kota", _("kota")

    code = models.CharField(_("kode"), primary_key=True, max_length=5)
    name = models.CharField(_("nama"), max_length=100)
    level = models.CharField(_("tingkat"), choices=Level, max_length=16)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("induk")
    )
    timezone = models.CharField(_("zona waktu"), choices=TimeZone, max_length=20)

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(level="provinsi", parent__isnull=True)
                | Q(~Q(level="provinsi"), parent__isnull=False),
                name="malls_region_only_a_province_has_no_parent",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RegionAlias(models.Model):
    """A code a region had before the decree changed it, so that old papers still find it."""

    old_code = models.CharField(_("kode lama"), primary_key=True, max_length=5)
    region = models.ForeignKey(Region, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("kode lama wilayah")
        verbose_name_plural = _("kode lama wilayah")

    def __str__(self) -> str:
        return self.old_code


class Mall(models.Model):
    """One public service mall (MPP) and the boundary of everything it owns."""

    slug = models.SlugField(_("alamat web"), unique=True, max_length=60)
    name = models.CharField(_("nama"), max_length=120)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="malls", verbose_name=_("wilayah")
    )
    timezone = models.CharField(
        _("zona waktu"), choices=TimeZone, default=TimeZone.WIB, max_length=20
    )
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    hue = models.PositiveSmallIntegerField(_("warna (0–359)"), default=200)
    notice = models.TextField(_("pengumuman"), blank=True)
    keeps_holidays = models.BooleanField(
        _("tutup pada libur nasional dan cuti bersama"), default=True
    )
    is_demo = models.BooleanField(_("data contoh"), default=False, editable=False)

    class Meta:
        verbose_name = _("mal")
        verbose_name_plural = _("mal")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(hue__gte=0, hue__lte=359), name="malls_mall_hue_is_an_angle"
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_WORDS),
                name="malls_mall_slug_is_no_reserved_word",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def today(self) -> date:
        """Return the calendar day on the wall of this mall."""
        return self.local_now().date()

    def local_now(self) -> datetime:
        """Return now, aware, with the mall's own offset."""
        return timezone.now().astimezone(ZoneInfo(self.timezone))


class Agency(models.Model):
    """An office that serves people at one mall (instansi)."""

    class Kind(models.TextChoices):
        VERTICAL = "vertical", _("instansi vertikal")
        REGIONAL_OFFICE = "regional_office", _("perangkat daerah")
        STATE_COMPANY = "state_company", _("BUMN")
        REGIONAL_COMPANY = "regional_company", _("BUMD")
        PRIVATE = "private", _("swasta")

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="agencies", verbose_name=_("mal"))
    code = models.CharField(
        _("kode"),
        max_length=40,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+\Z", _("Huruf, angka, - dan _ saja."))],
    )
    name = models.CharField(_("nama"), max_length=160)
    kind = models.CharField(_("jenis"), choices=Kind, max_length=20)

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ("mall", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "code"], name="malls_agency_code_once_per_mall"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Booth(models.Model):
    """The place of one agency in the hall (gerai); its lines and counters stand here."""

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="booths", verbose_name=_("mal"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="booths", verbose_name=_("instansi")
    )
    name = models.CharField(_("nama gerai"), max_length=60)
    place = models.CharField(_("letak"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("gerai")
        verbose_name_plural = _("gerai")
        ordering = ("mall", "id")
        constraints = (
            models.UniqueConstraint(fields=["mall", "name"], name="malls_booth_name_once_per_mall"),
        )

    def __str__(self) -> str:
        return self.name


class Season(models.Model):
    """Days with weekly hours of their own, such as Ramadan. Both ends belong to it."""

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="seasons", verbose_name=_("mal"))
    name = models.CharField(_("nama"), max_length=60)
    first_day = models.DateField(_("hari pertama"))
    last_day = models.DateField(_("hari terakhir"))

    class Meta:
        verbose_name = _("musim jam layanan")
        verbose_name_plural = _("musim jam layanan")
        ordering = ("mall", "first_day")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="malls_season_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.name


class WeeklyHours(models.Model):
    """One open interval on one weekday; several a day leave breaks between them.

    Rows of a booth replace the mall's for that booth and weekday, rows of a season replace
    the usual ones while it lasts. Minutes since midnight at the mall.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Senin")
        TUESDAY = 1, _("Selasa")
        WEDNESDAY = 2, _("Rabu")
        THURSDAY = 3, _("Kamis")
        FRIDAY = 4, _("Jumat")
        SATURDAY = 5, _("Sabtu")
        SUNDAY = 6, _("Minggu")

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="hours", verbose_name=_("mal"))
    booth = models.ForeignKey(
        Booth, models.CASCADE, null=True, blank=True, related_name="hours", verbose_name=_("gerai")
    )
    season = models.ForeignKey(
        Season, models.CASCADE, null=True, blank=True, related_name="hours", verbose_name=_("musim")
    )
    weekday = models.PositiveSmallIntegerField(_("hari"), choices=Weekday)
    opens_minute = models.PositiveSmallIntegerField(_("buka (menit sejak 00.00)"))
    closes_minute = models.PositiveSmallIntegerField(_("tutup (menit sejak 00.00)"))

    class Meta:
        verbose_name = _("jam layanan")
        verbose_name_plural = _("jam layanan")
        ordering = ("mall", "booth", "season", "weekday", "opens_minute")
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="malls_hours_weekday_is_monday_to_sunday"
            ),
            models.CheckConstraint(
                condition=Q(opens_minute__lt=F("closes_minute"), closes_minute__lte=1440),
                name="malls_hours_close_after_they_open_within_the_day",
            ),
            models.UniqueConstraint(
                fields=["mall", "booth", "season", "weekday", "opens_minute"],
                nulls_distinct=False,
                name="malls_hours_open_once_at_a_minute",
            ),
        )

    def __str__(self) -> str:
        opens, closes = clock(self.opens_minute), clock(self.closes_minute)
        return f"{self.get_weekday_display()} {opens}–{closes}"


class Closure(models.Model):
    """Days on which a mall, or one booth, is closed, with the reason people read."""

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="closures", verbose_name=_("mal"))
    booth = models.ForeignKey(
        Booth,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("gerai"),
    )
    first_day = models.DateField(_("hari pertama"))
    last_day = models.DateField(_("hari terakhir"))
    reason = models.CharField(_("alasan"), max_length=200)

    class Meta:
        verbose_name = _("hari tutup")
        verbose_name_plural = _("hari tutup")
        ordering = ("mall", "first_day")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="malls_closure_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=["mall", "last_day"], name="malls_closure_by_last_day"),)

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}: {self.reason}"


class SpecialDay(models.Model):
    """One day with hours of its own; it beats closures, holidays and weekly hours.

    `intervals` is `[[opens_minute, closes_minute], …]` since midnight; `[]` is closed.
    """

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="special_days", verbose_name=_("mal")
    )
    booth = models.ForeignKey(
        Booth,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="special_days",
        verbose_name=_("gerai"),
    )
    day = models.DateField(_("hari"))
    intervals = models.JSONField(
        _("jam buka"), default=list, blank=True, validators=[check_intervals]
    )
    reason = models.CharField(_("alasan"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hari khusus")
        verbose_name_plural = _("hari khusus")
        ordering = ("mall", "day")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "booth", "day"],
                nulls_distinct=False,
                name="malls_special_day_once_per_mall_booth_and_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"


class SetupRecord(models.Model):
    """One row of a set-up table that was added, changed or removed, by whom, before and after.

    Written by the database itself (`sql/record_change_v1.sql`), whoever changes the row; the
    application's role may only read. `before` and `after` hold what differs, and all of a row that
    was added or removed. `batch` is the same for what one transaction changed. `account_id` is the
    account a row belongs to, where no mall does.
    """

    class Kind(models.TextChoices):
        INSERT = "insert", _("ditambahkan")
        UPDATE = "update", _("diubah")
        DELETE = "delete", _("dihapus")

    at = models.DateTimeField(_("waktu"))
    actor = models.CharField(_("oleh"), max_length=120)
    batch = models.BigIntegerField(_("sekali jalan"))
    # No constraints: the record stays when what it tells of is gone.
    mall = models.ForeignKey(
        Mall, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    account_id = models.BigIntegerField(null=True)
    table_name = models.CharField(_("bagian"), max_length=63)
    row_id = models.CharField(max_length=40)
    kind = models.CharField(_("yang terjadi"), choices=Kind, max_length=6)
    about = models.JSONField(default=dict)
    before = models.JSONField(_("sebelum"), null=True)
    after = models.JSONField(_("sesudah"), null=True)

    class Meta:
        verbose_name = _("perubahan penyiapan")
        verbose_name_plural = _("perubahan penyiapan")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["mall", "-id"], name="malls_setup_record_by_mall"),
            models.Index(fields=["account_id", "-id"], name="malls_setup_record_by_account"),
        )

    def __str__(self) -> str:
        return f"{self.table_name} {self.kind}"


def clock(minute: int) -> str:
    """Return a minute of the day as Indonesians write it: 480 is `08.00`."""
    return f"{minute // 60:02d}.{minute % 60:02d}"
