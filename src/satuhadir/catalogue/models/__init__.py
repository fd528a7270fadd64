# SPDX-License-Identifier: Apache-2.0
"""What people can ask for at a mall: services, their standards, papers, and events of a life."""

from satuhadir.catalogue.models.asked import ServiceDemand, UnansweredQuery
from satuhadir.catalogue.models.documents import DocumentType
from satuhadir.catalogue.models.events import LifeEvent
from satuhadir.catalogue.models.files import DataFile
from satuhadir.catalogue.models.service import Service
from satuhadir.catalogue.models.standards import ServiceStandard, StandardDocument

__all__ = [
    "DataFile",
    "DocumentType",
    "LifeEvent",
    "Service",
    "ServiceDemand",
    "ServiceStandard",
    "StandardDocument",
    "UnansweredQuery",
]
