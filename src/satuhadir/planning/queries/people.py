# SPDX-License-Identifier: Apache-2.0
"""Whom a roster may name."""

from collections.abc import Collection

from satuhadir.malls.models import Mall
from satuhadir.planning.errors import PersonNotFound
from satuhadir.planning.models import RosterPerson


def people_of(mall: Mall, agencies: Collection[int] | None = None) -> list[RosterPerson]:
    """Return the people of a mall, or of some agencies (by id), by agency and name."""
    rows = RosterPerson.objects.filter(mall=mall).select_related("agency")
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    return list(rows.prefetch_related("also").order_by("agency__name", "name"))


def person_at(mall: Mall, person_id: int, agencies: Collection[int] | None = None) -> RosterPerson:
    """Return one of them.

    Raises:
        PersonNotFound: nobody of that id at the mall, or in these agencies.
    """
    rows = RosterPerson.objects.filter(mall=mall, pk=person_id).select_related("agency")
    found = rows.filter(agency__in=agencies).first() if agencies is not None else rows.first()
    if found is None:
        raise PersonNotFound
    return found
