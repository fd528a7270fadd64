# SPDX-License-Identifier: Apache-2.0
"""What can be complained of, as GeoReport's services: the mall itself, and each of its services."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satuhadir.catalogue.models import Service
from satuhadir.catalogue.queries import services_of
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.open311.errors import ServiceCodeMissing, ServiceCodeUnknown
from satuhadir.malls.models import Mall

# About the mall as a whole; no code of a service looks like these.
GENERAL: Final[dict[str, tuple[str, str | Promise, str | Promise]]] = {
    "umum-pengaduan": (
        "complaint",
        gettext_lazy("Pengaduan tentang mal ini"),
        gettext_lazy("Gedung, antrean, petugas, atau hal lain yang bukan satu layanan tertentu."),
    ),
    "umum-aspirasi": (
        "aspiration",
        gettext_lazy("Aspirasi atau saran"),
        gettext_lazy("Usul supaya mal ini menjadi lebih baik."),
    ),
    "umum-informasi": (
        "information",
        gettext_lazy("Permintaan informasi"),
        gettext_lazy("Pertanyaan tentang mal ini dan layanannya."),
    ),
}
MOST_WORDS: Final = 20
KINDS: Final = ("complaint", "aspiration", "information")


@dataclass(frozen=True, slots=True)
class Subject:
    """One of them: its code, which kind it is unless the sender says otherwise, and the service."""

    code: str
    kind: str
    service: Service | None = None


def subject_at(mall: Mall, code: str) -> Subject:
    """Return what a code stands for; raise ServiceCodeMissing or ServiceCodeUnknown."""
    if not code:
        raise ServiceCodeMissing
    if code in GENERAL:
        return Subject(code, GENERAL[code][0])
    for service in services_of(mall):
        if service.code == code:
            return Subject(code, "complaint", service)
    raise ServiceCodeUnknown


def code_of(complaint: Complaint) -> str:
    """Return the code that a complaint is listed under."""
    if complaint.service is not None:
        return complaint.service.code
    return next(code for code, (kind, *_) in GENERAL.items() if kind == complaint.kind)


def name_of(complaint: Complaint) -> str:
    """Return the name of what a complaint is about."""
    if complaint.service is not None:
        return complaint.service.name
    return str(GENERAL[code_of(complaint)][1])


def all_subjects(mall: Mall) -> list[dict[str, Any]]:
    """Return GeoReport's list of services."""
    general = [
        _listed(code, str(name), str(text), "", mall.name)
        for code, (_kind, name, text) in GENERAL.items()
    ]
    about = _("Pengaduan, aspirasi, atau pertanyaan tentang layanan ini.")
    return general + [
        _listed(one.code, one.name, about, ", ".join(one.words[:MOST_WORDS]), one.agency.name)
        for one in services_of(mall)
    ]


def definition_of(subject: Subject) -> dict[str, Any]:
    """Return which questions GeoReport's clients ask besides; none must be answered."""
    asked = [
        _list_of("identitas", _("Bagaimana nama Anda diperlakukan?"), Complaint.Identity.choices),
    ]
    if subject.service is not None:
        kinds = [(one.value, one.label) for one in Complaint.Kind if one.value in KINDS]
        asked.append(_list_of("jenis", _("Apa yang Anda sampaikan?"), kinds))
        text = _("Bagian standar pelayanan mana yang tidak dipenuhi?")
        asked.append(_list_of("bagian", text, Complaint.Clause.choices))
    for order, one in enumerate(asked, 1):
        one["order"] = order
    return {"service_code": subject.code, "attributes": asked}


def _listed(code: str, name: str, text: str, keywords: str, group: str) -> dict[str, Any]:
    return {
        "service_code": code,
        "service_name": name,
        "description": text,
        "metadata": True,
        "type": "realtime",
        "keywords": keywords,
        "group": group,
    }


def _list_of(code: str, text: str, choices: Any) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": None,
        "order": 0,
        "description": text,
        "values": [{"key": key, "name": str(label)} for key, label in choices],
    }
