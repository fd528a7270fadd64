# SPDX-License-Identifier: Apache-2.0
"""Tie a child's life to ours, so that a killed launcher leaves nothing running (Linux)."""

import ctypes
import signal
import sys
from collections.abc import Callable
from typing import Literal

_PR_SET_PDEATHSIG = 1


def dies_with_parent(
    with_signal: Literal["SIGINT", "SIGTERM", "SIGQUIT"],
) -> Callable[[], None] | None:
    """What subprocess runs in the child before exec: ask for a signal when the parent dies.

    None where the system has no such thing. The child must be started from a thread that lives as
    long as the process. The library is loaded here, before the fork.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return None
    number = int(getattr(signal, with_signal))

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)

    return ask
