# SPDX-License-Identifier: Apache-2.0
"""Two hands at once: one step is taken, one form counts."""

import pytest

from satuhadir.feedback import actions
from satuhadir.feedback.errors import ComplaintMoved, WrongStep
from satuhadir.feedback.models import Complaint, Step
from satuhadir.feedback.tests.conftest import House, build_house
from satuhadir.feedback.values import Sent
from satuhadir.shared.tests.racing import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(transactional_db: None) -> House:
    return build_house("batu")


def test_two_managers_answer_at_once_and_the_citizen_reads_one_answer(busy: House) -> None:
    for _ in range(5):
        filed = busy.file()
        seen = busy.at(filed).steps_count

        def answer(index: int, filed: object = filed, seen: int = seen) -> str:
            try:
                actions.answer_complaint(
                    mall=busy.mall, complaint_id=filed.id, text=f"Jawaban {index}", by="mall",  # type: ignore[attr-defined]
                    actor=f"user:{index}", seen=seen if index % 2 else None,
                )  # fmt: skip
            except (WrongStep, ComplaintMoved) as refusal:
                return refusal.code
            return "answered"

        assert together(8, answer).count("answered") == 1
        assert Step.objects.filter(complaint=filed.id, verb="answer").count() == 1
        assert busy.at(filed).steps_count == 2


def test_a_form_sent_eight_times_at_once_counts_once(busy: House) -> None:
    for round_ in range(5):
        sent = Sent(bytes([round_]) * 16, b"d" * 16)
        tracks = together(8, lambda _index, sent=sent: busy.file(sent=sent).track)  # type: ignore[misc]
        assert len(set(tracks)) == 1
    assert Complaint.objects.count() == 5
