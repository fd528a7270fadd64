# SPDX-License-Identifier: Apache-2.0
"""The same functions, plain or compiled by numba where the optional extra is installed.

Numba is looked for only when somebody asks for the compiled ones, so that no process that
merely imports the engines pays for it. Compiled code is kept beside the package, where that
can't be written in the user's cache, and where neither can be it is compiled anew each time.
"""

import hashlib
import importlib.util
import types
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from satuhadir.engines import dispatch
from satuhadir.engines.simulate import (
    chance,
    choosing,
    counting,
    drawing,
    happening,
    kernel,
    lines,
)

MODULES = (dispatch, chance, happening, lines, choosing, kernel, drawing, counting)
SHARED_WITH_THE_HOUSE = ("moves_later",)
"""What of `engines.dispatch` the kernel calls; the rest of it is not compilable."""
ENTRIES = (
    "run", "arrivals", "bookings", "tickets_of", "fill", "count_tickets", "count_work",
    "count_visits",
)  # fmt: skip

OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy"}
"""The lists are owned by the caller for as long as anything runs, so their references need no
counting: more than twice as fast."""
WORTH_LOADING = 400_000
"""Tickets that plain Python simulates in five to ten seconds. Loading numba takes two;
compiling, once, half a minute."""


class Machine(NamedTuple):
    """How a day is simulated: the functions of ENTRIES, and lists or arrays for them."""

    name: str
    call: types.SimpleNamespace
    ints: Callable[[int], list[int]]
    floats: Callable[[int], list[float]]


def plain() -> Machine:
    """Return the functions as they are written."""
    found = {name: getattr(module, name) for module in MODULES for name in ENTRIES
             if hasattr(module, name)}  # fmt: skip
    return Machine(
        "python", types.SimpleNamespace(**found), lambda size: [0] * size, lambda size: [0.0] * size
    )


def can_compile() -> bool:
    """Return whether numba is installed, without importing it."""
    return importlib.util.find_spec("numba") is not None


def fitting(tickets: float) -> Machine:
    """Return the functions that simulate so many tickets soonest: where there is numba, the
    compiled ones, once they save more than it takes to load them."""
    return compiled() if tickets > WORTH_LOADING and can_compile() else plain()


@cache
def compiled() -> Machine:
    """Return the functions compiled; ImportError without numba.

    The first use in a process takes a second, the first after a change half a minute.
    """
    import numba
    import numpy as np

    scopes: dict[str, dict[str, Any]] = {}
    made: dict[int, Any] = {}
    for module in MODULES:
        scope = dict(vars(module))
        scopes[module.__name__] = scope
        for name, value in list(scope.items()):
            if id(value) in made:
                scope[name] = made[id(value)]
            elif _is_ours(value, module):
                made[id(value)] = scope[name] = numba.njit(_in_scope(value, scope), **OPTIONS)
    mark = _mark()
    found = {
        name: _kept(made[id(getattr(module, name))], mark, numba)
        for module in MODULES for name in ENTRIES if hasattr(module, name)
    }  # fmt: skip
    return Machine(
        "numba",
        types.SimpleNamespace(**found),
        lambda size: np.zeros(size, np.int64),  # type: ignore[arg-type, return-value]
        lambda size: np.zeros(size, np.float64),  # type: ignore[arg-type, return-value]
    )


def _is_ours(value: object, module: types.ModuleType) -> bool:
    if not isinstance(value, types.FunctionType) or value.__module__ != module.__name__:
        return False
    if module is dispatch:
        return value.__name__ in SHARED_WITH_THE_HOUSE
    return value is not chance.seeded


def _in_scope(function: types.FunctionType, scope: dict[str, Any]) -> types.FunctionType:
    return types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)


def _mark() -> int:
    """Return a number that changes with any line of what is compiled.

    Numba looks at one file only when it asks whether its cache is still right.
    """
    digest = hashlib.sha256()
    for module in MODULES:
        digest.update(Path(str(module.__file__)).read_bytes())
    return int.from_bytes(digest.digest()[:7], "big")


def _kept(function: Any, mark: int, numba: Any) -> Any:
    """Return the compiled function, kept on disk under the mark where a disk can be written."""
    name = function.py_func.__name__
    template = _entry(mark)
    scope = {"_compiled": function}
    entry = types.FunctionType(template.__code__, scope, name, None, template.__closure__)
    entry.__qualname__ = name
    entry.__module__ = __name__
    try:
        return numba.njit(entry, cache=True, **OPTIONS)
    except RuntimeError:  # no place on disk may be written
        return numba.njit(entry, **OPTIONS)


def _compiled(*_args: Any) -> Any:
    """Stand for the compiled function in the text of `_entry`."""
    raise AssertionError("replaced before it is called")


def _entry(mark: int) -> types.FunctionType:
    """Return what is called from outside; its mark belongs to the key of numba's cache."""

    def entry(*args: Any) -> Any:
        if mark == 0:
            return None
        return _compiled(*args)

    assert isinstance(entry, types.FunctionType)
    return entry
