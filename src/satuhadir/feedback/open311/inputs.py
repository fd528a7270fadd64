# SPDX-License-Identifier: Apache-2.0
"""What a client of GeoReport says, read strictly; an empty argument is one not given."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from satuhadir.feedback.models import Complaint
from satuhadir.feedback.open311.errors import (
    ArgumentWrong,
    JurisdictionMissing,
    JurisdictionUnknown,
)
from satuhadir.feedback.open311.subjects import KINDS, Subject, subject_at
from satuhadir.feedback.values import Contact
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import all_malls, mall_by_slug

MOST_DAYS: Final = 90
MOST_REQUESTS: Final = 1_000
MOST_IDS: Final = 200
STATUSES: Final = ("open", "closed")
_MEDIA = re.compile(r"https?://[^\s<>\"']{3,500}\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are asked for. `numbers` rules out all else; days are the mall's."""

    first_day: date
    last_day: date
    numbers: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    statuses: tuple[str, ...] = STATUSES
    page: int = 1
    size: int = MOST_REQUESTS


@dataclass(frozen=True, slots=True)
class Said:
    """A new request, as far as GeoReport goes; the action checks the rest."""

    subject: Subject
    kind: str
    identity: str
    text: str
    contact: Contact
    clause: str = ""
    place: str = ""


def mall_of(request: HttpRequest) -> Mall:
    """Return the mall that `jurisdiction_id` names, in the form or in the address; where there is
    but one mall it may be left out.
    """
    slug = request.POST.get("jurisdiction_id") or request.GET.get("jurisdiction_id") or ""
    if not slug:
        malls = list(all_malls()[:2])
        if len(malls) == 1:
            return malls[0]
        raise JurisdictionMissing
    try:
        return mall_by_slug(slug)
    except MallNotFound:
        raise JurisdictionUnknown from None


def read_asked(mall: Mall, query: QueryDict) -> Asked:
    """Return what a query for requests asks; raise ArgumentWrong, ServiceCodeUnknown."""
    numbers = _words(query, "service_request_id")
    if len(numbers) > MOST_IDS:
        raise _wrong("service_request_id", _("paling banyak 200 nomor sekaligus"))
    first, last = _span(mall, query)
    statuses = _words(query, "status") or STATUSES
    if set(statuses) - set(STATUSES):
        raise _wrong("status", _("hanya open dan closed"))
    return Asked(
        first_day=first,
        last_day=last,
        numbers=tuple(number.upper() for number in numbers),
        subjects=tuple(subject_at(mall, code) for code in _words(query, "service_code")),
        statuses=tuple(statuses),
        page=_whole(query, "page", 1, 10_000),
        size=_whole(query, "page_size", MOST_REQUESTS, MOST_REQUESTS),
    )


def read_said(mall: Mall, form: QueryDict) -> Said:
    """Return what a form says; raise ArgumentWrong, ServiceCodeMissing, ServiceCodeUnknown.

    Coordinates are looked at and not kept: a complaint is about the mall, and where somebody was
    when they wrote it is nobody's business.
    """
    subject = subject_at(mall, form.get("service_code", ""))
    _check_position(form)
    contact = _contact(form)
    identity = _choice(form, "identitas", Complaint.Identity.values)
    if not identity:
        identity = "anonymous" if contact.is_empty else "named"
    if identity == "anonymous":
        contact = Contact()
    place = " ".join(form.get("address_string", "").split())
    if len(place) > 200:
        raise _wrong("address_string", _("paling panjang 200 huruf"))
    return Said(
        subject=subject,
        kind=_choice(form, "jenis", KINDS) or subject.kind,
        identity=identity,
        text=_text(form),
        contact=contact,
        clause=_choice(form, "bagian", Complaint.Clause.values),
        place=place,
    )


