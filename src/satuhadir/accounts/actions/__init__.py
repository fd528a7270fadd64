# SPDX-License-Identifier: Apache-2.0
"""Everything that changes accounts, their authority, their keys and where they are signed in."""

from satuhadir.accounts.actions.grants import grant_role, withdraw_role
from satuhadir.accounts.actions.people import (
    add_person,
    choose_password,
    create_user,
    make_password_temporary,
    reset_factors,
    set_sign_in_policy,
)
from satuhadir.accounts.actions.sign_ins import (
    end_other_sign_ins,
    end_sign_in,
    forget_sign_in,
    note_seen,
    record_sign_in,
)
from satuhadir.accounts.actions.tokens import create_token, key_of, revoke_token

__all__ = [
    "add_person",
    "choose_password",
    "create_token",
    "create_user",
    "end_other_sign_ins",
    "end_sign_in",
    "forget_sign_in",
    "grant_role",
    "key_of",
    "make_password_temporary",
    "note_seen",
    "record_sign_in",
    "reset_factors",
    "revoke_token",
    "set_sign_in_policy",
    "withdraw_role",
]
