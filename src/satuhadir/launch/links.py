# SPDX-License-Identifier: Apache-2.0
"""Finds links of the documents that lead nowhere: files, anchors and file names in backticks."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE
)
TAG = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=\"([^\"\s]+)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
NAMED = re.compile(r"<a\b[^>]*?\b(?:id|name)=\"([^\"]+)\"")
OURS = re.compile(r"^(?:src|tests|bench|docs|requirements|\.ci)/[\w./-]+$")


def documents(root: Path) -> list[Path]:
    """Return every Markdown file of the checkout, without what is installed or generated."""
    found = [*root.glob("*.md")]
    for folder in ("docs", "src", "tests"):
        found += root.joinpath(folder).rglob("*.md")
    return sorted(path for path in found if "node_modules" not in path.parts)


def anchors(text: str) -> set[str]:
    """Return the anchors a reader can jump to: headings as code hosts name them, and named ones."""
    seen: dict[str, int] = {}
    found = set(NAMED.findall(text))
    for heading in HEADING.findall(FENCE.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


def targets(text: str) -> Iterator[str]:
    """Yield what a document links to, code left out."""
    prose = CODE.sub("", FENCE.sub("", text))
    for inline, reference in LINK.findall(prose):
        yield inline or reference
    yield from TAG.findall(prose)


def fault_of(target: str, document: Path, root: Path) -> str | None:
    """Say what is wrong with one link, or None when it leads somewhere (or out of the house)."""
    if re.match(r"^[a-z][a-z0-9+.-]*:|^//", target):
        return None
    address, _, anchor = target.partition("#")
    place = document if not address else document.parent / unquote(address)
    if address.startswith("/"):
        return "starts at the root of a disk"
    if not place.exists():
        return "no such file"
    if not place.resolve().is_relative_to(root):
        return "leaves the repository"
    if anchor and place.suffix == ".md":
        known = anchors(place.read_text(encoding="utf-8"))
        return None if anchor in known else "no such heading"
    return None


def faults(root: Path) -> list[str]:
    """Return one line for every link, and every path in backticks, that leads nowhere."""
    root = root.resolve()
    found = []
    for document in documents(root):
        text = document.read_text(encoding="utf-8")
        name = document.relative_to(root)
        for target in targets(text):
            fault = fault_of(target, document, root)
            if fault:
                found.append(f"{name}: {target}: {fault}")
        found += [
            f"{name}: `{code}`: no such file"
            for code in CODE.findall(FENCE.sub("", text))
            if OURS.match(code) and not root.joinpath(code).exists()
        ]
    return found
