# SPDX-License-Identifier: Apache-2.0
"""Papers that were refused at a counter. A new table: the old version neither reads nor writes it."""

import django.db.models.deletion
from django.db import migrations, models


def of_its_mall(column: str, to: str, name: str) -> migrations.RunSQL:
    """Return an operation that lets the database keep a row with a part of its own mall."""
    return migrations.RunSQL(
        f"ALTER TABLE queue_refusedpaper ADD CONSTRAINT {name} FOREIGN KEY ({column}, mall_id)"
        f" REFERENCES {to} (id, mall_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE queue_refusedpaper DROP CONSTRAINT {name}",
    )


def names(to: str, **options: object) -> models.ForeignKey:  # type: ignore[type-arg]
    """Return a column that names a row of another table."""
    options.setdefault("on_delete", django.db.models.deletion.PROTECT)
    return models.ForeignKey(to=to, db_index=False, **options)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_standards_are_versions"),
        ("queue", "0010_answered_tickets_are_found"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="RefusedPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("missing", "tidak dibawa"),
                            ("expired", "kedaluwarsa"),
                            ("unreadable", "tidak terbaca atau rusak"),
                            ("wrong", "bukan yang diminta"),
                            ("not_original", "bukan yang asli"),
                            ("other_person", "atas nama orang lain"),
                        ],
                        max_length=12,
                        verbose_name="sebab",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="dicatat")),
                (
                    "counter",
                    names(
                        "queue.counter",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                    ),
                ),
                ("document", names("catalogue.documenttype", related_name="+")),
                ("mall", names("malls.mall", related_name="+")),
                ("service", names("catalogue.service", related_name="+")),
                ("ticket", names("queue.ticket", related_name="refused_papers")),
            ],
            options={
                "verbose_name": "berkas ditolak",
                "verbose_name_plural": "berkas ditolak",
                "indexes": [
                    models.Index(fields=["mall", "day"], name="queue_refused_paper_mall_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ticket", "document"), name="queue_paper_is_refused_once_per_ticket"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "missing",
                                    "expired",
                                    "unreadable",
                                    "wrong",
                                    "not_original",
                                    "other_person",
                                ],
                            )
                        ),
                        name="queue_refused_paper_reason_is_known",
                    ),
                ],
            },
        ),
        of_its_mall("service_id", "catalogue_service", "queue_refused_paper_service_of_its_mall"),
        of_its_mall(
            "document_id", "catalogue_documenttype", "queue_refused_paper_document_of_its_mall"
        ),
    ]
