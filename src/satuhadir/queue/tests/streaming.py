# SPDX-License-Identifier: Apache-2.0
"""What the tests of live streams share: a real server, a reader, a way to cut the database off."""

import asyncio
import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvloop
from django.db import connection
from django.test import override_settings

from satuhadir.launch.web import Server, config_of
from satuhadir.malls.models import Mall
from satuhadir.queue import notify
from satuhadir.queue.stream import EventStreams


@dataclass
class Served:
    """A server in a thread of this process."""

    port: int
    server: Server
    loop: asyncio.AbstractEventLoop
    streams: EventStreams
    clients: list[http.client.HTTPConnection] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=8)
        self.clients.append(client)
        client.request(method, path, headers={n.replace("_", "-"): v for n, v in headers.items()})
        return client.getresponse()

    @contextlib.contextmanager
    def follow(self, slug: str, last: str | None = None, query: str = "") -> Iterator["Reader"]:
        headers = {} if last is None else {"Last_Event_ID": last}
        response = self.ask(f"/api/v1/malls/{slug}/events{query}", **headers)
        assert response.status == 200, response.read()
        with contextlib.closing(self.clients.pop()), contextlib.closing(response):
            yield Reader(response)


class Reader:
    """Reads a stream; blocks without an event only move `last_id`, as in a browser."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response = response
        self.last_id = ""
        self.comments = 0
        self.retry = 0

    def next(self) -> tuple[str, Any]:
        """Wait for the next event and return its name and data."""
        name, data = "", ""
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if line == "" and self.response.isclosed():
                raise EOFError
            field, _colon, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data = value
            elif field == "id":
                self.last_id = value
            elif field == "retry":
                self.retry = int(value)
            elif line.startswith(":"):
                self.comments += 1
            elif not line and name:
                return name, json.loads(data)

    def next_but_lines(self) -> tuple[str, Any]:
        while True:
            name, data = self.next()
            if name != "line":
                return name, data

    def begun(self) -> "Reader":
        """Read up to the first id: from then on the screen is live."""
        while not self.last_id:
            line = self.response.readline().decode().rstrip("\n")
            if line.startswith("id: "):
                self.last_id = line[4:]
        return self


@contextlib.contextmanager
def serving(**limits: int) -> Iterator[Served]:
    """Serve live streams on a free port until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    ready = threading.Event()
    held: dict[str, Any] = {}

    async def run() -> None:
        streams = EventStreams(**limits)
        server = Server(config_of(streams, lifespan="off"))
        held.update(server=server, loop=asyncio.get_running_loop(), streams=streams)
        ready.set()
        await server.serve(sockets=[listener])
        await streams.close()

    thread = threading.Thread(target=lambda: uvloop.run(run()))
    thread.start()
    assert ready.wait(5)
    served = Served(port=listener.getsockname()[1], **held)
    try:
        with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
            yield served
    finally:
        for client in served.clients:
            client.close()
        held["server"].should_exit = True
        thread.join(10)
        assert not thread.is_alive()


class Cable:
    """A way to the database that a test can cut and mend."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._goal = (parameters["host"], int(parameters["port"]))
        self._listener: socket.socket | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.port = 0
        self.mend()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(self._goal)
                self._pairs.append((near, far))
                for source, target in ((near, far), (far, near)):
                    copy: Callable[..., None] = _copy
                    threading.Thread(target=copy, args=(source, target), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    source.close()


def write(
    mall: Mall, event: str, *, days_ago: int = 0, count: int = 1, was: str = "", **body: Any
) -> None:
    """Add rows to the log as the queue does, without its tickets; `was` is the state before."""
    with connection.cursor() as cursor:
        for number in range(count):
            data = {"code": f"A-{number:03d}", "attendance": "secret", "from": was} | body
            cursor.execute(
                "SELECT queue_append_event_v1(mall.id,"
                " (queue_clock_v1() AT TIME ZONE mall.timezone)::date - %s::int, %s,"
                " gen_random_uuid(), gen_random_uuid(), 'test', %s::jsonb)"
                " FROM malls_mall AS mall WHERE mall.id = %s",
                [days_ago, event, json.dumps(data), mall.pk],
            )
            notify.poke(mall.pk)
