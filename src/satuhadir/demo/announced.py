# SPDX-License-Identifier: Apache-2.0
"""Standards of the demonstration that are announced to change in a few days."""

from dataclasses import replace
from datetime import timedelta

from satuhadir.catalogue import actions as catalogue
from satuhadir.catalogue import queries as services
from satuhadir.catalogue.actions import StandardEntry
from satuhadir.demo.content import MallContent
from satuhadir.malls.models import Mall

ACTOR = "demo"
IN_DAYS = 9


def announce_changes(mall: Mall, content: MallContent) -> None:
    """Publish a second version of a birth certificate's standard: quicker, with a paper less."""
    held = {one.code: one.standard for one in content.catalogue.services}
    entry = held.get("AKTA_LAHIR")
    if entry is None:
        return
    draft = catalogue.draft_standard(service=services.service_at(mall, "AKTA_LAHIR"), actor=ACTOR)
    changed = catalogue.change_draft(
        draft=draft, entry=_quicker(entry, mall), revision=draft.revision, actor=ACTOR
    )
    catalogue.publish_standard(
        draft=changed,
        revision=changed.revision,
        valid_from=mall.today() + timedelta(days=IN_DAYS),
        actor=ACTOR,
    )


def _quicker(entry: StandardEntry, mall: Mall) -> StandardEntry:
    return replace(
        entry,
        requirements=tuple(one for one in entry.requirements if one.documents != ("D_KTP",)),
        duration=replace(entry.duration, value=1, longest=2) if entry.duration else None,
        decree_number="100.3/118/SP/2026 (nomor rekaan, data contoh)",
        decree_day=(mall.today() - timedelta(days=6)).isoformat(),
        change_note=(
            "Lebih cepat, dan KTP-el orang tua tidak diminta lagi: petugas membacanya dari SIAK."
        ),
    )
