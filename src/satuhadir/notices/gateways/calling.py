# SPDX-License-Identifier: Apache-2.0
"""One HTTP call to a gateway, within its time and size, and what its answer means for us."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from satuhadir.notices.ports import AnswerLost, GatewayAway, KeyRefused

SECONDS: Final = 10.0  # of silence
MOST_SECONDS: Final = 20.0  # in all: a system that drips is as good as away
MOST_BYTES: Final = 200_000
# Before these nothing was taken; a 502 or 504 may come from a proxy after it was.
BUSY: Final = frozenset({429, 503})
UNCERTAIN: Final = frozenset({408, 409, 425, 500, 502, 504})
HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Answer(NamedTuple):
    """A status with its body."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the JSON object of the body.

        Raises:
            AnswerLost: there is none; a gateway's page of HTML, most likely.
        """
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise AnswerLost("no JSON")
        return said


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    explains: bool = False,
) -> Answer:
    """Call, and return what came back: a success, or a refusal that says why (4xx). Where the
    gateway `explains` itself, any status comes back that has a JSON object with it.

    Raises:
        GatewayAway, KeyRefused: it took nothing.
        AnswerLost: it may have.
    """
    opener = urllib.request.build_opener(_Stay())
    request = urllib.request.Request(  # noqa: S310 - checked_base lets http(s) through alone
        url, data=body, method=method, headers={"User-Agent": "satuhadir", **headers}
    )
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _read(answer))
    except urllib.error.HTTPError as error:
        with error:
            return _refusal(error, explains)
    except urllib.error.URLError as error:
        # Before anything was sent: no such host, no route, refused, a wrong certificate.
        early = isinstance(error.reason, OSError) and not isinstance(error.reason, TimeoutError)
        lost = isinstance(error.reason, ConnectionResetError | BrokenPipeError)
        kind = type(error.reason).__name__
        raise (GatewayAway if early and not lost else AnswerLost)(kind) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Only the type: the text of an error may repeat what was sent.
        raise AnswerLost(type(error).__name__) from None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nobody: the key is for this system alone."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def checked_base(text: str) -> str:
    """Return a gateway's address without its last slash.

    Raises:
        ValueError: it would carry our key in the open; http is for this machine alone.
    """
    parts = urlsplit(text.strip())
    fits = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not fits or not parts.hostname or parts.username:
        raise ValueError("a gateway's address")
    return text.strip().rstrip("/")


def _refusal(error: urllib.error.HTTPError, explains: bool) -> Answer:
    """Return a refusal whose body says why; raise for the rest."""
    try:
        body = error.read(MOST_BYTES)
    except (OSError, http.client.HTTPException):
        body = b""
    if explains and body.lstrip()[:1] == b"{" and error.code >= 400 and error.code not in BUSY:
        return Answer(error.code, body)
    if error.code in {401, 403}:
        raise KeyRefused(str(error.code))
    if error.code in BUSY:
        raise GatewayAway(str(error.code), retry_after=_seconds(error.headers.get("Retry-After")))
    if error.code in UNCERTAIN or error.code >= 500 or error.code < 400:
        raise AnswerLost(str(error.code))
    return Answer(error.code, body)


def _seconds(text: str | None) -> float:
    """Return the seconds of a Retry-After; a date in it is as good as none."""
    return float(text) if text and text.isascii() and text.isdecimal() else 0.0


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Read an answer in pieces, within its size and its time."""
    until, parts, size = time.monotonic() + MOST_SECONDS, [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > until:
            raise AnswerLost("too much, or too slow")
    return b"".join(parts)
