# SPDX-License-Identifier: Apache-2.0
"""Gateways for developers and tests, misbehaving as such systems do. Never the real ones.

    ./satuhadir simulate-notices --port 8171 --smtp-port 8172 --mode ok --mode lost

Each `--mode` is for one message, in order; the last one stays. They keep what they took in memory
and show it at `/`. They never tell two alike apart: who sends twice has two.
"""

import argparse
import hmac
import json
import socket
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Iterable, Sequence
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal, get_args
from urllib.parse import parse_qsl, unquote

from satuhadir.notices.gateways.smtp_simulator import PASSWORD, USER, Postbox

Mode = Literal[
    "ok", "down", "away", "busy", "slow", "wrong_key", "error", "error_kept", "lost", "html",
    "html_kept", "garbage", "refused", "gone", "fails_later", "tells_twice", "no_search", "grey",
    "cut", "late_no",
]  # fmt: skip
MODES: Final[tuple[str, ...]] = get_args(Mode)
# In these it takes the message although its answer may not say so.
KEEPS: Final = {"ok", "slow", "error_kept", "lost", "html_kept", "garbage", "fails_later",
                "tells_twice", "no_search"}  # fmt: skip
TOKEN, SECRET, PHONE = "token-contoh", "rahasia-aplikasi-contoh", "1055501"
PAGE = b"<!DOCTYPE html><title>502</title><h1>Bad gateway</h1>"
JSON, HTML = "application/json", "text/html; charset=utf-8"
RETRY_SECONDS = 7


