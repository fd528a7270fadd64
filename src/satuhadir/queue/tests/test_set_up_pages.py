# SPDX-License-Identifier: Apache-2.0
"""Django's admin on the queue: set-up goes through actions, the rest can only be looked at."""

import pytest
from django.contrib import admin
from django.test import Client

from satuhadir.accounts.models import User
from satuhadir.catalogue.models import Service
from satuhadir.queue.models import Contact, Counter, Event, Line, Policy, Ticket
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import account, sign_in


@pytest.fixture
def manager(hall: Hall) -> Client:
    client = sign_in("ahmad", "manager", hall)
    User.objects.filter(pk=account(client).pk).update(is_staff=True)
    return client


def newest(hall: Hall) -> str:
    return Event.objects.filter(mall=hall.mall).order_by("-seq")[0].event


def test_a_manager_sees_their_mall_only(hall: Hall, neighbour: Hall, manager: Client) -> None:
    for name in ("line", "counter", "policy", "ticket", "attendance", "linewait"):
        page = manager.get(f"/admin/queue/{name}/")
        assert page.status_code == 200
        assert "tetangga" not in page.content.decode()
    other = manager.get(f"/admin/queue/line/{neighbour.lines['A'].pk}/change/")
    assert other.status_code == 302  # "does not exist", then the front page of the admin


def test_numbers_are_looked_at_and_no_more(hall: Hall, manager: Client) -> None:
    ticket = hall.issue().ticket
    here = f"/admin/queue/ticket/{ticket.id}"
    assert manager.get(f"{here}/change/").status_code == 200
    assert manager.post(f"{here}/change/", {"state": "done"}).status_code == 403
    assert manager.get(f"{here}/delete/").status_code == 403
    assert manager.get("/admin/queue/ticket/add/").status_code == 403
    assert Ticket.objects.get().state == "waiting"


def test_names_and_phones_have_no_window() -> None:
    assert Contact not in admin.site._registry
    assert Event not in admin.site._registry


def test_quotas_change_through_the_log(hall: Hall, manager: Client) -> None:
    line = hall.lines["A"]
    said = {"daily_quota": "25", "quota_kiosk": "", "quota_desk": "", "quota_phone": "5"}
    response = manager.post(f"/admin/queue/line/{line.pk}/change/", said)
    assert response.status_code == 302
    line.refresh_from_db()
    assert (line.daily_quota, line.quota_phone, line.prefix) == (25, 5, "A")
    assert newest(hall) == "line.quotas_set"
    assert manager.get(f"/admin/queue/line/{line.pk}/delete/").status_code == 403


def test_a_line_is_added_with_its_services(hall: Hall, manager: Client) -> None:
    booth = hall.lines["A"].booth
    service = Service.objects.create(
        mall=hall.mall, agency=booth.agency, code="KIA", name="KIA", desk_minutes=8,
        audience="person",
    )  # fmt: skip
    said = {
        "mall": hall.mall.pk, "booth": booth.pk, "prefix": "D", "name": "Kartu anak",
        "offers": [service.pk], "daily_quota": "10",
    }  # fmt: skip
    response = manager.post("/admin/queue/line/add/", said)
    assert response.status_code == 302, response.content.decode()
    line = Line.objects.get(prefix="D", mall=hall.mall)
    assert [one.service.code for one in line.services.all()] == ["KIA"]
    assert newest(hall) == "line.added"


def test_nothing_crosses_between_malls(hall: Hall, neighbour: Hall, manager: Client) -> None:
    said = {
        "mall": hall.mall.pk, "booth": neighbour.lines["A"].booth_id, "prefix": "D",
        "name": "Curian", "offers": [neighbour.mall.services.all()[0].pk],
    }  # fmt: skip
    assert manager.post("/admin/queue/line/add/", said).status_code == 200
    assert not Line.objects.filter(name="Curian").exists()


def test_a_counter_is_added_and_renamed_through_the_log(hall: Hall, manager: Client) -> None:
    said = {
        "mall": hall.mall.pk, "booth": hall.lines["A"].booth_id, "name": "Loket 9",
        "position": "9", "serves": [hall.lines["A"].pk],
    }  # fmt: skip
    assert manager.post("/admin/queue/counter/add/", said).status_code == 302
    counter = Counter.objects.get(name="Loket 9", mall=hall.mall)
    assert newest(hall) == "counter.added"
    manager.post(f"/admin/queue/counter/{counter.pk}/change/", {"name": "Loket Sembilan"})
    counter.refresh_from_db()
    assert counter.name == "Loket Sembilan"
    assert newest(hall) == "counter.renamed"


def test_the_rules_change_through_the_log(hall: Hall, manager: Client) -> None:
    said = {
        "head_start_minutes": "15", "no_show_minutes": "2", "come_back_minutes": "10",
        "undo_seconds": "60", "opens_before_minutes": "60", "display_code_minutes": "3",
        "age_kept_percent": "10",
    }  # fmt: skip
    url = f"/admin/queue/policy/{hall.mall.pk}/change/"
    assert manager.post(url, said).status_code == 302
    assert Policy.objects.get(mall=hall.mall).head_start_minutes == 15
    assert newest(hall) == "policy.changed"
