# SPDX-License-Identifier: Apache-2.0
"""What the catalogue does by itself: make its files of open data anew when it has changed."""

from django.conf import settings

from satuhadir.catalogue.actions import forget_old_unanswered
from satuhadir.catalogue.actions.files import refresh_files
from satuhadir.catalogue.linked import kept
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.shared.jobs import Job, at_each


def refresh_all_files() -> None:
    """Bring the files of every mall up to date, for each origin they were asked for by."""
    at_each(malls.all_malls(), _refresh_files)


def forget_old_questions() -> None:
    """Drop the questions nothing was found for that are older than 90 days."""
    at_each(malls.all_malls(), lambda mall: forget_old_unanswered(mall=mall))


def _refresh_files(mall: Mall) -> None:
    origins = [settings.SATUHADIR_ORIGIN] if settings.SATUHADIR_ORIGIN else []
    for origin in origins or kept.origins_of(mall):
        refresh_files(mall, origin)


JOBS = (
    Job("catalogue.files", 60.0, refresh_all_files),
    Job("catalogue.unanswered", 6 * 3600.0, forget_old_questions),
)
