# SPDX-License-Identifier: Apache-2.0
"""Mobile numbers of Indonesia, as people write them and as they are kept."""

import re

from django.utils.translation import gettext_lazy as _

NOT_A_PHONE = _("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890, atau kosongkan.")
# 08 (or +62 8) and 8 to 11 more digits.
_MOBILE = re.compile(r"(?:\+?62|0)(8\d{8,11})\Z", re.ASCII)


def read_phone(text: str) -> str | None:
    """Return a number as +62…, None for what is none; blanks, dots, hyphens and brackets go."""
    found = _MOBILE.match(re.sub(r"[ .()-]", "", text))
    return f"+62{found[1]}" if found else None
