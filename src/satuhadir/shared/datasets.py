# SPDX-License-Identifier: Apache-2.0
"""The data sets a mall gives to everybody, as each room declares them.

A room writes a tuple of `Dataset`; `settings.SATUHADIR_DATASETS` names those tuples by dotted
path, so that the catalogue of data sets lists what upper rooms publish without knowing them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

# As the EU's table of frequencies writes them.
Frequency = Literal["CONT", "DAILY", "MONTHLY", "IRREG"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form of a data set. `path` is the address with `{mall}` in it, from the root.

    `media` is the media type, `form` the name of the file type in the EU's table (`JSON`, `CSV`).
    `service` says that it is an interface to ask, not a file.
    """

    title: str | Promise
    path: str
    media: str
    form: str
    service: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """Something a mall publishes: what it is, where people read it, and in which forms."""

    name: str
    title: str | Promise
    about: str | Promise
    page: str
    distributions: tuple[Distribution, ...]
    frequency: Frequency = "CONT"


@cache
def all_datasets() -> tuple[Dataset, ...]:
    """Return what the settings name, in that order."""
    groups: list[Iterable[Dataset]] = [import_string(one) for one in settings.SATUHADIR_DATASETS]
    return tuple(one for group in groups for one in group)
