# SPDX-License-Identifier: Apache-2.0
"""Whom chance invites: decided by a ticket's id under the installation's secret.

The secret makes it a draw that nobody at a counter can foresee, steer or repeat: finishing again,
undoing or transferring changes nothing, for the id stays. Nothing of it is stored with the ticket.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

_OF = 2**64


def is_invited(ticket_id: UUID, percent: int) -> bool:
    """Say whether chance invites this ticket when `percent` of a hundred are invited."""
    secret = hashlib.sha256(b"satuhadir survey " + settings.SECRET_KEY.encode()).digest()
    drawn = int.from_bytes(hmac.digest(secret, ticket_id.bytes, "sha256")[:8], "big")
    return drawn * 100 < percent * _OF
