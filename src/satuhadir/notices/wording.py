# SPDX-License-Identifier: Apache-2.0
"""From a message in the outbox to the letter that leaves."""

import json
import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from satuhadir.notices.errors import TextInvalid
from satuhadir.notices.kinds import Kind, all_kinds
from satuhadir.notices.models import Notice
from satuhadir.notices.ports import Letter
from satuhadir.shared.errors import FieldProblem
from satuhadir.shared.keyed import mac_of, unseal

PURPOSE: Final = "notices.v1"
_PLACE = re.compile(r"\{([a-z_]*)\}")
_LETTERS: Final = 10


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind says, with its placeholders. `template` is its name at WhatsApp."""

    subject: str
    text: str
    template: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a message's seal held."""

    address: str
    values: dict[str, str]

    def __repr__(self) -> str:
        return "Content()"


def default_words(kind: Kind, language: str) -> Words:
    """Return what the product says by itself."""
    with translation.override(language):
        return Words(str(kind.subject), str(kind.text), f"satuhadir_{kind.code.replace('.', '_')}")


def fill(text: str, values: dict[str, str]) -> str:
    """Put values into a text's placeholders; what is unknown stays empty, never code."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)


def placeholders_in(text: str) -> list[str]:
    """Return the placeholders of a text, each once, in the order of their first places."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def check_text(kind: Kind, *, subject: str, text: str) -> None:
    """Refuse words that can't be filled.

    Raises:
        TextInvalid: naming the field.
    """
    problems = []
    for name, said in (("subject", subject), ("text", text)):
        unknown = [one for one in placeholders_in(said) if one not in kind.placeholders]
        rest = _PLACE.sub("", said)
        if unknown or "{" in rest or "}" in rest:
            detail = _("Isian yang dikenal di sini: {known}.").format(
                known=", ".join(f"{{{one}}}" for one in kind.placeholders)
            )
            problems.append(FieldProblem(name, TextInvalid.code, detail))
    missing = sorted(kind.needed - set(placeholders_in(text)))
    if missing and not problems:
        detail = _("Isian ini tidak boleh hilang: {missing}.").format(
            missing=", ".join(f"{{{one}}}" for one in missing)
        )
        problems.append(FieldProblem("text", TextInvalid.code, detail))
    if problems:
        raise TextInvalid(errors=problems)


def unsealed(notice: Notice) -> Content | None:
    """Return address and values; None when they are erased, or their secret is gone."""
    text = unseal(PURPOSE, notice.sealed) if notice.sealed else None
    if text is None:
        return None
    said = json.loads(text)
    return Content(said["address"], said["values"])


def letter_of(notice: Notice, content: Content, words: Words) -> Letter:
    """Return a message as it leaves."""
    kind = all_kinds()[notice.kind]
    values = {"mall": notice.mall.name, **content.values}
    origin = settings.SATUHADIR_ORIGIN or notice.origin
    if values.get("link", "").startswith("/"):
        values["link"] = origin + values["link"]
    text = fill(words.text, values)
    stop = ""
    if kind.is_news and notice.subscription_id and origin:
        token = link_token(notice.subscription_id)
        stop = origin + reverse("stop_notices", args=[notice.mall.slug, token])
    return Letter(
        id=notice.pk, address=content.address, language=notice.language,
        subject=" ".join(fill(words.subject, values).split()), text=text,
        sender=notice.mall.name, not_after=notice.not_after, link=values.get("link", ""),
        stop_link=stop, template=words.template,
        parameters=tuple(values.get(one, "") for one in placeholders_in(words.text)),
        code=values.get("code", "") if kind.is_code else "",
    )  # fmt: skip


def link_token(subscription_id: int) -> str:
    """Return the word by which a follower says stop: its number, and a proof that we wrote it."""
    proof = mac_of("notices.stop", str(subscription_id).encode()).hex()[: 2 * _LETTERS]
    return f"{subscription_id}-{proof}"


def number_of_token(token: str) -> int | None:
    """Return the number in a word of ours, None for one we did not write."""
    number, _dash, _proof = token.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return int(number) if constant_time_compare(link_token(int(number)), token) else None
