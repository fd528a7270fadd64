# SPDX-License-Identifier: Apache-2.0
"""Where a mall answers those who found nothing."""

from typing import Final

from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.models import Mall
from satuhadir.queue.directory import directory_of
from satuhadir.queue.values import ServiceInfo

# The code of the shipped catalogue; where a mall calls it otherwise, its words find it.
_CODE: Final = "PENGADUAN_MPP"
_WORDS: Final = "meja informasi pengaduan"


def information_desk(mall: Mall) -> ServiceInfo | None:
    """Return the service people ask questions at, with its line and booth.

    None where no line of the mall gives information. No query beyond the cached ones.
    """
    services = directory_of(mall).services
    found = [one.code for one in catalogue.search_services(mall, _WORDS, 3)]
    return next((services[code] for code in (_CODE, *found) if code in services), None)
