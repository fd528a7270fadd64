# SPDX-License-Identifier: Apache-2.0
"""`.ci/run` ends with one closing line for several runs: nothing that failed is lost in the sum."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.tree import ROOT

FINE = "....\n============ 12 passed, 1 skipped in 5.10s ============\n"
BAD = "F.E\n====== 2 failed, 3 passed, 1 error in 61.20s (0:01:01) ======\n"
QUIET = "..\n2 passed, 40 deselected in 0.10s\n"


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ([FINE, QUIET], "14 passed, 1 skipped, 40 deselected in 3723.00s (1:02:03)"),
        ([FINE, BAD], "2 failed, 15 passed, 1 skipped, 1 error in 3723.00s (1:02:03)"),
        ([FINE, "Killed\n"], "12 passed, 1 skipped, 1 error in 3723.00s (1:02:03)"),
        ([BAD, "0 passed in 5s, we hope\n"], "2 failed, 3 passed, 2 errors in 3723.00s (1:02:03)"),
    ],
)
def test_the_line_sums_what_each_run_said(runs: list[str], said: str, tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(len(runs))]
    for file, text in zip(files, runs, strict=True):
        file.write_text(text)
    line = subprocess.run(
        [sys.executable, ROOT / ".ci" / "sum_up.py", "3723", *files],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert line.strip("=\n ") == said