class Simulator:
    """The other side of WhatsApp, SMS and web push by HTTP, and of e-mail by SMTP."""

    def __init__(self, modes: Iterable[str] = ("ok",), *, slow_seconds: float = 2.0) -> None:
        self.modes: deque[str] = deque(modes)
        self.slow_seconds = slow_seconds
        self.taken: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.report_to = ""  # our address for WhatsApp's reports; "": they are kept
        self.reports: list[tuple[bytes, str]] = []
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.postbox = Postbox(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def smtp_port(self) -> int:
        return self.postbox.port

    def behave(self, *modes: str) -> None:
        """Behave so for the next messages, the last of them from then on."""
        with self._guard:
            self.modes = deque(modes)

    def next_mode(self) -> str:
        with self._guard:
            return self.modes.popleft() if len(self.modes) > 1 else self.modes[0]

    def take(self, way: str, said: dict[str, Any], mode: str) -> str:
        """Keep a message under a new number, whatever came before."""
        with self._guard:
            number = f"{way}.{len(self.taken) + 1:06d}"
            status = "failed" if mode == "fails_later" else "delivered"
            self.taken.append({"way": way, "number": number, "status": status, **said})
        if way == "wamid":
            self._report(number, said["body"], mode)
        return number

    def start(self) -> "Simulator":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.postbox.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.postbox.stop()

    def serve(self, port: int, smtp_port: int) -> None:
        """Serve at ports of this machine until interrupted."""
        self._server.server_close()
        self.postbox.stop()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self.postbox = Postbox(self, smtp_port)
        self.postbox.start()
        self._server.serve_forever()

    def _report(self, number: str, body: dict[str, Any], mode: str) -> None:
        """Tell how far a WhatsApp message is, as Meta does: signed, twice, in any order."""
        states = ["sent", "failed"] if mode == "fails_later" else ["delivered", "sent", "read"]
        for state in states * (2 if mode == "tells_twice" else 1):
            status: dict[str, Any] = {
                "id": number, "status": state, "timestamp": str(int(time.time())),
                "recipient_id": body.get("to", ""),
                "biz_opaque_callback_data": body.get("biz_opaque_callback_data", ""),
            }  # fmt: skip
            if state == "failed":
                status["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
            value = {"messaging_product": "whatsapp", "statuses": [status]}
            change = {"field": "messages", "value": value}
            said = {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}
            data = json.dumps(said).encode()
            signature = "sha256=" + hmac.new(SECRET.encode(), data, sha256).hexdigest()
            self.reports.append((data, signature))
            if self.report_to:
                threading.Timer(0.3, _post, (self.report_to, data, signature)).start()


class _Handler(BaseHTTPRequestHandler):
    simulator: Simulator
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a message."""
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.simulator.calls.append(("POST", self.path))
        mode, way = self.simulator.next_mode(), self._way()
        if not way:
            self._say(404, {"error": {"code": 100, "message": "Unsupported request"}})
        elif mode == "wrong_key" or not self._is_known(way):
            self._say(401, {"error": {"code": 190, "message": "Invalid OAuth access token"}})
        else:
            number = ""
            if mode in KEEPS:
                said = {"body": self._read(data), "headers": dict(self.headers)}
                number = self.simulator.take(way, said, mode)
            self._answer(mode, way, number)

    def do_GET(self) -> None:
        """Show what was taken, or how far one SMS is."""
        self.simulator.calls.append(("GET", self.path))
        if self.path == "/":
            shown = [{**one, "body": str(one["body"])} for one in self.simulator.taken]
            self._say(200, {"taken": shown, "mails": self.simulator.postbox.texts})
            return
        mode = self.simulator.next_mode()
        if mode in {"down", "away", "wrong_key"}:
            self._answer(mode, "sms", "")
            return
        reference = unquote(self.path.removeprefix("/sms/"))
        for one in self.simulator.taken:
            if one["way"] == "sms" and one["body"].get("reference") == reference:
                self._say(200, {"id": one["number"], "status": one["status"]})
                return
        self._say(404, {"message": "Not found"})

    def log_message(self, *_args: Any) -> None:
        """Keep quiet: what is sent here is written nowhere."""

    def _way(self) -> str:
        if self.path == f"/{PHONE}/messages":
            return "wamid"
        return {"sms": "sms", "push": "push"}.get(self.path.split("/")[1], "")

    def _is_known(self, way: str) -> bool:
        given = self.headers.get("Authorization", "")
        return given.startswith("vapid t=") if way == "push" else given == f"Bearer {TOKEN}"

    def _read(self, data: bytes) -> Any:
        kind = self.headers.get("Content-Type", "")
        if kind == JSON:
            return json.loads(data)
        return dict(parse_qsl(data.decode())) if "form" in kind else data

    def _answer(self, mode: str, way: str, number: str) -> None:
        """Answer as the mode has it."""
        if mode in {"down", "lost", "cut"}:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif mode in {"away", "busy", "grey"}:
            status = 503 if mode == "away" else 429
            headers = {} if mode == "away" else {"Retry-After": str(RETRY_SECONDS)}
            self._send(status, b'{"message": "Try later"}', JSON, headers)
        elif mode in {"error", "error_kept"}:
            self._send(500, b'{"error": {"code": 131000}}', JSON)
        elif mode in {"html", "html_kept"}:
            self._send(502 if mode == "html" else 200, PAGE, HTML)
        elif mode == "garbage":
            self._send(200, b'{"messages": [{"i', JSON)
        elif mode in {"refused", "late_no"}:
            self._say(400, {"error": {"code": 131008, "message": "Required parameter missing"}})
        elif mode == "gone":
            self._say(410 if way == "push" else 404, {"error": {"code": 131026}})
        else:
            if mode == "slow":
                time.sleep(self.simulator.slow_seconds)
            self._good(way, number)

    def _good(self, way: str, number: str) -> None:
        if way == "wamid":
            self._say(200, {"messaging_product": "whatsapp", "messages": [{"id": number}]})
        elif way == "sms":
            self._say(200, {"id": number, "status": "queued"})
        else:
            self._send(201, b"", HTML)

    def _say(self, status: int, said: object) -> None:
        self._send(status, json.dumps(said).encode(), JSON)

    def _send(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked did not wait


def _handler_of(simulator: Simulator) -> type[_Handler]:
    return type("Handler", (_Handler,), {"simulator": simulator})


def _post(url: str, data: bytes, signature: str) -> None:
    headers = {"Content-Type": JSON, "X-Hub-Signature-256": signature}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - a developer's own address
    try:
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
    except OSError as error:
        sys.stderr.write(f"{type(error).__name__}\n")


def main(words: Sequence[str]) -> int:
    """Run the simulator until interrupted."""
    parser = argparse.ArgumentParser(prog="satuhadir simulate-notices")
    parser.add_argument("--port", type=int, default=8171)
    parser.add_argument("--smtp-port", type=int, default=8172)
    parser.add_argument("--mode", action="append", choices=MODES)
    parser.add_argument("--report-to", default="")
    options = parser.parse_args(words)
    simulator = Simulator(options.mode or ["ok"])
    simulator.report_to = options.report_to
    at = f"http://127.0.0.1:{options.port}"
    sys.stdout.write(
        f"SATUHADIR_SMTP_HOST=127.0.0.1\nSATUHADIR_SMTP_PORT={options.smtp_port}\n"
        f"SATUHADIR_SMTP_SECURITY=none\nSATUHADIR_SMTP_USER={USER}\n"
        f"SATUHADIR_SMTP_PASSWORD={PASSWORD}\nSATUHADIR_MAIL_FROM=mpp@contoh.go.id\n"
        f"SATUHADIR_WHATSAPP_URL={at}\nSATUHADIR_WHATSAPP_PHONE={PHONE}\n"
        f"SATUHADIR_WHATSAPP_TOKEN={TOKEN}\nSATUHADIR_WHATSAPP_APP_SECRET={SECRET}\n"
        f"SATUHADIR_SMS_URL={at}/sms\nSATUHADIR_SMS_TOKEN={TOKEN}\n"
        f"SATUHADIR_SMS_STATUS_URL={at}/sms/{{reference}}\n"
        f"SATUHADIR_PUSH_HOSTS=127.0.0.1:{options.port}\n"
    )
    sys.stdout.flush()
    try:
        simulator.serve(options.port, options.smtp_port)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
