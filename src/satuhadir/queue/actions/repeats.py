# SPDX-License-Identifier: Apache-2.0
"""Repeated requests, for writes that go through the ORM; the SQL functions do it themselves."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from satuhadir.queue import hotpath
from satuhadir.queue.errors import REFUSALS
from satuhadir.queue.hotpath import Repeat


def once(repeat: Repeat, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do `work` and keep its answer, or give again the answer that this request got before.

    `work` returns what was answered, as plain JSON. A repeat that comes meanwhile waits for it.

    Raises:
        OtherBody: the same key came with another body.
    """
    if repeat.key is None:
        return work()
    with transaction.atomic():
        kept = hotpath.kept_answer(repeat)
        if kept is None:
            kept = work()
            hotpath.keep_answer(repeat, kept)
        elif "refusal" in kept:
            raise REFUSALS[kept["refusal"]]
        return kept
