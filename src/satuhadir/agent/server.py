# SPDX-License-Identifier: Apache-2.0
"""The calls of a hall agent to its server: JSON over HTTP, by Python's own means."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

SECONDS: Final = 10.0
MOST_BYTES: Final = 4_000_000


class ServerAway(Exception):
    """The server gives no usable answer now: it, or the way to it, is down or overloaded."""


class ServerRefused(Exception):
    """The server understood and said no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Paper(NamedTuple):
    """A paper to print: `expires_in` seconds it is still wanted."""

    id: UUID
    printer: str
    data: bytes
    expires_in: float


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nobody: the key is for this server alone."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Server:
    """One server, with the key of this agent at one mall."""

    def __init__(self, url: str, *, mall: str = "", token: str = "") -> None:
        self.url = checked_url(url)
        self._mall = mall
        self._token = token
        self._opener = urllib.request.build_opener(_Stay())

    def papers(self, spool: UUID) -> list[Paper]:
        """Return the papers to print now."""
        answer = self.call("GET", f"/malls/{self._mall}/print-jobs?spool={spool}")
        return [
            Paper(UUID(one["id"]), one["printer"], base64.b64decode(one["data"]), one["expires_in"])
            for one in answer["items"]
        ]

    def tell_paper(self, paper_id: str, result: str, state: str) -> None:
        """Say what became of a paper."""
        body = {"result": result, "state": state}
        self.call("POST", f"/malls/{self._mall}/print-jobs/{paper_id}/done", body)

    def tell_printers(self, items: list[dict[str, Any]]) -> None:
        """Say how the printers are."""
        self.call("POST", f"/malls/{self._mall}/printers/states", {"items": items})

    def call(
        self, method: str, path: str, body: object = None, extra: dict[str, str] | None = None
    ) -> Any:
        """Call an operation of the API; return its JSON.

        Raises:
            ServerAway: no answer, or one that says: later.
            ServerRefused: it said no.
        """
        headers = {"Accept": "application/json", "User-Agent": "satuhadir-hall-agent"}
        headers |= extra or {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(  # noqa: S310 - checked_url lets http and https through
            f"{self.url}/api/v1{path}", data=data, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return json.loads(answer.read(MOST_BYTES) or b"null")
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ServerAway(type(error).__name__) from None


def checked_url(text: str) -> str:
    """Return a server's address without its last slash; raise ValueError for anything else."""
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ValueError(text)
    return text.strip().rstrip("/")


def is_open_to_listeners(url: str) -> bool:
    """Say whether the key would travel unencrypted over a network."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}


def _refusal(error: urllib.error.HTTPError) -> Exception:
    if error.code >= 500 or error.code == 429:
        return ServerAway(f"HTTP {error.code}")
    try:
        code = str(json.loads(error.read(65_536)).get("code", ""))
    except (OSError, ValueError, AttributeError):
        code = ""
    return ServerRefused(error.code, code)
