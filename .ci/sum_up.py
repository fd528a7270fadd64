# SPDX-License-Identifier: Apache-2.0
"""One closing line for several runs of pytest, in pytest's own words.

Takes their outputs as files, in the order they ran, and prints the sum of their counts. A run
that ended without its own closing line (killed, or broken before it began) counts as an error.
"""

import re
import sys
from collections import Counter
from pathlib import Path

CLOSING = re.compile(
    r"^=*\s*((?:\d+ [a-z]+(?:, )?)+|no tests ran) in [0-9.]+s(?: \([0-9:]+\))?[ =]*$", re.MULTILINE
)
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "errors")


def counts_of(text: str) -> Counter[str]:
    """Return what the closing line of one run counts."""
    found = [match[1] for match in CLOSING.finditer(text)]
    if not found:
        return Counter(errors=1)
    counts: Counter[str] = Counter()
    for number, word in re.findall(r"(\d+) ([a-z]+)", found[-1]):
        counts[{"error": "errors", "warning": "warnings"}.get(word, word)] += int(number)
    return counts


def closing_line(texts: list[str], seconds: int) -> str:
    """Return the line that closes all runs together."""
    total = sum((counts_of(text) for text in texts), Counter[str]())
    said = [
        f"{total[word]} {word.rstrip('s') if total[word] == 1 else word}"
        for word in ORDER
        if total[word]
    ]
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    words = ", ".join(said) or "no tests ran"
    return f" {words} in {seconds}.00s ({clock}) ".center(80, "=")


if __name__ == "__main__":
    took, *files = sys.argv[1:]
    texts = [Path(one).read_text("utf-8", "replace") for one in files]
    sys.stdout.write(closing_line(texts, int(took)) + "\n")
