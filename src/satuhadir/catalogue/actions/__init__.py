# SPDX-License-Identifier: Apache-2.0
"""Everything that changes the catalogue. Pages, commands and the demonstration call these."""

from satuhadir.catalogue.actions.asked import (
    add_word,
    drop_unanswered,
    forget_old_unanswered,
    keep_demand,
    note_unanswered,
)
from satuhadir.catalogue.actions.bringing import Change, ImportResult, import_catalogue
from satuhadir.catalogue.actions.shelf import (
    add_service,
    change_service,
    remove_document,
    remove_event,
    save_document,
    save_event,
)
from satuhadir.catalogue.actions.standards import (
    change_draft,
    discard_draft,
    draft_standard,
    first_day_for,
    publish_standard,
    submit_draft,
)
from satuhadir.catalogue.entries import CatalogueDocument, ServiceEntry, StandardEntry
from satuhadir.catalogue.exporting import entry_of
from satuhadir.catalogue.importing import catalogue_from_plain, read_catalogue

# What an import is made of, for the rooms above: read or build a document, then import it.
__all__ = [
    "CatalogueDocument",
    "Change",
    "ImportResult",
    "ServiceEntry",
    "StandardEntry",
    "add_service",
    "add_word",
    "catalogue_from_plain",
    "change_draft",
    "change_service",
    "discard_draft",
    "draft_standard",
    "drop_unanswered",
    "entry_of",
    "first_day_for",
    "forget_old_unanswered",
    "import_catalogue",
    "keep_demand",
    "note_unanswered",
    "publish_standard",
    "read_catalogue",
    "remove_document",
    "remove_event",
    "save_document",
    "save_event",
    "submit_draft",
]
