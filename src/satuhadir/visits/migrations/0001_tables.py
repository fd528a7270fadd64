# SPDX-License-Identifier: Apache-2.0
"""Bookings: rules, slots and seats, visits with their stops, the waiting list, codes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0007_what_people_ask_for"),
        ("malls", "0004_setup_record"),
        ("queue", "0011_refused_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookingPolicy",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="booking_policy",
                        serialize=False,
                        to="malls.mall",
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="pemesanan dibuka"
                    ),
                ),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        db_default=14,
                        default=14,
                        verbose_name="dapat dipesan sampai, hari ke depan",
                    ),
                ),
                (
                    "slot_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=30, default=30, verbose_name="panjang slot, menit"
                    ),
                ),
                (
                    "cut_off_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=60, default=60, verbose_name="ditutup sebelum slot mulai, menit"
                    ),
                ),
                (
                    "online_share_percent",
                    models.PositiveSmallIntegerField(
                        db_default=60, default=60, verbose_name="bagian daring, persen"
                    ),
                ),
                (
                    "release_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=120,
                        default=120,
                        verbose_name="kursi daring sisa dilepas sebelum slot mulai, menit",
                    ),
                ),
                (
                    "early_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=15,
                        default=15,
                        verbose_name="check-in dibuka sebelum slot, menit",
                    ),
                ),
                (
                    "late_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=10, default=10, verbose_name="kelonggaran terlambat, menit"
                    ),
                ),
                (
                    "grace_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=10,
                        default=10,
                        verbose_name="didahulukan terhadap antrean langsung, menit",
                    ),
                ),
                (
                    "offer_minutes",
                    models.PositiveSmallIntegerField(
                        db_default=15, default=15, verbose_name="lama tawaran daftar tunggu, menit"
                    ),
                ),
                (
                    "per_phone_per_day",
                    models.PositiveSmallIntegerField(
                        db_default=2, default=2, verbose_name="pemesanan per nomor ponsel sehari"
                    ),
                ),
                (
                    "per_phone_open",
                    models.PositiveSmallIntegerField(
                        db_default=3,
                        default=3,
                        verbose_name="pemesanan per nomor ponsel yang belum dipakai",
                    ),
                ),
                (
                    "per_device_per_day",
                    models.PositiveSmallIntegerField(
                        db_default=4, default=4, verbose_name="pemesanan per perangkat sehari"
                    ),
                ),
                (
                    "overbooks",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="pesanan berlebih menurut yang biasanya tidak datang",
                    ),
                ),
                (
                    "overbook_most_percent",
                    models.PositiveSmallIntegerField(
                        db_default=10,
                        default=10,
                        verbose_name="pesanan berlebih paling banyak, persen",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan pemesanan",
                "verbose_name_plural": "aturan pemesanan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("window_days__gte", 1),
                            ("window_days__lte", 120),
                            ("slot_minutes__gte", 10),
                            ("slot_minutes__lte", 240),
                            ("cut_off_minutes__lte", 1440),
                            ("release_minutes__lte", 1440),
                            ("early_minutes__lte", 1440),
                            ("grace_minutes__lte", 120),
                            ("late_minutes__lte", 240),
                            ("offer_minutes__gte", 5),
                            ("offer_minutes__lte", 1440),
                        ),
                        name="visits_policy_times_are_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("online_share_percent__lte", 100), ("overbook_most_percent__lte", 50)
                        ),
                        name="visits_policy_shares_are_percentages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_phone_per_day__gte", 1),
                            ("per_phone_open__gte", 1),
                            ("per_device_per_day__gte", 1),
                        ),
                        name="visits_policy_limits_let_somebody_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("starts_minute", models.PositiveSmallIntegerField(verbose_name="mulai")),
                ("ends_minute", models.PositiveSmallIntegerField(verbose_name="selesai")),
                ("seats_online", models.PositiveSmallIntegerField(verbose_name="kursi daring")),
                ("seats_desk", models.PositiveSmallIntegerField(verbose_name="kursi petugas")),
                (
                    "seats_over",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="kursi berlebih"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="queue.line",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "slot",
                "verbose_name_plural": "slot",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat", models.PositiveSmallIntegerField(verbose_name="nomor kursi")),
                (
                    "channel",
                    models.CharField(
                        choices=[("online", "daring"), ("desk", "petugas")],
                        max_length=6,
                        verbose_name="saluran",
                    ),
                ),
                (
                    "taken_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="diambil"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="visits.slot",
                    ),
                ),
            ],
            options={
                "verbose_name": "kursi",
                "verbose_name_plural": "kursi",
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "dipesan"),
                            ("choose_again", "pilih waktu lagi"),
                            ("present", "hadir"),
                            ("finished", "selesai"),
                            ("cancelled", "batal"),
                            ("missed", "tidak datang"),
                        ],
                        default="booked",
                        max_length=12,
                        verbose_name="keadaan",
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="kode")),
                ("track_hash", models.BinaryField(max_length=16)),
                (
                    "channel",
                    models.CharField(
                        choices=[("online", "daring"), ("desk", "petugas")],
                        max_length=6,
                        verbose_name="saluran",
                    ),
                ),
                (
                    "for_whom",
                    models.CharField(
                        choices=[("self", "diri sendiri"), ("family", "keluarga")],
                        db_default="self",
                        default="self",
                        max_length=6,
                        verbose_name="untuk",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        db_default="id", default="id", max_length=2, verbose_name="bahasa"
                    ),
                ),
                (
                    "holds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sudah dimiliki",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="nama panggilan"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, db_default="", max_length=20, verbose_name="nomor ponsel"
                    ),
                ),
                (
                    "phone_is_proven",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="ponsel terbukti"
                    ),
                ),
                ("phone_digest", models.BinaryField(max_length=16, null=True)),
                ("device_digest", models.BinaryField(max_length=16, null=True)),
                (
                    "revision",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="perubahan"
                    ),
                ),
                (
                    "moved_from",
                    models.DateField(blank=True, null=True, verbose_name="dipindah dari"),
                ),
                (
                    "moved_why",
                    models.CharField(
                        blank=True, db_default="", max_length=200, verbose_name="sebab dipindah"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dipesan pada",
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="diubah pada",
                    ),
                ),
                (
                    "checked_in_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="check-in"),
                ),
                (
                    "came_late",
                    models.BooleanField(db_default=False, default=False, verbose_name="terlambat"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attendance",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit",
                        to="queue.attendance",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "kunjungan",
                "verbose_name_plural": "kunjungan",
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="urutan")),
                (
                    "starts_minute",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dipesan pukul"
                    ),
                ),
                (
                    "outside_code",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="kode pemesanan lain"
                    ),
                ),
                (
                    "start_low",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mulai paling cepat"
                    ),
                ),
                (
                    "start_likely",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mulai kira-kira"
                    ),
                ),
                (
                    "start_high",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mulai paling lambat"
                    ),
                ),
                (
                    "finish",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="selesai kira-kira"
                    ),
                ),
                (
                    "seat",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stop",
                        to="visits.seat",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="queue.ticket",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "perhentian",
                "verbose_name_plural": "perhentian",
                "ordering": ("visit", "place"),
            },
        ),
        migrations.AddField(
            model_name="seat",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seats",
                to="visits.visit",
            ),
        ),
        migrations.CreateModel(
            name="WaitingListEntry",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "from_minute",
                    models.PositiveSmallIntegerField(default=0, verbose_name="paling cepat"),
                ),
                (
                    "until_minute",
                    models.PositiveSmallIntegerField(default=1440, verbose_name="paling lambat"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "menunggu"),
                            ("offered", "ditawari"),
                            ("booked", "sudah memesan"),
                            ("left", "mundur"),
                            ("over", "harinya lewat"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="keadaan",
                    ),
                ),
                ("track_hash", models.BinaryField(max_length=16)),
                (
                    "language",
                    models.CharField(
                        db_default="id", default="id", max_length=2, verbose_name="bahasa"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="nama panggilan"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, db_default="", max_length=20, verbose_name="nomor ponsel"
                    ),
                ),
                ("phone_digest", models.BinaryField(max_length=16, null=True)),
                ("device_digest", models.BinaryField(max_length=16, null=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="mulai menunggu",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="queue.line",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="waited",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "daftar tunggu",
                "verbose_name_plural": "daftar tunggu",
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_minute", models.PositiveSmallIntegerField(verbose_name="mulai")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "menunggu jawaban"),
                            ("accepted", "diterima"),
                            ("declined", "ditolak"),
                            ("lapsed", "lewat waktu"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "offered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="ditawarkan",
                    ),
                ),
                ("until_at", models.DateTimeField(verbose_name="berlaku sampai")),
                (
                    "seat",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="offer",
                        to="visits.seat",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="visits.waitinglistentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "tawaran",
                "verbose_name_plural": "tawaran",
            },
        ),
        migrations.CreateModel(
            name="BookedLine",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="booking",
                        serialize=False,
                        to="queue.line",
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="dapat dipesan"
                    ),
                ),
                (
                    "planned_counters",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="loket direncanakan",
                    ),
                ),
                (
                    "online_share_percent",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="bagian daring, persen"
                    ),
                ),
                (
                    "outside_name",
                    models.CharField(
                        blank=True,
                        db_default="",
                        max_length=80,
                        verbose_name="sistem lain yang mengatur slot",
                    ),
                ),
                (
                    "outside_url",
                    models.URLField(blank=True, db_default="", verbose_name="alamatnya"),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan pemesanan antrean",
                "verbose_name_plural": "aturan pemesanan antrean",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_counters__isnull", True),
                            models.Q(("planned_counters__gte", 0), ("planned_counters__lte", 100)),
                            _connector="OR",
                        ),
                        name="visits_line_plans_no_more_than_a_hundred_counters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("online_share_percent__isnull", True),
                            ("online_share_percent__lte", 100),
                            _connector="OR",
                        ),
                        name="visits_line_share_is_a_percentage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone_digest", models.BinaryField(max_length=16)),
                ("code_hash", models.BinaryField(max_length=16)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="percobaan"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="dibuat"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="berlaku sampai")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="dipakai")),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "kode sekali pakai",
                "verbose_name_plural": "kode sekali pakai",
                "indexes": [
                    models.Index(
                        fields=["mall", "phone_digest", "-made_at"], name="visits_code_by_phone"
                    ),
                    models.Index(fields=["expires_at"], name="visits_code_expires"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["mall", "day"], name="visits_slot_mall_day"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                fields=("line", "day", "starts_minute"), name="visits_slot_once_per_line_and_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_minute__lte", 1440), ("starts_minute__lt", models.F("ends_minute"))
                ),
                name="visits_slot_ends_after_it_starts_within_the_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats_desk__lte", 500),
                    (
                        "seats_online__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(500), "-", models.F("seats_over")
                        ),
                    ),
                ),
                name="visits_slot_seats_are_at_most_500_a_channel",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["mall", "day", "state"], name="visits_visit_mall_day"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("phone_digest__isnull", False)),
                fields=["phone_digest"],
                name="visits_visit_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("device_digest__isnull", False)),
                fields=["device_digest"],
                name="visits_visit_device",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("account__isnull", False)),
                fields=["account"],
                name="visits_visit_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                fields=("mall", "day", "code"), name="visits_code_once_per_mall_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                fields=("track_hash",), name="visits_track_opens_one_visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["booked", "choose_again", "present", "finished", "cancelled", "missed"],
                    )
                ),
                name="visits_visit_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["present", "finished"]), _negated=True),
                    models.Q(("attendance__isnull", False), ("checked_in_at__isnull", False)),
                    _connector="OR",
                ),
                name="visits_who_is_present_has_an_attendance",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.UniqueConstraint(
                fields=("visit", "place"), name="visits_stop_has_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.UniqueConstraint(
                fields=("visit", "service"), name="visits_a_visit_asks_a_service_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1)), name="visits_stops_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                fields=("slot", "seat"), name="visits_a_seat_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__gte", 1)), name="visits_seats_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["online", "desk"])),
                name="visits_seat_channel_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="waitinglistentry",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["line", "day"],
                name="visits_entry_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="waitinglistentry",
            index=models.Index(fields=["mall", "day"], name="visits_entry_mall_day"),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.UniqueConstraint(
                fields=("track_hash",), name="visits_track_opens_one_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("phone_digest__isnull", False), ("state__in", ["waiting", "offered"])
                ),
                fields=("line", "day", "phone_digest"),
                name="visits_a_phone_waits_once_per_line_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_minute__lt", models.F("until_minute")), ("until_minute__lte", 1440)
                ),
                name="visits_entry_hours_run_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitinglistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "offered", "booked", "left", "over"])),
                name="visits_entry_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["until_at"], name="visits_offer_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("entry",),
                name="visits_one_open_offer_per_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "accepted", "declined", "lapsed"])),
                name="visits_offer_state_is_known",
            ),
        ),
    ]
