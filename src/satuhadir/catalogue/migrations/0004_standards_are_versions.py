# SPDX-License-Identifier: Apache-2.0
"""Standards of services become versions of their own; kinds of papers say more; life events.

The columns of the standard leave the model of the service and stay in its table with defaults, so
that the version before this one goes on reading and writing services while it is replaced.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from satuhadir.shared.sql import create_function, record_changes

LISTS = ("requirements", "any_of", "procedure", "products", "legal", "sources")
DEFAULTS = {
    **dict.fromkeys(LISTS, "'[]'::jsonb"),
    "duration": "'{}'::jsonb",
    "fee": "'{}'::jsonb",
    "note": "''",
    "certainty": "'low'",
}


def defaults(table: str, columns: dict[str, str]) -> migrations.RunSQL:
    """Let the database fill columns that this version no longer names."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} "
        + ", ".join(f"ALTER COLUMN {name} SET DEFAULT {value}" for name, value in columns.items()),
        f"ALTER TABLE {table} "
        + ", ".join(f"ALTER COLUMN {name} DROP DEFAULT" for name in columns),
    )


def with_mall(table: str) -> migrations.RunSQL:
    """Let foreign keys name a row together with its mall."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_with_mall UNIQUE (id, mall_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_with_mall",
    )


def of_its_mall(table: str, name: str, column: str, to: str) -> migrations.RunSQL:
    """Keep what a row points at in the row's own mall."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, mall_id)"
        f" REFERENCES {to} (id, mall_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


