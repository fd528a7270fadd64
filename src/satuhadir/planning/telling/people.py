# SPDX-License-Identifier: Apache-2.0
"""The people of a roster as rows."""

from collections.abc import Iterable
from typing import Any

from satuhadir.planning import wording
from satuhadir.planning.models import RosterPerson


def people_rows(people: Iterable[RosterPerson]) -> list[dict[str, Any]]:
    """Return people with their agencies and days off in words."""
    return [
        {
            "person": one,
            "also": ", ".join(other.name for other in one.also.all()),
            "days_off": ", ".join(wording.weekday(n) for n in one.days_off),
        }
        for one in people
    ]
