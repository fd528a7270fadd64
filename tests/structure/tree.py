# SPDX-License-Identifier: Apache-2.0
"""Reads the source tree for the structure tests."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "satuhadir"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def shown(path: Path) -> str:
    """Name a file as people do, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    """Tell whether the file is part of the tests."""
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def files(*suffixes: str, below: Path = PACKAGE) -> list[Path]:
    """Return every source file with one of the suffixes; all of them when none is given."""
    return sorted(
        path
        for path in below.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and (not suffixes or path.suffix in suffixes)
    )


def modules() -> list[Path]:
    """Return every Python module of the product: no tests, no migrations."""
    return [path for path in files(".py") if not is_test(path) and "migrations" not in path.parts]


def room_of(path: Path) -> str:
    """Return the room a file of the package lies in."""
    return path.relative_to(PACKAGE).parts[0]


@functools.cache
def text(path: Path) -> str:
    """Return the content of a file."""
    return path.read_text(encoding="utf-8")


@functools.cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(text(path), filename=str(path))


def templates() -> list[Path]:
    """Return every page template of the product."""
    return [path for path in files(".html") if "templates" in path.parts and not is_test(path)]
