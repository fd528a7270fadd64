# SPDX-License-Identifier: Apache-2.0
"""A standard in words, as it is shown before it is published."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from satuhadir.catalogue import queries
from satuhadir.catalogue.entries import CHANNELS, DURATION_UNITS, FEE_KINDS, INTERNAL
from satuhadir.catalogue.models import ServiceStandard
from satuhadir.malls.models import Mall


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A component in words. `lines` are (text, quiet addition); `text` is prose."""

    number: int
    name: str
    title: str
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""
    ordered: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.text)


def shown_standard(mall: Mall, one: ServiceStandard) -> dict[str, list[ShownPart]]:
    """Return the six public and the eight internal components, and what stands beside them."""
    kinds = queries.document_types(mall)
    labels = {code: kind.label for code, kind in kinds.items()}
    titles = {one.name: one.verbose_name for one in ServiceStandard._meta.concrete_fields}

    def part(number: int, name: str, lines: Any = (), **more: Any) -> ShownPart:
        return ShownPart(number, name, capfirst(str(titles[name])), tuple(lines), **more)

    public = [
        part(1, "requirements", (_requirement(row, labels) for row in one.requirements)),
        part(2, "procedure", ((row["step"], row.get("actor", "")) for row in one.procedure),
             ordered=True),
        part(3, "duration", [(duration_words(one.duration), one.duration.get("note", ""))]
             if one.duration else ()),
        part(4, "fees", (_fee(row) for row in one.fees)),
        part(5, "products", ((labels.get(code, code), "") for code in one.products)),
        part(6, "complaint_routes", (
            (f"{CHANNELS.get(row['channel'], row['channel'])}: {row['address']}",
             row.get("note", ""))
            for row in one.complaint_routes
        )),
    ]  # fmt: skip
    internal = [part(7, "legal", ((row, "") for row in one.legal))]
    for number, name in enumerate(INTERNAL[1:], 8):
        value = getattr(one, name)
        internal.append(part(number, name, text="" if value is None else str(value)))
    beside = [
        part(0, "note", text=one.note),
        part(0, "external_steps", (
            (row["name"], _joined(row.get("where", ""), row.get("note", "")))
            for row in one.external_steps
        )),
        part(0, "citizen_deadlines", (
            (_("{length} sejak {event}").format(
                length=duration_words(row), event=row["since"]), row.get("note", ""))
            for row in one.citizen_deadlines
        )),
        part(0, "sources", ((row, "") for row in one.sources)),
    ]  # fmt: skip
    return {"public": public, "internal": internal, "beside": [p for p in beside if not p.is_empty]}


def duration_words(duration: dict[str, Any]) -> str:
    """Return `1–3 hari kerja`."""
    if not duration.get("value"):
        return ""
    longest = duration.get("longest")
    figures = f"{duration['value']}–{longest}" if longest else str(duration["value"])
    return f"{figures} {DURATION_UNITS.get(duration.get('unit', ''), '')}"


def _requirement(row: dict[str, Any], labels: dict[str, str]) -> tuple[str, str]:
    papers = [labels.get(code, code) for code in row["documents"]]
    text = papers[0] if len(papers) == 1 else _("Salah satu: {papers}").format(
        papers="; ".join(papers))  # fmt: skip
    return text, _joined(row.get("when", ""), row.get("note", ""))


def _fee(row: dict[str, Any]) -> tuple[str, str]:
    amount, most = row.get("amount_rupiah"), row.get("up_to_rupiah")
    if row["kind"] == "free":
        text = str(FEE_KINDS["free"])
    elif amount is None:
        text = row.get("formula") or _("bergantung pada permohonan")
    else:
        text = _rupiah(amount) + (f"–{_rupiah(most)[2:]}" if most is not None else "")
    kind = "" if row["kind"] == "free" else str(FEE_KINDS.get(row["kind"], row["kind"]))
    legal = row.get("legal", "")
    return capfirst(text), _joined(kind, row.get("note", ""), legal)


def _rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


def _joined(*texts: str) -> str:
    return " · ".join(one for one in texts if one)
