# SPDX-License-Identifier: Apache-2.0
"""The ceiling of delegated administration: nobody gives what they lack. Plain values only."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from satuhadir.accounts.callers import Scope

# What a role may give, in its own place.
GIVES = {
    "manager": frozenset({"officer", "agency_manager", "manager"}),
    "agency_manager": frozenset({"officer"}),
}


class Place(NamedTuple):
    """Where a role holds: a region, or a mall (with the code of its region), or an agency of it."""

    region_code: str | None = None
    mall_id: int | None = None
    agency_id: int | None = None


def may_give(scopes: Iterable[Scope], role: str, place: Place, expires_at: datetime | None) -> bool:
    """Say whether whoever holds `scopes` may give `role` in `place` until then; None is for good.

    `place.region_code` of a mall or an agency is the region the mall lies in.
    """
    return any(
        _reaches(scope, role, place) and _outlasts(scope.expires_at, expires_at) for scope in scopes
    )


def may_take(scopes: Iterable[Scope], role: str, place: Place, expires_at: datetime | None) -> bool:
    """Say whether whoever holds `scopes` may take `role` in `place` back, or set its end.

    Of an equal it must not outlast one's own: an acting manager does not dismiss the manager.
    """
    return any(
        _reaches(scope, role, place)
        and (role != scope.role or _outlasts(scope.expires_at, expires_at))
        for scope in scopes
    )


def _reaches(scope: Scope, role: str, place: Place) -> bool:
    if role not in GIVES.get(scope.role, ()) or (place.region_code is None):
        return False
    if scope.agency_id is not None:
        return place.agency_id == scope.agency_id
    if scope.mall_id is not None:
        return place.mall_id == scope.mall_id
    if scope.region_code is None:
        return True
    return f"{place.region_code}.".startswith(f"{scope.region_code}.")


def _outlasts(own: datetime | None, given: datetime | None) -> bool:
    return own is None or (given is not None and given <= own)
