# SPDX-License-Identifier: Apache-2.0
"""An instant is an hour on the wall of the mall whose page shows it: half past midnight in London
is 09.30 in Jayapura, 08.30 in Makassar and 07.30 in Batu, whoever was served before on the thread.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from satuhadir.accounts.actions import create_user, grant_role
from satuhadir.accounts.models import SignIn, User
from satuhadir.accounts.tests.conftest import PASSWORD, region_of
from satuhadir.catalogue.models import DataFile
from satuhadir.malls.http import HoursMiddleware, MallMiddleware, go_to
from satuhadir.malls.models import Mall
from satuhadir.notices.models import Notice
from satuhadir.notices.tests.conftest import MAIL, queue
from satuhadir.queue.api.doors import Ask, Operation, answer, view_of
from satuhadir.queue.api.inputs import Nothing
from satuhadir.shared.memory import Brief
from satuhadir.visits.models import RefusedCheckIn

AT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
HOUSE = "Asia/Jakarta"
HOURS = {"jayapura": "09.30", "makassar": "08.30", "batu": "07.30"}


@pytest.fixture
def malls(db: None) -> dict[str, Mall]:
    zones = {"jayapura": "Asia/Jayapura", "makassar": "Asia/Makassar", "batu": HOUSE}
    return {
        slug: Mall.objects.create(slug=slug, name=slug, region=region_of("35.79"), timezone=zone)
        for slug, zone in zones.items()
    }


@pytest.fixture
def user(malls: dict[str, Mall]) -> User:
    found = create_user(username="pengelola", password=PASSWORD, display_name="P")
    for mall in malls.values():
        grant_role(user=found, role="manager", mall=mall)
    return found


@pytest.fixture
def manager(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str) -> set[str]:
    """Return which of the three hours a page shows."""
    page = client.get(address)
    assert page.status_code == 200, address
    return {hour for hour in HOURS.values() if hour in page.content.decode()}


def test_the_outbox_tells_the_hours_of_its_mall(malls: dict[str, Mall], manager: Client) -> None:
    for mall in malls.values():
        row = Notice.objects.filter(pk=queue(mall, MAIL).pk)
        row.update(state="sending", attempts=1, leased_until=AT)
        row.update(state="failed", leased_until=None, ended_at=AT, trouble="unsure")
    for slug in ("jayapura", "batu", "makassar", "jayapura"):
        assert shown(manager, f"/kelola/{slug}/pemberitahuan/") == {HOURS[slug]}


def test_who_was_turned_away_is_told_by_the_hours_of_the_mall(
    malls: dict[str, Mall], manager: Client
) -> None:
    for mall in malls.values():
        RefusedCheckIn.objects.create(
            mall=mall, code="K7M2QX", reason="visits.too_early", told="Belum", scanned_at=AT
        )
    for slug in ("jayapura", "batu", "makassar", "jayapura"):
        assert shown(manager, f"/kelola/{slug}/pemesanan/?hari=2026-03-02") == {HOURS[slug]}


def test_a_public_page_tells_the_hours_of_the_mall_in_its_path(
    malls: dict[str, Mall], client: Client
) -> None:
    for slug in ("jayapura", "batu"):
        client.get(f"/{slug}/data/layanan.ttl")
    assert DataFile.objects.update(changed_at=AT)
    Brief.forget_everything()
    for slug in ("jayapura", "batu", "jayapura"):
        assert shown(client, f"/{slug}/data/") == {HOURS[slug]}


def test_a_page_without_a_mall_tells_the_hours_of_the_house(user: User, manager: Client) -> None:
    key = manager.session.session_key or ""
    SignIn.objects.create(user=user, session_key=key, browser="Firefox", created_at=AT)
    assert manager.get("/kelola/jayapura/pemberitahuan/").status_code == 200
    assert shown(manager, "/masuk/sesi/") == {HOURS["batu"]}
    assert timezone.get_current_timezone_name() == HOUSE


def test_what_breaks_leaves_no_hours_behind(malls: dict[str, Mall]) -> None:
    def breaks(request: HttpRequest) -> HttpResponse:
        go_to(request, malls["jayapura"])
        raise RuntimeError

    request = RequestFactory().get("/loket/")
    with pytest.raises(RuntimeError):
        HoursMiddleware(breaks)(request)
    assert timezone.get_current_timezone_name() == HOUSE


def test_whatever_a_thread_was_left_with_a_request_begins_with_the_hours_of_the_house() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    with timezone.override("Asia/Jayapura"):
        HoursMiddleware(MallMiddleware(view))(RequestFactory().get("/masuk/"))
    assert seen == [HOUSE]


def test_an_operation_of_the_api_runs_in_the_hours_of_its_mall(malls: dict[str, Mall]) -> None:
    def run(ask: Ask, given: Any) -> HttpResponse:
        return answer(timezone.get_current_timezone_name())

    operation = Operation(
        "GET", "/malls/{mall}/uji", "test", "", (), Nothing, {200: None}, (), None, run
    )
    view = HoursMiddleware(lambda request: view_of(operation)(request, mall="jayapura"))
    assert view(RequestFactory().get("/api/v1/malls/jayapura/uji")).content == b'"Asia/Jayapura"'
    assert timezone.get_current_timezone_name() == HOUSE
