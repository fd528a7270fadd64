# SPDX-License-Identifier: Apache-2.0
"""One finished ticket, one answer; and nothing by which the two could ever be joined again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from satuhadir.catalogue.models import Service
from satuhadir.catalogue.queries import standard_on
from satuhadir.engines.skm import ELEMENTS
from satuhadir.queue.actions.answering import forget_answered, mark_answered
from satuhadir.queue.errors import AlreadyAnswered, NotFinished, TicketNotFound
from satuhadir.queue.models import Event, KeptAnswer, Ticket
from satuhadir.queue.tests.api_client import Api, fresh_key
from satuhadir.queue.tests.conftest import Hall
from satuhadir.satisfaction import actions
from satuhadir.satisfaction.models import Answer, ProfileTally, Remark, SampleShare
from satuhadir.satisfaction.tests.conftest import FINE, on_day, serve, served
from satuhadir.satisfaction.values import Given
from satuhadir.shared.tests.racing import together

pytestmark = pytest.mark.sql


def surveys(api: Api, track: str, who: str | None = None, **more: Any) -> Any:
    headers = more.pop("headers", {})
    body = {"track": track, "answers": FINE, **more}
    return api.post(f"{api.mall}/surveys", who, body, **headers)


def invite(hall: Hall, percent: int) -> None:
    SampleShare.objects.create(mall=hall.mall, from_day="2020-01-01", percent=percent)


def test_a_finished_ticket_is_answered_once(api: Api, hall: Hall) -> None:
    invite(hall, 0)
    track = serve(hall).track
    reply = surveys(api, track)
    assert (reply.status, reply.json) == (201, {"answered": True})
    again = surveys(api, track)
    assert (again.status, again.code) == (409, "queue.already_answered")
    answer = Answer.objects.get()
    assert (answer.service.code, answer.agency.code) == ("KTP", "DUKCAPIL")
    assert (answer.day, answer.sample) == (hall.mall.today(), "volunteer")
    assert [getattr(answer, element) for element in ELEMENTS] == [3] * 9
    assert answer.standard == standard_on(answer.service, answer.day)


def test_an_answer_pins_the_standard_of_its_day(hall: Hall) -> None:
    from satuhadir.catalogue.models import ServiceStandard

    service = Service.objects.get(mall=hall.mall, code="KTP")
    ServiceStandard.objects.filter(service=service).exists()
    _track, ticket = served(hall)
    actions.answer_survey(mall=hall.mall, ticket=ticket, given=Given(FINE))
    kept = standard_on(service, ticket.day)
    assert Answer.objects.get().standard_id == (kept.pk if kept else None)


def test_a_number_that_is_not_done_is_not_asked(api: Api, hall: Hall) -> None:
    issued = hall.issue()
    reply = surveys(api, issued.track)
    assert (reply.status, reply.code) == (409, "queue.not_finished")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("track", ["a" * 26, "x", "", "A" * 60])
def test_an_unknown_track_is_404(api: Api, track: str) -> None:
    reply = surveys(api, track)
    assert (reply.status, reply.code) == (404, "queue.ticket_not_found")


def test_another_malls_track_is_404(api: Api, neighbour: Hall) -> None:
    track = serve(neighbour).track
    assert surveys(api, track).status == 404
    assert not Answer.objects.exists()


def test_a_track_answers_until_the_end_of_the_next_day(api: Api, hall: Hall) -> None:
    track = serve(hall).track
    today = hall.mall.today()
    with on_day(hall.mall, today + timedelta(days=2)):
        assert surveys(api, track).status == 404
    with on_day(hall.mall, today + timedelta(days=1)):
        assert surveys(api, track).status == 201
    assert Answer.objects.get().day == today


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answers": {**FINE, "biaya": 5}}, "answers.biaya"),
        ({"answers": {**FINE, "biaya": 0}}, "answers.biaya"),
        ({"answers": {**FINE, "biaya": "3"}}, "answers.biaya"),
        ({"answers": {**FINE, "biaya": True}}, "answers.biaya"),
        ({"answers": {k: v for k, v in FINE.items() if k != "sarana"}}, "answers.sarana"),
        ({"answers": None}, "answers"),
        ({"profile": {"sex": "x"}}, "profile.sex"),
        ({"profile": {"age": 40}}, "profile.age"),
        ({"comment": "a" * 501}, "comment"),
        ({"comment": "hubungi 0812 3456 7890"}, "comment"),
        ({"comment": "NIK saya 3579012345678901"}, "comment"),
        ({"comment": "tulis ke ani@surat.id"}, "comment"),
    ],
)
def test_what_cannot_be_taken_is_named(
    api: Api, hall: Hall, change: dict[str, Any], field: str
) -> None:
    track = serve(hall).track
    reply = surveys(api, track, **change)
    assert reply.status == 422
    assert field in [name for name, _code in reply.fields]
    assert not Answer.objects.exists()
    assert surveys(api, track).status == 201


def test_an_idempotency_key_gives_the_first_answer_again(api: Api, hall: Hall) -> None:
    track = serve(hall).track
    key: dict[str, Any] = {"headers": {"Idempotency-Key": fresh_key()}}
    assert surveys(api, track, **key).status == 201
    assert surveys(api, track, **key).status == 201
    assert surveys(api, track, comment="lain", **key).code == "idempotency.other_body"
    assert Answer.objects.count() == 1
    refused: dict[str, Any] = {"headers": {"Idempotency-Key": fresh_key()}}
    assert surveys(api, track, **refused).status == 409
    assert surveys(api, track, **refused).status == 409


def test_chance_decides_who_is_invited_and_the_kiosk_is_a_way_of_its_own(
    api: Api, hall: Hall
) -> None:
    invite(hall, 100)
    surveys(api, serve(hall).track)
    assert Answer.objects.get().sample == "invited"
    SampleShare.objects.update(percent=0)
    from satuhadir.shared.memory import Brief

    Brief.forget_everything()
    surveys(api, serve(hall).track, "kiosk")
    assert sorted(Answer.objects.values_list("sample", flat=True)) == ["exit_kiosk", "invited"]


def test_words_and_profile_lie_apart_from_the_values(api: Api, hall: Hall) -> None:
    profile = {"sex": "female", "age": "30_39", "education": "sma", "occupation": "swasta"}
    surveys(api, serve(hall).track, profile=profile, comment="  Kursinya \n kurang. ")
    remark = Remark.objects.get()
    assert remark.text == "Kursinya kurang."
    assert remark.month == hall.mall.today().replace(day=1)
    counted = {(row.question, row.choice): row.count for row in ProfileTally.objects.all()}
    assert counted == dict.fromkeys(profile.items(), 1)
    surveys(api, serve(hall).track, profile={"sex": "female"})
    assert ProfileTally.objects.get(question="sex").count == 2


def test_nothing_on_either_side_joins_an_answer_to_its_ticket(api: Api, hall: Hall) -> None:
    """Neither a column of the same thing, nor a time, nor an order of arrival."""
    before = set(Ticket.objects.values_list("pk", flat=True))
    events = Event.objects.count()
    issued = serve(hall)
    events = Event.objects.count()
    surveys(api, issued.track, comment="Cepat.", headers={"Idempotency-Key": fresh_key()})
    assert Event.objects.count() == events  # nothing in the log
    for model, most in ((Answer, 16), (Remark, 6), (ProfileTally, 6)):
        columns = {field.name: field.get_internal_type() for field in model._meta.concrete_fields}
        assert len(columns) <= most
        assert not {"DateTimeField", "BigAutoField", "AutoField"} & set(columns.values()), model
        assert not [name for name in columns if "ticket" in name or "track" in name]
    with connection.cursor() as cursor:  # no counter that grows with each answer
        cursor.execute(
            "SELECT count(*) FROM pg_sequences WHERE sequencename LIKE 'satisfaction_%'"
            " AND sequencename NOT LIKE 'satisfaction_sampleshare%'"
        )
        assert cursor.fetchone() == (0,)
    answer = Answer.objects.get()
    assert answer.pk.version == 4  # drawn, not timed as a version 7 would be
    ticket = Ticket.objects.get(pk=issued.ticket.id)
    assert ticket.pk not in before
    whole = {str(value) for value in Answer.objects.values_list()[0]}
    assert not whole & {str(ticket.pk), str(ticket.attendance_id), ticket.code, issued.track}
    kept = KeptAnswer.objects.get()
    assert kept.answer == {"answered": True}


def test_the_ticket_forgets_that_it_was_answered_when_its_track_dies(hall: Hall) -> None:
    _track, ticket = served(hall)
    actions.answer_survey(mall=hall.mall, ticket=ticket, given=Given(FINE))
    today = hall.mall.today()
    with on_day(hall.mall, today + timedelta(days=1)):
        assert forget_answered(hall.mall) == 0
    with on_day(hall.mall, today + timedelta(days=2)):
        actions.forget_old(hall.mall)
        assert not Ticket.objects.filter(answered=True).exists()
        with pytest.raises(TicketNotFound):
            mark_answered(mall=hall.mall, ticket_id=ticket.id)


def test_a_failing_answer_leaves_the_ticket_unanswered(hall: Hall) -> None:
    _track, ticket = served(hall)
    wrong = ticket._replace(agency_id=hall.lines["C"].booth.agency_id + 1_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.answer_survey(mall=hall.mall, ticket=wrong, given=Given(FINE))
        connection.check_constraints()
    assert not Ticket.objects.filter(answered=True).exists()


def test_the_database_takes_no_value_beyond_four(hall: Hall) -> None:
    service = Service.objects.get(mall=hall.mall, code="KTP")
    for wrong in (0, 5):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(
                mall=hall.mall, agency=service.agency, service=service, day=hall.mall.today(),
                sample="volunteer", **{**FINE, "sarana": wrong},
            )  # fmt: skip


def test_an_answer_names_the_service_of_its_own_mall(hall: Hall, neighbour: Hall) -> None:
    other = Service.objects.get(mall=neighbour.mall, code="KTP")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            mall=hall.mall, agency=other.agency, service=other, day=hall.mall.today(),
            sample="volunteer", **FINE,
        )  # fmt: skip
        connection.check_constraints()


def test_a_ticket_that_is_undone_keeps_its_one_answer(hall: Hall) -> None:
    _track, ticket = served(hall)
    mark_answered(mall=hall.mall, ticket_id=ticket.id)
    hall.move(ticket, "undo")
    with pytest.raises(AlreadyAnswered):
        mark_answered(mall=hall.mall, ticket_id=ticket.id)


def test_an_unfinished_and_an_unknown_ticket_are_told_apart(hall: Hall) -> None:
    with pytest.raises(NotFinished):
        mark_answered(mall=hall.mall, ticket_id=hall.issue().ticket.id)
    with pytest.raises(TicketNotFound):
        mark_answered(mall=hall.mall, ticket_id=uuid4())


@pytest.mark.race
def test_eight_phones_at_once_count_once(busy_hall: Hall) -> None:
    for _ in range(5):
        _track, ticket = served(busy_hall)
        before = Answer.objects.count()

        def press(_index: int, ticket: Any = ticket) -> str:
            try:
                actions.answer_survey(
                    mall=busy_hall.mall, ticket=ticket,
                    given=Given(FINE, {"sex": "male"}, "Baik."),
                )  # fmt: skip
            except AlreadyAnswered:
                return "refused"
            return "kept"

        said = together(8, press)
        assert sorted(said) == ["kept"] + ["refused"] * 7
        assert Answer.objects.count() == before + 1
    assert Remark.objects.count() == 5
    assert ProfileTally.objects.get().count == 5


@pytest.mark.race
def test_people_of_one_kind_at_once_are_all_counted(busy_hall: Hall) -> None:
    tickets = [served(busy_hall)[1] for _ in range(16)]

    def press(index: int) -> None:
        actions.answer_survey(
            mall=busy_hall.mall, ticket=tickets[index], given=Given(FINE, {"age": "18_29"})
        )

    together(16, press)
    assert ProfileTally.objects.get().count == 16


def test_once_the_day_is_counted_no_row_tells_which_words_came_with_which_values(
    hall: Hall,
) -> None:
    def joined() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM satisfaction_answer a"
                " JOIN satisfaction_remark r ON r.xmin::text = a.xmin::text"
            )
            return int(cursor.fetchone()[0])

    texts = {"Kursinya kurang.", "Cepat sekali."}
    for text in sorted(texts):
        _track, ticket = served(hall)
        actions.answer_survey(mall=hall.mall, ticket=ticket, given=Given(FINE, {}, text))
    assert joined() == 2
    with on_day(hall.mall, hall.mall.today() + timedelta(days=1)):
        assert actions.count_served_days(hall.mall) == 1
    assert joined() == 0
    assert set(Remark.objects.values_list("text", flat=True)) == texts
