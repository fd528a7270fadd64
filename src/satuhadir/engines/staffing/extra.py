# SPDX-License-Identifier: Apache-2.0
"""Whether the optional extra [roster] is there."""

import importlib.util


def has_solver() -> bool:
    """Say whether OR-Tools is installed."""
    return importlib.util.find_spec("ortools") is not None
