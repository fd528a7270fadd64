# SPDX-License-Identifier: Apache-2.0
"""A standard is drafted, checked, published for a day to come, and never changes after that."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.copying import COPYING, Copy
from satuhadir.catalogue.entries import ComplaintRoute, Requirement, StandardEntry
from satuhadir.catalogue.errors import (
    DocumentInUse,
    DraftChanged,
    DraftNotFound,
    StandardIncomplete,
)
from satuhadir.catalogue.exporting import entry_of
from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard, StandardDocument
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

pytestmark = pytest.mark.sql

DESK = ComplaintRoute("desk", "Loket informasi")


@pytest.fixture
def kk(mall: Mall, text: str) -> Service:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="test")
    return Service.objects.get(mall=mall, code="KK")


def whole(draft: ServiceStandard, **changed: Any) -> StandardEntry:
    """Return the draft with all that a publication needs."""
    return replace(
        entry_of(draft), decree_number="188/1/2026", decree_day="2026-01-12",
        complaint_routes=(DESK,), **changed,
    )  # fmt: skip


def drafted(service: Service, **changed: Any) -> ServiceStandard:
    draft = actions.draft_standard(service=service, actor="user:1")
    return actions.change_draft(
        draft=draft, entry=whole(draft, **changed), revision=draft.revision, actor="user:1"
    )


def tomorrow(service: Service) -> dt.date:
    return service.mall.today() + dt.timedelta(days=1)


def published(service: Service, day: dt.date | None = None, **changed: Any) -> ServiceStandard:
    draft = drafted(service, **changed)
    return actions.publish_standard(
        draft=draft, revision=draft.revision, valid_from=day or tomorrow(service), actor="user:2"
    )


def test_every_column_says_what_becomes_of_it_in_a_copy() -> None:
    columns = {one.name for one in ServiceStandard._meta.concrete_fields}
    assert set(COPYING) == columns


def test_a_draft_takes_over_exactly_what_is_kept(kk: Service) -> None:
    old = kk.standards.get()
    draft = actions.draft_standard(service=kk, actor="user:1")
    for field in ServiceStandard._meta.concrete_fields:
        value = getattr(draft, field.name)
        if COPYING[field.name] is Copy.KEEP:
            assert value == getattr(old, field.name), field.name
        elif COPYING[field.name] is Copy.ASK:
            assert value in ("", None), field.name
    assert (draft.number, draft.state, draft.revision) == (2, "draft", 1)
    assert (draft.drafted_by, draft.published_at) == ("user:1", None)


def test_a_second_draft_is_the_first(kk: Service) -> None:
    first = actions.draft_standard(service=kk, actor="user:1")
    assert actions.draft_standard(service=kk, actor="user:2") == first
    assert kk.standards.filter(state="draft").count() == 1


def test_nobody_writes_over_what_he_has_not_seen(kk: Service) -> None:
    draft = actions.draft_standard(service=kk, actor="user:1")
    mine, theirs = whole(draft, note="punya saya"), whole(draft, note="punya dia")
    actions.change_draft(draft=draft, entry=theirs, revision=1, actor="user:2")
    with pytest.raises(DraftChanged):
        actions.change_draft(draft=draft, entry=mine, revision=1, actor="user:1")
    again = actions.change_draft(draft=draft, entry=theirs, revision=1, actor="user:2")
    assert (again.revision, again.note) == (2, "punya dia")


def test_a_standard_that_lacks_something_is_not_published(kk: Service) -> None:
    draft = actions.draft_standard(service=kk, actor="user:1")
    bare = replace(
        entry_of(draft), procedure=(), duration=None, fees=(), legal=(), complaint_routes=(),
        products=("D_X",), requirements=(Requirement(("D_KTP", "D_Y")),),
    )  # fmt: skip
    draft = actions.change_draft(draft=draft, entry=bare, revision=1, actor="user:1")
    with pytest.raises(StandardIncomplete) as caught:
        actions.publish_standard(draft=draft, revision=2, valid_from=None, actor="user:2")
    assert [one.component for one in caught.value.lacks] == [
        "decree_number", "decree_day", "requirements", "procedure", "duration", "fees",
        "products", "complaint_routes", "legal", "valid_from",
    ]  # fmt: skip
    with pytest.raises(StandardIncomplete):
        actions.submit_draft(draft=draft, revision=2, actor="user:1")
    assert kk.standards.filter(state="published").count() == 1


def test_a_later_version_begins_tomorrow_at_the_earliest(kk: Service) -> None:
    draft = drafted(kk)
    with pytest.raises(StandardIncomplete) as caught:
        actions.publish_standard(
            draft=draft, revision=draft.revision, valid_from=kk.mall.today(), actor="user:2"
        )
    assert [one.component for one in caught.value.lacks] == ["valid_from"]
    with pytest.raises(IntegrityError, match="begins tomorrow"), transaction.atomic():
        ServiceStandard.objects.filter(pk=draft.pk).update(
            state="published", published_at=draft.mall.local_now(), valid_from=kk.mall.today()
        )


def test_the_first_version_may_begin_before_today(mall: Mall, kk: Service) -> None:
    fresh = actions.add_service(
        mall=mall, agency=kk.agency, code="BARU", name="Baru", name_en="", audience="person",
        desk_minutes=5, words=["baru"], variant_of=None,
    )  # fmt: skip
    draft = actions.draft_standard(service=fresh, actor="user:1")
    entry = replace(whole(drafted(kk)), decree_day="2020-01-02")
    draft = actions.change_draft(draft=draft, entry=entry, revision=1, actor="user:1")
    day = mall.today() - dt.timedelta(days=30)
    early = actions.publish_standard(draft=draft, revision=2, valid_from=day, actor="user:2")
    assert queries.standard_on(fresh, day) == early


def test_service_and_day_name_one_version(kk: Service) -> None:
    first = kk.standards.get()
    second = published(kk, note="dua")
    today = kk.mall.today()
    assert queries.standard_on(kk, today) == first
    assert queries.standard_on(kk, today + dt.timedelta(days=1)) == second
    assert queries.standard_on(kk, dt.date(2000, 1, 1)) is None
    assert queries.standards_of(kk) == [second, first]
    Brief.forget_everything()
    assert queries.standards_today(kk.mall)["KK"] == first
    third = published(kk, note="tiga")  # the same day again: the higher number holds
    assert queries.standard_on(kk, today + dt.timedelta(days=1)) == third


@pytest.mark.parametrize(
    "change",
    [
        lambda row: ServiceStandard.objects.filter(pk=row.pk).update(note="x"),
        lambda row: ServiceStandard.objects.filter(pk=row.pk).update(state="draft"),
        lambda row: ServiceStandard.objects.filter(pk=row.pk).delete(),
        lambda row: ServiceStandard.objects.filter(pk=row.pk).update(valid_from="2020-01-01"),
    ],
)
def test_what_is_published_never_changes(
    kk: Service, change: Callable[[ServiceStandard], object]
) -> None:
    row = kk.standards.get()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        change(row)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM catalogue_standarddocument WHERE standard_id = %s", [row.pk])
    row.refresh_from_db()


def test_what_is_published_is_no_draft_any_more(kk: Service) -> None:
    draft = drafted(kk)
    actions.publish_standard(
        draft=draft, revision=draft.revision, valid_from=tomorrow(kk), actor="user:2"
    )
    with pytest.raises(DraftNotFound):
        actions.change_draft(draft=draft, entry=whole(draft), revision=2, actor="user:1")
    with pytest.raises(DraftNotFound):
        actions.discard_draft(draft=draft, revision=2, actor="user:1")


def test_a_thrown_away_draft_leaves_its_number_to_the_next(kk: Service) -> None:
    draft = drafted(kk)
    actions.discard_draft(draft=draft, revision=draft.revision, actor="user:1")
    assert actions.draft_standard(service=kk, actor="user:1").number == 2
    assert not StandardDocument.objects.filter(standard_id=draft.pk).exists()


def test_papers_are_linked_as_the_standard_names_them(kk: Service) -> None:
    row = kk.standards.get()
    links = {(one.document.code, one.role) for one in row.papers.select_related("document")}
    assert links == {("D_KTP", "requires"), ("D_KK", "requires"), ("D_KK", "produces")}


def test_a_paper_that_a_standard_names_is_not_deleted(kk: Service) -> None:
    paper = DocumentType.objects.get(mall=kk.mall, code="D_KTP")
    with pytest.raises(DocumentInUse) as caught:
        actions.remove_document(document=paper)
    assert caught.value.services == ("KK",)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_documenttype WHERE id = %s", [paper.pk])
        connection.check_constraints()
    with pytest.raises(IntegrityError, match="keeps its code"), transaction.atomic():
        DocumentType.objects.filter(pk=paper.pk).update(code="D_LAIN")
    free = DocumentType.objects.create(mall=kk.mall, code="D_BEBAS", label="Bebas")
    actions.remove_document(document=free)
    assert not DocumentType.objects.filter(code="D_BEBAS").exists()


def test_the_database_refuses_a_published_standard_with_an_unknown_paper(kk: Service) -> None:
    draft = actions.draft_standard(service=kk, actor="user:1")
    with pytest.raises(IntegrityError, match="D_TIADA"), transaction.atomic():
        ServiceStandard.objects.filter(pk=draft.pk).update(
            products=["D_TIADA"], state="published", published_at=draft.mall.local_now(),
            valid_from=tomorrow(kk),
        )  # fmt: skip


@pytest.mark.django_db
def test_a_standard_is_of_the_mall_of_its_service(kk: Service, neighbour: Mall) -> None:
    ServiceStandard.objects.create(mall=neighbour, service=kk, number=7)
    with pytest.raises(IntegrityError, match="has_a_service_of_its_mall"):
        connection.check_constraints()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_managers_publish_one_draft_once(mall: Mall, text: str) -> None:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="test")
    service = Service.objects.get(mall=mall, code="KK")
    draft = drafted(service)
    outcomes: list[str] = []
    ready = threading.Barrier(6)

    def publish(who: int) -> None:
        try:
            ready.wait()
            actions.publish_standard(
                draft=draft, revision=draft.revision, actor=f"user:{who}",
                valid_from=tomorrow(service) + dt.timedelta(days=who),
            )  # fmt: skip
            outcomes.append("published")
        except DraftNotFound:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone"] * 5 + ["published"]
    assert service.standards.filter(state="published").count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_first_drafts_at_once_are_one(mall: Mall, text: str) -> None:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="test")
    service = Service.objects.get(mall=mall, code="KK")
    made: list[int] = []
    ready = threading.Barrier(6)

    def draft() -> None:
        try:
            ready.wait()
            made.append(actions.draft_standard(service=service, actor="user:1").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=draft) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6 and len(set(made)) == 1
