# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from satuhadir.accounts.actions import create_user, grant_role
from satuhadir.accounts.tests.conftest import PASSWORD
from satuhadir.malls.models import SetupRecord
from satuhadir.queue.tests.conftest import Hall
from satuhadir.visits import actions, queries
from satuhadir.visits.models import RefusedCheckIn, Seat, Slot, Visit
from satuhadir.visits.queries import managing
from satuhadir.visits.tests.conftest import NINE, book, slots, tomorrow
from satuhadir.visits.values import Wanted, Who


def sign_in(client: Client, name: str, **grant: object) -> None:
    user = create_user(username=name, password=PASSWORD, display_name=name)
    grant_role(user=user, **grant)  # type: ignore[arg-type]
    client.force_login(user)


@pytest.fixture
def manager(hall: Hall, client: Client) -> Client:
    sign_in(client, "kepala", role="manager", mall=hall.mall)
    return client


@pytest.fixture
def of_police(hall: Hall, client: Client) -> Client:
    agency = hall.mall.agencies.get(code="POLRES")
    sign_in(client, "polres", role="agency_manager", agency=agency)
    return client


def page(hall: Hall, rest: str = "") -> str:
    return f"/kelola/{hall.mall.slug}/pemesanan/{rest}"


def test_a_day_shows_lines_slots_and_masked_people(hall: Hall, manager: Client) -> None:
    visit = book(hall, at=NINE, who=Who(name="Siti Aminah", phone="+6281234567890"))
    answer = manager.get(page(hall, f"?hari={visit.day}&antrean=A"))
    said = answer.content.decode()
    assert visit.code in said and "S•••" in said and "1 dari 6" in said
    assert "Siti" not in said and "1234567" not in said


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-99-99", "besok"])
def test_a_day_no_calendar_goes_on_from_is_today(hall: Hall, manager: Client, day: str) -> None:
    answer = manager.get(page(hall, f"?hari={day}"))
    assert answer.status_code == 200 and answer.context["day"] == hall.mall.today()


def test_a_day_begins_with_whom_a_kiosk_let_in_by_mistake(hall: Hall, manager: Client) -> None:
    RefusedCheckIn.objects.create(
        mall=hall.mall, code="WR7DRC", reason="visits.cancelled", told="Sudah dibatalkan.",
        scanned_at=timezone.now(),
    )  # fmt: skip
    said = manager.get(page(hall)).content.decode()
    assert said.count("WR7DRC") == 1 and "Sudah dibatalkan." in said
    assert said.index("WR7DRC") < said.index("Kursi per antrean")
    assert "visits.cancelled" not in said


def test_an_agencys_manager_sees_its_own_lines_and_changes_no_rules(
    hall: Hall, of_police: Client
) -> None:
    mine, theirs = book(hall, "SKCK"), book(hall, "KTP")
    said = of_police.get(page(hall, f"?hari={mine.day}")).content.decode()
    assert mine.code in said and theirs.code not in said
    rules = of_police.get(page(hall, "aturan/")).content.decode()
    assert "C · SKCK" in rules and "KTP dan KK" not in rules
    assert of_police.post(page(hall, "aturan/"), {}).status_code == 403
    assert of_police.get(page(hall, f"antrean/{hall.lines['A'].pk}/")).status_code == 403
    assert of_police.get(page(hall, "pola/")).status_code == 403


def test_a_neighbours_manager_finds_nothing(hall: Hall, neighbour: Hall, client: Client) -> None:
    sign_in(client, "tetangga", role="manager", mall=neighbour.mall)
    for rest in ("", "aturan/", "pola/", "baru/", f"antrean/{hall.lines['A'].pk}/"):
        assert client.get(page(hall, rest)).status_code == 404


def test_rules_are_kept_with_who_changed_them(hall: Hall, manager: Client) -> None:
    form = manager.get(page(hall, "aturan/")).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value()}
    assert manager.post(page(hall, "aturan/"), values | {"window_days": 999}).status_code == 422
    for days in (7, 9):
        answer = manager.post(page(hall, "aturan/"), values | {"window_days": days})
        assert answer.status_code == 302
    record = SetupRecord.objects.filter(table_name="visits_bookingpolicy").latest("pk")
    assert (record.before or {})["window_days"] == 7
    assert (record.after or {})["window_days"] == 9
    assert record.actor.startswith("user:")


def test_a_lines_counters_change_its_slots(hall: Hall, manager: Client) -> None:
    path = page(hall, f"antrean/{hall.lines['A'].pk}/")
    assert manager.post(path, {"is_open": "on", "planned_counters": "-1"}).status_code == 422
    assert manager.post(path, {"is_open": "on", "planned_counters": "1"}).status_code == 302
    assert slots(hall)[NINE].online == 2


