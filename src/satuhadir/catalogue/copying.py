# SPDX-License-Identifier: Apache-2.0
"""What a new draft takes over from the version before it: said of every column, one by one.

A column of `ServiceStandard` that is not named here fails the tests, so that nobody copies a decree
or forgets a tariff by oversight.
"""

from enum import StrEnum
from typing import Final


class Copy(StrEnum):
    """Kept as it was; reset to what a new row has; or asked for, as it can't be the same."""

    KEEP = "keep"
    RESET = "reset"
    ASK = "ask"


COPYING: Final[dict[str, Copy]] = {
    "id": Copy.RESET,
    "mall": Copy.KEEP,
    "service": Copy.KEEP,
    "number": Copy.RESET,
    "state": Copy.RESET,
    "valid_from": Copy.ASK,
    "published_at": Copy.RESET,
    "decree_number": Copy.ASK,
    "decree_day": Copy.ASK,
    "drafted_by": Copy.RESET,
    "published_by": Copy.RESET,
    "change_note": Copy.ASK,
    "revision": Copy.RESET,
    "submitted_at": Copy.RESET,
    "requirements": Copy.KEEP,
    "procedure": Copy.KEEP,
    "duration": Copy.KEEP,
    "fees": Copy.KEEP,
    "products": Copy.KEEP,
    "complaint_routes": Copy.KEEP,
    "legal": Copy.KEEP,
    "facilities": Copy.KEEP,
    "competence": Copy.KEEP,
    "supervision": Copy.KEEP,
    "staff_count": Copy.KEEP,
    "guarantee": Copy.KEEP,
    "safety": Copy.KEEP,
    "evaluation": Copy.KEEP,
    "note": Copy.KEEP,
    "external_steps": Copy.KEEP,
    "citizen_deadlines": Copy.KEEP,
    "certainty": Copy.KEEP,
    "sources": Copy.KEEP,
}
