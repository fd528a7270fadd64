# SPDX-License-Identifier: Apache-2.0
"""What a hall agent may ask and tell over the API, and nobody else."""

import base64
from typing import Any
from uuid import UUID, uuid4

import pytest

from satuhadir.accounts.actions import create_token
from satuhadir.accounts.queries import caller_for_token
from satuhadir.agent.tests.simulator import papers_in
from satuhadir.devices.actions import revoke_device
from satuhadir.devices.models import Device
from satuhadir.printing import actions
from satuhadir.printing.models import Printer, PrintJob
from satuhadir.printing.values import Slip
from satuhadir.queue.tests.api_client import Api, api_fixture, fresh_key  # noqa: F401
from satuhadir.queue.tests.conftest import Hall

SLIP = Slip(mall="M", day="D", title="T", code="A-001", service="S", agency="G")


def let_in(hall: Hall, name: str) -> str:
    """Make a hall agent of a mall; return its key."""
    key = create_token(role="hall_agent", mall=hall.mall)
    caller = caller_for_token(key)
    assert caller is not None
    token = UUID(caller.actor.removeprefix("token:"))
    Device.objects.create(id=uuid4(), mall=hall.mall, kind="hall_agent", name=name, token_id=token)
    return key


@pytest.fixture
def agent(hall: Hall) -> str:
    return let_in(hall, "PC kios")


def told(api: Api, agent: str, **one: Any) -> Any:
    body = {"items": [{"name": "usb", "state": "ok", "width": 58, **one}]}
    return api.post(f"{api.mall}/printers/states", agent, body)


def jobs_url(api: Api, spool: UUID) -> str:
    return f"{api.mall}/print-jobs?spool={spool}"


def a_paper() -> UUID:
    ticket = uuid4()
    actions.queue_paper(printer=Printer.objects.get(), ticket_id=ticket, slip=SLIP)
    return ticket


def test_an_agent_tells_of_its_printer_fetches_a_paper_and_reports_it(api: Api, agent: str) -> None:
    assert told(api, agent)["items"][0]["state"] == "ok"
    a_paper()
    (one,) = api.get(jobs_url(api, uuid4()), agent)["items"]
    assert one["printer"] == "usb"
    (paper,) = papers_in(base64.b64decode(one["data"]))
    assert "A-001" in paper.text
    done = f"{api.mall}/print-jobs/{one['id']}/done"
    body = {"result": "printed", "state": "near_end"}
    assert api.post(done, agent, body).status == 200
    assert PrintJob.objects.get().state == "printed"
    listed = api.get(f"{api.mall}/printers", "manager")["items"]
    assert [(item["name"], item["state"], item["queued"]) for item in listed] == [
        ("usb", "near_end", 0)
    ]


def test_nobody_else_gets_papers_or_speaks_of_printers(api: Api, agent: str) -> None:
    told(api, agent)
    a_paper()
    for who, status in (
        (None, 401), ("kiosk", 403), ("counter", 403), ("manager", 403), ("stranger", 403),
    ):  # fmt: skip
        assert api.get(jobs_url(api, uuid4()), who).status == status
        assert told(api, who).status == status  # type: ignore[arg-type]
        body = {"result": "printed", "state": "ok"}
        done = f"{api.mall}/print-jobs/{PrintJob.objects.get().pk}/done"
        assert api.post(done, who, body).status == status
    assert PrintJob.objects.get().state == "queued"
    assert api.get(f"{api.mall}/printers").status == 401


def test_a_key_without_a_device_prints_nothing(api: Api, hall: Hall) -> None:
    bare = create_token(role="hall_agent", mall=hall.mall)
    assert api.get(jobs_url(api, uuid4()), bare).code == "devices.not_a_device"


def test_the_agent_of_the_neighbour_gets_nothing_here(
    api: Api, agent: str, neighbour: Hall
) -> None:
    told(api, agent)
    a_paper()
    theirs = let_in(neighbour, "PC tetangga")
    assert api.get(jobs_url(api, uuid4()), theirs).status == 403
    their_mall = f"/malls/{neighbour.mall.slug}"
    assert api.get(f"{their_mall}/print-jobs?spool={uuid4()}", theirs)["items"] == []
    (one,) = api.get(jobs_url(api, uuid4()), agent)["items"]
    body = {"result": "failed", "state": "jam"}
    reply = api.post(f"{their_mall}/print-jobs/{one['id']}/done", theirs, body)
    assert reply.code == "printing.job_not_found"
    assert api.post(f"{api.mall}/print-jobs/x/done", agent, body).status == 404


def test_a_revoked_agent_is_out(api: Api, agent: str, hall: Hall) -> None:
    told(api, agent)
    revoke_device(mall=hall.mall, device_id=Device.objects.get().pk)
    assert api.get(jobs_url(api, uuid4()), agent).code == "accounts.wrong_token"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"items": 1}, {"items": [{"name": "usb"}]}, {"items": [{"name": "", "state": "ok"}]},
        {"items": [{"name": "x" * 61, "state": "ok"}]}, {"items": [{"name": "u", "state": "well"}]},
        {"items": [{"name": "u", "state": "ok", "width": 70}]},
        {"items": [{"name": f"u{n}", "state": "ok"} for n in range(21)]},
    ],
)  # fmt: skip
def test_what_no_printer_can_be_is_refused(api: Api, agent: str, body: Any) -> None:
    assert api.post(f"{api.mall}/printers/states", agent, body).status == 422
    assert not Printer.objects.exists()


def test_a_repeated_report_is_one_report(api: Api, agent: str) -> None:
    told(api, agent)
    a_paper()
    (one,) = api.get(jobs_url(api, uuid4()), agent)["items"]
    key = fresh_key()
    done = f"{api.mall}/print-jobs/{one['id']}/done"
    body = {"result": "uncertain", "state": "jam"}
    headers = {"idempotency-key": key}
    first = api.post(done, agent, body, **headers)
    again = api.post(done, agent, body, **headers)
    assert (first.status, again.json) == (200, first.json)
    other = api.post(done, agent, body | {"state": "ok"}, **headers)
    assert other.code == "idempotency.other_body"
