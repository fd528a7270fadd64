# SPDX-License-Identifier: Apache-2.0
"""Names that are data, in the reader's language where the catalogue has them in it."""

from typing import NamedTuple

from django.utils.translation import get_language


class Named(NamedTuple):
    """A name to show. `lang` is `id` where the page's language is another and the name is not."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text


def named(name: str, name_en: str = "") -> Named:
    """Return a name in the language now active, Indonesian where it has no other."""
    if is_indonesian():
        return Named(name, "")
    return Named(name_en, "") if name_en else Named(name, "id")


def is_indonesian() -> bool:
    """Say whether the page now made is in Indonesian."""
    return (get_language() or "id").split("-")[0] == "id"
