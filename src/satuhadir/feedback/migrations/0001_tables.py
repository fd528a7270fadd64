# SPDX-License-Identifier: Apache-2.0
"""Complaints, their history, what was said, who looked, the wall, and the rules of a mall."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0003_changes_are_kept"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="nomor")),
                ("track_hash", models.BinaryField(max_length=16, unique=True)),
                ("sent_hash", models.BinaryField(max_length=16, null=True, unique=True)),
                ("sent_digest", models.BinaryField(max_length=16, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaint", "pengaduan"),
                            ("aspiration", "aspirasi"),
                            ("information", "permintaan informasi"),
                            ("consultation", "konsultasi"),
                        ],
                        max_length=16,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("named", "dengan nama"),
                            ("secret", "nama dirahasiakan"),
                            ("anonymous", "tanpa nama"),
                        ],
                        max_length=16,
                        verbose_name="identitas",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "ponsel"),
                            ("kiosk", "kios"),
                            ("desk", "meja petugas"),
                            ("api", "program lain"),
                            ("open311", "Open311"),
                            ("sp4n", "SP4N-LAPOR!"),
                        ],
                        max_length=16,
                        verbose_name="saluran",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        db_default="id", default="id", max_length=5, verbose_name="bahasa"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="isi")),
                (
                    "place",
                    models.CharField(
                        blank=True, db_default="", max_length=200, verbose_name="tempat"
                    ),
                ),
                (
                    "clause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requirements", "persyaratan"),
                            ("procedure", "sistem, mekanisme, dan prosedur"),
                            ("duration", "jangka waktu penyelesaian"),
                            ("fees", "biaya atau tarif"),
                            ("products", "produk pelayanan"),
                            ("complaint_routes", "penanganan pengaduan, saran, dan masukan"),
                            ("legal", "dasar hukum"),
                            ("facilities", "sarana, prasarana, dan fasilitas"),
                            ("competence", "kompetensi pelaksana"),
                            ("supervision", "pengawasan internal"),
                            ("staff_count", "jumlah pelaksana"),
                            ("guarantee", "jaminan pelayanan"),
                            ("safety", "jaminan keamanan dan keselamatan"),
                            ("evaluation", "evaluasi kinerja pelaksana"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="bagian standar",
                    ),
                ),
                (
                    "visit_proven",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="kunjungan terbukti"
                    ),
                ),
                ("visit_day", models.DateField(null=True, verbose_name="hari kunjungan")),
                (
                    "wish",
                    models.CharField(
                        choices=[("written", "dijawab tertulis"), ("call", "ditelepon")],
                        db_default="written",
                        default="written",
                        max_length=8,
                        verbose_name="cara dijawab",
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("non_supervisory", "tidak berkadar pengawasan"),
                            ("supervisory", "berkadar pengawasan"),
                        ],
                        db_default="non_supervisory",
                        default="non_supervisory",
                        max_length=16,
                        verbose_name="golongan",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "diterima"),
                            ("clarifying", "menunggu penjelasan"),
                            ("forwarded", "diteruskan ke instansi"),
                            ("answered", "dijawab"),
                            ("objected", "keberatan"),
                            ("closed", "selesai"),
                        ],
                        max_length=12,
                        verbose_name="keadaan",
                    ),
                ),
                ("back_to", models.CharField(blank=True, db_default="", max_length=12)),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="masuk"
                    ),
                ),
                (
                    "turn_since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="giliran sejak",
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        blank=True, db_default="", max_length=16, verbose_name="batas waktu"
                    ),
                ),
                ("clock_from", models.DateField(null=True, verbose_name="dihitung dari")),
                ("due_day", models.DateField(null=True, verbose_name="paling lambat")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="dijawab")),
                ("answered_late", models.BooleanField(null=True, verbose_name="dijawab terlambat")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="selesai")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "jawaban diterima"),
                            ("silence", "tidak ada tanggapan lagi"),
                            ("withdrawn", "dicabut pelapor"),
                            ("declined", "tidak dapat ditindaklanjuti"),
                        ],
                        db_default="",
                        max_length=12,
                        verbose_name="akhir",
                    ),
                ),
                (
                    "objections",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="keberatan"
                    ),
                ),
                (
                    "steps_count",
                    models.PositiveIntegerField(db_default=0, default=0, verbose_name="langkah"),
                ),
                ("rating", models.PositiveSmallIntegerField(null=True, verbose_name="penilaian")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="data pribadi dihapus")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="malls.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="catalogue.service",
                        verbose_name="layanan",
                    ),
                ),
            ],
            options={
                "verbose_name": "pengaduan",
                "verbose_name_plural": "pengaduan",
                "ordering": ("-opened_at",),
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="urutan")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="waktu"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("receive", "menyampaikan laporan"),
                            ("clarify", "meminta penjelasan"),
                            ("reply", "memberi penjelasan"),
                            ("forward", "meneruskan ke instansi"),
                            ("take_back", "menarik kembali dari instansi"),
                            ("hand_back", "mengembalikan ke pengelola mal"),
                            ("answer", "menjawab"),
                            ("accept", "menerima jawaban"),
                            ("object", "menyatakan keberatan"),
                            ("withdraw", "mencabut laporan"),
                            ("decline", "menutup: tidak dapat ditindaklanjuti"),
                            ("expire", "ditutup karena tidak ada tanggapan"),
                            ("rate", "menilai penanganan"),
                            ("classify", "menetapkan golongan"),
                            ("note", "mencatat untuk petugas"),
                            ("publish", "menampilkan di papan publik"),
                            ("unpublish", "menurunkan dari papan publik"),
                            ("relay", "meneruskan ke SP4N-LAPOR!"),
                            ("erase", "data pribadi dihapus"),
                        ],
                        max_length=12,
                        verbose_name="langkah",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=12, verbose_name="dari")),
                ("after", models.CharField(max_length=12, verbose_name="ke")),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("citizen", "pelapor"),
                            ("mall", "pengelola mal"),
                            ("agency", "instansi"),
                            ("system", "sistem"),
                        ],
                        max_length=8,
                        verbose_name="oleh",
                    ),
                ),
                ("actor", models.CharField(max_length=120, verbose_name="akun")),
                ("detail", models.CharField(blank=True, max_length=60, verbose_name="keterangan")),
                ("is_public", models.BooleanField(default=True, verbose_name="dibaca pelapor")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="feedback.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "langkah pengaduan",
                "verbose_name_plural": "langkah pengaduan",
                "ordering": ("complaint", "seq"),
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporter",
                        serialize=False,
                        to="feedback.complaint",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="nama")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="nomor ponsel")),
                ("email", models.CharField(blank=True, max_length=120, verbose_name="surel")),
                (
                    "call_hours",
                    models.CharField(blank=True, max_length=120, verbose_name="waktu ditelepon"),
                ),
            ],
            options={
                "verbose_name": "pelapor",
                "verbose_name_plural": "pelapor",
            },
        ),
        migrations.CreateModel(
            name="WallEntry",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wall_entry",
                        serialize=False,
                        to="feedback.complaint",
                    ),
                ),
                ("summary", models.TextField(max_length=600, verbose_name="ringkasan")),
                ("answer", models.TextField(max_length=1200, verbose_name="jawaban")),
                (
                    "published_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="tampil sejak",
                    ),
                ),
                ("published_by", models.CharField(max_length=120, verbose_name="oleh")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="diturunkan")),
            ],
            options={
                "verbose_name": "papan publik",
                "verbose_name_plural": "papan publik",
                "ordering": ("-published_at",),
            },
        ),
        migrations.CreateModel(
            name="ComplaintClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("forward", "menelaah dan meneruskan"),
                            ("information", "menjawab permintaan informasi"),
                            ("aspiration", "menjawab aspirasi"),
                            ("non_supervisory", "menjawab pengaduan tidak berkadar pengawasan"),
                            ("supervisory", "menjawab pengaduan berkadar pengawasan"),
                            ("consultation", "menjawab konsultasi"),
                            ("objection", "menjawab keberatan"),
                            ("reply", "pelapor memberi penjelasan"),
                            ("confirm", "pelapor menanggapi jawaban"),
                        ],
                        max_length=16,
                        verbose_name="langkah",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="lama")),
                (
                    "unit",
                    models.CharField(
                        choices=[("working_days", "hari kerja"), ("days", "hari")],
                        db_default="working_days",
                        default="working_days",
                        max_length=12,
                        verbose_name="satuan",
                    ),
                ),
                ("legal", models.CharField(max_length=200, verbose_name="dasar")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaint_clocks",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "batas waktu pengaduan",
                "verbose_name_plural": "batas waktu pengaduan",
                "ordering": ("mall", "code"),
            },
        ),
        migrations.CreateModel(
            name="ComplaintRules",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="complaint_rules",
                        serialize=False,
                        to="malls.mall",
                    ),
                ),
                (
                    "most_objections",
                    models.PositiveSmallIntegerField(
                        db_default=1, default=1, verbose_name="keberatan paling banyak"
                    ),
                ),
                (
                    "erase_after_days",
                    models.PositiveSmallIntegerField(
                        db_default=180,
                        default=180,
                        verbose_name="data pribadi dihapus setelah selesai, hari",
                    ),
                ),
                (
                    "due_soon_days",
                    models.PositiveSmallIntegerField(
                        db_default=2, default=2, verbose_name="ingatkan sebelum batas waktu, hari"
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan pengaduan",
                "verbose_name_plural": "aturan pengaduan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_objections__lte", 5),
                            ("erase_after_days__gte", 1),
                            ("erase_after_days__lte", 1825),
                            ("due_soon_days__lte", 30),
                        ),
                        name="feedback_rules_are_within_sensible_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="waktu"
                    ),
                ),
                ("actor", models.CharField(max_length=120, verbose_name="oleh")),
                ("what", models.CharField(max_length=40, verbose_name="yang dibuka")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="feedback.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "catatan buka identitas",
                "verbose_name_plural": "catatan buka identitas",
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="Relay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=20, verbose_name="sistem")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "menunggu dikirim"),
                            ("sent", "terkirim"),
                            ("given_up", "gagal dikirim"),
                        ],
                        db_default="waiting",
                        default="waiting",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="nomor di sana"
                    ),
                ),
                (
                    "status_there",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="keadaan di sana"
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="percobaan"
                    ),
                ),
                (
                    "next_try_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dicoba lagi",
                    ),
                ),
                (
                    "last_error",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="kendala terakhir"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="dibuat"
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="terkirim")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relays",
                        to="feedback.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "penerusan ke sistem lain",
                "verbose_name_plural": "penerusan ke sistem lain",
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="feedback.step",
                    ),
                ),
                ("text", models.TextField(verbose_name="isi")),
            ],
            options={
                "verbose_name": "isi langkah",
                "verbose_name_plural": "isi langkah",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("media_type", models.CharField(max_length=60, verbose_name="jenis isi")),
                ("size", models.PositiveIntegerField(verbose_name="ukuran, bita")),
                ("sha256", models.BinaryField(max_length=32)),
                ("content", models.BinaryField(verbose_name="isi")),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="ditambahkan",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="feedback.complaint",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="feedback.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "lampiran",
                "verbose_name_plural": "lampiran",
                "ordering": ("added_at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["mall", "-opened_at"], name="feedback_complaint_newest"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["mall", "due_day"],
                name="feedback_complaint_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("erased_at__isnull", True)),
                fields=["closed_at"],
                name="feedback_complaint_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["complaint", "aspiration", "information", "consultation"]),
                    ("identity__in", ["named", "secret", "anonymous"]),
                    ("matter__in", ["non_supervisory", "supervisory"]),
                    ("wish__in", ["written", "call"]),
                ),
                name="feedback_complaint_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "forwarded"), _negated=True),
                    ("agency__isnull", False),
                    _connector="OR",
                ),
                name="feedback_complaint_is_forwarded_to_an_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state", "closed"),
                        models.Q(("ending", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at__isnull", True),
                        ("ending", ""),
                    ),
                    _connector="OR",
                ),
                name="feedback_complaint_closed_says_when_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__isnull", True),
                    models.Q(("rating__gte", 1), ("rating__lte", 4)),
                    _connector="OR",
                ),
                name="feedback_complaint_rating_is_one_to_four",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("back_to__in", ["received", "forwarded", "objected"]),
                        ("state", "clarifying"),
                    ),
                    models.Q(models.Q(("state", "clarifying"), _negated=True), ("back_to", "")),
                    _connector="OR",
                ),
                name="feedback_complaint_asked_knows_where_it_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintclock",
            constraint=models.UniqueConstraint(
                fields=("mall", "code"), name="feedback_clock_once_per_mall_and_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 120)),
                name="feedback_clock_days_are_sensible",
            ),
        ),
        migrations.AddIndex(
            model_name="relay",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_try_at"],
                name="feedback_relay_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="relay",
            constraint=models.UniqueConstraint(
                fields=("complaint", "system"), name="feedback_relay_once_per_system"
            ),
        ),
        migrations.AddConstraint(
            model_name="relay",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "given_up"])),
                name="feedback_relay_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("complaint", "seq"), name="feedback_step_once_per_complaint_and_seq"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ["citizen", "mall", "agency", "system"])),
                name="feedback_step_is_by_somebody_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1), ("size__lte", 5242880)),
                name="feedback_attachment_is_of_bounded_size",
            ),
        ),
    ]
