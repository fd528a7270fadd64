# SPDX-License-Identifier: Apache-2.0
"""A job that goes from mall to mall does so by `shared.jobs.at_each`: a fault stays at its mall."""

import ast

from tests.structure import tree


def walks(text: str) -> list[int]:
    """Return the lines in which a module goes over all malls by itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.For) and "all_malls" in ast.unparse(node.iter)
    ]


def test_no_job_walks_the_malls_by_itself() -> None:
    files = sorted(tree.PACKAGE.glob("*/**/jobs.py"))
    assert len(files) > 5
    assert {tree.shown(file): lines for file in files if (lines := walks(file.read_text()))} == {}


def test_the_check_notices_one_that_does() -> None:
    assert walks("for mall in malls.all_malls():\n    close(mall)\n") == [1]
    assert walks("at_each(malls.all_malls(), close)\n") == []
