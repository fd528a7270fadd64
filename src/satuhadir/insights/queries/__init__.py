# SPDX-License-Identifier: Apache-2.0
"""Everything that reads figures, for pages and for other rooms. No writes, no locks."""

from satuhadir.insights.queries.figures import (
    figures_by,
    names_of,
    series_of,
    span_state,
)
from satuhadir.insights.queries.log import figures_from
from satuhadir.insights.queries.targets import target_on, targets_of

__all__ = [
    "figures_by",
    "figures_from",
    "names_of",
    "series_of",
    "span_state",
    "target_on",
    "targets_of",
]
