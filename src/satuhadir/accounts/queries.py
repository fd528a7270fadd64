# SPDX-License-Identifier: Apache-2.0
"""Everything that reads accounts: who a key or an account is, and which malls it covers."""

import hashlib
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from satuhadir.accounts.callers import ANONYMOUS, ROLES, Action, Caller, Scope
from satuhadir.accounts.models import ApiToken, Grant, User
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

TOKEN_PREFIX = "sh_"  # noqa: S105 - the visible start of every key, so that scanners find leaks
_tokens: Brief[Caller] = Brief(2)


class _UnknownToken(Exception):
    """No key, an expired or a revoked one; not remembered, so that a new key works at once."""


def caller_for_token(raw: str) -> Caller | None:
    """Return who a bearer key stands for, or None for a wrong, expired or revoked one.

    Up to 2 seconds old in this process; one indexed query when read afresh.
    """
    if not 20 <= len(raw) <= 100 or not raw.isascii():
        return None
    digest = token_digest(raw)
    try:
        return _tokens.get(digest, lambda: _read_token(digest))
    except _UnknownToken:
        return None


def caller_for_user(user: User | AnonymousUser) -> Caller:
    """Return who a signed-in account stands for, with the grants that hold now (one query)."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    if user.is_superuser:
        scopes: tuple[Scope, ...] = (Scope("manager"),)
    else:
        rows = grants_now().filter(user=user).order_by("id")
        scopes = tuple(
            Scope(*row) for row in rows.values_list("role", "region_id", "mall_id", "agency_id")
        )
    return Caller(kind="user", actor=f"user:{user.pk}", scopes=scopes)


def grants_now() -> QuerySet[Grant]:
    """Return the grants that have not expired."""
    return Grant.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def malls_for(user: User | AnonymousUser, action: Action) -> QuerySet[Mall]:
    """Return the malls where the account may do `action` at all, as one join over indexes."""
    if not isinstance(user, User) or not user.is_active:
        return Mall.objects.none()
    malls = Mall.objects.select_related("region__parent").order_by("name")
    if user.is_superuser:
        return malls if "manager" in ROLES[action] else malls.none()
    return _where_granted(malls, user, ROLES[action])


def malls_in_charge(user: User | AnonymousUser) -> QuerySet[Mall]:
    """Return the malls whose set-up the account may change: it manages them as a whole."""
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return Mall.objects.all()
    if not isinstance(user, User) or not user.is_active:
        return Mall.objects.none()
    return _where_granted(Mall.objects.all(), user, ["manager"])


def token_digest(raw: str) -> bytes:
    """Return what is kept of a key."""
    return hashlib.sha256(raw.encode()).digest()


def forget() -> None:
    """Read keys afresh from now on in this process; actions call it."""
    _tokens.forget()


def _where_granted(malls: QuerySet[Mall], user: User, roles: Iterable[str]) -> QuerySet[Mall]:
    mine = grants_now().filter(user=user, role__in=list(roles))
    here = Q(mall=OuterRef("pk"))
    around = Q(region=OuterRef("region")) | Q(region=OuterRef("region__parent"))
    everywhere = Q(mall=None, region=None)
    return malls.filter(Exists(mine.filter(here | around | everywhere)))


def _tokens_now() -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None
    ).filter(Q(user=None) | Q(user__is_active=True))


def _read_token(digest: bytes) -> Caller:
    found = (
        _tokens_now()
        .filter(token_hash=digest)
        .values_list("id", "role", "mall_id", "counter_id", "is_demo")
        .first()
    )
    if found is None:
        raise _UnknownToken
    token_id, role, mall_id, counter_id, is_demo = found
    scope = Scope(role=role, mall_id=mall_id)
    return Caller("token", f"token:{token_id}", (scope,), is_demo, counter_id)
