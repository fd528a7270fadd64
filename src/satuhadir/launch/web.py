# SPDX-License-Identifier: Apache-2.0
"""The web process: `python -m satuhadir.launch.web`, one address for pages, API and streams.

SATUHADIR_HOST and SATUHADIR_PORT say where it listens. It trusts no forwarding header, writes no
access log, and on SIGTERM ends the streams, finishes what is under way and stops.
"""

import asyncio
import ctypes
import os
import resource
import signal
import socket
import sys
from types import FrameType
from typing import Any, Literal

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from satuhadir.launch.errors import LaunchError

APPLICATION = "satuhadir.config.asgi:application"
BACKLOG = 2048
FIRST_HANDED_OVER = 3  # sd_listen_fds(3)
KEEP_ALIVE_SECONDS = 65  # longer than the minute after which proxies drop an idle connection
STOP_SECONDS = 3
HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 20.0
# The network takes nothing of what we send for this long: the client is gone.
SILENT_MILLISECONDS = 60_000
# A press of a button waits for the interpreter this long at most while another thread computes.
SWITCH_SECONDS = 0.0005
_M_ARENA_MAX = -8


class Protocol(HttpToolsProtocol):
    """HTTP with a limit on how long and how large the head of a request may be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_seen = 0
        self._in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MILLISECONDS)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head_seen += len(data)
            if self._head_seen > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of this request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"satuhadir.transport": self.transport}  # type: ignore[dict-item]
        self._in_head = True
        self._head_seen = 0
        if self._head_timer is None:
            self._expect_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Ends the live streams first when it stops: they would never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        end_streams = getattr(self.config.loaded_app, "end_streams", None)
        if end_streams is not None:
            end_streams()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in order and then exit with 0; a second signal stops at once."""
        self.force_exit = self.should_exit
        self.should_exit = True


def main() -> None:
    """Serve until a signal comes."""
    signal.signal(signal.SIGTERM, _stop_early)
    try:
        listener = _listen(os.environ.get("SATUHADIR_HOST") or "127.0.0.1", _port())
    except LaunchError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(2)
    _prepare_process()
    server = Server(config_of(APPLICATION))
    server.run(sockets=[listener])
    sys.exit(0 if server.started else 1)


def config_of(application: Any, *, lifespan: Literal["on", "off"] = "on") -> uvicorn.Config:
    """How we serve an ASGI application, or the one an import string names."""
    return uvicorn.Config(
        application,
        http=Protocol,
        loop="uvloop",
        ws="none",
        interface="asgi3",
        lifespan=lifespan,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    """The socket that systemd holds for us, if it does, else one of our own.

    Held by systemd it outlives us: who presses while we restart waits a moment, and is answered.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        return socket.socket(fileno=FIRST_HANDED_OVER)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LaunchError(
            f"Alamat {host}:{port} tidak dapat dipakai ({reason}). Pilih port lain dengan "
            "--port, atau hentikan program yang memakainya."
        ) from error
    listener.set_inheritable(True)
    return listener


def _port() -> int:
    text = os.environ.get("SATUHADIR_PORT") or "8000"
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise LaunchError("Port harus berupa angka dari 1 sampai 65535.")
    return int(text)


def _prepare_process() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # Threads share two heaps of the C library instead of having one each: less memory.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


def _stop_early(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
