# SPDX-License-Identifier: Apache-2.0
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q

FIELDS: dict[str, models.Field[Any, Any]] = {
    "key": models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
    "begun": models.BooleanField(db_default=False, default=False, editable=False),
    "leased_until": models.DateTimeField(editable=False, null=True),
    "with_contact": models.BooleanField(
        db_default=False, default=False, verbose_name="dengan nama pelapor"
    ),
    "asked_by": models.CharField(blank=True, db_default="", max_length=120, verbose_name="oleh"),
    "status_at": models.DateTimeField(null=True, verbose_name="keadaan diketahui"),
    "next_look_at": models.DateTimeField(editable=False, null=True),
}


class Migration(migrations.Migration):
    dependencies = [("feedback", "0003_complaints_pin_their_standard")]

    operations = [
        *(migrations.AddField("relay", name, field) for name, field in FIELDS.items()),
        migrations.AlterField(
            model_name="relay",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "menunggu dikirim"),
                    ("sent", "terkirim"),
                    ("given_up", "gagal dikirim"),
                    ("by_hand", "dimasukkan dengan tangan"),
                ],
                db_default="waiting",
                default="waiting",
                max_length=10,
                verbose_name="keadaan",
            ),
        ),
        migrations.RemoveConstraint("relay", "feedback_relay_state_is_known"),
        migrations.AddConstraint(
            "relay",
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "given_up", "by_hand"]),
                name="feedback_relay_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            "relay",
            models.UniqueConstraint(
                fields=["system", "reference"],
                condition=~Q(reference=""),
                name="feedback_relay_reference_once_per_system",
            ),
        ),
        migrations.AddConstraint(
            "relay",
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(leased_until__isnull=True, begun=False),
                name="feedback_relay_is_held_only_while_it_waits",
            ),
        ),
    ]
