# SPDX-License-Identifier: Apache-2.0
"""The outbox, who follows what, and what a mall sets."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("malls", "0004_setup_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticePolicy",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_policy",
                        serialize=False,
                        to="malls.mall",
                    ),
                ),
                (
                    "email_on",
                    models.BooleanField(db_default=True, default=True, verbose_name="e-mail"),
                ),
                (
                    "push_on",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="pemberitahuan di ponsel"
                    ),
                ),
                (
                    "whatsapp_on",
                    models.BooleanField(db_default=False, default=False, verbose_name="WhatsApp"),
                ),
                (
                    "sms_on",
                    models.BooleanField(db_default=False, default=False, verbose_name="SMS"),
                ),
                (
                    "erase_after_days",
                    models.PositiveSmallIntegerField(
                        db_default=7,
                        default=7,
                        verbose_name="alamat dan isi dihapus setelah terkirim, hari",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan pemberitahuan",
                "verbose_name_plural": "aturan pemberitahuan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erase_after_days__gte", 1), ("erase_after_days__lte", 90)
                        ),
                        name="notices_addresses_are_kept_a_quarter_at_most",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40, verbose_name="jenis")),
                ("subject", models.CharField(blank=True, db_default="", max_length=60)),
                ("channel", models.CharField(max_length=10, verbose_name="saluran")),
                (
                    "language",
                    models.CharField(
                        db_default="id", default="id", max_length=2, verbose_name="bahasa"
                    ),
                ),
                ("sealed", models.BinaryField()),
                (
                    "hint",
                    models.CharField(
                        blank=True, db_default="", max_length=120, verbose_name="kepada"
                    ),
                ),
                ("subscription_id", models.BigIntegerField(editable=False, null=True)),
                ("origin", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "menunggu dikirim"),
                            ("sending", "sedang dikirim"),
                            ("sent", "terkirim"),
                            ("failed", "gagal"),
                            ("expired", "lewat waktunya"),
                            ("cancelled", "dibatalkan"),
                        ],
                        db_default="queued",
                        default="queued",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, verbose_name="percobaan"
                    ),
                ),
                ("is_unsure", models.BooleanField(db_default=False, default=False, editable=False)),
                (
                    "send_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dikirim mulai",
                    ),
                ),
                ("not_after", models.DateTimeField(verbose_name="paling lambat")),
                (
                    "next_try_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="dicoba lagi",
                    ),
                ),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                (
                    "trouble",
                    models.CharField(
                        blank=True, db_default="", max_length=60, verbose_name="kendala"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, db_default="", max_length=120, verbose_name="nomor di gerbang"
                    ),
                ),
                (
                    "report",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "diterima gerbang"),
                            ("accepted", "diteruskan"),
                            ("delivered", "sampai"),
                            ("read", "dibaca"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="laporan gerbang",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="dibuat"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="selesai")),
                ("look_at", models.DateTimeField(editable=False, null=True)),
                ("erased_at", models.DateTimeField(null=True, verbose_name="isi dihapus")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "pemberitahuan",
                "verbose_name_plural": "pemberitahuan",
                "ordering": ("-created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["channel", "next_try_at"],
                        name="notices_notice_waiting",
                    ),
                    models.Index(fields=["mall", "-created_at"], name="notices_notice_newest"),
                    models.Index(fields=["mall", "subject"], name="notices_notice_of_subject"),
                    models.Index(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=["reference"],
                        name="notices_notice_reference",
                    ),
                    models.Index(
                        condition=models.Q(("erased_at", None)),
                        fields=["ended_at"],
                        name="notices_notice_to_erase",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "key"), name="notices_notice_once_per_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "push", "whatsapp", "sms"])),
                        name="notices_notice_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["queued", "sending", "sent", "failed", "expired", "cancelled"],
                            )
                        ),
                        name="notices_notice_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leased_until__isnull", False), ("state", "sending")),
                            models.Q(
                                models.Q(("state", "sending"), _negated=True),
                                ("leased_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notices_notice_is_held_only_while_it_is_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("state__in", ["queued", "sending"])
                            ),
                            models.Q(
                                models.Q(("state__in", ["queued", "sending"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notices_notice_that_ended_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(("hint", ""), ("sealed", b"")),
                            _connector="OR",
                        ),
                        name="notices_notice_erased_names_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_after__gt", models.F("send_at"))),
                        name="notices_notice_has_time_to_be_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="jenis")),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesia"), ("en", "Inggris")],
                        max_length=2,
                        verbose_name="bahasa",
                    ),
                ),
                ("subject", models.CharField(max_length=100, verbose_name="judul")),
                ("text", models.TextField(max_length=600, verbose_name="isi")),
                (
                    "template",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="nama templat WhatsApp"
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_texts",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "teks pemberitahuan",
                "verbose_name_plural": "teks pemberitahuan",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "kind", "language"), name="notices_text_once_per_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["id", "en"])),
                        name="notices_text_language_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=60)),
                ("channel", models.CharField(max_length=10, verbose_name="saluran")),
                ("sealed", models.BinaryField()),
                ("digest", models.BinaryField(max_length=16)),
                ("language", models.CharField(db_default="id", default="id", max_length=2)),
                ("origin", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("erase_at", models.DateTimeField()),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="malls.mall",
                    ),
                ),
            ],
            options={
                "verbose_name": "langganan kabar",
                "verbose_name_plural": "langganan kabar",
                "indexes": [models.Index(fields=["erase_at"], name="notices_to_erase")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mall", "subject", "digest"),
                        name="notices_subscribed_once_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "push", "whatsapp", "sms"])),
                        name="notices_subscription_channel_is_known",
                    ),
                ],
            },
        ),
    ]
