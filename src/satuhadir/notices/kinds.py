# SPDX-License-Identifier: Apache-2.0
"""Which messages there are: each room above names its own, with their words.

A room writes a tuple of `Kind` in its `kinds.py`; `settings.SATUHADIR_NOTICE_KINDS` names those
tuples by dotted path.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `subject` is an e-mail's and all that a push says; `text` is the rest.

    `examples` are the placeholders with a value for the preview; those in `needed` may not be left
    out of the text by a manager. {mall} is there always. `is_code`: it carries a one-time code.
    `is_news`: somebody asked to be kept informed, and may stop it; the others they just asked for.
    """

    code: str
    name: str | Promise
    subject: str | Promise
    text: str | Promise
    examples: dict[str, str]
    needed: frozenset[str] = frozenset()
    is_code: bool = False
    is_news: bool = True

    @property
    def placeholders(self) -> list[str]:
        return ["mall", *self.examples]


TEST: Final = Kind(
    code="notices.test",
    name=_("Pesan uji"),
    subject=_("Pesan uji dari {mall}"),
    text=_("Pesan ini diminta pengelola {mall} pukul {time} untuk menguji saluran."),
    examples={"time": "09.30"},
    is_news=False,
)


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its code."""
    groups: list[Iterable[Kind]] = [import_string(path) for path in settings.SATUHADIR_NOTICE_KINDS]
    return {kind.code: kind for group in ([TEST], *groups) for kind in group}
