# SPDX-License-Identifier: Apache-2.0
"""A service for search engines: schema.org `GovernmentService`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urljoin

from django.utils.safestring import SafeString

from satuhadir.catalogue import queries
from satuhadir.catalogue.linked.lengths import xsd_duration
from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.malls import queries as malls

# Inside a script element nothing may look like markup.
_ESCAPED: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_OWNERS: Final = {"state_company": "Corporation", "regional_company": "Corporation",
                  "private": "Organization"}  # fmt: skip


def government_service(
    service: Service, standard: ServiceStandard | None, url: str
) -> dict[str, Any]:
    """Return a service as schema.org describes one; `url` is its page, with scheme and host.

    Without a standard there is no time, no price and no result in it.
    """
    mall = malls.mall_by_id(service.mall_id)
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": urljoin(url, f"/{mall.slug}/id/layanan/{service.code}"),
        "identifier": service.code,
        "name": service.name,
        "alternateName": service.name_en,
        "url": url,
        "inLanguage": "id",
        "keywords": ", ".join(service.words),
        "provider": {
            "@type": _OWNERS.get(service.agency.kind, "GovernmentOrganization"),
            "name": service.agency.name,
        },
        "areaServed": {"@type": "AdministrativeArea", "name": mall.region.name},
        "audience": _audience(service),
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": url,
            "availableLanguage": "id",
            "processingTime": xsd_duration(standard.duration) if standard else "",
            "serviceLocation": {
                "@type": "GovernmentOffice",
                "name": mall.name,
                "address": mall.address,
                "url": urljoin(url, f"/{mall.slug}/"),
            },
        },
    }
    if standard is not None:
        names = queries.document_types(mall)
        about["description"] = standard.note
        about["serviceOutput"] = [
            {"@type": "Thing", "name": names[code].label if code in names else code}
            for code in standard.products
        ]
        about["offers"] = list(_offers(standard.fees))
    filled: dict[str, Any] = _without_empty(about)
    return filled


def as_script(about: Mapping[str, Any]) -> SafeString:
    """Return the element that holds structured data in a page; it is data, nothing runs it."""
    text = json.dumps(about, ensure_ascii=False).translate(_ESCAPED)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def _audience(service: Service) -> dict[str, str]:
    if service.audience == "business":
        return {"@type": "BusinessAudience", "audienceType": "Business"}
    return {"@type": "PeopleAudience", "audienceType": "Citizen"}


def _offers(fees: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield what is paid, where an amount is known; a range becomes its two ends."""
    for fee in fees:
        amount, most = fee.get("amount_rupiah"), fee.get("up_to_rupiah")
        if amount is None:
            continue
        words = fee.get("note") or fee.get("legal") or ""
        if most is None:
            yield {
                "@type": "Offer", "price": amount, "priceCurrency": "IDR", "description": words,
            }  # fmt: skip
            continue
        price = {
            "@type": "PriceSpecification", "minPrice": amount, "maxPrice": most,
            "priceCurrency": "IDR",
        }  # fmt: skip
        yield {"@type": "Offer", "priceSpecification": price, "description": words}


def _without_empty(value: Any) -> Any:
    """Return the tree without members that say nothing; zero says something."""
    if isinstance(value, dict):
        kept = {name: _without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ("", None, [], {})}
    if isinstance(value, list):
        return [_without_empty(one) for one in value]
    return value
