# SPDX-License-Identifier: Apache-2.0
"""`view.entry` is set by the decorators of `accounts.http` and `devices.http`, or in `shared`."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from django.urls import URLPattern, URLResolver, get_resolver

from satuhadir.accounts.callers import Action

KNOWN = re.compile(
    r"public|signed_in|glass: (?:kiosk|display)|api: \S.*"
    rf"|staff: (?:{'|'.join(map(re.escape, get_args(Action)))})"
)
# Views of packages, by the module they come from, and who guards them there.
GUARDED_ELSEWHERE = {
    "django.contrib.admin": "AdminSite.admin_view lets in active staff accounts only",
    "django.contrib.auth.admin": "the same",
    "django.contrib.contenttypes": "the same",
    "allauth": "each of its views says login_required or is the sign-in itself",
    "django.views.generic": "the admin's redirect of a short address to its page",
    "django.views.i18n": "the language switch: public, changes one cookie",
    "django.views.static": "files without secrets, in the demonstration",
    "django.contrib.staticfiles": "files without secrets, in the demonstration",
    "ninja.openapi": "the description of the API: public",
}


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every address of the product with its view; for ninja with each of its operations."""
    for entry in patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, address)
            continue
        if module_of(entry.callback) == "ninja.operation":
            path_view = inspect.getclosurevars(entry.callback).nonlocals["self"]
            for operation in path_view.operations:
                yield f"{' '.join(operation.methods)} {address}", operation.view_func
        else:
            yield address, entry.callback


def module_of(view: Callable[..., Any]) -> str:
    """Return where a view was written, through partials and bound methods."""
    while hasattr(view, "func"):
        view = view.func
    return str(getattr(view, "__module__", None) or type(view).__module__)


def entry_of(view: Callable[..., Any]) -> str:
    """Return what a view says about who may enter; an empty text when it says nothing."""
    return str(getattr(view, "entry", ""))


def is_guarded_elsewhere(view: Callable[..., Any]) -> bool:
    """Tell whether the view is a package's, listed above with its guard."""
    return any(f"{module_of(view)}.".startswith(f"{name}.") for name in GUARDED_ELSEWHERE)


def all_addresses() -> list[tuple[str, Callable[..., Any]]]:
    """Return every address of the product and its view."""
    return list(addresses(get_resolver().url_patterns))


def test_the_walk_sees_the_whole_house() -> None:
    rooms = {
        module_of(view).split(".")[1] for _, view in all_addresses() if "sat" in module_of(view)
    }
    assert {"queue", "shared"} <= rooms


def test_each_address_says_who_may_enter() -> None:
    silent = [
        f"{address} ({module_of(view)})"
        for address, view in all_addresses()
        if not entry_of(view) and not is_guarded_elsewhere(view)
    ]
    assert not silent


def test_each_entry_is_of_a_known_kind() -> None:
    odd = [
        f"{address}: {entry_of(view)}"
        for address, view in all_addresses()
        if entry_of(view) and not KNOWN.fullmatch(entry_of(view))
    ]
    assert not odd


def test_everything_under_the_api_asks_the_callers_rights() -> None:
    wrong = [
        f"{address}: {entry_of(view)}"
        for address, view in all_addresses()
        if "api/v1/" in address
        and not is_guarded_elsewhere(view)
        and not entry_of(view).startswith(("api: ", "public"))
    ]
    assert not wrong
