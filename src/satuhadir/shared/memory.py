# SPDX-License-Identifier: Apache-2.0
"""Remember a value for a few seconds in this process, where a slightly old answer does no harm."""

import time
from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar
from weakref import WeakSet

Value = TypeVar("Value")


class Brief(Generic[Value]):
    """Values by key, each kept `seconds` and never longer. Refusals are not remembered.

    Threads may make the same value at once; the last one stays. Full, it starts afresh.
    """

    _all: ClassVar["WeakSet[Brief[object]]"] = WeakSet()

    def __init__(self, seconds: float, *, most: int = 5_000) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        Brief._all.add(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of `key`, making it when there is none or it has grown old."""
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is not None and kept[0] > now:
            return kept[1]
        value = make()
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (now + self._seconds, value)
        return value

    def forget(self) -> None:
        self._kept.clear()

    @classmethod
    def forget_everything(cls) -> None:
        """Empty every memory of this process; each test begins with it."""
        for memory in list(cls._all):
            memory.forget()
