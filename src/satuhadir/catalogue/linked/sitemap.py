# SPDX-License-Identifier: Apache-2.0
"""What search engines may read: robots.txt, a sitemap for each mall, and the list of those."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from satuhadir.catalogue import queries
from satuhadir.catalogue.linked.doors import origin_of
from satuhadir.malls import queries as malls
from satuhadir.malls.http import MallRequest
from satuhadir.malls.models import Mall
from satuhadir.shared.http import public
from satuhadir.shared.ways import public_links

_SCHEMA: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS: Final = """\
User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /kelola/
Disallow: /loket/
Disallow: /masuk/
Disallow: /nasional/
Disallow: /*/antrean/
Disallow: /*/kunjungan/
Disallow: /*/daftar-tunggu/
Disallow: /*/kabar/
Disallow: /*/layar/
Disallow: /*/kios/
"""


class Entry(NamedTuple):
    """An address from the root, and the day it last changed (ISO), empty where nobody knows."""

    address: str
    day: str = ""


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer which pages robots should leave alone, and where the sitemap is."""
    text = f"{_ROBOTS}Sitemap: {_origin(request)}/sitemap.xml\n"
    return _answer(text, "text/plain; charset=utf-8")


@public
@require_safe
def sitemaps(request: HttpRequest) -> HttpResponse:
    """Answer the sitemaps of all malls."""
    entries = [Entry(f"/{mall.slug}/sitemap.xml") for mall in malls.all_malls()]
    return _answer(_xml("sitemapindex", "sitemap", _origin(request), entries))


@public
@require_safe
def sitemap(request: MallRequest, slug: str) -> HttpResponse:
    """Answer the public pages of a mall."""
    mall = request.mall
    return _answer(_xml("urlset", "url", origin_of(request, mall), pages_of(mall)))


def pages_of(mall: Mall) -> Iterator[Entry]:
    """Yield the public pages: home, what the foot of every page names, services, life events."""
    yield Entry(f"/{mall.slug}/")
    for link in public_links(mall.slug):
        yield Entry(link.address)
    standards = queries.standards_today(mall)
    for service in queries.services_of(mall):
        standard = standards.get(service.code)
        day = str(standard.valid_from) if standard else ""
        yield Entry(f"/{mall.slug}/layanan/{service.code}/", day)
    for event in queries.life_events(mall):
        yield Entry(f"/{mall.slug}/peristiwa/{event.code}/")


def _xml(root: str, kind: str, origin: str, entries: Iterable[Entry]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_SCHEMA}">']
    for one in entries:
        day = f"<lastmod>{one.day}</lastmod>" if one.day else ""
        lines.append(f"<{kind}><loc>{escape(origin + one.address)}</loc>{day}</{kind}>")
    return "\n".join([*lines, f"</{root}>", ""])


def _origin(request: HttpRequest) -> str:
    return settings.SATUHADIR_ORIGIN or f"{request.scheme}://{request.get_host()}"


def _answer(text: str, kind: str = "application/xml; charset=utf-8") -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Cache-Control"] = "public, max-age=3600"
    return response
