# SPDX-License-Identifier: Apache-2.0
"""Read YAML or JSON from strangers into plain values that remember their line.

Nothing is constructed but text, numbers, booleans, lists and maps. Size, depth and number of
values are bounded before anything is built, and aliases are refused, so a file can't grow in
memory. Pure: no Django, no I/O.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_VALUES: Final = 400_000
MAX_DEPTH: Final = 12

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"
_INTEGER: Final = re.compile(r"[-+]?\d{1,15}")
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A value with the line it stands on, counted from 1; None where the format has no lines.

    `place` is the words for a place that is no line of a text, such as a row of a sheet.
    """

    value: "str | int | float | bool | list[Marked] | dict[str, Marked] | None"
    line: int | None
    place: str = ""


class Unreadable(Exception):
    """The text is no document we take. `line` is None when it concerns the whole file."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_marked(data: bytes, *, is_json: bool) -> Marked:
    """Return the tree of `data`; time and memory grow with its size, at most `MAX_BYTES`.

    Raises:
        Unreadable: too large, not UTF-8, broken syntax, or something only hostile files hold.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"berkas lebih dari {MAX_BYTES // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("berkas bukan teks UTF-8") from None
    found = _UNREADABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable("ada karakter yang bukan teks", line)
    return _read_json(text) if is_json else _read_yaml(text)


def from_plain(value: object, *, depth: int = 0) -> Marked:
    """Return plain JSON-like values as a tree without lines."""
    if depth > MAX_DEPTH:
        raise Unreadable("susunan terlalu dalam")
    if isinstance(value, dict):
        return Marked(
            {str(key): from_plain(one, depth=depth + 1) for key, one in value.items()}, None
        )
    if isinstance(value, list | tuple):
        return Marked([from_plain(one, depth=depth + 1) for one in value], None)
    if isinstance(value, str):
        if _UNREADABLE.search(value):
            raise Unreadable("ada karakter yang bukan teks")
        return Marked(value, None)
    if value is None or isinstance(value, int | float):
        return Marked(value, None)
    raise Unreadable("jenis nilai tidak didukung")


# --- JSON ------------------------------------------------------------------------------------


def _read_json(text: str) -> Marked:
    try:
        plain = json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        raise Unreadable("bukan JSON yang benar", error.lineno) from None
    except RecursionError:
        raise Unreadable("susunan terlalu dalam") from None
    except ValueError:  # a number of more digits than Python takes
        raise Unreadable("ada bilangan yang terlalu besar") from None
    return from_plain(plain)


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("ada isian yang ditulis dua kali di tempat yang sama")
    return found


# --- YAML ------------------------------------------------------------------------------------


def _read_yaml(text: str) -> Marked:
    try:
        _refuse_hostile(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable("bukan YAML yang benar", mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, ValueError):
        raise Unreadable("bukan YAML yang benar") from None
    if root is None:
        raise Unreadable("berkas kosong")
    return _marked(root)


def _refuse_hostile(text: str) -> None:
    """Walk the events once, flat, before a tree is built from them."""
    depth = documents = 0
    for values, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable("tanda & dan * (alias) tidak dipakai di sini", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > MAX_DEPTH:
            raise Unreadable("susunan terlalu dalam", line)
        if values > MAX_VALUES:
            raise Unreadable("isi terlalu banyak", line)
        if documents > 1:
            raise Unreadable("lebih dari satu dokumen dalam satu berkas", line)


def _marked(node: yaml.Node) -> Marked:
    line = node.start_mark.line + 1
    tag = str(node.tag)
    if isinstance(node, yaml.SequenceNode) and tag == _TAG + "seq":
        return Marked([_marked(one) for one in node.value], line)
    if isinstance(node, yaml.MappingNode) and tag == _TAG + "map":
        found: dict[str, Marked] = {}
        for key, value in node.value:
            name = str(key.value)
            if not isinstance(key, yaml.ScalarNode):
                raise Unreadable("nama isian harus teks", line)
            if name in found:
                raise Unreadable(
                    "isian ini ditulis dua kali di tempat yang sama", key.start_mark.line + 1
                )
            found[name] = _marked(value)
        return Marked(found, line)
    if isinstance(node, yaml.ScalarNode) and tag.startswith(_TAG):
        return Marked(_scalar(tag.removeprefix(_TAG), str(node.value), line), line)
    raise Unreadable("jenis nilai (tag) tidak didukung", line)


def _scalar(kind: str, text: str, line: int) -> str | int | float | bool | None:
    if _UNREADABLE.search(text):  # "\0" written as an escape
        raise Unreadable("ada karakter yang bukan teks", line)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in {"yes", "true", "on"}
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "float" and _NUMBER.fullmatch(text):
        return float(text)
    if kind in {"str", "int", "float", "timestamp", "merge", "value"}:
        return text  # 0x1F, 1:30, .inf, a date: text to us; where a number is due it is refused
    raise Unreadable("jenis nilai (tag) tidak didukung", line)
