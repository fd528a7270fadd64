# SPDX-License-Identifier: Apache-2.0
"""Reading another room goes through its public face, writing it through its actions only."""

import ast
from collections.abc import Iterator

import pytest

from tests.structure import tree

WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update",
    "delete", "save", "acreate", "abulk_create", "aget_or_create", "aupdate_or_create", "aupdate",
    "abulk_update", "adelete", "asave",
}  # fmt: skip
# What a room shows to the others (docs/house.md). `shared` and `engines` are open to all, and so is
# `agent` to `printing`: how bytes reach a printer is written once.
FACE = {"actions", "callers", "calendars", "errors", "http", "models", "ports", "queries", "values"}
OPEN_ROOMS = {"shared", "engines", "agent"}
# What a room shows besides: every operation of the API is declared at the queue's one door, and a
# page of an upper room on a kiosk is a kiosk's page, with its guard, its look and its lock.
# Which messages there are is said by the room that sends them, in the form that `notices` gives.
ADDED = {("queue", "api"), ("queue", "glass"), ("notices", "kinds")}
# The only place that knows all rooms, and set-up that imports what it starts.
MAY_SEE_ALL = {"config", "launch"}


def foreign_models(module: ast.Module, room: str) -> tuple[set[str], set[str]]:
    """Return the names by which a module knows models, and model modules, of other rooms."""
    models: set[str] = set()
    holders: set[str] = set()
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("satuhadir."):
            continue
        parts = (node.module or "").split(".")
        if parts[1] == room:
            continue
        for alias in node.names:
            if "models" in parts[2:]:
                models.add(alias.asname or alias.name)
            elif alias.name == "models":
                holders.add(alias.asname or alias.name)
    return models, holders


def root_of(node: ast.expr) -> ast.expr:
    """Follow `A.objects.filter(…).update` down to `A`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def annotated(module: ast.Module, models: set[str]) -> set[str]:
    """Return the variables and parameters declared to hold a foreign model."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.arg) and node.annotation is not None:
            name, annotation = node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, annotation = node.target.id, node.annotation
        else:
            continue
        words = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)}
        if words & models:
            found.add(name)
    return found


def foreign_writes(module: ast.Module, room: str) -> Iterator[str]:
    """Yield every place where a module of `room` writes a model of another room."""
    models, holders = foreign_models(module, room)
    instances = annotated(module, models)
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in models and node.keywords:
            yield f"{node.lineno}: builds a {called.id}"
        if not (isinstance(called, ast.Attribute) and called.attr in WRITES):
            continue
        root = root_of(called.value)
        if not isinstance(root, ast.Name):
            continue
        direct = isinstance(called.value, ast.Name)
        by_model = root.id in holders or (root.id in models and not direct)
        if by_model or (root.id in instances and direct):
            yield f"{node.lineno}: {ast.unparse(called)}"


@pytest.mark.parametrize(
    "line",
    [
        "Mall.objects.create(name='x')",
        "Mall.objects.filter(pk=1).exclude(pk=2).update(name='x')",
        "Mall(name='x').save()",
        "def close(mall: Mall) -> None: mall.save()",
        "def close(mall: Mall | None) -> None: mall.delete()",
        "Mall.objects.bulk_create([])",
    ],
)
def test_the_search_finds_each_way_to_write(line: str) -> None:
    source = f"from satuhadir.malls.models import Mall\n{line}"
    assert list(foreign_writes(ast.parse(source), "queue"))
    assert not list(foreign_writes(ast.parse(source), "malls"))


def test_the_search_lets_reading_pass() -> None:
    source = "from satuhadir.malls.models import Mall\nMall.objects.filter(name='x').first()"
    assert not list(foreign_writes(ast.parse(source), "queue"))


def test_no_room_writes_the_model_of_another() -> None:
    found = [
        f"{tree.shown(path)}:{place}"
        for path in tree.modules()
        for place in foreign_writes(tree.parsed(path), tree.room_of(path))
    ]
    assert not found


def imports(module: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, room and name inside the room for every import of our own."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("satuhadir."):
            parts = (node.module or "").split(".")
            for alias in node.names:
                yield node.lineno, parts[1], parts[2] if len(parts) > 2 else alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "satuhadir" and len(parts) > 2:
                    yield node.lineno, parts[1], parts[2]


def test_rooms_meet_only_at_their_public_face() -> None:
    found = [
        f"{tree.shown(path)}:{line} imports {room}.{name}"
        for path in tree.modules()
        if tree.room_of(path) not in MAY_SEE_ALL
        for line, room, name in imports(tree.parsed(path))
        if room not in OPEN_ROOMS | {tree.room_of(path)}
        and name not in FACE
        and (room, name) not in ADDED
        # The admin of a room is built on the admin of the malls: scoped to who asks.
        and not (name == "admin" and path.stem == "admin")
    ]
    assert not found
