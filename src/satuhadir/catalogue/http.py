# SPDX-License-Identifier: Apache-2.0
"""What pages of other rooms put of the catalogue into their own."""

from django.utils.safestring import SafeString

from satuhadir.catalogue.linked import schema_org
from satuhadir.catalogue.models import Service, ServiceStandard

__all__ = ["government_service"]


def government_service(service: Service, standard: ServiceStandard | None, url: str) -> SafeString:
    """Return the element with a service as search engines read it, for the head of its page.

    `url` is the page with scheme and host; `standard` the one that holds today, None without one.
    """
    return schema_org.as_script(schema_org.government_service(service, standard, url))
