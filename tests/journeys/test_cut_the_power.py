# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL is killed in the middle of work, as a power cut would; no browser needed."""

import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import psutil

from tests.journeys.running import Demonstration

PATIENCE_SECONDS = 60


def _ask(demo: Demonstration, method: str, path: str, token: str, body: object = None) -> Any:
    """Return the JSON answered, or None while the server is away."""
    request = urllib.request.Request(
        f"{demo.url}/api/v1/malls/{demo.facts['mall']}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {demo.facts['tokens'][token]}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 503:
            return None
        raise
    except OSError:
        return None


def _patiently(demo: Demonstration, method: str, path: str, token: str, body: object = None) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := _ask(demo, method, path, token, body)) is None:
        assert time.monotonic() < end, "it never came back"
        time.sleep(0.2)
    return answer


def _kill_postgres(demo: Demonstration) -> None:
    """End the postmaster and all its children at once, with no chance to write anything."""
    port = urlsplit(demo.facts["database_url"]).port
    owners = {
        one.pid
        for one in psutil.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid
    }
    assert owners, "nobody listens on the database's port"
    for pid in owners:
        postmaster = psutil.Process(pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            process.kill()


def test_after_a_power_cut_every_number_given_is_there_and_the_next_follows(
    demo: Demonstration,
) -> None:
    service = demo.facts["counters"][-1]["services"][0]
    given = [_patiently(demo, "POST", "/tickets", "kiosk", {"service": service}) for _ in range(5)]
    _kill_postgres(demo)
    for ticket in given:
        seen = _patiently(demo, "GET", f"/tickets/{ticket['id']}", "counter")
        assert (seen["code"], seen["state"]) == (ticket["code"], ticket["state"])
    after = _patiently(demo, "POST", "/tickets", "kiosk", {"service": service})
    assert after["number"] == given[-1]["number"] + 1
