# SPDX-License-Identifier: Apache-2.0
"""Leave a system alone that has failed us several times; longer each time. No clock of its own."""

from dataclasses import dataclass
from typing import Final

FAILURES: Final = 3
FIRST_SECONDS: Final = 60.0
MOST_SECONDS: Final = 1_800.0


@dataclass(slots=True)
class Breaker:
    """Closed: calls go through. After `FAILURES` in a row it is open for a while; then one call may
    try, and its outcome decides.
    """

    failures: int = 0
    open_until: float = 0.0
    _pause: float = FIRST_SECONDS

    def lets(self, now: float) -> bool:
        """Say whether a call may be made now."""
        return now >= self.open_until

    def is_probing(self) -> bool:
        """Say whether the next call is the one that tries."""
        return self.failures >= FAILURES

    def worked(self) -> None:
        """Note that a call was answered."""
        self.failures, self.open_until, self._pause = 0, 0.0, FIRST_SECONDS

    def failed(self, now: float, *, at_once: bool = False) -> None:
        """Note that a call was not; `at_once` where trying soon is pointless: a wrong key."""
        self.failures = FAILURES if at_once else self.failures + 1
        if self.failures >= FAILURES:
            self.open_until = now + self._pause
            self._pause = min(self._pause * 2, MOST_SECONDS)

    def rest(self, now: float, seconds: float) -> None:
        """Leave it alone for as long as it asked for; that is no failure."""
        self.open_until = max(self.open_until, now + min(seconds, MOST_SECONDS))
