# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of the survey: see shared.oversight."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from satuhadir.malls import queries as malls
from satuhadir.queue.queries.finished import days_with_finished
from satuhadir.satisfaction.actions.counting import LOOKS_BACK_DAYS
from satuhadir.satisfaction.queries.counting import answer_counts, forgotten_marks
from satuhadir.satisfaction.queries.managing import counted_days
from satuhadir.shared.oversight import Finding, Gauge, Oversight


def all_figures() -> dict[str, Any]:
    """Return what a restored copy must have again: answers, words and counted people by mall."""
    return {"satisfaction": answer_counts()}


def nothing_broken() -> Iterable[str]:
    return ()


def check_counted_days() -> Iterator[Finding]:
    """Say whether every past day was counted and the marks of dead tickets are forgotten."""
    late = []
    for mall in malls.all_malls():
        until = mall.today() - timedelta(days=1)
        since = until - timedelta(days=LOOKS_BACK_DAYS - 2)
        known = counted_days(mall, since)
        late += [
            f"{mall.slug} {day}"
            for day in days_with_finished(mall, since, until)
            if day not in known
        ]
    marks = forgotten_marks()
    if late or marks:
        said = f"{len(late)} hari belum dihitung" if late else f"{marks} tanda survei lama"
        yield Finding("survei", "problem", said, "Jalankan satuhadir worker; ia menyusul sendiri.")
    else:
        yield Finding("survei", "ok", "semua hari yang lewat sudah dihitung")


def gauges() -> Iterable[Gauge]:
    """Return how many surveys were answered in the running month, per mall."""
    for slug, counted in answer_counts(this_month=True).items():
        yield Gauge(
            "satuhadir_survey_answers",
            "Surveys answered in the running month",
            counted["answers"],
            {"mall": slug},
        )


OVERSIGHT = Oversight(
    figures=all_figures, broken=nothing_broken, checks=(check_counted_days,), gauges=gauges
)
