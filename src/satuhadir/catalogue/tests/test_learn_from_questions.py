# SPDX-License-Identifier: Apache-2.0
"""Questions nothing was found for are counted, and nothing of them leads to a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.errors import ServiceNotFound, UnansweredNotFound, WordsFull
from satuhadir.catalogue.models import Service, UnansweredQuery
from satuhadir.malls.models import Agency, Mall


@pytest.fixture
def service(mall: Mall) -> Service:
    return Service.objects.create(
        mall=mall, agency=Agency.objects.get(mall=mall, code="POLRES"), code="IZIN",
        name="Izin usaha", words=["warung"], desk_minutes=10, audience="person",
    )  # fmt: skip


def ask(mall: Mall, *texts: str) -> None:
    for text in texts:
        actions.note_unanswered(mall=mall, text=text)


def shown(mall: Mall) -> list[tuple[str, int]]:
    return [(one.text, one.times) for one in queries.unanswered_of(mall)]


def days_pass(days: int = 1) -> None:
    for row in UnansweredQuery.objects.order_by("day"):
        UnansweredQuery.objects.filter(pk=row.pk).update(day=row.day - timedelta(days=days))


def test_known_words_are_read_at_once_and_counted(mall: Mall, service: Service) -> None:
    ask(mall, "Beli motor!", "beli  MOTOR", "resep rendang")
    assert shown(mall) == [("beli motor", 2), ("resep rendang", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "ktp 3579011203900004", "nomor 0812 3456 789", "35.79.01", "budi@surel.id", "@budi",
        "https://contoh.id", "www.contoh.id", "a" * 61, "", "!!!",
        "satu dua tiga empat lima enam tujuh delapan sembilan", "nik 1 2 3 4 5 6",
    ],
)  # fmt: skip
def test_what_may_lead_to_a_person_is_not_even_counted(mall: Mall, text: str) -> None:
    ask(mall, text)
    assert not UnansweredQuery.objects.exists()


def test_a_name_is_nowhere_readable(mall: Mall, service: Service) -> None:
    ask(mall, "paspor Siti Aminah", "paspor Siti Aminah")
    row = UnansweredQuery.objects.get()
    assert row.text == ""
    assert row.times == 2
    assert "siti" not in row.key
    assert shown(mall) == []
    assert queries.hidden_unanswered(mall) == 1


def test_a_new_word_is_readable_once_three_days_brought_it(mall: Mall, service: Service) -> None:
    for day in range(3):
        assert shown(mall) == [], day
        ask(mall, "izin drone")
        if day < 2:
            days_pass()
    assert shown(mall) == [("izin drone", 3)]
    assert queries.hidden_unanswered(mall) == 0


def test_three_times_on_one_day_is_still_one_persons_slip(mall: Mall) -> None:
    ask(mall, "zubaidah", "zubaidah", "zubaidah")
    assert shown(mall) == []


def test_each_mall_has_its_own(mall: Mall, neighbour: Mall) -> None:
    ask(mall, "beli motor")
    assert shown(neighbour) == []
    row = queries.unanswered_of(mall)[0].row
    with pytest.raises(UnansweredNotFound):
        queries.unanswered_at(neighbour, row)
    assert queries.unanswered_at(mall, row).text == "beli motor"


def test_a_question_becomes_a_word_and_is_answered(
    mall: Mall, service: Service, django_capture_on_commit_callbacks: Any
) -> None:
    ask(mall, "jualan bakso")
    query = queries.unanswered_at(mall, queries.unanswered_of(mall)[0].row)
    with django_capture_on_commit_callbacks(execute=True):
        actions.add_word(mall=mall, query=query, service_code="IZIN")
    assert Service.objects.get(code="IZIN").words == ["warung", "jualan bakso"]
    assert shown(mall) == []
    assert [one.code for one in queries.search_services(mall, "jualan bakso", 3)] == ["IZIN"]


def test_a_word_is_added_once_and_only_to_a_service_of_the_mall(
    mall: Mall, neighbour: Mall, service: Service
) -> None:
    ask(mall, "beli motor")
    query = UnansweredQuery.objects.get()
    with pytest.raises(ServiceNotFound):
        actions.add_word(mall=mall, query=query, service_code="LAIN")
    with pytest.raises(UnansweredNotFound):
        actions.add_word(mall=neighbour, query=query, service_code="IZIN")
    for _ in range(2):
        actions.add_word(mall=mall, query=query, service_code="IZIN")
    assert Service.objects.get(code="IZIN").words == ["warung", "beli motor"]


def test_a_service_has_at_most_200_words(mall: Mall, service: Service) -> None:
    Service.objects.update(words=[f"kata {n}" for n in range(200)])
    ask(mall, "beli motor")
    with pytest.raises(WordsFull):
        actions.add_word(mall=mall, query=UnansweredQuery.objects.get(), service_code="IZIN")
    assert shown(mall) == [("beli motor", 1)]


def test_a_dropped_question_is_gone_on_every_day(mall: Mall) -> None:
    ask(mall, "beli motor")
    days_pass()
    ask(mall, "beli motor")
    actions.drop_unanswered(mall=mall, query=UnansweredQuery.objects.first())  # type: ignore[arg-type]
    assert not UnansweredQuery.objects.exists()


def test_after_90_days_it_is_forgotten(mall: Mall) -> None:
    ask(mall, "beli motor")
    days_pass(90)
    assert actions.forget_old_unanswered(mall=mall) == 0
    days_pass(1)
    assert actions.forget_old_unanswered(mall=mall) == 1


def test_a_flood_of_questions_fills_no_table(mall: Mall, monkeypatch: Any) -> None:
    monkeypatch.setattr("satuhadir.catalogue.actions.asked.MOST_A_DAY", 2)
    ask(mall, "beli motor", "resep rendang", "tiket pesawat", "beli motor")
    assert UnansweredQuery.objects.count() == 2
    assert shown(mall)[0] == ("beli motor", 2)


def test_the_database_itself_refuses_a_number(mall: Mall) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnansweredQuery.objects.create(mall=mall, day=mall.today(), key="k", text="nik 35790112")
