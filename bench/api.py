# SPDX-License-Identifier: Apache-2.0
"""The load generator: libcurl through pycurl, one kept-alive connection per client."""

import importlib.metadata
import json
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import pycurl

# What libcurl says when a request may or may not have been carried out.
UNSURE = frozenset(
    {
        pycurl.E_COULDNT_CONNECT,
        pycurl.E_GOT_NOTHING,
        pycurl.E_OPERATION_TIMEDOUT,
        pycurl.E_PARTIAL_FILE,
        pycurl.E_RECV_ERROR,
        pycurl.E_SEND_ERROR,
    }
)


class NoAnswer(Exception):
    """The connection broke or the time was up before an answer came."""


class Unexpected(Exception):
    """The server answered something that the benchmark can't go on with."""


class Answer:
    """A status and a body; the body is read as JSON only when somebody looks."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    @cached_property
    def data(self) -> Any:
        return json.loads(self.body) if self.body else {}

    def expect(self, *statuses: int) -> "Answer":
        if self.status not in statuses:
            raise Unexpected(f"status {self.status}: {self.body[:300]!r}")
        return self


class Client:
    """One client of one server, for one process and one thread."""

    def __init__(self, url: str, token: str = "") -> None:
        self._url = url
        self._host = urlsplit(url).netloc
        self._headers = ["Content-Type: application/json", "Accept: application/json"]
        if token:
            self._headers.append(f"Authorization: Bearer {token}")
        self._curl = pycurl.Curl()
        self._curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        self._curl.setopt(pycurl.NOSIGNAL, 1)
        self._curl.setopt(pycurl.NOPROXY, "*")

    def get(self, path: str) -> Answer:
        self._curl.setopt(pycurl.HTTPGET, 1)
        return self._perform(path, self._headers, 60_000)

    def post(
        self, path: str, body: object = None, *, key: str = "", timeout_milliseconds: int = 60_000
    ) -> Answer:
        """Raise NoAnswer when it is not known whether the server did what was asked."""
        self._curl.setopt(pycurl.POST, 1)
        self._curl.setopt(pycurl.POSTFIELDS, b"{}" if body is None else json.dumps(body).encode())
        headers = [*self._headers, f"Idempotency-Key: {key}"] if key else self._headers
        return self._perform(path, headers, timeout_milliseconds)

    def close(self) -> None:
        self._curl.close()

    def _perform(self, path: str, headers: list[str], timeout_milliseconds: int) -> Answer:
        self._curl.setopt(pycurl.URL, self._url + path)
        self._curl.setopt(pycurl.HTTPHEADER, headers)
        self._curl.setopt(pycurl.TIMEOUT_MS, timeout_milliseconds)
        try:
            body: bytes = self._curl.perform_rb()
        except pycurl.error as error:
            if error.args[0] in UNSURE:
                raise NoAnswer(error.args[1]) from None
            raise
        return Answer(self._curl.getinfo(pycurl.RESPONSE_CODE), body)


def generator() -> str:
    """Name the load generator and its versions."""
    return f"pycurl {importlib.metadata.version('pycurl')}, {pycurl.version.split()[1]}"
