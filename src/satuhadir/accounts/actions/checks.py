# SPDX-License-Identifier: Apache-2.0
"""A row's own rules, asked before the database does, whose refusal would be a failure."""

from django.core.exceptions import ValidationError

from satuhadir.accounts.errors import GrantInvalid
from satuhadir.accounts.models import ApiToken, Grant


def check(row: ApiToken | Grant) -> None:
    """Raise GrantInvalid when the row's fields or constraints refuse it."""
    try:
        row.clean_fields(exclude=["token_hash", "id"])
        row.validate_constraints(exclude=["id"])
    except ValidationError:
        raise GrantInvalid from None
