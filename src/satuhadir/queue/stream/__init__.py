# SPDX-License-Identifier: Apache-2.0
"""The door of the live streams: `GET /api/v1/malls/{mall}/events` as Server-Sent Events.

An ASGI application beside Django, in the same process: see docs/decisions/0006.
"""

import asyncio
import random
import re
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.utils import translation

from satuhadir.accounts.http import caller_of
from satuhadir.malls import queries as malls
from satuhadir.malls.errors import MallNotFound
from satuhadir.queue import queries
from satuhadir.queue.stream.database import DatabaseAway, StreamedMall
from satuhadir.queue.stream.hub import HEARTBEAT_SECONDS, Hub
from satuhadir.queue.stream.messages import Place, place_of, retry_message
from satuhadir.queue.stream.screens import Screen
from satuhadir.queue.values import LineState
from satuhadir.shared import errors, metrics
from satuhadir.shared.guards import HEADERS, ProxyMiddleware
from satuhadir.shared.http import plain_refusal, refusal_response
from satuhadir.shared.limits import client_address, counted_as, is_loopback

__all__ = ["PATH", "EventStreams"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = re.compile(r"/api/v1/malls/([^/]+)/events")
# A whole hall shares one address, so the ceiling of an address is high.
MOST_STREAMS = 5_000
MOST_STREAMS_OF_AN_ADDRESS = 3_000
RETRY_MILLISECONDS = 2_000
SEND_BUFFER_BYTES = 64 * 1024
# Set by our server process: the connection below a request, to break off a reader that hangs.
TRANSPORT = "satuhadir.transport"

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
_STREAM_HEADERS = {
    **HEADERS,
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


class EventStreams:
    """Serves live streams; made inside a running event loop, one per process."""

    def __init__(
        self,
        *,
        most: int = MOST_STREAMS,
        most_of_an_address: int = MOST_STREAMS_OF_AN_ADDRESS,
        heartbeat_seconds: int = HEARTBEAT_SECONDS,
    ) -> None:
        self.hub = Hub(_line_states, heartbeat_seconds=heartbeat_seconds)
        self._most = most
        self._most_of_an_address = most_of_an_address
        self._open: Counter[str] = Counter()
        metrics.OPEN_STREAMS.set_function(self._open.total)
        self._proxies = ProxyMiddleware(lambda _request: HttpResponse())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _request_of(scope)
        self._proxies(request)
        found = await self._mall_or_refusal(request)
        if isinstance(found, HttpResponse):
            await _answer(found, send)
        elif request.method == "HEAD":
            await _answer(HttpResponse(headers=_STREAM_HEADERS), send)
        else:
            await self._stream(request, scope, found, receive, send)

    def end_streams(self) -> None:
        """End all open streams and take no new ones."""
        self.hub.end_streams()

    async def close(self) -> None:
        await self.hub.close()

    async def _mall_or_refusal(self, request: HttpRequest) -> StreamedMall | HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return _refuse(request, 400)
        if request.method not in {"GET", "HEAD"}:
            return _refuse(request, 405)
        if "HTTP_AUTHORIZATION" in request.META:
            refused = await asyncio.to_thread(_wrong_key, request)
            if refused is not None:
                return _refuse(request, refused)
        path = PATH.fullmatch(request.path_info)
        slug = path[1] if path is not None else ""
        try:
            mall = await self.hub.mall_at(slug) if _SLUG.fullmatch(slug) else None
        except DatabaseAway:
            return _refuse(request, errors.DatabaseAway())
        if mall is None:
            return _refuse(request, MallNotFound())
        if self.hub.is_closing or self._open.total() >= self._most:
            return _refuse(request, errors.Unavailable(retry_after=5))
        address = client_address(request)
        limited = settings.SATUHADIR_LIMITS and not (
            settings.SATUHADIR_DEMO and is_loopback(address)
        )
        if limited and self._open[counted_as(address)] >= self._most_of_an_address:
            return _refuse(request, errors.Limited(retry_after=30))
        return mall

    async def _stream(
        self, request: HttpRequest, scope: Scope, mall: StreamedMall, receive: Receive, send: Send
    ) -> None:
        address = counted_as(client_address(request))
        self._open[address] += 1
        screen = Screen(_abort_of(scope))
        watch = asyncio.create_task(_watch(receive, screen))

        async def send_part(part: bytes) -> None:
            if part:
                await send({"type": "http.response.body", "body": part, "more_body": True})

        try:
            await _start(send, 200, _STREAM_HEADERS)
            # Spread, so that a thousand screens do not come back in the same moment.
            await send_part(retry_message(RETRY_MILLISECONDS + random.randrange(1_000)))  # noqa: S311
            await self.hub.run(mall, screen, _asked(request), send_part)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.cancel()
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def _line_states(slug: str) -> list[LineState]:
    """Read the lines of a mall, in a thread, on a connection that goes back to the pool."""
    try:
        return queries.line_states(malls.mall_by_slug(slug))
    finally:
        close_old_connections()


def _wrong_key(request: HttpRequest) -> errors.DomainError | None:
    """Return why a key that came is refused: none is needed, but a wrong one is never taken
    for none. Runs in a thread, on a connection that goes back to the pool.
    """
    try:
        caller_of(request)
    except errors.DomainError as refused:
        return refused
    except (DatabaseError, InterfaceError, psycopg.Error):
        return errors.DatabaseAway()
    finally:
        close_old_connections()
    return None


def _asked(request: HttpRequest) -> Place | None:
    """Return where the client wants to go on: its header, or the query of those without."""
    header = request.headers.get("Last-Event-ID")
    if header is None:
        header = parse_qs(request.META["QUERY_STRING"]).get("last_event_id", [""])[0]
    return place_of(header.strip())


def _request_of(scope: Scope) -> HttpRequest:
    """Return as much of a request as our refusals and limits look at."""
    request = HttpRequest()
    request.method = scope["method"]
    request.path = request.path_info = scope["path"]
    client = scope.get("client") or ("", 0)
    request.META = {
        "REMOTE_ADDR": client[0],
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": "",
        "SERVER_PORT": "",
        "wsgi.url_scheme": scope["scheme"],
    }
    for name, value in scope["headers"]:
        if b"_" not in name:
            known = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
            request.META[known] = value.decode("latin-1")
    request.COOKIES = parse_cookie(request.META.get("HTTP_COOKIE", ""))
    return request


def _refuse(request: HttpRequest, why: errors.DomainError | int) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        if isinstance(why, int):
            response = plain_refusal(request, why)
            if why == 405:
                response["Allow"] = "GET, HEAD"
        else:
            response = refusal_response(request, why)
    for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
        response[name] = value
    return response


async def _answer(response: HttpResponse, send: Send) -> None:
    if response.content:
        response["Content-Length"] = str(len(response.content))
    await _start(send, response.status_code, dict(response.items()))
    await send({"type": "http.response.body", "body": response.content})


async def _start(send: Send, status: int, headers: MutableMapping[str, str]) -> None:
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def _watch(receive: Receive, screen: Screen) -> None:
    """End the screen when its client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    screen.end()


def _abort_of(scope: Scope) -> Callable[[], None] | None:
    transport = scope.get("extensions", {}).get(TRANSPORT)
    if transport is None:
        return None
    connection = transport.get_extra_info("socket")
    if connection is not None:
        # What the system buffers for a reader that hangs, before we notice.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    abort: Callable[[], None] = transport.abort
    return abort
