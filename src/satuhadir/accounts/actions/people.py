# SPDX-License-Identifier: Apache-2.0
"""Accounts: made, given a password, given back to somebody who lost their phone."""

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from satuhadir.accounts import queries
from satuhadir.accounts.actions.grants import grant_role
from satuhadir.accounts.actions.sign_ins import end_other_sign_ins
from satuhadir.accounts.errors import AccountTooHigh, NotYours, UsernameTaken
from satuhadir.accounts.models import SignInPolicy, User
from satuhadir.malls.models import Agency, Mall

TEMPORARY_DAYS = 7
# Without letters and digits that look alike on a slip of paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def create_user(*, username: str, password: str, display_name: str = "") -> User:
    """Make an account that may sign in and may do nothing yet.

    Raises:
        UsernameTaken: another account has this name, in whatever case.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken
    return User.objects.create_user(username=username, password=password, display_name=display_name)


@transaction.atomic
def make_password_temporary(*, user: User, by: User | None = None) -> str:
    """Give an account a password for one week and one sign-in, and return it: it is kept nowhere.

    Everybody who is signed in to the account is signed out. `by` is held to their authority.

    Raises:
        AccountTooHigh: the account has authority beyond that of `by`.
    """
    _require_below(user, by)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    user.temporary_until = timezone.now() + timedelta(days=TEMPORARY_DAYS)
    user.save(update_fields=["password", "temporary_until"])
    end_other_sign_ins(user=user)
    return password


@transaction.atomic
def add_person(
    *,
    username: str,
    display_name: str,
    role: str,
    mall: Mall,
    agency: Agency | None = None,
    expires_at: datetime | None = None,
    by: User | None = None,
) -> tuple[User, str]:
    """Make an account with a first role, or nothing of both; return it with its first password.

    The password is temporary, as of `make_password_temporary`, and is kept nowhere.

    Raises:
        UsernameTaken: another account has this name.
        GrantTooHigh, GrantInvalid: as of `grant_role`.
    """
    user = create_user(
        username=username, password=secrets.token_urlsafe(24), display_name=display_name
    )
    grant_role(user=user, role=role, mall=mall, agency=agency, expires_at=expires_at, by=by)
    return user, make_password_temporary(user=user)


@transaction.atomic
def choose_password(*, user: User, password: str, session_key: str = "") -> None:
    """Keep the password its person chose, and sign them out everywhere but in `session_key`."""
    user.set_password(password)
    user.temporary_until = None
    user.save(update_fields=["password", "temporary_until"])
    end_other_sign_ins(user=user, session_key=session_key)


@transaction.atomic
def reset_factors(*, user: User, by: User | None = None) -> int:
    """Take an account's second factors and spare codes away, say after a lost phone.

    Whoever is signed in to it is signed out. Returns how many there were.

    Raises:
        AccountTooHigh: the account has authority beyond that of `by`.
    """
    _require_below(user, by)
    count, _ = Authenticator.objects.filter(user=user).delete()
    end_other_sign_ins(user=user)
    return int(count)


def set_sign_in_policy(*, mall: Mall, needed_by: str, by: User | None = None) -> None:
    """Decide whom a mall asks for a second factor; it holds from their next page on.

    Raises:
        NotYours: `by` does not manage the whole mall.
    """
    if by is not None and not queries.caller_for_user(by).may("manage", mall):
        raise NotYours
    policy = SignInPolicy(mall=mall, needed_by=needed_by)
    policy.full_clean(validate_unique=False)
    SignInPolicy.objects.update_or_create(mall=mall, defaults={"needed_by": needed_by})


def _require_below(user: User, by: User | None) -> None:
    if by is not None and not queries.may_reset(by, user):
        raise AccountTooHigh
