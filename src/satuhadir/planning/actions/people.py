# SPDX-License-Identifier: Apache-2.0
"""Whom a roster may name: added, changed, taken away by their manager."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satuhadir.malls.models import Agency, Mall
from satuhadir.planning.errors import PersonInvalid
from satuhadir.planning.models import RosterPerson
from satuhadir.planning.queries import person_at
from satuhadir.shared.errors import FieldProblem


@transaction.atomic
def save_person(
    *,
    mall: Mall,
    agency: Agency,
    name: str,
    also: Iterable[Agency] = (),
    days_off: Iterable[int] = (),
    weekly_hours: int = 35,
    person: RosterPerson | None = None,
) -> RosterPerson:
    """Add somebody, or change `person`.

    Raises:
        PersonInvalid: the name stands there already, or something is out of bounds.
    """
    kept = person or RosterPerson(mall=mall)
    kept.agency, kept.name = agency, " ".join(name.split())
    kept.days_off, kept.weekly_hours = sorted(set(days_off)), weekly_hours
    try:
        kept.full_clean(exclude=["mall"], validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            kept.save()
    except ValidationError as error:
        raise PersonInvalid(
            errors=[
                FieldProblem(field, PersonInvalid.code, texts[0])
                for field, texts in error.message_dict.items()
            ]
        ) from error
    except IntegrityError as error:
        text = _("Nama ini sudah ada di instansi ini, atau jamnya di luar batas.")
        raise PersonInvalid(errors=[FieldProblem("name", PersonInvalid.code, text)]) from error
    kept.also.set(one for one in also if one.pk != agency.pk)
    return kept


def remove_person(*, mall: Mall, person_id: int, agencies: Collection[int] | None = None) -> None:
    """Take somebody off the list; rosters already proposed keep the name.

    Raises:
        PersonNotFound: nobody of that id here, or in these agencies.
    """
    person_at(mall, person_id, agencies).delete()
