# SPDX-License-Identifier: Apache-2.0
"""A post office by SMTP (RFC 5321), as far as a simulator needs one."""

import base64
import socketserver
import threading
import time
from typing import Any, Final, Protocol

USER, PASSWORD = "mpp", "sandi-contoh"
# In these the message is kept although the answer may not say so.
KEEPS: Final = {"ok", "slow", "lost", "tells_twice", "fails_later", "no_search"}


class Behaviour(Protocol):
    """Who says how it goes next."""

    slow_seconds: float

    def next_mode(self) -> str:
        """Return it."""
        ...


class Postbox:
    """Takes e-mails at a port of this machine and keeps them as they came."""

    def __init__(self, behaviour: Behaviour, port: int = 0) -> None:
        self.texts: list[str] = []
        self.behaviour = behaviour
        self._server = _Server(("127.0.0.1", port), type("Talk", (_Talk,), {"box": self}))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Talk(socketserver.StreamRequestHandler):
    box: Postbox

    def handle(self) -> None:
        """Talk with one client until it or the mode ends that."""
        self.mode = self.box.behaviour.next_mode()
        if self.mode == "down":
            return
        if self.mode == "away":
            self._say("421 4.3.2 Service not available")
            return
        self._say("220 kantor-pos.contoh ESMTP")
        try:
            while line := self.rfile.readline(2_000).decode("ascii", "replace").strip():
                if not self._answer(line.partition(" ")[0].upper(), line):
                    return
        except OSError:
            return

    def _answer(self, verb: str, line: str) -> bool:
        """Answer one command; False ends the talk."""
        said: dict[str, Any] = {
            "EHLO": "250-kantor-pos.contoh\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "AUTH": "535 5.7.8 Authentication credentials invalid",
            "MAIL": "250 2.1.0 OK", "RCPT": "250 2.1.5 OK", "RSET": "250 2.0.0 OK",
            "QUIT": "221 2.0.0 Bye",
        }  # fmt: skip
        if verb == "AUTH" and self.mode != "wrong_key" and self._knows(line):
            self._say("235 2.7.0 Welcome")
        elif verb == "MAIL" and self.mode == "cut":
            return False
        elif verb == "RCPT" and self.mode in {"grey", "busy"}:
            self._say("451 4.7.1 Greylisted, try again")
        elif verb == "RCPT" and self.mode in {"refused", "gone"}:
            self._say("550 5.1.1 No such user")
        elif verb == "DATA":
            return self._data()
        else:
            self._say(said.get(verb, "502 5.5.1 Not implemented"))
        return verb != "QUIT"

    def _data(self) -> bool:
        self._say("354 Go ahead")
        lines = []
        while (line := self.rfile.readline(10_000)) not in {b".\r\n", b""}:
            lines.append(line.decode("utf-8", "replace"))
        if self.mode == "late_no":
            self._say("554 5.7.1 Rejected as spam")
            return True
        if self.mode in KEEPS:
            self.box.texts.append("".join(lines))
        if self.mode == "slow":
            time.sleep(self.box.behaviour.slow_seconds)
        if self.mode not in KEEPS - {"lost"}:
            return False
        self._say("250 2.0.0 Queued")
        return True

    def _knows(self, line: str) -> bool:
        try:
            said = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        except (ValueError, IndexError):
            return False
        return said[-2:] == [USER, PASSWORD]

    def _say(self, text: str) -> None:
        try:
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            return
