# SPDX-License-Identifier: Apache-2.0
"""Standards of services, published in a few words for the tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from satuhadir.catalogue.models import DocumentType, LifeEvent, Service, ServiceStandard
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief


def papers(mall: Mall, *codes: str, **labels: str) -> None:
    """Make kinds of papers: called by their codes, or by a label."""
    labels = {code: code.title() for code in codes} | labels
    for code, label in labels.items():
        DocumentType.objects.get_or_create(mall=mall, code=code, defaults={"label": label})


def publish(
    mall: Mall,
    code: str,
    *needs: str | dict[str, Any],
    in_days: int = 0,
    number: int = 1,
    **parts: Any,
) -> ServiceStandard:
    """Publish a version of a service's standard, valid from today or later.

    A need is a code, several joined by `|` of which one is enough, or the whole record.
    """
    requirements = [
        one if isinstance(one, dict) else {"documents": one.split("|"), "when": "", "note": ""}
        for one in needs
    ]
    named = {paper for one in requirements for paper in one["documents"]}
    papers(mall, *sorted(named | set(parts.get("products", ()))))
    made = ServiceStandard.objects.create(
        mall=mall,
        service=Service.objects.get(mall=mall, code=code),
        number=number,
        state="published",
        published_at=timezone.now(),
        valid_from=mall.today() + dt.timedelta(days=in_days),
        requirements=requirements,
        **{"certainty": "high", **parts},
    )
    Brief.forget_everything()
    return made


def life_event(mall: Mall, code: str, **steps: str) -> LifeEvent:
    """Make a life event; a step's value names the steps before it, separated by spaces."""
    made = LifeEvent.objects.create(
        mall=mall,
        code=code,
        name=code.title(),
        steps=[
            {"service": service, "after": after.split(), "note": ""}
            for service, after in steps.items()
        ],
    )
    Brief.forget_everything()
    return made
