# SPDX-License-Identifier: Apache-2.0
"""Make the files of open data when the catalogue has changed, and keep them."""

import gzip
import hashlib
import logging
from typing import Final

from django.db import transaction
from django.utils import timezone

from satuhadir.catalogue.linked import kept
from satuhadir.catalogue.linked.datasets import datasets_graph
from satuhadir.catalogue.linked.graph import catalogue_graph, content_of
from satuhadir.catalogue.linked.publishing import publisher_of
from satuhadir.catalogue.linked.writing import as_form
from satuhadir.catalogue.models import DataFile
from satuhadir.malls.models import Mall
from satuhadir.shared.datasets import all_datasets

logger = logging.getLogger(__name__)

SERVICES: Final = ("layanan.ttl", "layanan.jsonld")
DATASETS: Final = ("katalog.ttl", "katalog.jsonld")


def refresh_files(mall: Mall, origin: str) -> bool:
    """Make the files of a mall for `origin` unless they are those of the catalogue as it is.

    Seconds of work for a catalogue of 200 services. Whoever comes while another makes them waits
    and finds them made. Says whether anything was made.
    """
    with transaction.atomic():
        _wait_for_turn(mall, origin)
        stamp = kept.stamp_of(mall)
        known = kept.files_of(mall, origin)
        if all(name in known and known[name].stamp == stamp for name in (*SERVICES, *DATASETS)):
            return False
        publisher = publisher_of(mall, origin)
        graph = catalogue_graph(content_of(mall, mall.today()), publisher)
        for name in SERVICES:
            _keep(mall, origin, name, stamp, as_form(graph, name.partition(".")[2]))
        files = kept.files_of(mall, origin)
        catalogue = datasets_graph(
            publisher, all_datasets(), {name: files[name] for name in SERVICES}
        )
        for name in DATASETS:
            _keep(mall, origin, name, stamp, as_form(catalogue, name.partition(".")[2]))
    logger.info("open data of %s made: %s triples", mall.slug, len(graph))
    return True


def _wait_for_turn(mall: Mall, origin: str) -> None:
    """Lock the row of the first file, which is empty before it is made the first time."""
    empty = DataFile(
        mall=mall, origin=origin, name=SERVICES[0], byte_count=0, packed=b"",
        changed_at=timezone.now(),
    )  # fmt: skip
    DataFile.objects.bulk_create([empty], ignore_conflicts=True)
    DataFile.objects.select_for_update().get(mall=mall, origin=origin, name=SERVICES[0])


def _keep(mall: Mall, origin: str, name: str, stamp: str, content: bytes) -> None:
    """Keep a file; where the content is what it was, when it changed stays as well."""
    digest = hashlib.sha256(content).hexdigest()
    same = DataFile.objects.filter(mall=mall, origin=origin, name=name, digest=digest)
    if same.update(stamp=stamp):
        return
    DataFile.objects.update_or_create(
        mall=mall,
        origin=origin,
        name=name,
        defaults={
            "stamp": stamp,
            "digest": digest,
            "byte_count": len(content),
            "packed": gzip.compress(content, 6, mtime=0),
            "changed_at": timezone.now(),
        },
    )
