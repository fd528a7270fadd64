# SPDX-License-Identifier: Apache-2.0
"""Which counts are too small to publish: pure.

A count of 1 to 9 could point to people. Hiding one cell of a sum hides nothing, for the sum less
the others gives it: so a second cell is hidden with it, until the hidden ones sum to 10 or more.
"""

from collections.abc import Hashable, Mapping
from typing import Final, NamedTuple, TypeVar

LEAST: Final = 10
K = TypeVar("K", bound=Hashable)


class Hidden(NamedTuple):
    """The cells not to be shown, and whether their sum may not be shown either."""

    cells: frozenset[Hashable]
    total: bool


def hidden_of(counts: Mapping[K, int], least: int = LEAST) -> Hidden:
    """Return what to hide of counts whose sum is published as well."""
    hidden = {key for key, count in counts.items() if 0 < count < least}
    if not hidden:
        return Hidden(frozenset(), total=False)
    others = sorted(
        (key for key, count in counts.items() if count >= least),
        key=lambda key: (counts[key], str(key)),
    )
    while len(hidden) < 2 or sum(counts[key] for key in hidden) < least:
        if not others:
            return Hidden(frozenset(counts), total=True)
        hidden.add(others.pop(0))
    return Hidden(frozenset(hidden), total=False)
