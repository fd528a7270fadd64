# SPDX-License-Identifier: Apache-2.0
"""A service's standard in words: what to bring, what it costs, how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Mall
from satuhadir.queue.citizen.naming import Named, named
from satuhadir.shared.memory import Brief

MOST_TO_BRING = 6
_labels: Brief[dict[str, str]] = Brief(30)


class Paper(NamedTuple):
    """A paper to bring; `when` says in which case only, empty means always. Indonesian data."""

    label: str
    when: str


@dataclass(frozen=True, slots=True)
class Standard:
    """What people should know of a service before they come.

    Texts ending in `_text` are in the page's language; notes, papers, steps and laws are
    Indonesian data. `either` are papers of which one is enough.
    """

    code: str
    name: Named
    agency_name: str
    note: str
    papers: list[Paper]
    either: list[Paper]
    steps: list[str]
    desk_minutes: int
    duration_text: str
    duration_note: str
    fee_text: str
    fee_note: str
    products: list[str]
    legal: list[str]
    certainty: str


def standard_of(mall: Mall, service: Service) -> Standard:
    """Return the standard of a service."""
    labels = _labels_of(mall)
    papers = [_paper(one, labels) for one in service.requirements]
    whens = {one["document"]: one.get("when", "") for one in service.requirements}
    either = [Paper(labels.get(code, code), whens.get(code, "")) for code in service.any_of]
    return Standard(
        code=service.code,
        name=named(service.name, service.name_en),
        agency_name=service.agency.name,
        note=service.note,
        papers=[one for one in papers if one not in either],
        either=either,
        steps=list(service.procedure),
        desk_minutes=service.desk_minutes,
        duration_text=duration_text(service.duration),
        duration_note=service.duration.get("note", ""),
        fee_text=fee_text(service.fee),
        fee_note=service.fee.get("note", ""),
        products=[labels.get(code, code) for code in service.products],
        legal=list(service.legal),
        certainty=service.certainty,
    )


def to_bring(mall: Mall, services: list[Service]) -> list[str]:
    """Return the papers everybody needs for these services, each once: for the ticket's foot."""
    labels = _labels_of(mall)
    found: dict[str, None] = {}
    for service in services:
        for one in service.requirements:
            if not one.get("when") and one["document"] not in service.any_of:
                found[labels.get(one["document"], one["document"])] = None
        if service.any_of:
            either = " / ".join(labels.get(code, code) for code in service.any_of)
            found[f"salah satu dari {either}"] = None
    return list(found)[:MOST_TO_BRING]


def duration_text(duration: Mapping[str, Any]) -> str:
    """Return `1–3 hari kerja`, an empty text where nothing is known."""
    if not duration.get("value"):
        return ""
    value, longest = duration["value"], duration.get("longest")
    figures = f"{value}–{longest}" if longest else str(value)
    return _unit(duration.get("unit", ""), longest or value).format(n=figures)


def fee_text(fee: Mapping[str, Any]) -> str:
    """Return `Gratis`, `Rp30.000` or a range; that it depends where no amount is fixed."""
    if not fee:
        return ""
    if fee.get("kind") == "free":
        return _("Gratis")
    amount, most = fee.get("amount_rupiah"), fee.get("up_to_rupiah")
    if amount is None:
        return _("Tergantung permohonan")
    if most is None:
        return rupiah(amount)
    return f"{rupiah(amount)}–{rupiah(most)[2:]}"


def rupiah(amount: int) -> str:
    """Return `Rp30.000`."""
    return f"Rp{figure(amount)}"


def figure(number: int) -> str:
    """Return `30.000`."""
    return f"{number:,}".replace(",", ".")


def _paper(one: Mapping[str, str], labels: Mapping[str, str]) -> Paper:
    return Paper(labels.get(one["document"], one["document"]), one.get("when", ""))


def _labels_of(mall: Mall) -> dict[str, str]:
    return _labels.get(
        mall.pk,
        lambda: dict(DocumentType.objects.filter(mall=mall).values_list("code", "label")),
    )


def _unit(unit: str, count: int) -> str:
    """Return a length of time with `{n}` for its figures."""
    match unit:
        case "minute":
            return ngettext("{n} menit", "{n} menit", count)
        case "hour":
            return ngettext("{n} jam", "{n} jam", count)
        case "working_hour":
            return ngettext("{n} jam kerja", "{n} jam kerja", count)
        case "working_day":
            return ngettext("{n} hari kerja", "{n} hari kerja", count)
        case "week":
            return ngettext("{n} minggu", "{n} minggu", count)
        case "month":
            return ngettext("{n} bulan", "{n} bulan", count)
        case _:
            return ngettext("{n} hari", "{n} hari", count)
