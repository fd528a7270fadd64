# SPDX-License-Identifier: Apache-2.0
"""What every template needs: the mark of Indonesian data on an English page, waits, ways."""

from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from satuhadir.shared.colour import cloth_hex
from satuhadir.shared.ways import Link, Row, public_links, row_for

register = template.Library()


@register.simple_tag
def in_indonesian() -> SafeString | str:
    """Return ` lang="id"` where the page's language is another, for text that is data."""
    if (get_language() or "id").split("-")[0] == "id":
        return ""
    return SafeString(' lang="id"')


@register.filter
def percent(value: int) -> str:
    """Return `82 %`, or `82%` on an English page."""
    return gettext("{n} %").format(n=value)


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> SafeString | str:
    """Return the link with the one address of this page, without what was asked of it.

    Nothing where there is no request, as in a page made for later, and on the page that refuses
    a name which is not ours.
    """
    request = context.get("request")
    if request is None:
        return ""
    try:
        origin = settings.SATUHADIR_ORIGIN or f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
    return format_html('<link rel="canonical" href="{}{}">\n', origin, quote(request.path, "/"))


@register.simple_tag
def cloth_colour(hue: int) -> str:
    """Return the cloth of a region's hue as `#rrggbb`."""
    return cloth_hex(int(hue))


@register.inclusion_tag("shared/_manage_ways.html", takes_context=True)
def manage_ways(context: dict[str, Any], here: str = "", *, under: str = "") -> dict[str, Row]:
    """Draw the manager's row. `here` names this page, or `under` the page this one lies below.

    Reads `ask` (a MallAsk) from the page.
    """
    ask = context["ask"]
    row = row_for(ask.mall.slug, here or under, whole=ask.is_whole, on_page=bool(here))
    return {"row": row}


@register.inclusion_tag("shared/_public_ways.html", takes_context=True)
def public_ways(context: dict[str, Any], here: str = "") -> dict[str, list[Link]]:
    """Draw the links to the public pages of `mall`; `here` names the page one is on."""
    return {"links": public_links(context["mall"].slug, here)}


@register.simple_tag
def wait_range(wait: Any) -> str:
    """Return a wait in words: figures in <b>, the unit in <small>. None: we do not know."""
    if wait is None:
        return gettext("belum diketahui")
    figures, unit = wait_parts(int(wait.low), int(wait.high))
    if not figures:
        return unit
    return format_html("<b>{}</b> <small>{}</small>", figures, unit)


@register.filter
def wait_words(wait: Any) -> str:
    """Return a wait as plain text, for sentences and attributes."""
    if wait is None:
        return gettext("belum diketahui")
    figures, unit = wait_parts(int(wait.low), int(wait.high))
    return f"{figures} {unit}" if figures else unit


@register.filter
def upto(count: Any, most: int) -> range:
    """Return a range to draw one mark for each of `count`, at most `most`; empty for None."""
    return range(min(int(count or 0), int(most)))


@register.filter
def beyond(count: Any, most: int) -> int:
    """Return how many of `count` are more than `most`."""
    return max(int(count or 0) - int(most), 0)


def wait_parts(low: int, high: int) -> tuple[str, str]:
    """Return the figures of a range of minutes and their unit.

    From two hours on in half hours, rounded outwards; no figures when nobody waits.
    """
    if high <= 0:
        return "", gettext("langsung")
    if high < 120:
        figures = f"{low}–{high}" if low < high else str(high)
        return figures, ngettext("menit", "menit", high)
    first, last = low // 30, -(-high // 30)
    figures = f"{_halves(first)}–{_halves(last)}" if first < last else _halves(last)
    return figures, gettext("jam")


def _halves(count: int) -> str:
    whole, rest = divmod(count, 2)
    if not rest:
        return str(whole)
    return f"{whole}½" if whole else "½"
