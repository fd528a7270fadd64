# SPDX-License-Identifier: Apache-2.0
"""Keep one answered survey."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.engines.skm import ELEMENTS, HIGHEST, LOWEST
from satuhadir.malls.models import Mall
from satuhadir.queue.actions.answering import mark_answered
from satuhadir.queue.queries.finished import Finished
from satuhadir.satisfaction import queries
from satuhadir.satisfaction.models import Answer, ProfileTally, Remark
from satuhadir.satisfaction.models.answers import Sample
from satuhadir.satisfaction.questions import PROFILE
from satuhadir.satisfaction.values import Given
from satuhadir.satisfaction.wording import LONGEST, cleaned, leads_to_somebody
from satuhadir.shared.errors import FieldProblem, Invalid

MISSING = _("Pilih salah satu dari empat jawaban.")
UNKNOWN = _("Pilihan ini tidak dikenal.")
TOO_LONG = _("Tulis paling banyak 500 huruf.")
LEADS = _(
    "Jangan tulis nomor telepon, NIK, atau alamat surel: saran ini tanpa nama. "
    "Untuk dihubungi kembali, kirim pengaduan."
)


def answer_survey(
    *, mall: Mall, ticket: Finished, given: Given, at_kiosk: bool = False, has_key: bool = True
) -> None:
    """Keep the answer of a finished ticket, once; chance decided before whether it was invited.

    Without the ticket's key (`has_key`) it counts as a volunteer's: a printed code is no proof.

    Values, words and profile go to three places with nothing in common but mall and month, in the
    transaction that spends the ticket's one answer.

    Raises:
        Invalid: a value, the profile or the words can't be taken.
        NotFinished, AlreadyAnswered, TicketNotFound: as `mark_answered`.
    """
    problems = problems_with(given)
    if problems:
        raise Invalid(errors=problems)
    service = Service.objects.get(pk=ticket.service_id, mall=mall)
    standard = queries.standard_of(service, ticket.day)
    sample = Sample.EXIT_KIOSK if at_kiosk else Sample.VOLUNTEER
    if has_key and queries.is_invited(mall, ticket):
        sample = Sample.INVITED
    with transaction.atomic():
        mark_answered(mall=mall, ticket_id=ticket.id)
        Answer.objects.create(
            mall=mall,
            agency_id=ticket.agency_id,
            service=service,
            standard=standard,
            day=ticket.day,
            sample=sample,
            **{element: given.values[element] for element in ELEMENTS},
        )
        month = queries.first_of(ticket.day)
        words = cleaned(given.remark)
        if words:
            Remark.objects.create(
                mall=mall, agency_id=ticket.agency_id, service=service, month=month, text=words
            )
        for question, choice in sorted(given.profile.items()):
            kind: dict[str, Any] = {
                "mall": mall,
                "month": month,
                "question": question,
                "choice": choice,
            }
            ProfileTally.objects.get_or_create(**kind)
            ProfileTally.objects.filter(**kind).update(count=F("count") + 1)


def problems_with(given: Given) -> list[FieldProblem]:
    """Return what is wrong with an answer, field by field."""
    return [*_values(given.values), *_profile(given.profile), *_remark(given.remark)]


def _values(values: Mapping[str, int]) -> list[FieldProblem]:
    return [
        FieldProblem(f"answers.{element}", "satisfaction.one_of_four", MISSING)
        for element in ELEMENTS
        if not LOWEST <= values.get(element, 0) <= HIGHEST
    ]


def _profile(profile: Mapping[str, str]) -> list[FieldProblem]:
    return [
        FieldProblem(f"profile.{question}", "shared.unknown_value", UNKNOWN)
        for question, choice in profile.items()
        if question not in PROFILE or choice not in PROFILE[question][1]
    ]


def _remark(text: str) -> list[FieldProblem]:
    words = cleaned(text)
    if len(words) > LONGEST:
        return [FieldProblem("comment", "shared.too_long", TOO_LONG)]
    if leads_to_somebody(words):
        return [FieldProblem("comment", "satisfaction.leads_to_somebody", LEADS)]
    return []
