# SPDX-License-Identifier: Apache-2.0
"""One answer in the two forms of GeoReport: XML, and JSON as the Spark convention makes it of it.

In XML each list has a name and each of its items another; in JSON a list is only a list, and the
outermost name falls away.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpRequest, HttpResponse

FORMS: Final = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
ITEMS: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
# What XML 1.0 can't hold at all, not even written as a number.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(form: str, name: str, said: Any, status: int = 200) -> HttpResponse:
    """Answer `said`, a list or an object, whose outermost element is called `name`."""
    if form == "json":
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    else:
        root = Element(name)
        _fill(root, said)
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, "utf-8")
        body = body.replace(b"<?xml version='1.0' encoding='utf-8'?>\n", b"", 1)
    response = HttpResponse(body, status=status, content_type=FORMS[form])
    # Read by programs in other sites' pages; no cookie opens anything here.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def refusal(
    request: HttpRequest, status: int, text: str, headers: Mapping[str, str]
) -> HttpResponse:
    """Answer a refusal as GeoReport has it: a list of code and description.

    Its statuses are few: 404 what does not exist, 403 a key that opens nothing, 400 anything else
    that is the caller's fault. Too often (429), too large (413), a wrong method and what is our
    fault keep theirs, which every client understands.
    """
    shown = {401: 403, 409: 400, 411: 400, 415: 400, 422: 400}.get(status, status)
    said = [{"code": shown, "description": text}]
    response = answer(form_of(request), "errors", said, shown)
    for name, value in headers.items():
        response[name] = value
    return response


def form_of(request: HttpRequest) -> str:
    """Return the form a path asks for; XML, which every client must know, for any other."""
    return "json" if request.path_info.endswith(".json") else "xml"


def _fill(element: Element, said: Any) -> None:
    if isinstance(said, Mapping):
        for name, value in said.items():
            _fill(SubElement(element, name), value)
    elif isinstance(said, list):
        for value in said:
            _fill(SubElement(element, ITEMS[element.tag]), value)
    elif isinstance(said, bool):
        element.text = "true" if said else "false"
    elif said is not None:
        element.text = _UNSAYABLE.sub("\ufffd", str(said))
