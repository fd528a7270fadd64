# SPDX-License-Identifier: Apache-2.0
from satuhadir.catalogue import actions
from satuhadir.catalogue.health import OVERSIGHT
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Agency, Mall


def test_a_copy_must_have_every_version_again(mall: Mall, text: str) -> None:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="test")
    actions.draft_standard(service=Service.objects.get(code="KK"), actor="test")
    assert OVERSIGHT.figures()["catalogue"] == {
        "services": 3, "standards": 4, "published": 3, "documents": 2, "life_events": 0,
    }  # fmt: skip


def test_a_service_that_promises_nothing_is_told(mall: Mall) -> None:
    (check,) = OVERSIGHT.checks
    assert [one.state for one in check()] == ["ok"]
    Service.objects.create(
        mall=mall, agency=Agency.objects.filter(mall=mall)[0], code="X", name="X",
        audience="person", desk_minutes=5,
    )  # fmt: skip
    assert [(one.state, one.says) for one in check()] == [("info", "1 layanan belum punya standar")]