def test_the_desk_books_for_somebody_and_a_full_time_is_told(hall: Hall, manager: Client) -> None:
    day = tomorrow(hall.mall)
    query = f"baru/?layanan=KTP&hari={day}"
    assert "09.00" in manager.get(page(hall, query)).content.decode()
    form = {"layanan": "KTP", "hari": str(day), "waktu": str(NINE), "nama": "Budi"}
    wrong = manager.post(page(hall, "baru/"), form | {"ponsel": "12"})
    assert wrong.status_code == 422 and "Budi" in wrong.content.decode()
    for _ in range(2):
        made = manager.post(page(hall, "baru/"), form)
        assert made.status_code == 302
        assert manager.get(made["Location"]).status_code == 200
    assert manager.post(page(hall, "baru/"), form).status_code == 409
    assert Visit.objects.filter(channel="desk").count() == 2


def test_the_desks_button_pressed_twice_books_once(hall: Hall, manager: Client) -> None:
    form = {"layanan": "KTP", "hari": str(tomorrow(hall.mall)), "waktu": str(NINE), "nama": "Budi"}
    form["kunci"] = str(uuid4())
    one, two = (manager.post(page(hall, "baru/"), form) for _ in range(2))
    assert one["Location"] == two["Location"]
    assert Visit.objects.count() == 1


def test_the_desk_books_several_services_whole_or_not_at_all(hall: Hall, manager: Client) -> None:
    day = tomorrow(hall.mall)
    for prefix in "BC":
        actions.set_line(mall=hall.mall, line_id=hall.lines[prefix].pk, online_share_percent=0)
    form = {"layanan": "KTP", "hari": str(day), "waktu": str(NINE), "lain": ["SKCK", "", "AKTA"]}
    made = manager.post(page(hall, "baru/"), form)
    assert made.status_code == 302
    (visit,) = Visit.objects.all()
    times = list(visit.stops.order_by("place").values_list("service__code", "starts_minute"))
    assert [code for code, _at in times] == ["KTP", "SKCK", "AKTA"]
    minutes = [at or 0 for _code, at in times]
    assert minutes[0] == NINE and minutes == sorted(set(minutes))
    said = manager.get(made["Location"]).content.decode()
    assert "09.00" in said and "SKCK" in said
    Slot.objects.filter(line=hall.lines["C"], day=day).update(seats_desk=0, seats_online=0)
    full = manager.post(page(hall, "baru/"), form)
    assert full.status_code == 409
    assert '<option value="SKCK" selected>' in full.content.decode(), "what was chosen is kept"
    assert Visit.objects.count() == 1
    assert manager.post(page(hall, "baru/"), form | {"lain": ["KTP"]}).status_code == 422


def test_an_agency_books_no_other_agencys_service(hall: Hall, of_police: Client) -> None:
    form = {"layanan": "SKCK", "hari": str(tomorrow(hall.mall)), "waktu": str(NINE), "lain": "KTP"}
    assert of_police.post(page(hall, "baru/"), form).status_code == 403
    assert Visit.objects.count() == 0


def test_an_agency_opens_no_booking_with_another_agencys_service(
    hall: Hall, of_police: Client
) -> None:
    mixed = book(hall, wanted=[Wanted("KTP", NINE), Wanted("SKCK")])
    own = book(hall, wanted=[Wanted("SKCK")])
    Visit.objects.update(channel="desk")
    assert of_police.get(page(hall, f"baru/{mixed.code}/")).status_code == 404
    assert of_police.get(page(hall, f"baru/{own.code}/")).status_code == 200


def test_patterns_show_marks_and_counts_and_no_names(hall: Hall, manager: Client) -> None:
    actions.set_policy(mall=hall.mall, per_phone_per_day=50, per_phone_open=50)
    for n in range(5):
        book(hall, who=Who(phone="+6281234567890", name=f"Calon {n}"))
    (found,) = managing.patterns(hall.mall)
    assert (found.kind, found.booked, found.names) == ("phone", 5, 5)
    said = manager.get(page(hall, "pola/")).content.decode()
    assert found.mark in said and "Calon" not in said and "81234" not in said


def test_what_is_booked_over_is_learned_by_hour_and_bounded(hall: Hall) -> None:
    past = hall.mall.today() - timedelta(days=3)
    for _ in range(4):
        visit = book(hall, at=NINE)
        Visit.objects.filter(pk=visit.pk).update(day=past, state="missed")
        Seat.objects.all().delete()
    share = queries.missed_by_hour(hall.mall)[hall.lines["A"].pk]
    assert share[9] == 1.0
    assert slots(hall)[NINE].online == 4
    actions.set_policy(mall=hall.mall, overbooks=True, overbook_most_percent=50)
    actions.make_slots(hall.mall, days=[tomorrow(hall.mall)])
    assert slots(hall)[NINE].online == 6
    actions.set_policy(mall=hall.mall, overbooks=False)
    actions.make_slots(hall.mall, days=[tomorrow(hall.mall)])
    assert slots(hall)[NINE].online == 4
