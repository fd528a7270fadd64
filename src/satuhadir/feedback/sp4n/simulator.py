# SPDX-License-Identifier: Apache-2.0
"""A SP4N-LAPOR! for developers and tests, misbehaving as such systems do. Never the real one.

    ./satuhadir simulate-sp4n --port 8170 --mode ok --mode lost --mode html

Each `--mode` is for one call, in order; the last one stays. It keeps what it took in memory and
shows it at `/`. It never tells two alike apart: who sends twice has two.
"""

import argparse
import json
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal, get_args
from urllib.parse import parse_qs, unquote, urlsplit

Mode = Literal[
    "ok", "down", "away", "slow", "drip", "error", "error_kept", "wrong_key", "lost", "html",
    "html_kept", "garbage", "huge", "no_number", "refused", "back", "no_search",
]  # fmt: skip
MODES: Final[tuple[str, ...]] = get_args(Mode)
# In these it takes the complaint although its answer does not say so.
KEEPS: Final = {"ok", "slow", "drip", "error_kept", "lost", "html_kept", "garbage", "huge",
                "no_number", "back"}  # fmt: skip
KEY, TOKEN = "kunci-contoh", "token-contoh"
PAGE = b"<!DOCTYPE html><title>502</title><h1>Sistem sedang dalam pemeliharaan</h1>"
JSON, HTML = "application/json", "text/html; charset=utf-8"
ANSWERS: Final[dict[str, tuple[int, bytes, str]]] = {
    "away": (503, b'{"message": "Service Unavailable"}', JSON),
    "error": (500, b'{"message": "Server Error"}', JSON),
    "error_kept": (500, b'{"message": "Server Error"}', JSON),
    "html": (502, PAGE, HTML),
    "html_kept": (200, PAGE, HTML),
    "garbage": (200, b'{"results": {"tracking', JSON),
    "huge": (200, b'{"results": "' + b"x" * 3_000_000 + b'"}', JSON),
    "no_number": (200, b'{"results": {"status": "ok"}}', JSON),
    "refused": (422, b'{"message": "The content field is invalid."}', JSON),
}


class Simulator:
    """The state of the other side: what it took, and how it behaves next."""

    def __init__(self, modes: Iterable[str] = ("ok",), *, slow_seconds: float = 2.0) -> None:
        self.modes: deque[str] = deque(modes)
        self.slow_seconds = slow_seconds
        self.taken: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.given: list[dict[str, Any]] = []  # what it gives to us
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def behave(self, *modes: str) -> None:
        """Behave so in the next calls, the last of them from then on."""
        with self._guard:
            self.modes = deque(modes)

    def next_mode(self) -> str:
        with self._guard:
            return self.modes.popleft() if len(self.modes) > 1 else self.modes[0]

    def take(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Keep a complaint under a new number, whatever came before."""
        with self._guard:
            kept = {**body, "tracking_id": str(5_000_001 + len(self.taken)), "key": key,
                    "status": "Belum diverifikasi", "asked": 0}  # fmt: skip
            self.taken.append(kept)
            return kept

    def start(self) -> "Simulator":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, port: int) -> None:
        """Serve at a port of this machine until interrupted."""
        self._server.server_close()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    simulator: Simulator
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Create a complaint."""
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mode = self._begin()
        if self.path != "/complaints/complaint":
            self._say(404, {"message": "Not Found"})
            return
        if mode == "wrong_key" or not self._is_known():
            self._say(401, {"message": "Token tidak valid atau kedaluwarsa"})
            return
        body = json.loads(data)
        if mode not in KEEPS:
            self._misbehave(mode, {})
            return
        kept = self.simulator.take(body, self.headers.get("Idempotency-Key", ""))
        self._misbehave(mode, {"results": _shown(kept)})

    def do_GET(self) -> None:
        """Show one complaint, those of a tag, or what was given to us."""
        mode = self._begin()
        parts = urlsplit(self.path)
        if parts.path == "/":
            self._say(200, {"taken": self.simulator.taken})
            return
        if mode == "wrong_key" or not self._is_known():
            self._say(401, {"message": "Token tidak valid atau kedaluwarsa"})
        elif parts.path == "/complaints":
            self._search(mode, parse_qs(parts.query).get("tag", [""])[0])
        elif parts.path == "/complaints/dispositions":
            self._misbehave(mode, {"results": {"data": self.simulator.given}})
        else:
            self._show(mode, unquote(parts.path.removeprefix("/complaints/")))

    def log_message(self, *_args: Any) -> None:
        """Keep quiet: what is sent here is written nowhere."""

    def _begin(self) -> str:
        self.simulator.calls.append((self.command, urlsplit(self.path).path))
        return self.simulator.next_mode()

    def _is_known(self) -> bool:
        return (self.headers.get("auth"), self.headers.get("token")) == (f"Bearer {KEY}", TOKEN)

    def _search(self, mode: str, tag: str) -> None:
        if mode == "no_search":
            self._say(404, {"message": "Not Found"})
            return
        found = [_shown(one) for one in self.simulator.taken if one["tags_raw"] == tag]
        self._misbehave(mode, {"results": {"data": found, "next_page_url": None}})

    def _show(self, mode: str, reference: str) -> None:
        for one in self.simulator.taken:
            if one["tracking_id"] == reference:
                one["asked"] += 1
                states = ["Diproses", "Selesai", "Diproses"] if mode == "back" else ["Diproses"]
                one["status"] = states[(one["asked"] - 1) % len(states)]
                self._misbehave(mode, {"results": _shown(one)})
                return
        self._say(404, {"message": "Not Found"})

    def _misbehave(self, mode: str, said: dict[str, Any]) -> None:
        """Answer as the mode has it."""
        if mode in ANSWERS:
            status, body, kind = ANSWERS[mode]
            self._send(status, body, kind)
        elif mode in {"down", "lost"}:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif mode == "drip":
            self._drip(json.dumps(said).encode())
        else:
            if mode == "slow":
                time.sleep(self.simulator.slow_seconds)
            self._say(200, said)

    def _say(self, status: int, said: object) -> None:
        self._send(status, json.dumps(said).encode(), JSON)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked did not wait

    def _drip(self, body: bytes) -> None:
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for one in body:
                self.wfile.write(bytes([one]))
                time.sleep(self.simulator.slow_seconds / 10)
        except OSError:
            self.close_connection = True


def _handler_of(simulator: Simulator) -> type[_Handler]:
    return type("Handler", (_Handler,), {"simulator": simulator})


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("tracking_id", "status", "title") if name in one}


def main(words: Sequence[str]) -> int:
    """Run the simulator until interrupted."""
    parser = argparse.ArgumentParser(prog="satuhadir simulate-sp4n")
    parser.add_argument("--port", type=int, default=8170)
    parser.add_argument("--mode", action="append", choices=MODES)
    options = parser.parse_args(words)
    simulator = Simulator(options.mode or ["ok"])
    sys.stdout.write(
        f"SATUHADIR_SP4N_URL=http://127.0.0.1:{options.port}\n"
        f"SATUHADIR_SP4N_KEY={KEY}\nSATUHADIR_SP4N_TOKEN={TOKEN}\n"
    )
    sys.stdout.flush()
    try:
        simulator.serve(options.port)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
