# SPDX-License-Identifier: Apache-2.0
"""What a page says aloud about one of its parts, as attributes of that part."""

import html
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from satuhadir.speech.http import can_read, key_of, spoken_form

register = template.Library()


class _Aloud(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return said(html.unescape(strip_tags(self.nodelist.render(context))))


@register.tag
def aloud(parser: Parser, token: Token) -> _Aloud:
    """`<a{% aloud %}what is said{% endaloud %}>`: ` data-say="…"`, and its key where the server
    can read it. No mark-up reaches the ear.
    """
    nodelist = parser.parse(("endaloud",))
    parser.delete_first_token()
    return _Aloud(nodelist)


@register.filter
def spelled(text: Any) -> str:
    """Return a printed number letter by letter and digit by digit: `A, 0, 1, 2`."""
    return ", ".join(letter for letter in str(text) if letter.isalnum())


def said(text: str) -> SafeString:
    """Return the attributes that carry a text to say in the language now active."""
    form = spoken_form(text)
    if not form:
        return SafeString("")
    language = (get_language() or "id").split("-")[0]
    if not can_read(language):
        return format_html(' data-say="{}"', form)
    return format_html(' data-say="{}" data-say-key="{}"', form, key_of(form, language))
