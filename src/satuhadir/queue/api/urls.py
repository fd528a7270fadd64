# SPDX-License-Identifier: Apache-2.0
"""The addresses of the API, below `/api/v1/`: one for each declared operation."""

import re

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
    tickets,
    track,
)
from satuhadir.queue.api.document import show_document
from satuhadir.queue.api.doors import OPERATIONS, view_of

urlpatterns: list[URLPattern] = [
    path("openapi.json", show_document, name="openapi"),
    *(path(re.sub(r"{(\w+)}", r"<str:\1>", one.route[1:]), view_of(one)) for one in OPERATIONS),
]
