# SPDX-License-Identifier: Apache-2.0
"""What goes out comes in again as it was, and goes out once more as the same bytes."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from satuhadir.catalogue import actions
from satuhadir.catalogue.entries import PARTS
from satuhadir.catalogue.exporting import as_yaml, document_of
from satuhadir.catalogue.models import LifeEvent, ServiceStandard
from satuhadir.catalogue.tests.conftest import build_mall
from satuhadir.demo.content import load_demonstration
from satuhadir.malls.models import Agency, Mall


@pytest.fixture
def whole(db: Any) -> Mall:
    """The demonstration's whole catalogue in a mall of ours."""
    content = load_demonstration().mall
    mall = build_mall("penuh")
    Agency.objects.filter(mall=mall).delete()
    for one in content.agencies:
        Agency.objects.create(mall=mall, code=one.code, name=one.name, kind=one.kind)
    actions.import_catalogue(mall, content.catalogue, actor="test")
    return mall


def empty_copy(mall: Mall, slug: str) -> Mall:
    copy = build_mall(slug)
    Agency.objects.filter(mall=copy).delete()
    for one in Agency.objects.filter(mall=mall):
        Agency.objects.create(mall=copy, code=one.code, name=one.name, kind=one.kind)
    return copy


def test_the_whole_demonstration_comes_back_byte_for_byte(whole: Mall) -> None:
    first = as_yaml(document_of(whole))
    copy = empty_copy(whole, "salinan")
    document = actions.read_catalogue(first, file="penuh.yaml")
    result = actions.import_catalogue(copy, document, actor="test")
    assert (result.created, result.published, result.drafted) == (207, 207, 0)
    assert as_yaml(document_of(copy)) == first
    assert LifeEvent.objects.filter(mall=copy).count() == 13
    for one in ServiceStandard.objects.filter(mall=whole).select_related("service"):
        again = ServiceStandard.objects.get(mall=copy, service__code=one.service.code)
        for name in (*PARTS, "valid_from", "decree_number", "decree_day", "change_note"):
            assert getattr(again, name) == getattr(one, name), (one.service.code, name)
    twice = actions.import_catalogue(copy, document, actor="test")
    assert (twice.created, twice.changed, twice.drafted, twice.changes) == (0, 0, 0, ())


def test_the_command_writes_what_the_other_reads(whole: Mall, tmp_path: Path) -> None:
    copy = empty_copy(whole, "salinan")
    for name in ("katalog.yaml", "katalog.xlsx"):
        call_command("catalogue_export", str(tmp_path / name), "--mall", whole.slug)
    said = StringIO()
    file = str(tmp_path / "katalog.xlsx")
    call_command("catalogue_import", file, "--mall", copy.slug, "--dry-run", stdout=said)
    assert "Tidak ada yang disimpan" in said.getvalue()
    assert not ServiceStandard.objects.filter(mall=copy).exists()
    call_command("catalogue_import", file, "--mall", copy.slug)
    assert as_yaml(document_of(copy)) == (tmp_path / "katalog.yaml").read_bytes()
