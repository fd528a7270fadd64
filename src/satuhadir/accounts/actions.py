# SPDX-License-Identifier: Apache-2.0
"""Everything that changes accounts, their authority and their keys."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from satuhadir.accounts import queries
from satuhadir.accounts.errors import GrantInvalid, TokenNotFound
from satuhadir.accounts.models import ApiToken, Grant, User
from satuhadir.malls.models import Agency, Mall, Region


def create_token(
    *,
    role: str,
    mall: Mall | None = None,
    counter_id: UUID | None = None,
    user: User | None = None,
    label: str = "",
    is_demo: bool = False,
    expires_at: datetime | None = None,
    secret: bytes = b"",
) -> str:
    """Make a bearer key and return it: the only time it can be read.

    `counter_id` narrows a counter's key to one counter; without it, every counter of `mall`.
    `secret` is 32 bytes to make the key of, where the same request must get the same key again.

    Raises:
        GrantInvalid: the role is unknown, or needs a mall and has none.
    """
    raw = key_of(secret or secrets.token_bytes(32))
    token = ApiToken(
        token_hash=queries.token_digest(raw),
        role=role,
        mall=mall,
        counter_id=counter_id,
        user=user,
        label=label,
        is_demo=is_demo,
        expires_at=expires_at,
    )
    _check(token)
    token.save(force_insert=True)
    return raw


def key_of(secret: bytes) -> str:
    """Return a bearer key as it is written, made of 32 secret bytes."""
    return queries.TOKEN_PREFIX + urlsafe_b64encode(secret).rstrip(b"=").decode()


def revoke_token(*, token_id: UUID) -> None:
    """Make a key worthless, in 2 seconds everywhere. Twice is once.

    Raises:
        TokenNotFound: there is no such key.
    """
    known = ApiToken.objects.filter(pk=token_id)
    if not known.exists():
        raise TokenNotFound
    known.filter(revoked_at=None).update(revoked_at=timezone.now())
    queries.forget()


@transaction.atomic
def create_user(*, username: str, password: str, display_name: str = "") -> User:
    """Make an account that may sign in and may do nothing yet."""
    return User.objects.create_user(username=username, password=password, display_name=display_name)


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    region: Region | None = None,
    mall: Mall | None = None,
    agency: Agency | None = None,
    expires_at: datetime | None = None,
) -> Grant:
    """Give an account a role in one place; the same again only moves `expires_at`.

    An agency names its mall by itself. Managers may enter the set-up pages from now on.

    Raises:
        GrantInvalid: role and place do not fit, such as an officer of nowhere.
    """
    if agency is not None:
        if mall is not None and mall.pk != agency.mall_id:
            raise GrantInvalid
        mall = agency.mall
    place = {"region": region, "mall": mall, "agency": agency}
    grant = Grant.objects.filter(user=user, role=role, **place).first()
    grant = grant or Grant(user=user, role=role, **place)
    grant.expires_at = expires_at
    _check(grant)
    grant.save()
    if role == Grant.Role.MANAGER and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return grant


@transaction.atomic
def withdraw_role(*, grant: Grant) -> None:
    """Take a role back. The last manager's role gone, the set-up pages are closed too."""
    user = grant.user
    grant.delete()
    manages = Grant.objects.filter(user=user, role=Grant.Role.MANAGER).exists()
    if user.is_staff and not user.is_superuser and not manages:
        user.is_staff = False
        user.save(update_fields=["is_staff"])


def _check(row: ApiToken | Grant) -> None:
    """Ask the row's own rules before the database does, whose refusal would be a failure."""
    try:
        row.clean_fields(exclude=["token_hash", "id"])
        row.validate_constraints(exclude=["id"])
    except ValidationError:
        raise GrantInvalid from None
