# SPDX-License-Identifier: Apache-2.0
"""A receipt printer on the network that reads ESC/POS as printers do, and misbehaves on demand.

It reads its stream command by command, answers real-time status, and keeps what stands on each
paper it cut: so that a test can count papers, not bytes.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Paper:
    """What came out between two cuts."""

    text: str = ""
    qr: list[str] = field(default_factory=list)
    pictures: list[tuple[int, int, bytes]] = field(default_factory=list)


@dataclass
class Reader:
    """Reads commands out of a stream; what is not complete yet stays for the next bytes."""

    waiting: bytes = b""
    stored: bytes = b""  # what GS ( k was given to print later

    def read(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        self.waiting += data
        while self.waiting:
            length = length_of(self.waiting)
            if length is None or length > len(self.waiting):
                return
            one, self.waiting = self.waiting[:length], self.waiting[length:]
            yield kind_of(one), one


FIXED = {
    b"\x10\x04": 3, b"\x10\x14": 10, b"\x1b@": 2, b"\x1d!": 3, b"\x1dB": 3, b"\x1db": 3,
    b"\x1dr": 3, b"\x1dV": 3, **{b"\x1b" + bytes([one]): 3 for one in b"aE!tM-{d"},
}  # fmt: skip


def length_of(data: bytes) -> int | None:
    """Return how long the first command is, None when more must come to know."""
    if data[0] not in b"\x10\x1b\x1d":
        ends = [place for place in (data.find(c) for c in (16, 27, 29)) if place > 0]
        return min(ends, default=len(data))
    if len(data) < 8 and data[:2] not in FIXED:
        return None if len(data) < 5 or data[:2] != b"\x1d(" else 5 + data[3] + 256 * data[4]
    if data[:2] == b"\x1d(":
        return 5 + data[3] + 256 * data[4]
    if data[:2] == b"\x1dv":
        return 8 + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7])
    return FIXED[data[:2]]  # KeyError: a command this printer does not know


def kind_of(one: bytes) -> str:
    known = {
        b"\x10\x04": "ask", b"\x10\x14": "forget", b"\x1dr": "done", b"\x1d(": "qr",
        b"\x1dv": "picture", b"\x1dV": "cut",
    }  # fmt: skip
    if one[0] not in b"\x10\x1b\x1d":
        return "text"
    return known.get(one[:2], "setting")


def papers_in(data: bytes) -> list[Paper]:
    """Return what a printer would cut from these bytes."""
    out = Rolls()
    for kind, one in Reader().read(data):
        out.take(kind, one)
    return out.papers


@dataclass
class Rolls:
    """The paper: what is printed on the piece not cut yet, and the pieces cut."""

    now: Paper = field(default_factory=Paper)
    stored: str = ""
    papers: list[Paper] = field(default_factory=list)

    def take(self, kind: str, one: bytes) -> None:
        if kind == "text":
            self.now.text += one.decode("ascii")
        elif kind == "qr" and one[6] == 0x50:
            self.stored = one[8:].decode("ascii")
        elif kind == "qr" and one[6] == 0x51:
            self.now.qr.append(self.stored)
        elif kind == "picture":
            width, height = one[4] + 256 * one[5], one[6] + 256 * one[7]
            self.now.pictures.append((width * 8, height, one[8:]))
        elif kind == "cut":
            self.papers.append(self.now)
            self.now = Paper()


class Simulator:
    """The printer. Set its faults before or while it prints."""

    def __init__(self) -> None:
        self.rolls = Rolls()
        self.paper_out = self.near_end = self.cover_open = self.jammed = False
        self.mute = False  # says nothing, prints
        self.hangs = False  # takes the connection, then nothing
        self.knows_done = True  # answers GS r
        self.paper_ends_after: int | None = None  # of these bytes of the next paper
        self.closes_after: int | None = None
        self.hangs_after: int | None = None
        self.seconds_a_kilobyte = 0.0
        self.loses_answers = 0  # so many of the next ones
        self.connections = 0
        self._printed = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"net:127.0.0.1:{self.port}"

    @property
    def papers(self) -> list[Paper]:
        return self.rolls.papers

    @property
    def half_papers(self) -> int:
        """How many papers came out without their end."""
        return int(bool(self.rolls.now.text.strip()))

    def close(self) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            with link:  # one at a time, as printers do
                self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        reader = Reader()
        link.settimeout(0.1)
        while not self._stopped.is_set():
            if self.hangs:
                if not self._wait_while_held(link):
                    return
                continue
            try:
                data = link.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            for kind, one in reader.read(data):
                if not self._take(link, kind, one):
                    return

    def _wait_while_held(self, link: socket.socket) -> bool:
        """Hold the connection until its other end leaves or the fault is mended."""
        time.sleep(0.05)
        try:
            return link.recv(1, socket.MSG_PEEK) != b""
        except TimeoutError:
            return True
        except OSError:
            return False

    def _take(self, link: socket.socket, kind: str, one: bytes) -> bool:
        """Do one command; say whether the connection still stands."""
        if kind == "ask":
            self._answer(link, self._status(one[2]))
            return True
        if kind == "forget":
            self.rolls.now = Paper()
            return True
        if kind == "done":
            if self.knows_done and not self._stands_still:
                self._answer(link, 0x03 if self.near_end else 0x00)
            return True
        if self._stands_still:
            return True
        time.sleep(len(one) * self.seconds_a_kilobyte / 1024)
        self.rolls.take(kind, one)
        self._printed = 0 if kind == "cut" else self._printed + len(one)
        return self._goes_on()

    @property
    def _stands_still(self) -> bool:
        return self.paper_out or self.cover_open or self.jammed

    def _goes_on(self) -> bool:
        if self.paper_ends_after is not None and self._printed > self.paper_ends_after:
            self.paper_out, self.paper_ends_after = True, None
        if self.hangs_after is not None and self._printed > self.hangs_after:
            self.hangs, self.hangs_after = True, None
        if self.closes_after is not None and self._printed > self.closes_after:
            self.closes_after = None
            return False
        return True

    def _status(self, question: int) -> int:
        if question == 1:
            return 0x12 | (0x08 if self._stands_still else 0)
        if question == 2:
            return (
                0x12 | (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0)
                | (0x40 if self.jammed else 0)
            )  # fmt: skip
        return 0x12 | (0x0C if self.near_end else 0) | (0x60 if self.paper_out else 0)

    def _answer(self, link: socket.socket, byte: int) -> None:
        if self.loses_answers > 0:
            self.loses_answers -= 1
        elif not self.mute and not self.hangs:
            with contextlib.suppress(OSError):
                link.sendall(bytes([byte]))
