# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from satuhadir.launch import links


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tmp_path.joinpath("docs").mkdir()
    tmp_path.joinpath("src").mkdir()
    tmp_path.joinpath("src", "here.py").touch()
    tmp_path.joinpath("README.md").write_text("# One `code` & two\n\n## Again\n\n## Again\n")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "[a](../README.md)",
        "[a](../README.md#one-code--two)",
        "[a](../README.md#again-1)",
        "[a](https://example.org/none)",
        "![a](../src/here.py)",
        "`src/here.py`",
        "`src/<room>/here.py`",
        "```\n[a](none.md)\n```",
        "`[a](none.md)`",
        "[a]: ../README.md",
    ],
)
def test_a_link_that_leads_somewhere_is_no_fault(tree: Path, text: str) -> None:
    tree.joinpath("docs", "a.md").write_text(text)
    assert links.faults(tree) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a](none.md)", "docs/a.md: none.md: no such file"),
        ("[a](../README.md#none)", "docs/a.md: ../README.md#none: no such heading"),
        ("[a](#none)", "docs/a.md: #none: no such heading"),
        ("[a](/README.md)", "docs/a.md: /README.md: starts at the root of a disk"),
        ('<img src="none.png" alt="">', "docs/a.md: none.png: no such file"),
        ("`src/gone.py`", "docs/a.md: `src/gone.py`: no such file"),
        ("[a]: none.md", "docs/a.md: none.md: no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(tree: Path, text: str, fault: str) -> None:
    tree.joinpath("docs", "a.md").write_text(text)
    assert links.faults(tree) == [fault]
