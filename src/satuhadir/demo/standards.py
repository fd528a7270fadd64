# SPDX-License-Identifier: Apache-2.0
"""Drafts of standards on the manager's desk: one handed in, one that lacks something. Invented."""

from dataclasses import replace
from typing import Final

from satuhadir.catalogue import actions
from satuhadir.catalogue import queries as catalogue
from satuhadir.malls.models import Mall

ACTOR: Final = "demo"
HANDED_IN: Final = "KK_GANTI"
UNFINISHED: Final = "SIM_BARU"


def draft_standards(mall: Mall) -> None:
    """Let an agency hand a draft in, and leave another without its decree."""
    draft = actions.draft_standard(service=catalogue.service_at(mall, HANDED_IN), actor=ACTOR)
    entry = replace(
        actions.entry_of(draft),
        decree_number="100.3/119/SP/2026 (nomor rekaan, data contoh)",
        decree_day="2026-10-05",
        change_note="Data contoh: surat kehilangan dapat dibuat di loket kepolisian mal ini.",
    )
    draft = actions.change_draft(draft=draft, entry=entry, revision=draft.revision, actor=ACTOR)
    actions.submit_draft(draft=draft, revision=draft.revision, actor=ACTOR)
    actions.draft_standard(service=catalogue.service_at(mall, UNFINISHED), actor=ACTOR)
