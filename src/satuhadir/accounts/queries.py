# SPDX-License-Identifier: Apache-2.0
"""Everything that reads accounts: who a key or an account is, and which malls it covers."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from satuhadir.accounts import ceilings
from satuhadir.accounts.callers import ANONYMOUS, ROLES, Action, Caller, Owed, Scope
from satuhadir.accounts.errors import PersonNotFound
from satuhadir.accounts.models import ApiToken, Grant, SignIn, SignInPolicy, User
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
    actor = f"user:{user.pk}"
    if user.is_superuser:
        needs = _asked_everywhere() and not has_factor(user)
        scope = (Scope("manager"),)
        return Caller(kind="user", actor=actor, scopes=scope, owes=_owed(user, needs))
    rows = (
        grants_now()
        .filter(user=user)
        .order_by("id")
        .values_list(
            *("role", "region_id", "mall_id", "agency_id", "expires_at", "mall__is_demo"),
            "mall__sign_in_policy__needed_by",
            Exists(_factors().filter(user=OuterRef("user"))),
        )
    )
    scopes, needs = [], False
    for *scope, is_demo, needed_by, has in rows:
        scopes.append(Scope(*scope))
        needs = needs or (not has and _is_asked(scopes[-1], is_demo, needed_by))
    return Caller(kind="user", actor=actor, scopes=tuple(scopes), owes=_owed(user, needs))


def has_factor(user: User) -> bool:
    """Say whether the account has a second factor: codes of an app, or a passkey."""
    return _factors().filter(user=user).exists()


def needed_by(mall: Mall) -> str:
    """Return whom a mall asks for a second factor: `managers`, `staff` or `nobody`."""
    chosen = SignInPolicy.objects.filter(mall=mall).values_list("needed_by", flat=True).first()
    return chosen or str(settings.SATUHADIR_SECOND_FACTOR)


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Return the browsers in which the account is signed in now, the last used first."""
    living = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    return SignIn.objects.filter(Exists(living), user=user)


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
    return _where_granted(Mall.objects.all(), user, ["manager"], whole=True)


def may_give(by: User, grant: Grant, expires_at: datetime | None) -> bool:
    """Say whether `by` may give this role in this place until `expires_at`; None is for good."""
    if by.is_superuser and by.is_active:
        return True
    return ceilings.may_give(_scopes_of(by), grant.role, _place_of(grant), expires_at)


def may_take(by: User, grant: Grant) -> bool:
    """Say whether `by` may take this role back, or set its end."""
    if by.is_superuser and by.is_active:
        return True
    return ceilings.may_take(_scopes_of(by), grant.role, _place_of(grant), grant.expires_at)


def may_reset(by: User, user: User) -> bool:
    """Say whether `by` may give `user` a new password or take their second factor away.

    Whoever may, could sign in as them: so all that the account may do must lie below `by`.
    """
    if by.pk == user.pk or not by.is_active:
        return False
    if by.is_superuser:
        return True
    if user.is_superuser:
        return False
    grants = grants_now().filter(user=user).select_related("mall", "agency")
    held = [one for one in grants if one.role != Grant.Role.APPLICANT]
    return bool(held) and all(may_take(by, one) for one in held)


def managers_of(mall: Mall, *, at: datetime | None = None) -> QuerySet[Grant]:
    """Return the roles as manager of the whole mall that hold at an instant, of now without one."""
    code = mall.region_id
    around = [code[: len(code) - cut] for cut in range(len(code))]
    return Grant.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at or timezone.now()),
        Q(mall=mall, agency=None) | Q(region__in=around),
        role=Grant.Role.MANAGER,
        user__is_active=True,
    )


def people_at(mall: Mall, agencies: frozenset[int] | None) -> list[User]:
    """Return the accounts with a role at the mall, or at these agencies of it, by name.

    Each has `here`, its roles there, ended ones too, and `secured`: a second factor is set up.
    """
    grants = Grant.objects.select_related("agency", "mall").filter(mall=mall).order_by("role", "id")
    if agencies is not None:
        grants = grants.filter(agency__in=agencies)
    return list(
        User.objects.filter(pk__in=grants.values("user"))
        .prefetch_related(Prefetch("grants", queryset=grants, to_attr="here"))
        .annotate(secured=Exists(_factors().filter(user=OuterRef("pk"))))
        .order_by("display_name", "username")
    )


def person_at(mall: Mall, agencies: frozenset[int] | None, user_id: int) -> User:
    """Return one of `people_at`; raise PersonNotFound for everybody else."""
    for one in people_at(mall, agencies):
        if one.pk == user_id:
            return one
    raise PersonNotFound


def account_named(username: str) -> User:
    """Return the active account of this name; raise PersonNotFound if there is none."""
    found = User.objects.filter(username__iexact=username, is_active=True).first()
    if found is None:
        raise PersonNotFound
    return found


def keys_of(mall: Mall) -> QuerySet[ApiToken]:
    """Return the keys of a mall's devices and programs, those that still open something first."""
    return ApiToken.objects.filter(mall=mall).order_by(
        F("revoked_at").asc(nulls_first=True), "-created_at"
    )


def token_digest(raw: str) -> bytes:
    """Return what is kept of a key."""
    return hashlib.sha256(raw.encode()).digest()


def forget() -> None:
    """Read keys afresh from now on in this process; actions call it."""
    _tokens.forget()


def _scopes_of(user: User) -> tuple[Scope, ...]:
    return caller_for_user(user).scopes


def _place_of(grant: Grant) -> ceilings.Place:
    code = grant.mall.region_id if grant.mall else grant.region_id
    return ceilings.Place(code, grant.mall_id, grant.agency_id)


def _owed(user: User, needs_factor: bool) -> Owed:
    if user.temporary_until is not None:
        return "password"
    return "factor" if needs_factor else ""


def _factors() -> "QuerySet[Authenticator]":
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=strong)
    return factors


def _asked_everywhere() -> bool:
    return not settings.SATUHADIR_DEMO and settings.SATUHADIR_SECOND_FACTOR != "nobody"


def _is_asked(scope: Scope, is_demo: bool | None, needed_by: str | None) -> bool:
    """Say whether a role in a place asks for a second factor; malls of the demonstration don't."""
    if scope.mall_id is None:
        return scope.region_code is not None and _asked_everywhere()
    if is_demo:
        return False
    needed_by = needed_by or settings.SATUHADIR_SECOND_FACTOR
    if scope.role == Grant.Role.OFFICER:
        return needed_by == SignInPolicy.NeededBy.STAFF
    manages = scope.role in {Grant.Role.MANAGER, Grant.Role.AGENCY_MANAGER}
    return manages and needed_by != SignInPolicy.NeededBy.NOBODY


def _where_granted(
    malls: QuerySet[Mall], user: User, roles: Iterable[str], *, whole: bool = False
) -> QuerySet[Mall]:
    mine = grants_now().filter(user=user, role__in=list(roles))
    if whole:
        mine = mine.filter(agency=None)
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
