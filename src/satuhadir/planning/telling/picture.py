# SPDX-License-Identifier: Apache-2.0
"""A chart with its sentence, its keys and its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from satuhadir.shared.charts import Told


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under their heads; the first column names the row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on a page. `keys` explain its colours: class and text."""

    told: Told
    svg: SafeString
    table: Table
    keys: tuple[tuple[str, str], ...] = ()
