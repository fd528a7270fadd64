# SPDX-License-Identifier: Apache-2.0
"""What of a complaint leaves for SP4N-LAPOR!, where much of it is public: as little as will do.

Never a NIK or any long number, never an e-mail address, never an address of a file or page, and
who said it only where they allowed it. The same words stand on the page for doing it by hand.
"""

import re
import unicodedata
from zoneinfo import ZoneInfo

from satuhadir.feedback.hints import MASK, masked
from satuhadir.feedback.models import Complaint, Relay, Reporter
from satuhadir.feedback.ports import Kind, Outgoing

MOST_TITLE = 100
# Stricter than the hints staff see: nobody reads this again before it is public. Any ten digits
# or more, whatever stands between them, of any script; whatever looks like an address.
_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){9,}")
_PHONE = re.compile(r"(?:\+?62|0)[\W_]{0,3}8(?:[\W_]{0,3}\d){6,}")
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}://|www\.)\S*|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)


def outgoing_of(complaint: Complaint, relay: Relay, reporter: Reporter | None) -> Outgoing:
    """Return a complaint as it leaves, the same at every try."""
    named = complaint.identity == Complaint.Identity.NAMED
    shares = named and relay.with_contact and reporter is not None
    zone = ZoneInfo(complaint.mall.timezone)
    return Outgoing(
        key=relay.key,
        number=complaint.number,
        kind=_kind_of(complaint),
        title=title_of(complaint),
        text=safe_text(complaint.text, names=reporter.name if reporter else ""),
        opened_day=complaint.opened_at.astimezone(zone).date(),
        agency=complaint.agency.name if complaint.agency else complaint.mall.name,
        is_anonymous=not shares,
        is_secret=complaint.identity == Complaint.Identity.SECRET,
        name=reporter.name if shares and reporter else "",
        phone=reporter.phone if shares and reporter else "",
    )


def title_of(complaint: Complaint) -> str:
    """Return a title made of what is ours alone, never of what was said."""
    subject = complaint.service.name if complaint.service else complaint.mall.name
    return f"{complaint.get_kind_display().capitalize()}: {subject}"[:MOST_TITLE]


def safe_text(text: str, *, names: str = "") -> str:
    """Return what was said without numbers, addresses and the reporter's own name."""
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text))
    text = _LINK.sub("[tautan dihapus]", text)
    text = _NUMBER.sub(_dots, text)
    text = _PHONE.sub(_dots, text)
    return masked(text, names=names)


def _dots(found: re.Match[str]) -> str:
    return re.sub(r"\w", MASK, found[0])


def _kind_of(complaint: Complaint) -> Kind:
    match complaint.kind:
        case "aspiration":
            return "aspiration"
        case "information":
            return "information"
        case _:
            return "complaint"
