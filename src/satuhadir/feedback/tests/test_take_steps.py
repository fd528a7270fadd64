# SPDX-License-Identifier: Apache-2.0
"""A complaint goes from step to step, and nowhere else."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from satuhadir.feedback import actions
from satuhadir.feedback.errors import (
    ComplaintInvalid,
    ComplaintMoved,
    NoMoreObjections,
    OtherForm,
    WrongStep,
)
from satuhadir.feedback.models import Attachment, Complaint, IdentityLook, Reporter, Step, Words
from satuhadir.feedback.tests.conftest import House
from satuhadir.feedback.values import MOVES, STILL, Contact, Sent

pytestmark = pytest.mark.sql


def verbs(complaint: Complaint) -> list[str]:
    return list(complaint.steps.order_by("seq").values_list("verb", flat=True))


def test_a_complaint_goes_all_the_way_to_its_end(house: House) -> None:
    filed = house.file(service=house.ktp, clause="requirements")
    assert house.at(filed).turn == "mall"
    house.ask(filed)
    assert house.at(filed).turn == "citizen"
    actions.reply_to_question(mall=house.mall, complaint_id=filed.id, text="Hari Senin pagi.")
    assert house.at(filed).state == "received"
    house.forward(filed)
    assert house.at(filed).turn == "agency"
    house.answer(filed)
    actions.object_to_answer(mall=house.mall, complaint_id=filed.id, text="Masih diminta.")
    assert (house.at(filed).turn, house.at(filed).clock) == ("mall", "objection")
    house.forward(filed)
    house.answer(filed, "Petugasnya sudah kami ingatkan, dan daftarnya kami tempel.")
    actions.accept_answer(mall=house.mall, complaint_id=filed.id, rating=4)
    ended = house.at(filed)
    assert (ended.state, ended.ending, ended.rating, ended.due_day) == (
        "closed", "accepted", 4, None,
    )  # fmt: skip
    assert verbs(ended) == [
        "receive", "clarify", "reply", "forward", "answer", "object", "forward", "answer",
        "accept", "rate",
    ]  # fmt: skip


def test_a_question_of_the_agency_comes_back_to_the_agency(house: House) -> None:
    filed = house.file()
    house.forward(filed)
    actions.ask_citizen(
        mall=house.mall, complaint_id=filed.id, text="Loket berapa?", by="agency", actor="user:2"
    )
    actions.reply_to_question(mall=house.mall, complaint_id=filed.id, text="Loket 3.")
    assert house.at(filed).state == "forwarded"


def test_a_step_that_the_state_does_not_allow_is_refused(house: House) -> None:
    filed = house.file()
    with pytest.raises(WrongStep):
        actions.accept_answer(mall=house.mall, complaint_id=filed.id)
    with pytest.raises(WrongStep):
        actions.reply_to_question(mall=house.mall, complaint_id=filed.id, text="Hari Senin.")
    with pytest.raises(WrongStep):
        actions.take_back_complaint(mall=house.mall, complaint_id=filed.id, actor="user:1")
    assert verbs(house.at(filed)) == ["receive"]


def test_one_more_objection_than_the_rule_allows_is_refused(house: House) -> None:
    filed = house.file()
    house.answer(filed)
    actions.object_to_answer(mall=house.mall, complaint_id=filed.id, text="Belum beres.")
    house.answer(filed)
    with pytest.raises(NoMoreObjections):
        actions.object_to_answer(mall=house.mall, complaint_id=filed.id, text="Belum juga.")
    actions.set_rules(mall=house.mall, most_objections=2, erase_after_days=90, due_soon_days=2)
    actions.object_to_answer(mall=house.mall, complaint_id=filed.id, text="Belum juga.")
    assert house.at(filed).objections == 2


def test_a_press_on_a_page_that_is_no_longer_true_is_refused(house: House) -> None:
    filed = house.file()
    seen = house.at(filed).steps_count
    house.forward(filed)
    with pytest.raises(ComplaintMoved):
        actions.answer_complaint(
            mall=house.mall, complaint_id=filed.id, text="Sudah.", by="mall", actor="user:1",
            seen=seen,
        )  # fmt: skip


def test_an_anonymous_complaint_keeps_nothing_of_its_sender(house: House) -> None:
    filed = house.file(identity="anonymous")
    assert not Reporter.objects.filter(complaint=filed.id).exists()
    with pytest.raises(ComplaintInvalid):
        house.file(identity="anonymous", contact=Contact(name="Sulastri"))


def test_a_form_sent_twice_counts_once(house: House) -> None:
    sent = Sent(b"1" * 16, b"a" * 16)
    first, second = house.file(sent=sent), house.file(sent=sent)
    assert (first.id, first.track) == (second.id, second.track)
    assert (first.is_new, second.is_new) == (True, False)
    with pytest.raises(OtherForm):
        house.file("Lain sama sekali ceritanya.", sent=Sent(b"1" * 16, b"b" * 16))
    assert Complaint.objects.count() == 1


def test_a_consultation_goes_to_its_agency_at_once_and_the_number_is_forgotten_after(
    house: House,
) -> None:
    filed = house.file(
        kind="consultation", agency=house.dukcapil, wish="call",
        contact=Contact(phone="+6281234567890", call_hours="sore"),
    )  # fmt: skip
    assert (house.at(filed).state, house.at(filed).clock) == ("forwarded", "consultation")
    house.answer(filed, "Sudah kami telepon: cukup KK dan surat kehilangan.")
    assert not Reporter.objects.filter(complaint=filed.id).exists()


def test_the_database_refuses_what_the_states_do_not_allow(house: House) -> None:
    filed = house.file()
    for statement in (
        "UPDATE feedback_complaint SET state = 'answered' WHERE id = %s",  # without a step
        "UPDATE feedback_complaint SET number = 'P-2222-2222' WHERE id = %s",
        "UPDATE feedback_complaint SET text = 'Lain' WHERE id = %s",
        "DELETE FROM feedback_complaint WHERE id = %s",
        "UPDATE feedback_step SET verb = 'answer' WHERE complaint_id = %s",
        "DELETE FROM feedback_step WHERE complaint_id = %s",
        "INSERT INTO feedback_step (complaint_id, seq, verb, before, after, by, actor, detail,"
        " is_public) VALUES (%s, 2, 'accept', 'received', 'closed', 'citizen', 'x', '', true)",
        "INSERT INTO feedback_step (complaint_id, seq, verb, before, after, by, actor, detail,"
        " is_public) VALUES (%s, 3, 'answer', 'received', 'answered', 'mall', 'x', '', true)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [filed.id])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_python_and_the_database_know_the_same_moves(house: House) -> None:
    from satuhadir.shared.sql import sql_text

    written = sql_text("satuhadir.feedback.sql", "guard_step_v1")
    for verb, moves in MOVES.items():
        for before, after in moves.items():
            for each in ("received", "forwarded", "objected") if after == "*" else (after,):
                assert f"'{verb}:{before}>{each}'" in written
    known = sum(3 if after == "*" else 1 for moves in MOVES.values() for after in moves.values())
    assert len(re.findall(r"'\w+:\w*>\w+'", written)) == known
    assert all(f"'{verb}'" in written for verb in STILL)
    assert set(MOVES) | set(STILL) == set(Step.Verb.values)


def test_words_may_be_deleted_but_not_rewritten(house: House) -> None:
    filed = house.file()
    house.answer(filed)
    words = Words.objects.get(step__complaint=filed.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        Words.objects.filter(pk=words.pk).update(text="Lain")
    words.delete()


def test_who_looked_at_a_name_stays_on_record(house: House) -> None:
    complaint = house.at(house.file(identity="secret"))
    found = actions.look_at_reporter(complaint=complaint, actor="user:1", what="reporter")
    assert found is not None
    assert found.name == "Sulastri Handayani"
    look = IdentityLook.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        look.delete()
    assert not Attachment.objects.exists()
