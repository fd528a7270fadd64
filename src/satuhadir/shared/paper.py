# SPDX-License-Identifier: Apache-2.0
"""Pages for a printer: PDF made from a template by WeasyPrint.

It draws letters with the system's library Pango. Where that is missing the PDF is refused with a
sentence, and everything else works. Nothing is ever fetched: only our own static files are read.
"""

import logging
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from satuhadir.shared.errors import PaperUnavailable
from satuhadir.shared.static_files import find_static

_HOUSE: Final = "https://satuhadir.invalid"  # stands for this house; nothing is asked there
_OURS: Final = f"{_HOUSE}{settings.STATIC_URL}"


def pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Return the template drawn as a PDF (PDF/UA tags, language of the page). About 0.3 s a page.

    The template links styles with `{% static %}`; an address outside our static files is left out.

    Raises:
        PaperUnavailable: the library Pango is missing on this machine.
    """
    drawing = _weasyprint()
    html = render_to_string(template, dict(context))
    document = drawing.HTML(string=html, base_url=_HOUSE, url_fetcher=_fetcher())
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def pdf_answer(name: str, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Return the PDF as a download called `name`.pdf (letters, digits and -)."""
    answer = HttpResponse(pdf(template, context), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def can_draw() -> bool:
    """Say whether this machine can make a PDF: for the doctor and for pages that offer one."""
    try:
        _weasyprint()
    except PaperUnavailable:
        return False
    return True


@cache
def _weasyprint() -> Any:
    try:
        module = import_module("weasyprint")
    except OSError as error:  # cffi found no shared library
        raise PaperUnavailable from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return module


@cache
def _fetcher() -> Any:
    """Return what answers WeasyPrint's wish for a file: from our static files, nowhere else."""
    urls: Any = import_module("weasyprint.urls")
    base: Any = urls.URLFetcher

    class OurFilesOnly(base):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            wanted = url.removeprefix(_OURS)
            file = wanted != url and find_static(wanted)
            if not file:
                raise ValueError("only static files of the house are read")
            return urls.URLFetcherResponse(url, file.plain, {"Content-Type": file.content_type})

    return OurFilesOnly()
