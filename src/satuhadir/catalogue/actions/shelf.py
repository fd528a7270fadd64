# SPDX-License-Identifier: Apache-2.0
"""Services as such, kinds of papers and life events: made, mended and taken away by hand."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from satuhadir.catalogue import queries
from satuhadir.catalogue.entries import DocumentEntry, EventEntry
from satuhadir.catalogue.errors import CodeTaken, DocumentInUse
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, StandardDocument
from satuhadir.malls.models import Agency, Mall


@transaction.atomic
def add_service(
    *,
    mall: Mall,
    agency: Agency,
    code: str,
    name: str,
    name_en: str,
    audience: str,
    desk_minutes: int,
    words: Sequence[str],
    variant_of: Service | None,
) -> Service:
    """Make a service, without a standard yet and in no line.

    Raises:
        CodeTaken: the mall has a service with this code.
    """
    if Service.objects.filter(mall=mall, code=code).exists():
        raise CodeTaken
    try:
        with transaction.atomic():
            made = Service.objects.create(
                mall=mall, agency=agency, code=code, name=name, name_en=name_en,
                audience=audience, desk_minutes=desk_minutes, words=list(words),
                variant_of=variant_of,
            )  # fmt: skip
    except IntegrityError:  # somebody else was faster
        raise CodeTaken from None
    transaction.on_commit(queries.forget)
    return made


@transaction.atomic
def change_service(*, service: Service, **changed: Any) -> Service:
    """Change what a service is called and by which words it is found; not what it promises.

    `changed` are columns of the service: name, name_en, audience, desk_minutes, words, variant_of.
    """
    row = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    transaction.on_commit(queries.forget)
    return row


@transaction.atomic
def save_document(*, mall: Mall, entry: DocumentEntry, is_new: bool) -> DocumentType:
    """Make a kind of paper, or change the one with this code.

    Raises:
        CodeTaken: it should be new, and its code is not.
    """
    values = {
        "label": entry.label,
        "name_en": entry.name_en or "",
        "lookup_system": entry.lookup_system or "",
        "where_from": entry.where_from or "",
    }
    row, made = DocumentType.objects.get_or_create(mall=mall, code=entry.code, defaults=values)
    if not made:
        if is_new:
            raise CodeTaken
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    transaction.on_commit(queries.forget)
    return row


@transaction.atomic
def remove_document(*, document: DocumentType) -> None:
    """Take a kind of paper away that no standard names, of today, of the past or in draft.

    Raises:
        DocumentInUse: with the codes of the services whose standards name it.
    """
    links = StandardDocument.objects.filter(document=document)
    codes = sorted(set(links.values_list("standard__service__code", flat=True)))
    if codes:
        raise DocumentInUse(codes)
    try:
        with transaction.atomic():
            document.delete()
    except (ProtectedError, IntegrityError):  # a standard has just come to name it
        raise DocumentInUse([document.code]) from None
    transaction.on_commit(queries.forget)


@transaction.atomic
def save_event(*, mall: Mall, entry: EventEntry, is_new: bool) -> LifeEvent:
    """Make a life event, or change the one with this code.

    Raises:
        CodeTaken: it should be new, and its code is not.
    """
    values = entry.columns()
    row, made = LifeEvent.objects.get_or_create(mall=mall, code=values.pop("code"), defaults=values)
    if not made:
        if is_new:
            raise CodeTaken
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    transaction.on_commit(queries.forget)
    return row


@transaction.atomic
def remove_event(*, event: LifeEvent) -> None:
    """Take a life event away; its services stay."""
    event.delete()
    transaction.on_commit(queries.forget)
