# SPDX-License-Identifier: Apache-2.0
"""What people with a booking are told by the room `notices`: their words are in `kinds`."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from satuhadir.malls.models import Mall, clock
from satuhadir.notices import actions as notices
from satuhadir.notices import queries as ways
from satuhadir.notices.values import EMAIL, Recipient
from satuhadir.visits import tracks
from satuhadir.visits.models import Offer, Visit, WaitingListEntry

BY_PHONE = ("whatsapp", "sms")


def subject_of(thing: Visit | WaitingListEntry) -> str:
    """Return the name under which somebody follows a visit, or waits for one."""
    kind = "visit" if isinstance(thing, Visit) else "waiting"
    return f"{kind}:{thing.pk.hex}"


def moved(visit: Visit) -> None:
    """Tell that the mall moved a visit to another day, and why."""
    _tell_of(visit, "visits.moved", _when(visit))


def choose_again(visit: Visit) -> None:
    """Tell that the time of a visit is lost and another has to be chosen."""
    _tell_of(visit, "visits.choose_again", _when(visit))


def offered(mall: Mall, entry: WaitingListEntry, offer: Offer) -> None:
    """Tell somebody who waits that a seat is kept for them, and until when."""
    local = offer.until_at.astimezone(mall.local_now().tzinfo)
    with translation.override(entry.language):
        values = {
            "service": entry.service.name,
            "day": date_format(entry.day, "l, j F Y"),
            "time": clock(offer.starts_minute),
            "until": date_format(local, "H.i"),
            "link": _address(tracks.waiting_path(mall.slug, tracks.entry_track_of(entry.pk))),
        }
    key = f"visits.offer:{offer.pk}"
    told = notices.tell(
        mall=mall, subject=subject_of(entry), kind="visits.offer", key=key, values=values,
        not_after=offer.until_at,
    )  # fmt: skip
    channel = _phone_channel(mall)
    if not told and entry.phone and channel:
        notices.send(
            mall=mall, kind="visits.offer", to=Recipient(channel, entry.phone), key=key,
            values=values, language=entry.language, subject=subject_of(entry),
            not_after=offer.until_at,
        )  # fmt: skip


def code(mall: Mall, address: str, digits: str, language: str, *, key: str) -> bool:
    """Send a one-time code to a phone or an e-mail address; False when the mall has no open way
    there.
    """
    channel = _phone_channel(mall)
    if "@" in address:
        channel = EMAIL if ways.is_open(mall, EMAIL) else ""
    if not channel:
        return False
    notices.send(
        mall=mall, kind="visits.code", to=Recipient(channel, address), key=key,
        values={"code": digits}, language=language,
    )  # fmt: skip
    return True


def sends_codes(mall: Mall) -> bool:
    """Say whether whoever gives a phone here has to show that it is theirs."""
    return bool(_phone_channel(mall))


def follow_on(entry: WaitingListEntry, visit: Visit) -> None:
    """Take back what waits about a place on the list that became a visit."""
    notices.forget(mall=visit.mall, subject=subject_of(entry))


def nothing_more(thing: Visit | WaitingListEntry) -> None:
    """Send nothing more about a thing that is over, and forget who followed it."""
    notices.forget(mall=thing.mall, subject=subject_of(thing))


def _tell_of(visit: Visit, kind: str, values: dict[str, str]) -> None:
    key = f"{kind}:{visit.pk.hex}:{visit.revision}"
    told = notices.tell(
        mall=visit.mall, subject=subject_of(visit), kind=kind, key=key, values=values
    )
    channel = _phone_channel(visit.mall)
    if not told and visit.phone and channel:
        notices.send(
            mall=visit.mall, kind=kind, to=Recipient(channel, visit.phone), key=key,
            values=values, language=visit.language, subject=subject_of(visit),
        )  # fmt: skip


def _when(visit: Visit) -> dict[str, str]:
    with translation.override(visit.language):
        starts = [one.starts_minute for one in visit.stops.all() if one.starts_minute is not None]
        return {
            "day": date_format(visit.day, "l, j F Y"),
            "time": clock(min(starts)) if starts else "–",
            "old_day": date_format(visit.moved_from or visit.day, "l, j F Y"),
            "why": visit.moved_why or "–",
            "link": _address(tracks.visit_path(visit.mall.slug, tracks.track_of(visit.pk))),
        }


def _phone_channel(mall: Mall) -> str:
    return next((one for one in BY_PHONE if ways.is_open(mall, one)), "")


def _address(path: str) -> str:
    return f"{settings.SATUHADIR_ORIGIN}{path}"
