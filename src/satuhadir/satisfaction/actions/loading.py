# SPDX-License-Identifier: Apache-2.0
"""A told past of the survey, for a demonstration alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.satisfaction.models import Answer, ProfileTally, Remark, SampleShare, ServedDay

BATCH = 2_000


class ToldDay(NamedTuple):
    """A service on a day: how many were served and invited, and what some of them answered, each
    as its sample and its nine values.
    """

    service: Service
    day: date
    finished: int
    invited: int
    answers: list[tuple[str, Mapping[str, int]]]


@transaction.atomic
def load_past(
    *,
    mall: Mall,
    days: Iterable[ToldDay],
    profile: Mapping[tuple[date, str, str], int],
    remarks: Iterable[tuple[Service, date, str]],
    share: int,
) -> int:
    """Write months that never were; return how many answers. `profile` counts by month, question
    and choice, `share` is how many of a hundred were invited; remarks have the first day of
    their month.

    Raises:
        ValueError: the mall is no demonstration; nobody may write answers for real people.
    """
    if not mall.is_demo:
        raise ValueError("only a demonstration has a told past")
    told = list(days)
    if told:
        SampleShare.objects.create(mall=mall, from_day=min(one.day for one in told), percent=share)
    ServedDay.objects.bulk_create(
        [
            ServedDay(
                mall=mall, service=one.service, day=one.day, finished=one.finished,
                invited=one.invited,
            )
            for one in told
        ],
        batch_size=BATCH,
    )  # fmt: skip
    standards = {code: row.pk for code, row in catalogue.standards_today(mall).items()}
    answers = [
        Answer(
            mall=mall, agency_id=one.service.agency_id, service=one.service,
            standard_id=standards.get(one.service.code), day=one.day, sample=sample, **values,
        )
        for one in told
        for sample, values in one.answers
    ]  # fmt: skip
    Answer.objects.bulk_create(answers, batch_size=BATCH)
    ProfileTally.objects.bulk_create(
        ProfileTally(mall=mall, month=month, question=question, choice=choice, count=count)
        for (month, question, choice), count in profile.items()
    )
    Remark.objects.bulk_create(
        Remark(mall=mall, agency_id=service.agency_id, service=service, month=month, text=text)
        for service, month, text in remarks
    )
    return len(answers)
