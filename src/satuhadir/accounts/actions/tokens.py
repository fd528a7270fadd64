# SPDX-License-Identifier: Apache-2.0
"""Keys of devices and programs."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from satuhadir.accounts import queries
from satuhadir.accounts.actions.checks import check
from satuhadir.accounts.errors import TokenNotFound
from satuhadir.accounts.models import ApiToken, User
from satuhadir.malls.models import Mall


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
    check(token)
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
