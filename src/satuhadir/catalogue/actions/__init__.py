# SPDX-License-Identifier: Apache-2.0
"""Everything that changes the catalogue. Pages, commands and the demonstration call these."""

from satuhadir.catalogue.actions.bringing import ImportResult, import_catalogue
from satuhadir.catalogue.entries import CatalogueDocument, ServiceEntry
from satuhadir.catalogue.importing import catalogue_from_plain, read_catalogue

# What an import is made of, for the rooms above: read or build a document, then import it.
__all__ = [
    "CatalogueDocument",
    "ImportResult",
    "ServiceEntry",
    "catalogue_from_plain",
    "import_catalogue",
    "read_catalogue",
]
