# SPDX-License-Identifier: Apache-2.0
"""Every operation of the API with made-up requests: no failure, and no answer that its document
does not know. The requests come from the document itself, good and bad ones; half the names in
them are those of a hall that lives meanwhile, so that they get behind the first refusal.
"""

import os
import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.conf import LazySettings
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from satuhadir.accounts.actions import create_token
from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.config.doors import Doors
from satuhadir.feedback.actions import file_complaint
from satuhadir.malls.models import Mall
from satuhadir.queue.api.document import PREFIX, make_document, refusals_of
from satuhadir.queue.api.doors import OPERATIONS, Operation
from satuhadir.queue.tests.conftest import Hall, build_hall
from satuhadir.shared import limits

EXAMPLES = int(os.environ.get("SATUHADIR_FUZZ_EXAMPLES", "25"))
KEYS = ("kiosk", "counter", "manager", "ministry", "applicant", "stranger")
MODES = [GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
STREAM = "/api/v1/malls/{mall}/events"
CHECKS: list[Callable[..., Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

Known = dict[str, list[str]]


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document with every operation that a request can be answered to at once."""
    assert get_resolver().url_patterns  # declares the operations
    whole = make_document()
    del whole["paths"][STREAM]
    return whole


def operation_named(path: str, method: str) -> Operation:
    """Return what was declared for a path of the document."""
    [found] = [one for one in OPERATIONS if (PREFIX + one.route, one.method) == (path, method)]
    return found


def operations() -> list[tuple[str, str]]:
    return [
        (path, method.upper())
        for path, methods in document()["paths"].items()
        for method in methods
    ]


@pytest.fixture
def schema(settings: LazySettings) -> Iterator[OpenApiSchema]:
    """The document with the application behind it, the one that is served."""
    settings.ALLOWED_HOSTS = ["*"]
    limits.forget()
    found = schemathesis.openapi.from_dict(document())
    found.app = Doors()
    yield found
    limits.forget()


def describe(mall: Mall) -> None:
    """Give a service a standard, a paper and a life event."""
    DocumentType.objects.create(mall=mall, code="D_KTP", label="KTP-el")
    ServiceStandard.objects.create(
        mall=mall, service=Service.objects.get(mall=mall, code="KTP"), number=1, state="published",
        valid_from=mall.today(), published_at=mall.local_now(), products=["D_KTP"],
        requirements=[{"documents": ["D_KTP"]}], procedure=[{"step": "Datang"}],
        duration={"value": 1, "unit": "hour"}, fees=[{"kind": "free", "amount_rupiah": 0}],
    )  # fmt: skip
    LifeEvent.objects.create(mall=mall, code="LAHIR", name="Lahir", steps=[{"service": "KTP"}])


def known_names(hall: Hall, neighbour: Hall) -> Known:
    """Return what a request may name, by the name of its parameter or member; some is dead."""
    describe(hall.mall)
    tickets, tracks = [], []
    for prefix in ("KTP", "KK", "AKTA", "SKCK") * 2:
        issued = hall.issue(prefix)
        tickets.append(str(issued.ticket.id))
        tracks.append(issued.track)
    called = hall.call(1)
    hall.move(called, "start")
    return {
        "mall": [hall.mall.slug] * 9 + [neighbour.mall.slug],
        "ticket": [*tickets, str(neighbour.issue("KTP").ticket.id)],
        "track": tracks,
        "line": [str(line.pk) for line in hall.lines.values()],
        "counter": [str(counter.pk) for counter in hall.counters.values()] + [str(uuid4())],
        "service": ["KTP", "KK", "AKTA", "SKCK"],
        "code": ["KTP", "SKCK"],
        "key": [
            file_complaint(
                mall=hall.mall,
                kind=kind,
                identity="anonymous",
                channel="phone",
                text="Antreannya lama sekali.",
                actor="public",
            ).track
            for kind in ("complaint", "information")
        ],
        "document": ["D_KTP"],
        "event": ["LAHIR"],
    }


def with_known_names(case: "Case[Any]", known: Known, chance: random.Random) -> None:
    """Put living names where the case has made-up ones, mostly."""
    for place in (case.path_parameters, case.body if isinstance(case.body, dict) else {}):
        for name in [one for one in place if one in known]:
            if chance.random() < 0.9:
                place[name] = chance.choice(known[name])
    if isinstance(case.body, dict) and "services" in case.body and chance.random() < 0.9:
        del case.body["services"]  # one of the two is asked for
        case.body["service"] = chance.choice(known["service"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "method"), operations())
def test_no_request_gets_an_answer_that_is_not_documented(
    path: str, method: str, schema: OpenApiSchema
) -> None:
    hall, neighbour = build_hall("batu"), build_hall("tetangga")
    keys = {role: create_token(role=role, mall=hall.mall) for role in KEYS}
    known = known_names(hall, neighbour)
    operation, declared = schema[path][method], operation_named(path, method)
    tried: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def fuzz(data: st.DataObject) -> None:
        chance = random.Random(data.draw(st.uuids()).bytes)
        mode = data.draw(st.sampled_from(MODES))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        with_known_names(case, known, chance)
        who = chance.choice([*KEYS, *["manager", "counter"] * 4, "wrong", ""])
        headers = {"Authorization": f"Bearer {keys.get(who, who)}"} if who else {}
        response = case.call(headers=headers)
        tried.append(response.status_code)
        case.validate_response(response, checks=CHECKS)
        if response.status_code >= 400:
            codes = refusals_of(declared).get(response.status_code, [])
            assert response.json()["code"] in codes, response.json()

    fuzz()
    assert len(tried) >= EXAMPLES // 2
