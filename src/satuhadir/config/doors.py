# SPDX-License-Identifier: Apache-2.0
"""The web application: two ways in, chosen by the path.

The API, Open311, static files and the health checks pass a short list of middlewares; pages pass
the whole one with sessions, accounts, CSRF and messages. Both know every address.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from satuhadir.shared.database import drop_dead_connections

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

SHORT_WAY = ("/api/", "/open311/", "/static/", "/healthz", "/readyz", "/favicon.ico")


class PageHandler(WSGIHandler):
    """Django as usual, with `settings.MIDDLEWARE`."""


class ApiHandler(WSGIHandler):
    """Django with `settings.API_MIDDLEWARE`."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain as Django does, from our shorter list; all of it is synchronous."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for path in reversed(settings.API_MIDDLEWARE):
            middleware = import_string(path)(handler)
            if hasattr(middleware, "process_view"):
                self._view_middleware.insert(0, middleware.process_view)
            if hasattr(middleware, "process_exception"):
                self._exception_middleware.append(middleware.process_exception)
            handler = convert_exception_to_response(middleware)
        self._middleware_chain = handler


class Doors:
    """Choose the way in by the path."""

    def __init__(self) -> None:
        self.api = ApiHandler()
        self.pages = PageHandler()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        drop_dead_connections()
        short = environ.get("PATH_INFO", "").startswith(SHORT_WAY)
        way = self.api if short else self.pages
        return way(environ, start_response)
