# SPDX-License-Identifier: Apache-2.0
"""Many rows of figures at once."""

from collections.abc import Iterable
from typing import Final

from django.db import connection
from psycopg import sql

from satuhadir.insights.values import COUNTS, SPREADS, Numbers, Scope

_COLUMNS: Final = ("span_id", "kind", "agency", "key", *COUNTS, *SPREADS)
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_figures(rows: Iterable[tuple[int, Scope, Numbers]]) -> None:
    """Write new rows of figures, each of a span and a scope; the same numbers are read once."""
    statement = sql.SQL("COPY insights_figure ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    )
    known: dict[int, tuple[Numbers, str]] = {}  # kept, so that no two share an id
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for span, scope, numbers in rows:
            found = known.get(id(numbers))
            if found is None:
                found = known[id(numbers)] = (numbers, _text(numbers))
            names = "\t".join(text.translate(_ESCAPES) for text in scope)
            copy.write(f"{span}\t{names}\t{found[1]}\n")


def _text(numbers: Numbers) -> str:
    """Return the columns of figures as COPY reads them."""
    counts = [str(getattr(numbers, name)) for name in COUNTS]
    spreads = ["{" + ",".join(map(str, getattr(numbers, name))) + "}" for name in SPREADS]
    return "\t".join([*counts, *spreads])
