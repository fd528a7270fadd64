# SPDX-License-Identifier: Apache-2.0
"""The content security policy allows no inline style or script; every page has one h1."""

import re
from pathlib import Path

import pytest

from tests.structure import tree

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
LOGIC = re.compile(r"{%\s*(?:if|elif|else|endif|for|endfor|with|endwith)\b.*?%}", re.DOTALL)
INLINE = re.compile(
    r"<style\b"  # a sheet in the page
    r"|<[a-z][^>]*\sstyle\s*="  # a style on an element
    r"|<[a-z][^>]*\son[a-z]+\s*="  # a handler on an element
    r"|<script\b(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|speculationrules)\")"
    r"|javascript:",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"{%[^%]*?\bas (?P<named>hint)\s*%}|{%\s*include\s+\"\S*_manage_field\.html\"(?P<given>[^%]*)%}"
)
H1 = re.compile(r"<h1\b|{%\s*block\s+(?:h1|heading)\b")


def markup(path: Path) -> str:
    """Return the template without its comments and tags of logic."""
    return LOGIC.sub(" ", COMMENT.sub("", tree.text(path)))


@pytest.mark.parametrize(
    "sample",
    [
        '<p style="color: red">',
        '<button type="button" onclick="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
    ],
)
def test_the_search_finds_inline_code(sample: str) -> None:
    assert INLINE.search(sample)


def test_the_search_lets_files_pass() -> None:
    assert not INLINE.search('<script type="module" src="x.js"></script><p class="once">')


def test_no_template_holds_inline_style_or_script() -> None:
    found = [
        f"{tree.shown(path)}: {match.group()[:60]}"
        for path in tree.templates()
        if (match := INLINE.search(markup(path)))
    ]
    assert not found


def is_page(path: Path) -> bool:
    """Tell whether the template is a whole page of its own, not a base and not a part."""
    return "{% extends" in tree.text(path) and not path.name.startswith("_")


def test_every_page_has_one_h1() -> None:
    found = [
        f"{tree.shown(path)}: {len(H1.findall(markup(path)))}"
        for path in tree.templates()
        if is_page(path) and len(H1.findall(markup(path))) != 1
    ]
    assert not found


def test_every_page_says_what_it_is_given() -> None:
    silent = [
        tree.shown(path)
        for path in tree.templates()
        if is_page(path) and not tree.text(path).lstrip().startswith(("{#", "{% comment"))
    ]
    assert not silent


def borrowed(text: str) -> list[str]:
    """Return the fields of a template that show the hint of a field before them."""
    is_named, found = False, []
    for match in FIELD.finditer(text):
        if match["named"]:
            is_named = True
        elif is_named and not re.search(r"\b(?:hint=|only\b)", match["given"]):
            found.append(match.group())
    return found


def test_the_search_finds_a_borrowed_hint() -> None:
    named = (
        '{% translate "Satu." as hint %}{% include "_manage_field.html" with field=a hint=hint %}'
    )
    assert not borrowed(named + '{% include "_manage_field.html" with field=b hint="" %}')
    assert borrowed(named + '{% include "_manage_field.html" with field=b %}')


def test_no_field_shows_the_hint_of_another() -> None:
    found = [
        f"{tree.shown(path)}: {one}" for path in tree.templates() for one in borrowed(markup(path))
    ]
    assert not found
