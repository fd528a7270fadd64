# SPDX-License-Identifier: Apache-2.0
"""No page slips past axe: each address that answers with a page has its row, or its reason."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.every_screen import ELSEWHERE, SCREENS

# By the end of the address: what answers with a file, with data, or only to a press.
NO_PAGE = re.compile(
    r"(\.(js|json|css|csv|xlsx|pdf|xml|txt|ttl|jsonld|webmanifest)|/(denyut|keadaan|kode|awal)/|(kios|layar)/suara/"
    r"|/suara/<uuid:counter>/|healthz|readyz|favicon\.ico|/bahasa/|/unduh/)$"
)
ROOTS = ("admin/", "api/", "static/", "open311/")


def pages(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, str | None, Any]]:
    for entry in patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, address)
        elif not address.startswith(ROOTS) and not NO_PAGE.search(address):
            yield address, entry.name, entry.callback


def test_every_page_is_opened_by_a_journey() -> None:
    known = {screen.url for screen in SCREENS} | ELSEWHERE.keys()
    unseen = [
        f"{name}: {address}"
        for address, name, view in pages(get_resolver().url_patterns)
        if name not in known
        and not (name or "").startswith("mfa_")  # test_sign_in_with_two_steps
        and not is_only_pressed(view)
    ]
    assert not unseen, "give it a row in tests/journeys/every_screen.py:\n" + "\n".join(unseen)


def test_no_row_is_about_a_page_that_is_gone() -> None:
    names = {name for _, name, _ in pages(get_resolver().url_patterns)}
    rows = {screen.url for screen in SCREENS} | ELSEWHERE.keys()
    assert rows <= names, rows - names


def is_only_pressed(view: Any) -> bool:
    """Say whether a view takes POST alone (`require_POST` keeps its methods in a closure)."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if cell.cell_contents == ["POST"]:
                return True
        view = getattr(view, "__wrapped__", None)
    return False
