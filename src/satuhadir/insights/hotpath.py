# SPDX-License-Identifier: Apache-2.0
"""Many rows of figures at once."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection
from psycopg import sql

from satuhadir.insights.values import COUNTS, SPREADS

_COLUMNS: Final = ("span_id", "kind", "agency", "key", *COUNTS, *SPREADS)


def copy_figures(rows: Iterable[tuple[Any, ...]]) -> None:
    """Write new rows of figures: span, kind, agency, key, then COUNTS, then SPREADS."""
    statement = sql.SQL("COPY insights_figure ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
