# SPDX-License-Identifier: Apache-2.0
import random

import pytest

from satuhadir.accounts import queries as accounts
from satuhadir.catalogue.queries import services_of
from satuhadir.demo.content import load_demonstration
from satuhadir.demo.loading import load
from satuhadir.demo.troupe import Troupe
from satuhadir.malls import queries as malls
from satuhadir.queue import queries
from satuhadir.queue.models import Counter, Line, Ticket

pytestmark = pytest.mark.django_db


def test_a_still_demonstration_is_an_empty_day_with_lines_open_and_counters_closed() -> None:
    parts = load(still=True)
    mall = malls.mall_by_slug(parts["mall"])
    assert not Ticket.objects.exists()
    assert set(Line.objects.values_list("is_open", flat=True)) == {True}
    assert set(Counter.objects.values_list("state", flat=True)) == {"closed"}
    assert len(parts["counters"]) == 60
    assert len(parts["services"]) == len(services_of(mall)) == 207
    assert all(counter["services"] for counter in parts["counters"])
    by_service = [
        sum(code in counter["services"] for counter in parts["counters"])
        for code in parts["services"]
    ]
    assert sum(count >= 4 for count in by_service) >= 3
    assert {account["role"] for account in parts["accounts"]} == {
        "officer", "agency_manager", "manager", "ministry", "applicant",
    }  # fmt: skip
    for name, raw in parts["tokens"].items():
        caller = accounts.caller_for_token(raw)
        assert caller, name
        assert caller.is_demo


def test_a_moving_demonstration_looks_like_ten_in_the_morning() -> None:
    parts = load(still=False)
    mall = malls.mall_by_slug(parts["mall"])
    states = queries.line_states(mall)
    counters = queries.counters_at(mall)
    if mall.local_now().hour >= 2:  # right after midnight there is no morning to tell
        assert Ticket.objects.filter(mall=mall, state="done").count() > 100
        assert sum(state.waiting for state in states) > 15
        assert sum(counter.ticket is not None for counter in counters) > 15
    assert queries.find_break(mall, mall.today()) is None
    before = Ticket.objects.count()
    troupe = Troupe(mall, load_demonstration().mall, random.Random(1), pace=200.0)
    now = mall.local_now()
    troupe.enter(now)
    troupe.play(now.replace(microsecond=0).replace(second=min(now.second + 20, 59)))
    assert Ticket.objects.count() >= before
