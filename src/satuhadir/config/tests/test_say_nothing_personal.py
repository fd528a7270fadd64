# SPDX-License-Identifier: Apache-2.0
"""What people type, and the keys of their tickets, through every kind of door: none is in a log."""

import contextlib
import http.client
import json
import socket
from pathlib import Path

import pytest
from django.db import connection

from satuhadir.config.tests.test_serve_one_address import web_process

NIK, PHONE, NAME = "9935060000000001", "081298765432", "Siti%20Rahayu"
TRACK, TOKEN = "kfz3qmw2x7ad6hnb5t4ycplres", "tok-9f8e7d6c5b4a"
SECRETS = (NIK, PHONE, "Siti", "Rahayu", TRACK, TOKEN)
PATHS = (
    f"/batu/antrean/{TRACK}/",
    f"/batu/antrean/{TRACK}/batal/?nama={NAME}",
    f"/batu/kunjungan/{TRACK}/",
    f"/{NIK}/{NAME}/",
    f"/masuk/?next=/batu/antrean/{TRACK}/&nik={NIK}",
    f"/api/v1/track/{TRACK}",
    f"/api/v1/malls/{NIK}/services?q={NAME}",
    f"/api/v1/malls/{PHONE}/events?nik={NIK}",
    f"/admin/login/?nik={NIK}",
    f"/static/{NIK}.css",
    f"/%00{NIK}",
    f"/periksa/?nomor={NIK}",
)


def knock(port: int) -> list[int]:
    """Try every path by several methods, with the same secrets in body, cookie and headers."""
    said = []
    body = json.dumps({"name": "Siti Rahayu", "phone": PHONE, "nik": NIK, "service": NIK})
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Cookie": f"sh_device={NIK}; sessionid={TOKEN}",
        "Content-Type": "application/json",
        "Idempotency-Key": NIK,
        "Referer": f"http://127.0.0.1/batu/antrean/{TRACK}/",
        "User-Agent": f"peramban {PHONE}",
        "X-Forwarded-For": NIK,
    }
    for path in PATHS:
        for method in ("GET", "POST", "PUT", "CONNECT"):
            with (
                contextlib.closing(
                    http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                ) as asking,
                contextlib.suppress(OSError, http.client.HTTPException),
            ):
                asking.request(method, path, body if method != "GET" else None, headers)
                said.append(asking.getresponse().status)
    for raw in (
        f"GET /batu/antrean/{TRACK} {NIK}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {NIK}.example\r\n\r\n",
        f"GET /batu/antrean/{TRACK}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(raw.encode())
            line.recv(4096)
    return said


@pytest.mark.parametrize("format_", ["plain", "json"])
def test_no_log_holds_what_was_typed(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    monkeypatch.setenv("SATUHADIR_LOG_FORMAT", format_)
    monkeypatch.setenv("SATUHADIR_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("SATUHADIR_ACCESS_LOG", "1")
    log = tmp_path / "web.log"
    with web_process(log) as (_process, port):
        assert {401, 404} <= set(knock(port))
        # And with tables that are not as the code expects them: every door breaks in its own way.
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE malls_mall RENAME TO malls_gone")
        try:
            assert 500 in knock(port)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE malls_gone RENAME TO malls_mall")
    written = log.read_text()
    assert "GET" in written
    assert "500" in written
    for secret in SECRETS:
        at = written.find(secret)
        assert at < 0, written[max(0, at - 300) : at + 100]
    if format_ == "json":
        lines = [line for line in written.splitlines() if line.startswith("{")]
        assert len(lines) > 50
        for line in lines:
            assert {"at", "level", "logger", "message"} <= set(json.loads(line))
