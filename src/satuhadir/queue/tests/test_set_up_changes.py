# SPDX-License-Identifier: Apache-2.0
"""What managers set up is kept with before and after; what moves all day costs nothing."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from satuhadir.malls.models import SetupRecord
from satuhadir.queue import actions
from satuhadir.queue.models import CounterLine
from satuhadir.queue.tests.conftest import Hall
from satuhadir.queue.tests.desks import Desk, sign_in
from satuhadir.shared.database import acting_as


def records() -> list[tuple[str, str]]:
    return list(SetupRecord.objects.order_by("id").values_list("table_name", "kind"))


def test_a_day_of_numbers_and_calls_leaves_no_record(hall: Hall) -> None:
    count = SetupRecord.objects.count()
    ticket = hall.issue().ticket
    hall.call()
    hall.move(ticket, "start")
    hall.move(ticket, "finish")
    mall = hall.mall
    actions.close_counter(counter_id=hall.counters[1].pk, mall=mall, actor="test")
    actions.open_counter(counter_id=hall.counters[1].pk, mall=mall, actor="test")
    actions.close_line(line_id=hall.lines["A"].pk, reason="rapat", mall=mall, actor="test")
    actions.open_line(line_id=hall.lines["A"].pk, mall=mall, actor="test")
    lent = {"lent_until": timezone.now()}
    CounterLine.objects.create(counter=hall.counters[3], line=hall.lines["A"], **lent).delete()
    assert SetupRecord.objects.count() == count


def test_a_press_at_a_counter_tells_the_database_no_name_and_notes_nobody(hall: Hall) -> None:
    desk = Desk(sign_in("petugas", "officer", hall), hall.counters[1].pk)
    desk.press("buka")
    hall.issue()
    with CaptureQueriesContext(connection) as asked:
        desk.press("panggil")
    said = [one["sql"] for one in asked]
    assert said
    wrong = ("satuhadir.actor", 'UPDATE "accounts_signin"')
    assert not [one for one in said if any(word in one for word in wrong)]


def test_names_quotas_rules_and_who_serves_what_are_kept(hall: Hall) -> None:
    start = SetupRecord.objects.count()
    with acting_as("user:3"):
        actions.rename_counter(
            mall=hall.mall, counter_id=hall.counters[1].pk, name="Loket Baru", actor="user:3"
        )
        actions.set_quotas(
            mall=hall.mall, line_id=hall.lines["A"].pk, quotas={"daily_quota": 40}, actor="user:3"
        )
        actions.set_policy(mall=hall.mall, actor="user:3", no_show_minutes=4)
        CounterLine.objects.filter(counter=hall.counters[3]).first().delete()  # type: ignore[union-attr]
    assert records()[start:] == [
        ("queue_counter", "update"),
        ("queue_line", "update"),
        ("queue_policy", "update"),
        ("queue_counterline", "delete"),
    ]
    kept = list(SetupRecord.objects.order_by("id")[start:])
    assert {one.mall_id for one in kept} == {hall.mall.pk}
    assert {one.actor for one in kept} == {"user:3"}
    assert kept[0].after == {"name": "Loket Baru"}
    assert kept[1].after == {"daily_quota": 40}
    assert kept[2].after == {"no_show_minutes": 4}
