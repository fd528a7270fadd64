# SPDX-License-Identifier: Apache-2.0
"""SP4N-LAPOR! over HTTP, through the government's service bus (SPLP). Its field names stop here.

How far this is known: creating a complaint and reading its follow-ups were seen in the code of one
other ministry's application. Assumed, and marked so below, are: the look-up by tag, the list of
what was given to us, and the numbers of the classes. The agreement with the operator of LAPOR!
decides; every assumption is in this one file.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from satuhadir.feedback.ports import (
    AnswerLost,
    CannotLookUp,
    Disposition,
    KeyRefused,
    Kind,
    NotTaken,
    Outgoing,
    SystemAway,
    Taken,
)

SECONDS: Final = 10.0  # of silence
MOST_SECONDS: Final = 20.0  # in all: a system that drips is as good as away
MOST_BYTES: Final = 1_000_000
CLASSES: Final[dict[Kind, int]] = {"complaint": 1, "aspiration": 2, "information": 3}  # assumed
KINDS: Final[dict[int, Kind]] = {number: kind for kind, number in CLASSES.items()}
LONGEST_WORD: Final = 60
BUSY: Final = frozenset({429, 502, 503, 504})


class Lapor:
    """The adapter. One call is one request; who calls decides whether to try again."""

    def __init__(self) -> None:
        self._base = checked_base(settings.SATUHADIR_SP4N_URL)
        self._opener = urllib.request.build_opener(_Stay())

    def forward(self, outgoing: Outgoing) -> Taken:
        """Create the complaint."""
        said = self._call("POST", "/complaints/complaint", _body_of(outgoing), str(outgoing.key))
        return _taken(said)

    def find(self, outgoing: Outgoing) -> Taken | None:
        """Look for our tag (assumed: that there is such a search)."""
        query = urlencode({"tag": _tag_of(outgoing)})
        try:
            said = self._call("GET", f"/complaints?{query}")
        except NotTaken:
            raise CannotLookUp from None
        listed = _list_of(said)
        return _taken({"results": listed[0]}) if listed else None

    def status(self, reference: str) -> str:
        """Read how far it is."""
        said = self._call("GET", f"/complaints/{quote(reference, safe='')}")
        return _word(_results(said).get("status"))

    def dispositions(self) -> Sequence[Disposition]:
        """Read what was given to us (assumed: the address, and that it lists what is open)."""
        try:
            listed = _list_of(self._call("GET", "/complaints/dispositions"))
        except NotTaken:
            raise CannotLookUp from None
        return [_disposition(one) for one in listed]

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str = ""
    ) -> Any:
        """Call, and return the JSON that came back.

        Raises:
            SystemAway, KeyRefused, NotTaken, AnswerLost: as the port says.
        """
        headers = {
            "Accept": "application/json",
            "User-Agent": "satuhadir",
            "auth": f"Bearer {settings.SATUHADIR_SP4N_KEY}",
            "token": settings.SATUHADIR_SP4N_TOKEN,
        }
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(  # noqa: S310 - checked_base lets http(s) through alone
            f"{self._base}{path}", data=data, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return _json(_read(answer))
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code) from None
        except urllib.error.URLError as error:
            # Before anything was sent: no such host, no route, refused, a wrong certificate.
            early = isinstance(error.reason, OSError) and not isinstance(error.reason, TimeoutError)
            lost = isinstance(error.reason, ConnectionResetError | BrokenPipeError)
            raise (SystemAway if early and not lost else AnswerLost)(type(error).__name__) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            # Only the type: the text of an error may repeat what was sent.
            raise AnswerLost(type(error).__name__) from None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nobody: the key is for this system alone."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def checked_base(text: str) -> str:
    """Return the system's address without its last slash; ValueError for one that would carry our
    key in the open.
    """
    parts = urlsplit(text.strip())
    is_here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    fits = parts.scheme == "https" or (parts.scheme == "http" and is_here)
    if not fits or not parts.hostname or parts.query or parts.username:
        raise ValueError("SATUHADIR_SP4N_URL")
    return text.strip().rstrip("/")


def _body_of(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "title": outgoing.title,
        "content": outgoing.text,
        "channel": settings.SATUHADIR_SP4N_CHANNEL,
        "is_new_user_slider": False,
        "nameUser": outgoing.name,
        "emailUser": "",
        "phoneUser": outgoing.phone,
        "is_disposisi_slider": False,
        "classification_id": CLASSES[outgoing.kind],
        "category_id": settings.SATUHADIR_SP4N_CATEGORY,
        "location_id": settings.SATUHADIR_SP4N_LOCATION,
        "date_of_incident": outgoing.opened_day.isoformat(),
        "info_disposition": outgoing.agency,
        "info_attachments": "",
        "attachments": "[]",
        "tags_raw": _tag_of(outgoing),
        "is_approval": False,
        "is_anonymous": outgoing.is_anonymous,
        "is_secret": outgoing.is_secret,
        "is_priority": False,
    }


def _tag_of(outgoing: Outgoing) -> str:
    """Return the word both sides know a complaint by; the number is public and says nothing."""
    return f"satuhadir-{outgoing.number}"


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Read an answer in pieces, within its size and its time."""
    until, parts, size = time.monotonic() + MOST_SECONDS, [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > until:
            raise AnswerLost("too much, or too slow")
    return b"".join(parts)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise AnswerLost("no JSON") from None  # a gateway's page of HTML, most likely


def _refusal(status: int) -> Exception:
    if status in {401, 403}:
        return KeyRefused(str(status))
    if status in BUSY:
        # A gateway's 504 and 502 may come after it was taken.
        return SystemAway(str(status)) if status in {429, 503} else AnswerLost(str(status))
    if 400 <= status < 500 and status not in {408, 409, 425}:
        return NotTaken(f"http_{status}")
    return AnswerLost(str(status))


def _taken(said: Any) -> Taken:
    found = _results(said)
    reference = found.get("tracking_id") or found.get("id")
    if not isinstance(reference, str | int) or not str(reference).strip():
        raise AnswerLost("no number")
    return Taken(_word(reference), _word(found.get("status")))


def _results(said: Any) -> Mapping[str, Any]:
    found = said.get("results") if isinstance(said, dict) else None
    if not isinstance(found, dict):
        raise AnswerLost("another shape")
    return found


def _list_of(said: Any) -> list[Mapping[str, Any]]:
    listed = _results(said).get("data")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise AnswerLost("another shape")
    return listed


def _disposition(one: Mapping[str, Any]) -> Disposition:
    reference, text = one.get("tracking_id"), one.get("content")
    if not isinstance(reference, str | int) or not isinstance(text, str):
        raise AnswerLost("another shape")
    number = one.get("classification_id")
    kind = KINDS.get(number, "complaint") if isinstance(number, int) else "complaint"
    return Disposition(_word(reference), kind, text, bool(one.get("is_secret")))


def _word(value: object) -> str:
    """Return a short word of theirs as we keep it: printable, and not too long."""
    text = "".join(letter for letter in str(value or "") if letter.isprintable())
    return text.strip()[:LONGEST_WORD]