SHAPES = """
ALTER TABLE catalogue_servicestandard ADD CONSTRAINT catalogue_standard_has_the_shapes_of_a_standard
CHECK (
    jsonb_typeof(requirements) = 'array' AND jsonb_typeof(procedure) = 'array'
    AND jsonb_typeof(duration) = 'object' AND jsonb_typeof(fees) = 'array'
    AND jsonb_typeof(products) = 'array' AND jsonb_typeof(complaint_routes) = 'array'
    AND jsonb_typeof(legal) = 'array' AND jsonb_typeof(external_steps) = 'array'
    AND jsonb_typeof(citizen_deadlines) = 'array' AND jsonb_typeof(sources) = 'array'
)
"""
GUARDS = """
CREATE TRIGGER catalogue_standard_is_never_changed_once_published
BEFORE INSERT OR UPDATE OR DELETE ON catalogue_servicestandard
FOR EACH ROW EXECUTE FUNCTION catalogue_guard_standard_v1();
CREATE TRIGGER catalogue_standard_links_its_papers
AFTER INSERT OR UPDATE OF requirements, products, state ON catalogue_servicestandard
FOR EACH ROW EXECUTE FUNCTION catalogue_link_papers_v1();
CREATE TRIGGER catalogue_standard_papers_follow_it
BEFORE INSERT OR UPDATE OR DELETE ON catalogue_standarddocument
FOR EACH ROW EXECUTE FUNCTION catalogue_guard_papers_v1();
CREATE TRIGGER catalogue_document_type_keeps_its_code
BEFORE UPDATE OF code, mall_id ON catalogue_documenttype
FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code OR OLD.mall_id <> NEW.mall_id)
EXECUTE FUNCTION catalogue_guard_papers_v1();
"""
UNGUARD = """
DROP TRIGGER catalogue_document_type_keeps_its_code ON catalogue_documenttype;
DROP TRIGGER catalogue_standard_papers_follow_it ON catalogue_standarddocument;
DROP TRIGGER catalogue_standard_links_its_papers ON catalogue_servicestandard;
DROP TRIGGER catalogue_standard_is_never_changed_once_published ON catalogue_servicestandard;
"""
# What is kept of a service no longer holds the columns that left it.
AGAIN = "DROP TRIGGER catalogue_service_changes_are_kept ON catalogue_service"
BEFORE = (
    "CREATE TRIGGER catalogue_service_changes_are_kept AFTER INSERT OR UPDATE OR DELETE ON"
    " catalogue_service FOR EACH ROW EXECUTE FUNCTION"
    " malls_record_change_v1('mall_id', 'but:id,mall_id', 'code,name', '')"
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_changes_are_kept"), ("malls", "0004_setup_record")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="documenttype",
            name="lookup_system",
            field=models.CharField(
                blank=True,
                choices=[
                    ("siak", "SIAK (kependudukan)"),
                    ("oss", "OSS (perizinan berusaha)"),
                    ("coretax", "Coretax (pajak)"),
                    ("satusehat", "SatuSehat (kesehatan)"),
                    ("ahu", "AHU (badan hukum)"),
                    ("simkah", "Simkah (pernikahan)"),
                    ("bpjs", "BPJS (jaminan sosial)"),
                    ("dtsen", "DTSEN (data sosial ekonomi)"),
                    ("sertipikat", "Sentuh Tanahku (pertanahan)"),
                    ("samsat", "Samsat (kendaraan)"),
                ],
                db_default="",
                max_length=16,
                verbose_name="mungkin sudah ada di",
            ),
        ),
        migrations.AddField(
            model_name="documenttype",
            name="name_en",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="nama dalam bahasa Inggris"
            ),
        ),
        migrations.AddField(
            model_name="documenttype",
            name="where_from",
            field=models.CharField(
                blank=True, db_default="", max_length=400, verbose_name="diperoleh dari"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="variant_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="variants",
                to="catalogue.service",
                verbose_name="ragam dari",
            ),
        ),
        defaults("catalogue_service", DEFAULTS),
        defaults("catalogue_documenttype", {"origin": "'[]'::jsonb"}),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="service",
                    name="catalogue_service_certainty_is_high_medium_or_low",
                ),
                migrations.RemoveField(
                    model_name="documenttype",
                    name="origin",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="any_of",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="certainty",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="duration",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="fee",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="legal",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="note",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="procedure",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="products",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="requirements",
                ),
                migrations.RemoveField(
                    model_name="service",
                    name="sources",
                ),
            ]
        ),
        migrations.CreateModel(
            name="LifeEvent",
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
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9][A-Z0-9_-]*\\Z", "Huruf besar, angka, - dan _ saja."
                            )
                        ],
                        verbose_name="kode",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama")),
                (
                    "name_en",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="nama dalam bahasa Inggris"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="kata sehari-hari",
                    ),
                ),
                ("steps", models.JSONField(blank=True, default=list, verbose_name="langkah")),
                (
                    "external_steps",
                    models.JSONField(blank=True, default=list, verbose_name="langkah di luar mal"),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="life_events",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
            ],
            options={
                "verbose_name": "peristiwa hidup",
                "verbose_name_plural": "peristiwa hidup",
                "ordering": ("mall", "code"),
            },
        ),
        migrations.CreateModel(
            name="ServiceStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="nomor versi")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "rancangan"), ("published", "diterbitkan")],
                        default="draft",
                        editable=False,
                        max_length=16,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="berlaku mulai"),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="diterbitkan pada"
                    ),
                ),
                (
                    "decree_number",
                    models.CharField(blank=True, max_length=120, verbose_name="nomor keputusan"),
                ),
                (
                    "decree_day",
                    models.DateField(blank=True, null=True, verbose_name="tanggal keputusan"),
                ),
                (
                    "drafted_by",
                    models.CharField(
                        blank=True, editable=False, max_length=120, verbose_name="disusun oleh"
                    ),
                ),
                (
                    "published_by",
                    models.CharField(
                        blank=True, editable=False, max_length=120, verbose_name="diterbitkan oleh"
                    ),
                ),
                ("change_note", models.TextField(blank=True, verbose_name="yang berubah")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="diajukan pada"),
                ),
                (
                    "requirements",
                    models.JSONField(blank=True, default=list, verbose_name="persyaratan"),
                ),
                ("procedure", models.JSONField(blank=True, default=list, verbose_name="prosedur")),
                (
                    "duration",
                    models.JSONField(blank=True, default=dict, verbose_name="jangka waktu"),
                ),
                ("fees", models.JSONField(blank=True, default=list, verbose_name="biaya")),
                (
                    "products",
                    models.JSONField(blank=True, default=list, verbose_name="produk layanan"),
                ),
                (
                    "complaint_routes",
                    models.JSONField(blank=True, default=list, verbose_name="penanganan pengaduan"),
                ),
                ("legal", models.JSONField(blank=True, default=list, verbose_name="dasar hukum")),
                ("facilities", models.TextField(blank=True, verbose_name="sarana dan prasarana")),
                ("competence", models.TextField(blank=True, verbose_name="kompetensi pelaksana")),
                ("supervision", models.TextField(blank=True, verbose_name="pengawasan internal")),
                (
                    "staff_count",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(10000)],
                        verbose_name="jumlah pelaksana",
                    ),
                ),
                ("guarantee", models.TextField(blank=True, verbose_name="jaminan pelayanan")),
                (
                    "safety",
                    models.TextField(blank=True, verbose_name="jaminan keamanan dan keselamatan"),
                ),
                (
                    "evaluation",
                    models.TextField(blank=True, verbose_name="evaluasi kinerja pelaksana"),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "external_steps",
                    models.JSONField(blank=True, default=list, verbose_name="langkah di luar mal"),
                ),
                (
                    "citizen_deadlines",
                    models.JSONField(
                        blank=True, default=list, verbose_name="batas waktu bagi pemohon"
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[("high", "tinggi"), ("medium", "sedang"), ("low", "rendah")],
                        default="low",
                        max_length=16,
                        verbose_name="kepastian",
                    ),
                ),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sumber")),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_standards",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="catalogue.service",
                        verbose_name="layanan",
                    ),
                ),
            ],
            options={
                "verbose_name": "standar pelayanan",
                "verbose_name_plural": "standar pelayanan",
                "ordering": ("service", "-number"),
            },
        ),
        migrations.CreateModel(
            name="StandardDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("requires", "diminta"), ("produces", "diterbitkan")],
                        max_length=16,
                        verbose_name="peran",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="catalogue.documenttype",
                        verbose_name="jenis dokumen",
                    ),
                ),
                (
                    "mall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standard_documents",
                        to="malls.mall",
                        verbose_name="mal",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="papers",
                        to="catalogue.servicestandard",
                        verbose_name="standar pelayanan",
                    ),
                ),
            ],
            options={
                "verbose_name": "dokumen pada standar",
                "verbose_name_plural": "dokumen pada standar",
                "ordering": ("standard", "role", "document"),
            },
        ),
        migrations.AddConstraint(
            model_name="documenttype",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "lookup_system__in",
                        [
                            "",
                            "siak",
                            "oss",
                            "coretax",
                            "satusehat",
                            "ahu",
                            "simkah",
                            "bpjs",
                            "dtsen",
                            "sertipikat",
                            "samsat",
                        ],
                    )
                ),
                name="catalogue_document_type_is_looked_up_in_a_known_system",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("variant_of", models.F("id")), _negated=True),
                name="catalogue_service_is_no_variant_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="lifeevent",
            constraint=models.UniqueConstraint(
                fields=("mall", "code"), name="catalogue_life_event_code_once_per_mall"
            ),
        ),
        migrations.AddIndex(
            model_name="servicestandard",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["mall", "service", "-valid_from", "-number"],
                name="catalogue_standard_by_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicestandard",
            constraint=models.UniqueConstraint(
                fields=("service", "number"), name="catalogue_standard_number_once_per_service"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicestandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("service",),
                name="catalogue_standard_one_draft_per_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicestandard",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)),
                name="catalogue_standard_numbers_begin_at_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicestandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("state", "draft")),
                    models.Q(
                        ("published_at__isnull", False),
                        ("state", "published"),
                        ("valid_from__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="catalogue_standard_published_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicestandard",
            constraint=models.CheckConstraint(
                condition=models.Q(("certainty__in", ["high", "medium", "low"])),
                name="catalogue_standard_certainty_is_high_medium_or_low",
            ),
        ),
        migrations.AddConstraint(
            model_name="standarddocument",
            constraint=models.UniqueConstraint(
                fields=("standard", "document", "role"), name="catalogue_standard_paper_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standarddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["requires", "produces"])),
                name="catalogue_standard_paper_is_asked_for_or_handed_out",
            ),
        ),
        with_mall("catalogue_service"),
        with_mall("catalogue_documenttype"),
        with_mall("catalogue_servicestandard"),
        of_its_mall(
            "catalogue_service",
            "catalogue_service_is_a_variant_in_its_mall",
            "variant_of_id",
            "catalogue_service",
        ),
        of_its_mall(
            "catalogue_servicestandard",
            "catalogue_standard_has_a_service_of_its_mall",
            "service_id",
            "catalogue_service",
        ),
        of_its_mall(
            "catalogue_standarddocument",
            "catalogue_standard_paper_has_a_standard_of_its_mall",
            "standard_id",
            "catalogue_servicestandard",
        ),
        of_its_mall(
            "catalogue_standarddocument",
            "catalogue_standard_paper_is_of_its_mall",
            "document_id",
            "catalogue_documenttype",
        ),
        migrations.RunSQL(
            SHAPES,
            "ALTER TABLE catalogue_servicestandard"
            " DROP CONSTRAINT catalogue_standard_has_the_shapes_of_a_standard",
        ),
        create_function(
            "satuhadir.catalogue.sql", "guard_standard_v1", drop="catalogue_guard_standard_v1"
        ),
        create_function(
            "satuhadir.catalogue.sql", "link_papers_v1", drop="catalogue_link_papers_v1"
        ),
        create_function(
            "satuhadir.catalogue.sql", "guard_papers_v1", drop="catalogue_guard_papers_v1"
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunSQL(AGAIN, BEFORE),
        record_changes(
            "catalogue_service", but="id,mall_id," + ",".join(DEFAULTS), names="code,name"
        ),
        record_changes(
            "catalogue_servicestandard",
            only="number,state,valid_from,decree_number,decree_day,change_note",
            names="service_id,number",
        ),
        record_changes("catalogue_lifeevent", but="id,mall_id", names="code,name"),
    ]
