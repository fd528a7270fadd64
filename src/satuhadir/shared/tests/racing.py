# SPDX-License-Identifier: Apache-2.0
"""Many hands at once, and what comes a moment later: for the tests of every room."""

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


def together(count: int, press: Callable[[int], T], hands: int = 8) -> list[T]:
    """Return what `press(0…count-1)` answered, pressed from several threads.

    Each hand has its connection before the first one presses, so that they meet at the presses and
    not at the door of the database; it keeps it, as the server's threads do.
    """
    hands = min(hands, count)
    turns, answers = itertools.count(), {}  # type: itertools.count[int], dict[int, T]
    all_here = threading.Barrier(hands)

    def hand() -> None:
        try:
            connection.ensure_connection()
            all_here.wait()
            while (turn := next(turns)) < count:
                answers[turn] = press(turn)
        except BaseException:
            all_here.abort()  # nobody waits for a hand that does not come
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=hands) as pool:
        told = [pool.submit(hand) for _ in range(hands)]
    for one in told:
        one.result()
    return [answers[turn] for turn in range(count)]


def eventually(true: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until it is so; on a machine that has other work a moment may take long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.02)
