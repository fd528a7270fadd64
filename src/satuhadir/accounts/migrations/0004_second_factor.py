# SPDX-License-Identifier: Apache-2.0
"""Second factors, temporary passwords, where accounts are signed in; their changes are kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from satuhadir.shared.sql import record_changes


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_devices_of_a_hall_have_keys"),
        ("malls", "0004_setup_record"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="temporary_until",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="kata sandi sementara sampai"
            ),
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(editable=False, max_length=40, unique=True)),
                ("browser", models.CharField(max_length=60, verbose_name="peramban")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="sejak"
                    ),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="terakhir dipakai",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sesi masuk",
                "verbose_name_plural": "sesi masuk",
                "ordering": ("-last_seen_at",),
            },
        ),
        migrations.CreateModel(
            name="SignInPolicy",
            fields=[
                (
                    "mall",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sign_in_policy",
                        serialize=False,
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
                (
                    "needed_by",
                    models.CharField(
                        choices=[
                            ("managers", "pengelola"),
                            ("staff", "pengelola dan petugas"),
                            ("nobody", "tidak seorang pun"),
                        ],
                        default="managers",
                        max_length=8,
                        verbose_name="pengaman kedua wajib bagi",
                    ),
                ),
            ],
            options={
                "verbose_name": "aturan masuk",
                "verbose_name_plural": "aturan masuk",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("needed_by__in", ["managers", "staff", "nobody"])),
                        name="accounts_sign_in_policy_is_known",
                    )
                ],
            },
        ),
        # Passwords, hashes and secrets are never among the columns that are kept.
        record_changes(
            "accounts_user",
            mall="",
            only="username,display_name,is_active,is_staff,is_superuser,temporary_until",
            names="username,display_name",
        ),
        record_changes(
            "accounts_grant",
            only="user_id,role,region_id,agency_id,expires_at",
            names="user_id,role,agency_id,region_id",
        ),
        record_changes(
            "accounts_apitoken",
            only="role,label,counter_id,user_id,expires_at,revoked_at",
            names="label,role",
        ),
        record_changes("accounts_signinpolicy", only="needed_by", names="mall_id"),
        record_changes(
            "mfa_authenticator",
            mall="",
            only="user_id,type",
            names="type,user_id",
            events="INSERT OR DELETE",
        ),
    ]
