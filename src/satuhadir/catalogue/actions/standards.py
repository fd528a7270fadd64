# SPDX-License-Identifier: Apache-2.0
"""The life of a standard: drafted as a copy, changed, handed in, published or thrown away."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from satuhadir.catalogue import queries
from satuhadir.catalogue.actions.bringing import STANDARD_COLUMNS, columns_of
from satuhadir.catalogue.copying import COPYING, Copy
from satuhadir.catalogue.entries import StandardEntry
from satuhadir.catalogue.errors import DraftChanged, DraftNotFound, StandardIncomplete
from satuhadir.catalogue.exporting import entry_of
from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.catalogue.publishing import day_lack, lacks_of

logger = logging.getLogger(__name__)


@transaction.atomic
def draft_standard(*, service: Service, actor: str) -> ServiceStandard:
    """Return the draft of a service: the one that is there, or a copy of the newest version.

    What a copy takes over says `copying.COPYING`. A service without any version gets an empty one.
    """
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    draft = _find_draft(service)
    if draft is not None:
        return draft
    published = ServiceStandard.objects.filter(
        service=service, state=ServiceStandard.State.PUBLISHED
    )
    newest = published.order_by("-valid_from", "-number").first()
    kept = {name for name, copy in COPYING.items() if copy is Copy.KEEP}
    values = {name: getattr(newest, name) for name in kept} if newest else {}
    values |= {"mall_id": service.mall_id, "service_id": service.pk}
    values = {name: one for name, one in values.items() if name not in {"mall", "service"}}
    number = (published.aggregate(last=Max("number"))["last"] or 0) + 1
    return ServiceStandard.objects.create(**values, number=number, drafted_by=actor)


@transaction.atomic
def change_draft(
    *, draft: ServiceStandard, entry: StandardEntry, revision: int, actor: str
) -> ServiceStandard:
    """Save what a draft says; `revision` is the one the writer has seen.

    The same text again changes nothing. Who saves becomes its drafter.

    Raises:
        DraftNotFound: it was published or thrown away meanwhile.
        DraftChanged: somebody else has saved it meanwhile.
    """
    row = _locked(draft, revision, entry)
    wanted = columns_of(entry) | {"valid_from": None}
    if all(getattr(row, name) == wanted[name] for name in STANDARD_COLUMNS):
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.revision += 1
    row.drafted_by = actor
    row.save()
    return row


@transaction.atomic
def submit_draft(*, draft: ServiceStandard, revision: int, actor: str) -> ServiceStandard:
    """Tell the mall that an agency wants its draft published. It must lack nothing.

    Raises:
        DraftNotFound, DraftChanged: as in `change_draft`.
        StandardIncomplete: with all that it lacks.
    """
    row = _locked(draft, revision)
    lacks = lacks_of(entry_of(row), _documents(row))
    if lacks:
        raise StandardIncomplete(lacks)
    if row.submitted_at is None:
        row.submitted_at = timezone.now()
        row.save(update_fields=["submitted_at"])
        logger.info("standard %s handed in by %s", row.pk, actor)
    return row


@transaction.atomic
def publish_standard(
    *, draft: ServiceStandard, revision: int, valid_from: dt.date | None, actor: str
) -> ServiceStandard:
    """Publish a draft: from a day on, for ever as it stands. The mall's manager alone does it.

    A version after the first begins tomorrow at the mall or later; the first may begin any day.

    Raises:
        DraftNotFound, DraftChanged: as in `change_draft`.
        StandardIncomplete: with all that it lacks, the day too.
    """
    Service.objects.select_for_update(no_key=True).get(pk=draft.service_id)
    row = _locked(draft, revision)
    entry = entry_of(row)
    lacks = lacks_of(entry, _documents(row))
    late = day_lack(valid_from, first_allowed=first_day_for(row), decree_day=entry.decree_day)
    if late is not None:
        lacks.append(late)
    if lacks:
        raise StandardIncomplete(lacks)
    row.state = ServiceStandard.State.PUBLISHED
    row.valid_from = valid_from
    row.published_at = timezone.now()
    row.published_by = actor
    row.save()
    transaction.on_commit(queries.forget)
    logger.info("standard %s published from %s by %s", row.pk, valid_from, actor)
    return row


@transaction.atomic
def discard_draft(*, draft: ServiceStandard, revision: int, actor: str) -> None:
    """Throw a draft away. What is published is never touched.

    Raises:
        DraftNotFound, DraftChanged: as in `change_draft`.
    """
    row = _locked(draft, revision)
    logger.info("draft %s thrown away by %s", row.pk, actor)
    row.delete()


def first_day_for(draft: ServiceStandard) -> dt.date:
    """Return the first day a draft may begin to hold on: tomorrow, but any for a first version."""
    is_later = ServiceStandard.objects.filter(
        service=draft.service_id, state=ServiceStandard.State.PUBLISHED
    ).exists()
    return draft.mall.today() + dt.timedelta(days=1) if is_later else dt.date(2000, 1, 1)


def _find_draft(service: Service) -> ServiceStandard | None:
    return ServiceStandard.objects.filter(
        service=service, state=ServiceStandard.State.DRAFT
    ).first()


def _documents(row: ServiceStandard) -> set[str]:
    return set(DocumentType.objects.filter(mall=row.mall_id).values_list("code", flat=True))


def _locked(
    draft: ServiceStandard, revision: int, entry: StandardEntry | None = None
) -> ServiceStandard:
    """Return the draft's row, locked, as the writer has seen it.

    The form sent twice is no conflict: its text already stands there.
    """
    row = (
        ServiceStandard.objects.select_for_update(of=("self",))
        .select_related("mall", "service")
        .filter(pk=draft.pk, state=ServiceStandard.State.DRAFT)
        .first()
    )
    if row is None:
        raise DraftNotFound
    if row.revision != revision:
        wanted = columns_of(entry) if entry else {}
        if not entry or any(getattr(row, name) != wanted[name] for name in STANDARD_COLUMNS):
            raise DraftChanged
    return row
