# SPDX-License-Identifier: Apache-2.0
"""Many clients at once, each a process of its own: no lock of this Python between them."""

import multiprocessing
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Work = Callable[[int, Callable[[], None]], T]

# fork: a client starts in milliseconds and needs nothing pickled. This process has one thread.
_processes = multiprocessing.get_context("fork")


class CrowdError(Exception):
    """A client failed, or the crowd took longer than it may."""


class Told(NamedTuple):
    """What a client came back with, and the processor seconds it cost."""

    result: Any
    cpu_seconds: float


def crowd(size: int, work: Work[T], *, limit_seconds: float) -> list[T]:
    """Run `work(index, ready)` in `size` processes and return what each returned, in order.

    Each prepares, calls `ready()`, which waits for all the others, and then works. Raises
    CrowdError with the first client's trouble; whoever still runs then is ended.
    """
    return [told.result for told in crowd_with_costs(size, work, limit_seconds=limit_seconds)]


def crowd_with_costs(size: int, work: Work[T], *, limit_seconds: float) -> list[Told]:
    """As `crowd`, with the processor time of each client from `ready()` on."""
    gate = _processes.Barrier(size)
    until = time.monotonic() + limit_seconds
    clients, pipes = [], []
    for index in range(size):
        ours, theirs = _processes.Pipe(duplex=False)
        client = _processes.Process(
            target=_live, args=(index, work, gate, theirs, limit_seconds), daemon=True
        )
        client.start()
        theirs.close()
        clients.append(client)
        pipes.append(ours)
    try:
        return [_hear(pipe, until) for pipe in pipes]
    finally:
        for client in clients:
            client.join(timeout=0.5)
            if client.is_alive():
                client.kill()
                client.join()


def shared_counter() -> Callable[[], int]:
    """Return a function that hands out 0, 1, 2 … across the clients of a crowd."""
    value = _processes.Value("q", 0)

    def take() -> int:
        with value.get_lock():
            value.value += 1
            return int(value.value) - 1

    return take


def shared_flag() -> tuple[Callable[[], None], Callable[[], bool]]:
    """Return how a client of a crowd gives a sign to all the others, and how they see it."""
    sign = _processes.Event()
    return sign.set, sign.is_set


def _hear(pipe: Connection, until: float) -> Told:
    if not pipe.poll(max(0.0, until - time.monotonic())):
        raise CrowdError("a client did not come back in time")
    try:
        told, trouble = pipe.recv()
    except EOFError:
        raise CrowdError("a client died") from None
    if trouble:
        raise CrowdError(trouble)
    return Told(*told)


def _live(index: int, work: Work[Any], gate: Any, pipe: Connection, limit_seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    began = 0.0

    def ready() -> None:
        nonlocal began
        gate.wait(limit_seconds)
        began = _cpu_seconds()

    try:
        result = work(index, ready)
        pipe.send(((result, _cpu_seconds() - began), ""))
    except threading.BrokenBarrierError:
        pipe.send((None, "another client failed before it was ready"))
    except Exception:  # noqa: BLE001 - told to the parent, which raises it
        gate.abort()
        pipe.send((None, traceback.format_exc()))


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
