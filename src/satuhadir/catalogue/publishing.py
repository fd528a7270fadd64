# SPDX-License-Identifier: Apache-2.0
"""What a draft still lacks before it may be published, component by component. Pure."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from satuhadir.catalogue.entries import INTERNAL, StandardEntry
from satuhadir.catalogue.models import ServiceStandard

_ADVISED: Final = tuple(name for name in INTERNAL if name != "legal")


class Lack(NamedTuple):
    """One thing that is missing or wrong: the column it belongs to, and the sentence for people."""

    component: str
    says: str


def lacks_of(standard: StandardEntry, documents: Collection[str]) -> list[Lack]:
    """Return all that forbids to publish, in the order of the form; `documents` are known codes."""
    return list(_lacks(standard, documents))


def _lacks(standard: StandardEntry, documents: Collection[str]) -> Iterator[Lack]:
    if not standard.decree_number:
        yield Lack("decree_number", _("Nomor keputusan penetapan belum diisi."))
    if not standard.decree_day:
        yield Lack("decree_day", _("Tanggal keputusan penetapan belum diisi."))
    for code in _unknown((c for one in standard.requirements for c in one.documents), documents):
        yield Lack("requirements", _("Dokumen {code} tidak ada di mal ini.").format(code=code))
    if not standard.procedure:
        yield Lack("procedure", _("Alurnya belum diisi; setidaknya satu langkah."))
    if standard.duration is None:
        yield Lack("duration", _("Jangka waktu penyelesaian belum diisi."))
    if not standard.fees:
        yield Lack("fees", _("Biaya belum diisi. Layanan gratis ditulis sebagai gratis."))
    for code in _unknown(standard.products, documents):
        yield Lack("products", _("Dokumen {code} tidak ada di mal ini.").format(code=code))
    if not standard.complaint_routes:
        yield Lack("complaint_routes", _("Jalur pengaduan belum diisi; setidaknya satu."))
    if not standard.legal:
        yield Lack("legal", _("Dasar hukum belum diisi; setidaknya satu."))


def _unknown(codes: Iterator[str] | tuple[str, ...], known: Collection[str]) -> list[str]:
    return [code for code in dict.fromkeys(codes) if code not in known]


def advice_on(standard: StandardEntry) -> list[Lack]:
    """Return what may be published but should not stay so, such as empty components."""
    names = {one.name: one.verbose_name for one in ServiceStandard._meta.concrete_fields}
    found = [
        Lack(name, _("Komponen “{name}” masih kosong.").format(name=names[name]))
        for name in _ADVISED
        if getattr(standard, name) in ("", None)
    ]
    if not standard.requirements:
        found.insert(0, Lack("requirements", _("Tidak ada berkas yang diminta. Benarkah?")))
    if standard.certainty == "low":
        found.append(Lack("certainty", _("Kepastiannya rendah; warga diminta bertanya dahulu.")))
    return found


def day_lack(day: dt.date | None, *, first_allowed: dt.date, decree_day: str | None) -> Lack | None:
    """Return what is wrong with the day a version shall begin on, None when nothing is."""
    if day is None:
        return Lack("valid_from", _("Isi tanggal mulai berlaku."))
    if day < first_allowed:
        return Lack("valid_from", _("Versi baru berlaku paling cepat besok."))
    if decree_day and day < dt.date.fromisoformat(decree_day):
        return Lack("valid_from", _("Standar tidak dapat berlaku sebelum keputusannya ditetapkan."))
    return None