def _text(form: QueryDict) -> str:
    """Return the description, with the address of a picture under it: we never fetch that."""
    text = form.get("description", "").replace("\r\n", "\n").strip()
    media = form.get("media_url", "").strip()
    if not media:
        return text
    if not _MEDIA.match(media):
        raise _wrong("media_url", _("harus alamat web http atau https"))
    return _("{text}\n\nAlamat gambar dari pelapor, belum diperiksa: {media}").format(
        text=text, media=media
    )


def _contact(form: QueryDict) -> Contact:
    name = " ".join(f"{form.get('first_name', '')} {form.get('last_name', '')}".split())
    phone, email = form.get("phone", "").strip(), form.get("email", "").strip()
    for field, value, most in (
        ("first_name", name, 80),
        ("phone", phone, 20),
        ("email", email, 120),
    ):
        if len(value) > most:
            raise _wrong(field, _("terlalu panjang"))
    if not name and (phone or email):
        name = _("Pelapor lewat program lain")
    return Contact(name=name, phone=phone, email=email)


def _check_position(form: QueryDict) -> None:
    lat, long = form.get("lat", "").strip(), form.get("long", "").strip()
    if bool(lat) != bool(long):
        raise _wrong("lat", _("lat dan long dikirim berdua"))
    for name, value, most in (("lat", lat, 90.0), ("long", long, 180.0)):
        if not value:
            continue
        try:
            fits = abs(float(value)) <= most
        except ValueError:
            fits = False
        if not fits:
            raise _wrong(name, _("bukan derajat WGS84"))


def _choice(form: QueryDict, code: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return the answer to an attribute; lists of several values have one that counts."""
    value = form.get(f"attribute[{code}]") or form.get(f"attribute[{code}][]") or ""
    if value and value not in known:
        raise _wrong(f"attribute[{code}]", _("pilih dari daftarnya"))
    return str(value)


def _span(mall: Mall, query: QueryDict) -> tuple[date, date]:
    """Return the first and the last day; whole days, for hours would tell who came when."""
    start, end = _instant(mall, query, "start_date"), _instant(mall, query, "end_date")
    span = timedelta(days=MOST_DAYS)
    if start and end:
        if end < start:
            raise _wrong("end_date", _("lebih awal daripada start_date"))
        if end - start > span:
            raise _wrong("end_date", _("paling jauh 90 hari sesudah start_date"))
        return start.date(), end.date()
    try:
        if start:
            return start.date(), (start + span).date()
        end = end or mall.local_now()
        return (end - span).date(), end.date()
    except OverflowError:
        raise _wrong("start_date", _("bukan waktu W3C, misalnya 2026-11-22T00:00:00Z")) from None


def _instant(mall: Mall, query: QueryDict, name: str) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    # A plus sign of an offset that was not escaped arrives as a space.
    if "T" in text:
        text = re.sub(r" (?=\d\d:?\d\d\Z)", "+", text)
    zone = ZoneInfo(mall.timezone)
    try:
        found = datetime.fromisoformat(text)
        if len(text) == 10:
            found = datetime.combine(found.date(), time(), zone)
        if found.tzinfo is None:
            raise ValueError(text)
        found = found.astimezone(zone)
        if not 1970 <= found.year <= 9000:
            raise ValueError(text)
    except (ValueError, OverflowError):
        reason = _("bukan waktu W3C, misalnya 2026-11-22T00:00:00Z")
        raise _wrong(name, reason) from None
    return found


def _words(query: QueryDict, name: str) -> list[str]:
    """Return the values of an argument, given several times, between commas, or both."""
    found = [word.strip() for part in query.getlist(name) for word in part.split(",")]
    return [word for word in found if word]


def _whole(query: QueryDict, name: str, default: int, most: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return default
    fits = len(text) < 10 and text.isascii() and text.isdigit()
    if not fits or not 1 <= int(text) <= most:
        raise _wrong(name, _("di luar batas"))
    return int(text)


def _wrong(name: str, reason: str) -> ArgumentWrong:
    return ArgumentWrong(name=name, reason=reason)
