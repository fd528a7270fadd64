# SPDX-License-Identifier: Apache-2.0
"""What has to be finished before a service can start, as bits of the services of one visit."""

from collections.abc import Sequence
from typing import NamedTuple


class Lag(NamedTuple):
    """At least `minutes` between the finish of the service at `place` and the start."""

    place: int
    minutes: int


class Need(NamedTuple):
    """What one service needs; places are those in the list of the visit's services.

    Bit i of `every` says that service i must be finished, each mask of `some` that at least
    one of its services must be. A service of `lags` is in `every`, too.
    """

    every: int = 0
    some: tuple[int, ...] = ()
    lags: tuple[Lag, ...] = ()

    def is_met(self, done: int) -> bool:
        return self.every & done == self.every and all(done & some for some in self.some)


Needs = Sequence[Need]
"""One for each service of a visit, in their order; an empty one is `FREE`."""
FREE = Need()
