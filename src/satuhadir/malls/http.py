# SPDX-License-Identifier: Apache-2.0
"""The request as every room above sees it: under `/{mall}/…` it knows its mall, and its hours."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.urls.converters import SlugConverter
from django.utils import timezone

from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.models import RESERVED_WORDS, Mall
from satuhadir.malls.queries import mall_by_slug
from satuhadir.shared.http import refusal_response

_NO_MALL = frozenset(RESERVED_WORDS) | {""}


class MallRequest(HttpRequest):
    mall: Mall


class MallSlugConverter(SlugConverter):
    """`<mall:mall>` in a path: any slug but a reserved first word, which has no mall."""

    def to_python(self, value: str) -> str:
        if value in _NO_MALL:
            raise ValueError(value)
        return value


register_converter(MallSlugConverter, "mall")


def go_to(request: HttpRequest, mall: Mall) -> None:
    """From here on the request has a mall: its name, colour and hours are on every answer."""
    request.mall = mall  # type: ignore[attr-defined]
    tell_hours_of(mall)


def tell_hours_of(mall: Mall) -> None:
    """Let every instant that this request shows be an hour on the mall's own wall."""
    timezone.activate(ZoneInfo(mall.timezone))


class HoursMiddleware:
    """Begin each request with the hours of the house, and leave no mall's to the next one.

    The zone hangs on the thread, and a thread serves one request after another, of any mall.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):
            return self.get_response(request)


class MallMiddleware:
    """Set `request.mall` from the first word of the path; reserved first words have no mall."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        word = request.path_info.lstrip("/").partition("/")[0]
        if word not in _NO_MALL and "." not in word:  # robots.txt and the like
            try:
                go_to(request, mall_by_slug(word))
            except MallNotFound as error:
                return refusal_response(request, error)
        return self.get_response(request)


def mall_in_context(request: HttpRequest) -> dict[str, Mall | None]:
    """Give every template `mall`: that of the path, or None."""
    return {"mall": getattr(request, "mall", None)}
