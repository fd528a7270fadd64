# SPDX-License-Identifier: Apache-2.0
"""A service as search engines read it, in the head of its page."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.http import government_service
from satuhadir.catalogue.linked import schema_org
from satuhadir.catalogue.linked.lengths import xsd_duration
from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
URL = "https://mpp.example.go.id/satu/layanan/KK/"


@pytest.fixture
def offered(mall: Mall, text: str) -> Mall:
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="command:test")
    Brief.forget_everything()
    return mall


def said_of(mall: Mall, code: str) -> dict[str, Any]:
    service = queries.service_at(mall, code)
    found = SCRIPT.fullmatch(
        government_service(service, queries.standards_today(mall).get(code), URL)
    )
    assert found is not None
    whole: dict[str, Any] = json.loads(found[1])
    return whole


def test_a_service_says_who_gives_it_where_how_long_and_for_how_much(offered: Mall) -> None:
    about = said_of(offered, "KK")
    assert (about["@context"], about["@type"]) == ("https://schema.org", "GovernmentService")
    assert about["@id"] == "https://mpp.example.go.id/satu/id/layanan/KK"
    assert (about["name"], about["alternateName"]) == ("Kartu Keluarga", "Family card")
    assert about["provider"] == {"@type": "GovernmentOrganization", "name": "Instansi DUKCAPIL"}
    channel = about["availableChannel"]
    assert (channel["processingTime"], channel["serviceUrl"]) == ("P3D", URL)
    assert channel["serviceLocation"]["name"] == "MPP satu"
    assert about["offers"] == [{"@type": "Offer", "price": 0, "priceCurrency": "IDR"}]
    assert about["serviceOutput"] == [{"@type": "Thing", "name": "Kartu Keluarga"}]


def test_a_range_has_two_ends_and_a_business_is_its_audience(offered: Mall) -> None:
    about = said_of(offered, "HALAL")
    [offer] = about["offers"]
    price = offer["priceSpecification"]
    assert (price["minPrice"], price["maxPrice"]) == (0, 230_000)
    assert about["audience"]["@type"] == "BusinessAudience"


def test_without_a_standard_nothing_is_made_up(offered: Mall) -> None:
    about = schema_org.government_service(queries.service_at(offered, "KK"), None, URL)
    assert not {"offers", "serviceOutput", "description"} & set(about)
    assert "processingTime" not in about["availableChannel"]


def test_a_name_can_not_leave_the_element(offered: Mall) -> None:
    evil = "</script><script>alert(1)</script>&<!--"
    Service.objects.filter(mall=offered, code="KK").update(name=evil)
    Brief.forget_everything()
    element = government_service(queries.service_at(offered, "KK"), None, URL)
    assert element.count("<script") == element.count("</script>") == 1
    assert said_of(offered, "KK")["name"] == evil


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        ({"value": 15, "unit": "minute"}, "PT15M"),
        ({"value": 2, "longest": 5, "unit": "working_hour"}, "PT5H"),
        ({"value": 3, "unit": "working_day"}, "P3D"),
        ({"value": 2, "unit": "week"}, "P14D"),
        ({"value": 1, "unit": "month"}, "P1M"),
        ({}, ""),
    ],
)
def test_a_length_of_time_is_an_xsd_duration(duration: dict[str, Any], text: str) -> None:
    assert xsd_duration(duration) == text


def test_the_page_of_every_service_carries_it(offered: Mall, client: Client) -> None:
    for service in queries.services_of(offered):
        page = client.get(f"/satu/layanan/{service.code}/").content.decode()
        [found] = SCRIPT.findall(page)
        about = json.loads(found)
        assert about["identifier"] == service.code
        assert about["url"] == f"http://testserver/satu/layanan/{service.code}/"
