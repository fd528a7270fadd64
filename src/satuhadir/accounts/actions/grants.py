# SPDX-License-Identifier: Apache-2.0
"""Roles given and taken back, never beyond the ceiling of whoever does it."""

from datetime import datetime

from django.db import transaction

from satuhadir.accounts import queries
from satuhadir.accounts.actions.checks import check
from satuhadir.accounts.errors import GrantInvalid, GrantTooHigh, LastManager, OwnGrant
from satuhadir.accounts.models import Grant, User
from satuhadir.malls.models import Agency, Mall, Region


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    region: Region | None = None,
    mall: Mall | None = None,
    agency: Agency | None = None,
    expires_at: datetime | None = None,
    by: User | None = None,
) -> Grant:
    """Give an account a role in one place; the same again only moves `expires_at`.

    An agency names its mall by itself. Managers may enter the set-up pages from now on. `by` is who
    gives it, and is held to their own authority; None is the installation itself.

    Raises:
        GrantInvalid: role and place do not fit, such as an officer of nowhere.
        GrantTooHigh: `by` lacks the role, the place or the time.
        OwnGrant: `by` would set the end of their own role as manager.
        LastManager: the mall would be without a manager from `expires_at` on.
    """
    if agency is not None:
        if mall is not None and mall.pk != agency.mall_id:
            raise GrantInvalid
        mall = agency.mall
    place = {"region": region, "mall": mall, "agency": agency}
    grant = Grant(user=user, role=role, **place)
    if by is not None and not queries.may_give(by, grant, expires_at):
        raise GrantTooHigh
    known = Grant.objects.select_for_update().filter(user=user, role=role, **place).first()
    if known is not None:
        grant = known
        if by is not None and expires_at != known.expires_at:
            _guard(grant, by, until=expires_at)
    grant.expires_at = expires_at
    check(grant)
    grant.save()
    if role == Grant.Role.MANAGER and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return grant


@transaction.atomic
def withdraw_role(*, grant: Grant, by: User | None = None) -> None:
    """Take a role back. The last manager's role gone, the set-up pages are closed too.

    Raises:
        GrantTooHigh: `by` could not have given it.
        OwnGrant: it is the role as manager of `by`.
        LastManager: no other manager of the mall is left.
    """
    user = grant.user
    if by is not None:
        _guard(grant, by, until=None, ends_now=True)
    grant.delete()
    manages = Grant.objects.filter(user=user, role=Grant.Role.MANAGER).exists()
    if user.is_staff and not user.is_superuser and not manages:
        user.is_staff = False
        user.save(update_fields=["is_staff"])


def _guard(grant: Grant, by: User, *, until: datetime | None, ends_now: bool = False) -> None:
    """Refuse to end, or to set the end of, a role that is beyond `by`, their own, or the last."""
    if not queries.may_take(by, grant):
        raise GrantTooHigh
    if grant.role != Grant.Role.MANAGER or by.is_superuser:
        return
    if grant.user_id == by.pk:
        raise OwnGrant
    if grant.mall is None or grant.agency_id is not None or (until is None and not ends_now):
        return
    # Two managers who dismiss each other at once wait here for one another.
    Mall.objects.select_for_update(no_key=True).get(pk=grant.mall.pk)
    others = queries.managers_of(grant.mall, at=until).exclude(pk=grant.pk)
    if not others.exists():
        raise LastManager
