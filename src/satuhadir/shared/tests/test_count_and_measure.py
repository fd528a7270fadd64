# SPDX-License-Identifier: Apache-2.0
import socket
import urllib.request

import pytest
from django.test import Client
from prometheus_client import REGISTRY, generate_latest
from pytest_django import Settings

from satuhadir.shared import metrics
from satuhadir.shared.jobs import Job


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_request_is_counted_under_the_pattern_of_its_address(client: Client, db: None) -> None:
    key = "kfz3qmw2x7ad6hnb5t4ycplres"
    before = value("satuhadir_request_seconds_count", route="/healthz", status="2xx")
    client.get("/healthz")
    client.get(f"/batu/antrean/{key}/")
    client.get("/9935060000000001/0899/")
    after = value("satuhadir_request_seconds_count", route="/healthz", status="2xx")
    assert after == before + 1
    shown = generate_latest().decode()
    assert key not in shown
    assert "9935060000000001" not in shown


def test_refusals_are_counted_by_code(broken: Client) -> None:
    before = value("satuhadir_database_away_total")
    answer = broken.get("/api/v1/uji/away/")
    assert answer.status_code == 503
    assert len(answer["X-Request-ID"]) == 8
    assert value("satuhadir_database_away_total") == before + 1
    assert value("satuhadir_refusals_total", code="shared.database_away") >= 1


def test_the_innermost_function_names_the_press() -> None:
    statement = "SELECT queue_for_staff_v1(queue_call_next_v2(%s))::text"
    metrics.tell_queue_call(statement, 0.003, "queue.counter_busy")
    told = value("satuhadir_queue_answers_total", verb="call_next", result="queue.counter_busy")
    assert told >= 1


def test_nothing_listens_unless_a_port_is_set(settings: Settings) -> None:
    settings.SATUHADIR_METRICS_PORT = 0
    metrics.serve()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.SATUHADIR_METRICS_PORT = port = probe.getsockname()[1]
    metrics.serve()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"satuhadir_open_streams" in answer.read()


def test_a_taken_port_is_told_and_stops_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.SATUHADIR_METRICS_PORT = taken.getsockname()[1]
        metrics.serve()
    assert "no metrics" in caplog.text


def test_the_rooms_are_asked_at_each_look_and_an_absent_database_is_said(
    transactional_db: None, settings: Settings
) -> None:
    up = {family.name: family for family in metrics.RoomGauges().collect()}
    assert up["satuhadir_database_up"].samples[0].value == 1
    settings.SATUHADIR_OVERSIGHT = ["satuhadir.shared.tests.test_count_and_measure.broken_room"]
    down = {family.name: family for family in metrics.RoomGauges().collect()}
    assert down["satuhadir_database_up"].samples[0].value == 0
    assert set(down) == {"satuhadir_database_up"}


broken_room = Job("no room at all", 1.0, print)
