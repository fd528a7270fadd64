# SPDX-License-Identifier: Apache-2.0
"""The addresses of the queue's API, below `/api/v1/`: one for each declared operation."""

from django.urls import URLPattern, path

from satuhadir.queue.api import (  # noqa: F401 - importing them declares their operations
    announcements,
    board,
    counters,
    devices,
    lines,
    log,
    offers,
    printing,
    reference,
    tickets,
    track,
)
from satuhadir.queue.api.document import show_document
from satuhadir.queue.api.doors import routes_of

urlpatterns: list[URLPattern] = [
    path("openapi.json", show_document, name="openapi"),
    *routes_of("satuhadir.queue"),
]
