# SPDX-License-Identifier: Apache-2.0
"""What of a month may be shown, so that no group of one to nine people can be told from the rest.

Primary: a group of fewer than ten is not shown. Complementary: from a shown whole and its shown
parts the rest follows by subtraction, so the smallest parts are held back until the rest is nobody
or at least ten; nothing below a part that is held back is shown. Groups form a tree (mall, agency,
service) and no other sums are published, neither over months nor across it, so every group that
can be derived is a shown leaf or such a rest. The two samples are a second division of the same
people: a whole shows them only when both are nobody or at least ten, and again so does the rest.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from satuhadir.satisfaction.values import LEAST_SHOWN

Key = TypeVar("Key")


class Split(NamedTuple):
    """How many of a group were invited and how many volunteered."""

    invited: int
    volunteers: int


def is_safe(count: int) -> bool:
    """Say whether a group of so many may be known."""
    return count == 0 or count >= LEAST_SHOWN


def shown_parts(counts: Mapping[Key, int], whole: int) -> set[Key]:
    """Return the parts that may be shown beside their whole; none beside a whole that may not."""
    if whole < LEAST_SHOWN:
        return set()
    shown = [key for key, count in counts.items() if count >= LEAST_SHOWN]
    shown.sort(key=lambda key: (-counts[key], str(key)))
    rest = whole - sum(counts[key] for key in shown)
    while shown and not is_safe(rest):
        rest += counts[shown.pop()]
    return set(shown)


def known_served(served: Mapping[Key, int], whole: int, shown: set[Key]) -> set[Key]:
    """Return the parts of which it may be known how many were served: those whose answers are
    shown, and of the others as many as leave a rest that is nobody or at least ten.
    """
    known = {key for key, count in served.items() if key in shown or is_safe(count)}
    others = [key for key in known - shown if served[key]]
    others.sort(key=lambda key: (-served[key], str(key)))
    rest = whole - sum(served[key] for key in known)
    while others and not is_safe(rest):
        known.discard(last := others.pop())
        rest += served[last]
    return known


def shown_splits(whole: Split, parts: Mapping[Key, Split]) -> tuple[bool, set[Key]]:
    """Return whether a whole may show its two samples, and which of its shown parts may."""
    if not (is_safe(whole.invited) and is_safe(whole.volunteers)):
        return False, set()
    able = [key for key, split in parts.items() if all(is_safe(one) for one in split)]
    able.sort(key=lambda key: (-sum(parts[key]), str(key)))
    while able:
        invited = whole.invited - sum(parts[key].invited for key in able)
        volunteers = whole.volunteers - sum(parts[key].volunteers for key in able)
        if is_safe(invited) and is_safe(volunteers):
            break
        able.pop()
    return True, set(able)


def gathered(counts: Sequence[tuple[str, int]], silent: int) -> tuple[list[tuple[str, int]], int]:
    """Return the rows of a table that may be shown, and how many stand together as the rest.

    `silent` did not say. The smallest rows join the rest until it is nobody or at least ten.
    """
    shown = sorted((row for row in counts if row[1] >= LEAST_SHOWN), key=lambda row: -row[1])
    rest = silent + sum(count for _label, count in counts if count < LEAST_SHOWN)
    while shown and not is_safe(rest):
        rest += shown.pop()[1]
    kept = {label for label, _count in shown}
    return [row for row in counts if row[0] in kept], rest
