# SPDX-License-Identifier: Apache-2.0
"""What the invented people asked for: how often each service, and some things in vain."""

from typing import Final

from satuhadir.catalogue import actions
from satuhadir.demo.content import MallContent
from satuhadir.malls.models import Mall

# Questions that no service of the mall answers, with how often they came today.
IN_VAIN: Final = (
    ("parkir motor", 7), ("wifi gratis", 5), ("sewa gedung", 4), ("tiket jatim park", 2),
    ("lapor gempa", 1),
)  # fmt: skip
# Words nobody knows here: counted, and not readable before a third day brings them.
UNKNOWN: Final = ("vaksin meningitis", "ruang menyusui", "mushola", "apostille")
_NUMBERS: Final = 100


def tell_questions(mall: Mall, content: MallContent) -> None:
    """Note what was looked for in vain, and how often each service was asked for."""
    for text, times in IN_VAIN:
        for _ in range(times):
            actions.note_unanswered(mall=mall, text=text)
    for text in UNKNOWN:
        actions.note_unanswered(mall=mall, text=text)
    asked: dict[str, int] = {}
    for line in content.lines:
        for place, code in enumerate(line.services):
            asked[code] = round(line.share * _NUMBERS / (place + 1))
    actions.keep_demand(mall=mall, asked=asked)
