# SPDX-License-Identifier: Apache-2.0
"""Which files of open data there are, and whether they are still those of the catalogue. Reads."""

from collections.abc import Iterable
from functools import cache
from typing import Final
from zlib import crc32

from django.db.models import Count, Max, Min, QuerySet

from satuhadir.catalogue.linked.schemes import SCHEMES, in_both
from satuhadir.catalogue.models import DataFile, ServiceStandard
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.shared.datasets import all_datasets

# Raise it when the graph is written otherwise: files of the version before are then made again.
FORM: Final = 1
# How many origins of one mall are kept; a further one gets the files of the first.
MOST_ORIGINS: Final = 3
# Changes of these rows change the files; versions of standards are looked at by themselves.
_TABLES: Final = (
    "catalogue_service", "catalogue_documenttype", "catalogue_lifeevent", "malls_mall",
    "malls_agency", "malls_weeklyhours",
)  # fmt: skip


def stamp_of(mall: Mall) -> str:
    """Return a word that is another one after each change of what the files tell. Two queries.

    Drafts are not in the files and change nothing; a day that brings a new version does.
    """
    newest = malls.setup_records(mall, tables=_TABLES, limit=1)
    found = ServiceStandard.objects.filter(
        mall=mall, state=ServiceStandard.State.PUBLISHED, valid_from__lte=mall.today()
    ).aggregate(many=Count("id"), last=Max("id"))
    change = newest[0].pk if newest else 0
    return f"{FORM}.{_listed()}.{change}.{found['many']}.{found['last'] or 0}"


def find_file(mall: Mall, origin: str, name: str) -> DataFile | None:
    """Return the kept file with its content, None when it was never made."""
    return _made(mall).filter(origin=origin, name=name).first()


def files_of(mall: Mall, origin: str) -> dict[str, DataFile]:
    """Return the kept files by name, without their content."""
    found = _made(mall).filter(origin=origin).defer("packed")
    return {one.name: one for one in found}


def origins_of(mall: Mall) -> list[str]:
    """Return the origins files are kept for, the oldest first."""
    found: Iterable[str] = (
        _made(mall).values_list("origin", flat=True).annotate(first=Min("id")).order_by("first")
    )
    return list(found)


@cache
def _listed() -> int:
    """Return a sum of which data sets there are and of our own words in the files.

    A new version may bring others; the files are then made again.
    """
    said: list[object] = []
    for one in all_datasets():
        said += [*in_both(one.title), *in_both(one.about)]
        said += [form.path for form in one.distributions]
    for title, labels in SCHEMES.values():
        said += [*in_both(title), *(text for label in labels.values() for text in in_both(label))]
    return crc32("\n".join(map(str, said)).encode())


def _made(mall: Mall) -> QuerySet[DataFile]:
    return DataFile.objects.filter(mall=mall).exclude(stamp="")
