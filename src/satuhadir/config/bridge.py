# SPDX-License-Identifier: Apache-2.0
"""A WSGI application inside an ASGI server: requests wait in the event loop, threads work.

A thread is taken only once the whole body is there, and given back before the answer is sent,
so that slow clients hold no thread; an answer beyond SPOOL_BYTES is the exception. A form with
files waits on disk, and only so many of them are read at once.
See docs/decisions/0006-one-address.md.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any, NamedTuple
from urllib.parse import unquote_to_bytes

from satuhadir.shared.guards import MOST_FORM_BYTES, most_bytes

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

THREADS = 16
MOST_WAITING = 512
# Read and thrown away of a body that is too large, so that its sender gets to read the refusal.
DRAIN_BYTES = 8 * 1024 * 1024
BODY_SECONDS = 30.0
# The same for a form with files, from a phone on a slow line; and how many come at once, since
# each lies on our disk meanwhile.
DRAIN_FILES_BYTES = 64 * 1024 * 1024
FILES_SECONDS = 180.0
MOST_WITH_FILES = 32
TURN_SECONDS = 20.0
SPOOL_BYTES = 2 * 1024 * 1024
CHUNK_SECONDS = 20.0
NO_BODY = frozenset({204, 304})


class ClientGone(Exception):
    """The client left, or was too slow, before its request was complete."""


class Answer(NamedTuple):
    """What the application answered; `status` is None when its head has been sent already."""

    status: int | None
    headers: Headers
    body: bytes


class ThreadBridge:
    """Serves `application` with `threads` threads; further requests wait, `most_waiting` at most.

    Bodies beyond the limit reach the application as their length alone: it words the refusal.
    """

    def __init__(
        self, application: Wsgi, *, threads: int = THREADS, most_waiting: int = MOST_WAITING
    ) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, "web")
        self._most = threads + most_waiting
        self._busy = 0
        self._files = asyncio.Semaphore(MOST_WITH_FILES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._busy >= self._most:
            await _refuse(send, 503, b"busy\n", (b"retry-after", b"2"))
            return
        self._busy += 1
        try:
            environ, too_large = await self._read(scope, receive)
            loop = asyncio.get_running_loop()
            call = loop.run_in_executor(self._pool, self._call, environ, loop, send, too_large)
            await _finish(await call, send, too_large)
        except ClientGone:
            with suppress(RuntimeError):
                await _refuse(send, 408, b"too slow\n")
        finally:
            self._busy -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _read(self, scope: Scope, receive: Receive) -> tuple[dict[str, Any], bool]:
        """Return the WSGI environment, and whether the body was too large to be in it."""
        environ = _environ_of(scope)
        most = most_bytes(scope["path"], environ.get("CONTENT_TYPE", ""))
        if most <= MOST_FORM_BYTES:
            return await _with_body(environ, receive, most, DRAIN_BYTES, BODY_SECONDS)
        try:
            await asyncio.wait_for(self._files.acquire(), TURN_SECONDS)
        except TimeoutError:
            raise ClientGone from None
        try:
            return await _with_body(environ, receive, most, DRAIN_FILES_BYTES, FILES_SECONDS)
        finally:
            self._files.release()

    def _call(
        self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send, closes: bool
    ) -> Answer:
        """Run the application, in a thread; send from here what is too large to keep."""
        started: list[tuple[int, Headers]] = []

        def start(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
            encoded = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers]
            started[:] = [(int(status[:3]), encoded)]

        def send_now(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result(CHUNK_SECONDS)

        parts: list[bytes] = []
        size = 0
        result = self._application(environ, start)
        try:
            is_streamed = False
            for part in result:
                parts.append(part)
                size += len(part)
                if size <= SPOOL_BYTES:
                    continue
                if not is_streamed:
                    status, headers = started[0]
                    send_now(_start_message(status, headers, closes))
                    is_streamed = True
                send_now({"type": "http.response.body", "body": b"".join(parts), "more_body": True})
                parts.clear()
            if is_streamed:
                return Answer(None, [], b"".join(parts))
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
            environ["wsgi.input"].close()
        return Answer(*started[0], b"".join(parts))


async def _with_body(
    environ: dict[str, Any], receive: Receive, most: int, drained: int, seconds: float
) -> tuple[dict[str, Any], bool]:
    """Read a body into its environment; say whether it was too large to be there."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    has_body = length > 0 or "HTTP_TRANSFER_ENCODING" in environ
    if length > most and environ.get("HTTP_EXPECT", "").lower() == "100-continue":
        has_body = False  # it asks first, and the refusal is the answer
    body: IO[bytes] = io.BytesIO()
    if most > MOST_FORM_BYTES:
        body = tempfile.SpooledTemporaryFile(MOST_FORM_BYTES)  # noqa: SIM115 - the request's
    seen = 0
    try:
        async with asyncio.timeout(seconds):
            while has_body and seen <= drained:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                part = message.get("body", b"")
                seen += len(part)
                if max(seen, length) <= most:
                    body.write(part)
                has_body = message.get("more_body", False)
    except TimeoutError:
        raise ClientGone from None
    too_large = max(seen, length) > most
    if too_large:
        environ["CONTENT_LENGTH"] = str(max(seen, length))
        body.close()
        body = io.BytesIO()
    elif seen or "HTTP_TRANSFER_ENCODING" in environ:
        environ["CONTENT_LENGTH"] = str(seen)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    body.seek(0)
    environ["wsgi.input"] = body
    return environ, too_large


def _environ_of(scope: Scope) -> dict[str, Any]:
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # X_Forwarded_For is not X-Forwarded-For, and must not pass for it
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ


async def _finish(answer: Answer, send: Send, closes: bool) -> None:
    status, headers, body = answer
    if status is not None:
        if status in NO_BODY:
            body = b""
        elif not any(name == b"content-length" for name, _value in headers):
            headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send(_start_message(status, headers, closes))
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start_message(status: int, headers: Headers, closes: bool) -> Message:
    if closes:  # something of the request may still be under way
        headers = [*headers, (b"connection", b"close")]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def _refuse(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send(_start_message(status, headers, closes=True))
    await send({"type": "http.response.body", "body": body, "more_body": False})
