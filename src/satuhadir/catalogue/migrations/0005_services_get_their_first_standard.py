# SPDX-License-Identifier: Apache-2.0
"""What each service promised becomes its published standard number 1, in the new shapes."""

import json
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

# Before this product had its first ticket, so that each of them finds the standard of its day.
SINCE = "2025-01-01"
NOTE = "Dipindahkan dari katalog sebelumnya; nomor dan tanggal keputusan belum dicatat."
READ = """
SELECT s.id, s.mall_id, s.requirements, s.any_of, s.procedure, s.duration, s.fee, s.products,
    s.legal, s.note, s.certainty, s.sources
FROM catalogue_service AS s
WHERE NOT EXISTS (SELECT 1 FROM catalogue_servicestandard AS t WHERE t.service_id = s.id)
ORDER BY s.id
"""
# Back: the newest published version of each service.
NEWEST = """
SELECT DISTINCT ON (service_id) service_id, requirements, procedure, duration, fees, products,
    legal, note, certainty, sources
FROM catalogue_servicestandard WHERE state = 'published'
ORDER BY service_id, valid_from DESC, number DESC
"""


def convert(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    standard = apps.get_model("catalogue", "ServiceStandard")
    paper = apps.get_model("catalogue", "DocumentType")
    labels = {(one.mall_id, one.code): one.label for one in paper.objects.all()}
    made = []
    now = timezone.now()
    for row in _rows(schema_editor, READ):
        mall = row["mall_id"]
        made.append(
            standard(
                service_id=row["id"],
                mall_id=mall,
                number=1,
                state="published",
                valid_from=SINCE,
                published_at=now,
                drafted_by="migration",
                published_by="migration",
                change_note=NOTE,
                requirements=_groups(row, {c: t for (m, c), t in labels.items() if m == mall}),
                procedure=[{"step": one, "actor": ""} for one in row["procedure"]],
                duration=row["duration"],
                fees=_fees(row["fee"]),
                products=[one for one in row["products"] if (mall, one) in labels],
                legal=row["legal"],
                note=row["note"],
                certainty=row["certainty"],
                sources=row["sources"],
            )
        )
    standard.objects.bulk_create(made, batch_size=200)


def _rows(schema_editor: BaseDatabaseSchemaEditor, statement: str) -> list[dict[str, Any]]:
    """Read columns that the models no longer name; JSON comes as text or as values."""

    with schema_editor.connection.cursor() as cursor:
        cursor.execute(statement)
        names = [one[0] for one in cursor.description]
        return [
            {
                name: json.loads(value)
                if isinstance(value, str) and name not in {"note", "certainty"}
                else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]


def _groups(row: dict[str, Any], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Papers one by one, after the group of which one is enough; its cases go into its note."""
    any_of = [code for code in dict.fromkeys(row["any_of"]) if code in labels]
    papers = [
        (one["document"], one.get("when", ""))
        for one in row["requirements"]
        if one.get("document") in labels
    ]
    found = [
        {"documents": [code], "when": when, "note": ""}
        for code, when in papers
        if code not in any_of
    ]
    if any_of:
        cases = [f"{labels[code]}: {when}" for code, when in papers if code in any_of and when]
        found.insert(0, {"documents": any_of, "when": "", "note": "; ".join(cases)})
    return found


def _fees(fee: dict[str, Any]) -> list[dict[str, Any]]:
    if not fee.get("kind"):
        return []
    return [
        {
            "kind": fee["kind"],
            "amount_rupiah": fee.get("amount_rupiah"),
            "up_to_rupiah": fee.get("up_to_rupiah"),
            "formula": "",
            "legal": "",
            "effective_day": None,
            "note": fee.get("note", ""),
        }
    ]


def convert_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the newest version into the columns of the service again, as far as they can say it."""

    for row in _rows(schema_editor, NEWEST):
        papers: list[dict[str, str]] = []
        any_of: list[str] = []
        for one in row["requirements"]:
            codes = one["documents"]
            papers += [{"document": code, "when": one.get("when", "")} for code in codes]
            any_of = any_of or (codes if len(codes) > 1 else [])
        fee = row["fees"][0] if row["fees"] else {}
        values = {
            "requirements": papers,
            "any_of": any_of,
            "procedure": [one["step"] for one in row["procedure"]],
            "duration": row["duration"],
            "fee": {
                name: fee.get(name) for name in ("kind", "amount_rupiah", "up_to_rupiah", "note")
            }
            if fee
            else {},
            "products": row["products"],
            "legal": row["legal"],
            "sources": row["sources"],
        }
        sets = ", ".join(f"{name} = %s::jsonb" for name in values)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE catalogue_service SET {sets}, note = %s, certainty = %s"  # noqa: S608
                " WHERE id = %s",
                [
                    *(json.dumps(one) for one in values.values()),
                    row["note"],
                    row["certainty"],
                    row["service_id"],
                ],
            )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_standards_are_versions")]

    operations = [migrations.RunPython(convert, convert_back)]
