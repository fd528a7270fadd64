# SPDX-License-Identifier: Apache-2.0
"""Whom chance invites: decided by a ticket's id under the installation's secret.

The secret makes it a draw that nobody at a counter can foresee, steer or repeat: finishing again,
undoing or transferring changes nothing, for the id stays. Nothing of it is stored with the ticket.
"""

from uuid import UUID

from satuhadir.shared.keyed import mac_of

_OF = 2**64


def is_invited(ticket_id: UUID, percent: int) -> bool:
    """Say whether chance invites this ticket when `percent` of a hundred are invited."""
    drawn = int.from_bytes(mac_of("survey", ticket_id.bytes)[:8], "big")
    return drawn * 100 < percent * _OF
