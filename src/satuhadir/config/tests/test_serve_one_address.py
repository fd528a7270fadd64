# SPDX-License-Identifier: Apache-2.0
"""The server process itself: what HTTP asks of it, in a process of its own."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvloop
from django.db import connection

from satuhadir.config.bridge import ThreadBridge, _environ_of
from satuhadir.launch.web import Server, config_of
from satuhadir.malls.models import Mall, Region

COMMAND = [sys.executable, "-m", "satuhadir.launch.web"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def environment(port: int) -> dict[str, str]:
    at = connection.settings_dict
    url = (
        f"postgresql://{at['USER']}:{quote(str(at['PASSWORD']), safe='')}"
        f"@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    )
    ours = {"DATABASE_URL": url, "SATUHADIR_DEMO": "1", "SATUHADIR_ROLE": "app"}
    return {**os.environ, **ours, "SATUHADIR_PORT": str(port), "PYTHONWARNINGS": "default"}


@contextlib.contextmanager
def web_process(log: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with log.open("wb") as file:
        process = subprocess.Popen(COMMAND, env=environment(port), stdout=file, stderr=file)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if get(port, "/healthz").status == 200:
                    break
            time.sleep(0.05)
        yield process, port
    finally:
        process.kill()
        process.wait()


def get(port: int, path: str, method: str = "GET") -> http.client.HTTPResponse:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as client:
        client.request(method, path)
        response = client.getresponse()
        response.read()
        return response


@pytest.fixture(scope="module")
def web(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:  # fmt: skip
    log = tmp_path_factory.mktemp("web") / "web.log"
    with web_process(log) as (process, port):
        yield port
        assert process.poll() is None
    assert "rahasia" not in log.read_text(), "the log must not hold what was asked"


def echo_application(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/large":
        yield from [b"z" * 1_000_000] * 6
        return
    yield environ["CONTENT_LENGTH"].encode() + b" "
    yield str(len(environ["wsgi.input"].read())).encode()


@pytest.fixture
def echo() -> Iterator[int]:
    """A small application behind our bridge and server, in a thread."""
    bridge = ThreadBridge(echo_application, threads=2)
    server = Server(config_of(bridge, lifespan="off"))
    listener = socket.create_server(("127.0.0.1", 0))
    serve = server.serve(sockets=[listener])
    thread = threading.Thread(target=lambda: uvloop.run(serve))
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    bridge.close()


def talk(port: int, *sent: bytes) -> bytes:
    """Send pieces as they are and return all that comes until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for piece in sent:
            client.sendall(piece)
        got = b""
        while data := client.recv(65_536):
            got += data
        return got


def head(length: int | str, *more: str) -> bytes:
    lines = [
        "POST /api/v1/nothing?q=rahasia HTTP/1.1", "Host: 127.0.0.1",
        "Content-Type: application/json", *more,
    ]  # fmt: skip
    if isinstance(length, int):
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_a_connection_serves_request_after_request(web: int) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", web, timeout=5)) as client:
        for method in ("GET", "HEAD", "GET"):
            client.request(method, "/healthz")
            response = client.getresponse()
            assert response.status == 200
            assert response.headers["Content-Length"] == "3"
            assert response.read() == (b"" if method == "HEAD" else b"ok\n")
            assert client.sock is not None, "the connection was closed"


def test_a_body_of_64_kib_is_taken_and_of_a_larger_one_only_its_length(echo: int) -> None:
    body = b"x" * 64 * 1024
    chunk = b"%x\r\n" % len(body) + body + b"\r\n"
    chunked = ("Transfer-Encoding: chunked", "Connection: close")
    assert talk(echo, head(len(body), "Connection: close"), body).endswith(b"65536 65536")
    assert talk(echo, head("", *chunked), chunk, b"0\r\n\r\n").endswith(b"65536 65536")
    # A refusal closes the connection, after what was sent has been read.
    assert talk(echo, head(len(body) + 1), body + b"x").endswith(b"65537 0")
    assert talk(echo, head("", *chunked[:1]), chunk * 3 + b"0\r\n\r\n").endswith(b"196608 0")


def sent_form(port: int, path: str, size: int, kind: str = "multipart/form-data") -> bytes:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        client.request("POST", path, b"x" * size, {"Content-Type": f"{kind}; boundary=x"})
        return client.getresponse().read()


def test_files_are_taken_where_complaints_are_and_nowhere_else(echo: int) -> None:
    three = 15_500_000
    assert sent_form(echo, "/sukamaju/pengaduan/baru/", three) == b"15500000 15500000"
    assert sent_form(echo, "/kelola/sukamaju/pengaduan/1/", three) == b"15500000 15500000"
    assert sent_form(echo, "/sukamaju/pengaduan/baru/", 20_000_000) == b"20000000 0"
    assert sent_form(echo, "/sukamaju/ambil/", 1_100_000) == b"1100000 0"
    assert sent_form(echo, "/api/v1/pengaduan/", 70_000) == b"70000 0"
    words = "application/x-www-form-urlencoded"
    assert sent_form(echo, "/sukamaju/pengaduan/baru/", 1_100_000, words) == b"1100000 0"


def test_who_asks_before_sending_is_answered_first(echo: int) -> None:
    polite = ("Expect: 100-continue", "Connection: close")
    answer = talk(echo, head(2, *polite), b"{}")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert answer.endswith(b"2 2")
    answer = talk(echo, head(90_000_000, *polite))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"90000000 0")


def test_a_large_answer_comes_whole(echo: int) -> None:
    sent = b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert talk(echo, sent).count(b"z") == 6_000_000


def test_what_is_no_http_is_refused(web: int) -> None:
    assert talk(web, b"GET /" + b"x" * 70_000).startswith(b"HTTP/1.1 400 ")
    assert talk(web, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert talk(web, b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_slow_senders_keep_nobody_waiting(web: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", web)) for _ in range(60)]
    for client in slow:
        client.sendall(head(1000) + b"{")
    for _ in range(5):
        assert get(web, "/healthz").status == 200
    for client in slow:
        client.close()


def test_a_header_that_only_looks_like_another_is_dropped() -> None:
    scope = {
        "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "http_version": "1.1",
        "scheme": "http", "client": ("192.0.2.1", 1),
        "headers": [(b"x_forwarded_for", b"evil"), (b"x-forwarded-for", b"192.0.2.7")],
    }  # fmt: skip
    environ = _environ_of(scope)
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"
    assert environ["REMOTE_ADDR"] == "192.0.2.1", "forwarding headers are not believed here"


def test_a_signal_stops_it_within_seconds_with_streams_open(
    transactional_db: None, tmp_path: Path
) -> None:
    values = {"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    region, _made = Region.objects.get_or_create(code="35", defaults=values)
    Mall.objects.create(slug="batu", name="MPP", region=region, timezone="Asia/Jakarta")
    with web_process(tmp_path / "web.log") as (process, port):
        clients = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(200)]
        for client in clients:
            client.sendall(b"GET /api/v1/malls/batu/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for client in clients:
            assert client.recv(15) == b"HTTP/1.1 200 OK"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        for client in clients:
            client.close()
    assert "ERROR" not in (tmp_path / "web.log").read_text()


def test_a_taken_port_is_one_plain_line(db: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            COMMAND, env=environment(port), capture_output=True, text=True, timeout=20, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert str(port) in ended.stderr
