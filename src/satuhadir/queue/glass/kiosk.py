# SPDX-License-Identifier: Apache-2.0
"""What every page of the kiosk shares: who stands there, how it looks, how a refusal is said."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from satuhadir.devices.http import for_glass
from satuhadir.malls.models import Mall
from satuhadir.queue import wording
from satuhadir.queue.glass import saying
from satuhadir.queue.glass.lock import keep_lock
from satuhadir.queue.glass.visitor import Visitor, keep_visitor, paper_of, visitor_of
from satuhadir.queue.queries.announcements import announcements_of
from satuhadir.shared.errors import DomainError, Limited, Unavailable
from satuhadir.shared.http import status_of
from satuhadir.speech.http import can_read

IDLE_SECONDS = 45
WARN_SECONDS = 15


@dataclass
class Glass:
    """One request at the kiosk. A view may exchange the visitor; the answer keeps the last one."""

    request: HttpRequest
    mall: Mall
    visitor: Visitor

    @property
    def home(self) -> str:
        return f"/{self.mall.slug}/kios/"

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer a page in the visitor's text size and contrast."""
        request = self.request
        context.setdefault("goes_home", True)
        here = request.get_full_path() if request.method == "GET" else self.home
        return render(
            request,
            template,
            {
                "visitor": self.visitor,
                "home": self.home,
                "here": context.pop("here", here),
                "paper": paper_of(request),
                "clock": wording.clock(self.mall.local_now(), self.mall),
                "idle_seconds": IDLE_SECONDS,
                "warn_seconds": WARN_SECONDS,
                "words": saying.words(with_letters=bool(context.get("types"))),
                "reads": can_read(saying.language_now()),
                "notices": announcements_of(self.mall),
                "said_at": self.mall.local_now(),
                **context,
            },
            status=status,
        )

    def go(self, url: str) -> HttpResponse:
        """Lead on after a press, so that going back or reloading presses nothing again."""
        return HttpResponseRedirect(url)

    def refusal(self, error: DomainError, **context: Any) -> HttpResponse:
        """Say no on the kiosk's own page, with the ways on from there."""
        response = self.page(
            "queue/kiosk_refused.html", status=status_of(error), error=error, **context
        )
        if isinstance(error, Limited | Unavailable):
            response["Retry-After"] = str(error.retry_after)
        return response


View = Callable[..., HttpResponse]


def at_kiosk(*methods: str) -> Callable[[View], View]:
    """Declare a view of the kiosk, called with its Glass; refusals are said on the glass."""

    def declare(view: View) -> View:
        @for_glass("kiosk")
        @require_http_methods([*methods])
        @wraps(view)
        def answered(request: HttpRequest, slug: str, **path: Any) -> HttpResponse:
            mall: Mall = request.mall  # type: ignore[attr-defined]
            glass = Glass(request, mall, visitor_of(request, mall))
            try:
                response = view(glass, **path)
            except DomainError as error:
                response = glass.refusal(error)
            keep_visitor(response, mall, glass.visitor)
            keep_lock(request, response, mall)
            return never_kept(response)

        return answered  # type: ignore[return-value]

    return declare


def never_kept(response: HttpResponse) -> HttpResponse:
    """Keep a person's choice and number out of the browser's history for whoever comes next."""
    patch_cache_control(response, no_store=True, private=True)
    return response
