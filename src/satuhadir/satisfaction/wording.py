# SPDX-License-Identifier: Apache-2.0
"""Clean what people write, and refuse what could lead to somebody."""

import re

_DIGITS = re.compile(r"(?:\d[ .\-()]{0,2}){8,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
LONGEST = 500


def cleaned(text: str) -> str:
    """Return the words on one line, without what can't be shown."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())


def leads_to_somebody(text: str) -> bool:
    """Say whether a text holds what may be a phone number, a NIK or an e-mail address."""
    return bool(_DIGITS.search(text) or _MAIL.search(text))
