# SPDX-License-Identifier: Apache-2.0
"""The document of the API and what Django really routes are held against each other."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from satuhadir.queue.api.document import make_document, refusals_of
from satuhadir.queue.api.doors import OPERATIONS, Operation
from satuhadir.shared.http import PROBLEM, STATUS
from tests.structure import tree

# Documented here and served by the stream, beside Django.
STREAMED = {("GET", "/api/v1/malls/{mall}/events")}
ABOUT_ITSELF = "/api/v1/openapi.json"
SETTLED = {401: "a wrong key", 503: "no database"}
OF_A_BODY = {400, 403, 409, 411, 413, 415, 422}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document, once Django's routes have brought all operations in."""
    assert get_resolver().url_patterns
    return make_document()


def documented() -> dict[tuple[str, str], dict[str, Any]]:
    """Return each documented operation by method and path."""
    return {
        (method.upper(), path): operation
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    }


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Yield every address below the API, with its parameters in braces."""
    for entry in patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, address)
        elif address.startswith("/api/v1/"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)


def operations_by_key() -> dict[tuple[str, str], Operation]:
    assert get_resolver().url_patterns
    return {(one.method, f"/api/v1{one.route}"): one for one in OPERATIONS}


def test_the_document_is_openapi_3_1() -> None:
    assert document()["openapi"] == "3.1.0"


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    routed = set(routes(get_resolver().url_patterns)) - {ABOUT_ITSELF}
    written = {path for method, path in documented() if (method, path) not in STREAMED}
    assert routed == written


def test_the_methods_are_those_that_the_routes_take() -> None:
    assert set(documented()) - STREAMED == set(operations_by_key())


def test_a_route_is_declared_once() -> None:
    assert len(operations_by_key()) == len(OPERATIONS)


def test_the_statuses_are_those_that_the_operations_answer() -> None:
    for key, one in operations_by_key().items():
        expected = {str(status) for status in (*one.answers, *refusals_of(one))}
        assert set(documented()[key]["responses"]) == expected, key


def test_no_operation_forgets_what_the_door_refuses() -> None:
    for key, one in operations_by_key().items():
        statuses = {int(status) for status in documented()[key]["responses"]}
        assert set(SETTLED) <= statuses, key
        assert 404 in statuses, key
        if one.rights:
            assert 403 in statuses, key
        if one.limit:
            assert 429 in statuses, key
        if one.method == "POST":
            assert statuses >= OF_A_BODY, key


def test_every_refusal_is_a_problem_and_every_reference_leads_somewhere() -> None:
    for key, operation in documented().items():
        for status, said in operation["responses"].items():
            if int(status) >= 400:
                assert list(said["content"]) == [PROBLEM], (key, status)
    schemas = document()["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document())))
    assert named <= set(schemas)
    assert "Problem" in named


def test_every_parameter_of_a_path_is_documented() -> None:
    for (method, path), operation in documented().items():
        said = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert said == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_every_unsafe_operation_takes_an_idempotency_key() -> None:
    for (method, path), operation in documented().items():
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (method == "POST"), path


def test_what_needs_rights_names_the_key() -> None:
    for key, one in operations_by_key().items():
        alternatives = documented()[key]["security"]
        assert ({} in alternatives) == (not one.rights), key


def test_every_operation_stands_in_the_page_about_the_api() -> None:
    page = (tree.ROOT / "docs/api.md").read_text(encoding="utf-8")
    missing = [
        f"{method} {path}"
        for method, path in documented()
        if path.removeprefix("/api/v1") not in page
    ]
    assert not missing


def test_every_family_of_refusals_has_a_status_to_document() -> None:
    families = {error for one in OPERATIONS for error in one.refuses}
    assert all(any(issubclass(error, family) for family in STATUS) for error in families)
