# SPDX-License-Identifier: Apache-2.0
"""What hangs in the hall and nowhere else."""

from datetime import UTC, datetime
from typing import NamedTuple

from satuhadir.malls.models import Mall
from satuhadir.queue import hotpath, tracks
from satuhadir.queue.directory import directory_of


class HallCode(NamedTuple):
    """The digits that prove somebody stands in the hall, and when they change."""

    code: str
    until: datetime


def hall_code(mall: Mall) -> HallCode:
    """Return the code now shown in the hall, by the database's clock (one query)."""
    seconds = directory_of(mall).display_code_minutes * 60
    window = int(hotpath.database_now().timestamp()) // seconds
    until = datetime.fromtimestamp((window + 1) * seconds, UTC)
    return HallCode(tracks.display_code(mall.pk, window), until)
