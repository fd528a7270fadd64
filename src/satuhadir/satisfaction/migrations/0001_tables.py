# SPDX-License-Identifier: Apache-2.0
"""The tables of the survey; what the set-up of it was before and after is kept."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from satuhadir.shared.sql import record_changes

OF_ONE_MALL = (
    ("satisfaction_answer", "agency_id", "malls_agency"),
    ("satisfaction_answer", "service_id", "catalogue_service"),
    ("satisfaction_remark", "agency_id", "malls_agency"),
    ("satisfaction_remark", "service_id", "catalogue_service"),
    ("satisfaction_servedday", "service_id", "catalogue_service"),
    ("satisfaction_followup", "agency_id", "malls_agency"),
)


def stays_in_its_mall(table: str, column: str, other: str) -> migrations.RunSQL:
    """Return an operation that lets a row name rows of its own mall only."""
    name = f"{table}_{column.removesuffix('_id')}_is_of_its_mall"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, mall_id)"
        f" REFERENCES {other} (id, mall_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0005_services_get_their_first_standard"),
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyPolicy",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="malls.mall",
                    ),
                ),
                (
                    "compares_printed",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="tampilkan juga nilai dengan bobot 0,11",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan survei",
                "verbose_name_plural": "aturan survei",
            },
        ),
        migrations.CreateModel(
            name="ProfileTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "mall_id",
                        "month",
                        "question",
                        "choice",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField(verbose_name="bulan")),
                ("question", models.CharField(max_length=12, verbose_name="pertanyaan")),
                ("choice", models.CharField(max_length=12, verbose_name="pilihan")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="banyaknya")),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "hitungan profil",
                "verbose_name_plural": "hitungan profil",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "sample",
                    models.CharField(
                        choices=[
                            ("invited", "terundi"),
                            ("volunteer", "sukarela, ponsel"),
                            ("exit_kiosk", "sukarela, kios keluar"),
                        ],
                        max_length=10,
                        verbose_name="sampel",
                    ),
                ),
                ("persyaratan", models.PositiveSmallIntegerField(verbose_name="persyaratan")),
                ("prosedur", models.PositiveSmallIntegerField(verbose_name="prosedur")),
                ("waktu", models.PositiveSmallIntegerField(verbose_name="waktu penyelesaian")),
                ("biaya", models.PositiveSmallIntegerField(verbose_name="biaya atau tarif")),
                ("produk", models.PositiveSmallIntegerField(verbose_name="produk layanan")),
                ("kompetensi", models.PositiveSmallIntegerField(verbose_name="kompetensi petugas")),
                ("perilaku", models.PositiveSmallIntegerField(verbose_name="perilaku petugas")),
                (
                    "pengaduan",
                    models.PositiveSmallIntegerField(verbose_name="penanganan pengaduan"),
                ),
                ("sarana", models.PositiveSmallIntegerField(verbose_name="sarana dan prasarana")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.agency",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.servicestandard",
                    ),
                ),
            ],
            options={
                "verbose_name": "jawaban survei",
                "verbose_name_plural": "jawaban survei",
                "indexes": [
                    models.Index(fields=["mall", "day"], name="satisfaction_answer_mall_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("persyaratan__gte", 1), ("persyaratan__lte", 4)),
                        name="satisfaction_answer_persyaratan_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("prosedur__gte", 1), ("prosedur__lte", 4)),
                        name="satisfaction_answer_prosedur_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waktu__gte", 1), ("waktu__lte", 4)),
                        name="satisfaction_answer_waktu_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("biaya__gte", 1), ("biaya__lte", 4)),
                        name="satisfaction_answer_biaya_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("produk__gte", 1), ("produk__lte", 4)),
                        name="satisfaction_answer_produk_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kompetensi__gte", 1), ("kompetensi__lte", 4)),
                        name="satisfaction_answer_kompetensi_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("perilaku__gte", 1), ("perilaku__lte", 4)),
                        name="satisfaction_answer_perilaku_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pengaduan__gte", 1), ("pengaduan__lte", 4)),
                        name="satisfaction_answer_pengaduan_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sarana__gte", 1), ("sarana__lte", 4)),
                        name="satisfaction_answer_sarana_is_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sample__in", ["invited", "volunteer", "exit_kiosk"])),
                        name="satisfaction_answer_sample_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="bulan")),
                (
                    "element",
                    models.CharField(
                        choices=[
                            ("persyaratan", "Persyaratan"),
                            ("prosedur", "Sistem, mekanisme, dan prosedur"),
                            ("waktu", "Waktu penyelesaian"),
                            ("biaya", "Biaya/tarif"),
                            ("produk", "Produk spesifikasi jenis pelayanan"),
                            ("kompetensi", "Kompetensi pelaksana"),
                            ("perilaku", "Perilaku pelaksana"),
                            ("pengaduan", "Penanganan pengaduan, saran, dan masukan"),
                            ("sarana", "Sarana dan prasarana"),
                        ],
                        max_length=11,
                        verbose_name="unsur",
                    ),
                ),
                ("plan", models.CharField(max_length=500, verbose_name="rencana")),
                ("due_day", models.DateField(verbose_name="paling lambat")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "direncanakan"),
                            ("started", "sedang dikerjakan"),
                            ("done", "selesai"),
                            ("dropped", "tidak dilanjutkan"),
                        ],
                        default="planned",
                        max_length=7,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="yang sudah dikerjakan"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="versi")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.agency",
                        verbose_name="penanggung jawab",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
            ],
            options={
                "verbose_name": "tindak lanjut",
                "verbose_name_plural": "tindak lanjut",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "month", "element"),
                        name="satisfaction_one_plan_per_month_and_element",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "element__in",
                                [
                                    "persyaratan",
                                    "prosedur",
                                    "waktu",
                                    "biaya",
                                    "produk",
                                    "kompetensi",
                                    "perilaku",
                                    "pengaduan",
                                    "sarana",
                                ],
                            )
                        ),
                        name="satisfaction_follow_up_element_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="satisfaction_follow_up_month_is_a_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="bulan")),
                ("text", models.CharField(max_length=500, verbose_name="saran")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.agency",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "saran",
                "verbose_name_plural": "saran",
                "indexes": [
                    models.Index(fields=["mall", "month"], name="satisfaction_remark_mall_month")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="satisfaction_remark_month_is_a_first",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField(verbose_name="mulai hari")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="terundi dari seratus")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
            ],
            options={
                "verbose_name": "bagian yang diundang",
                "verbose_name_plural": "bagian yang diundang",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "from_day"), name="satisfaction_one_share_per_mall_and_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)),
                        name="satisfaction_share_is_at_most_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServedDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "service_id",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("finished", models.PositiveIntegerField(verbose_name="selesai")),
                ("invited", models.PositiveIntegerField(verbose_name="terundi")),
                (
                    "mall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "hari pelayanan",
                "verbose_name_plural": "hari pelayanan",
                "indexes": [
                    models.Index(fields=["mall", "day"], name="satisfaction_served_mall_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("invited__lte", models.F("finished"))),
                        name="satisfaction_no_more_are_invited_than_finished",
                    )
                ],
            },
        ),
        *(stays_in_its_mall(table, column, other) for table, column, other in OF_ONE_MALL),
        record_changes("satisfaction_surveypolicy", but="mall_id", names=""),
        record_changes("satisfaction_sampleshare", but="id,mall_id", names="from_day"),
        record_changes("satisfaction_followup", but="id,mall_id,version", names="month,element"),
    ]
