# SPDX-License-Identifier: Apache-2.0
"""The addresses of open data: what they answer, to whom in which form, and that nothing is made
again while the catalogue stays as it is.
"""

import gzip
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef

from satuhadir.catalogue import actions
from satuhadir.catalogue.actions import files
from satuhadir.catalogue.jobs import refresh_all_files
from satuhadir.catalogue.linked.reading import read_graph
from satuhadir.catalogue.linked.terms import CPSV
from satuhadir.catalogue.models import DataFile, Service
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief

ORIGIN = "https://mpp.example.go.id"


@pytest.fixture
def offered(mall: Mall, text: str, settings: Any) -> Mall:
    settings.SATUHADIR_ORIGIN = ORIGIN
    document = actions.read_catalogue(text.encode(), file="berkas.yaml")
    actions.import_catalogue(mall, document, actor="command:test")
    return mall


def graph_of(response: Any, form: str) -> Graph:
    assert response.status_code == 200
    return read_graph(response.content, form)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "form", "media"),
    [
        ("layanan.ttl", "turtle", "text/turtle; charset=utf-8"),
        ("layanan.jsonld", "json-ld", "application/ld+json"),
    ],
)
def test_a_file_holds_every_service(
    name: str, form: str, media: str, offered: Mall, client: Client
) -> None:
    response = client.get(f"/satu/data/{name}")
    assert response["Content-Type"] == media
    assert response["Access-Control-Allow-Origin"] == "*"
    graph = graph_of(response, form)
    codes = {str(code) for one in graph.subjects(RDF.type, CPSV.PublicService)
             for code in graph.objects(one, DCTERMS.identifier)}  # fmt: skip
    assert codes == {"KK", "SIM-C", "HALAL"}
    assert URIRef(f"{ORIGIN}/satu/id/layanan/KK") in set(graph.subjects())


@pytest.mark.django_db
def test_who_can_unpack_gets_it_packed_and_both_get_the_same(offered: Mall, client: Client) -> None:
    plain = client.get("/satu/data/layanan.ttl", headers={"Accept-Encoding": "identity"})
    packed = client.get("/satu/data/layanan.ttl", headers={"Accept-Encoding": "gzip"})
    assert not plain.has_header("Content-Encoding")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["ETag", "Last-Modified"])
def test_who_has_it_already_gets_nothing_again(given: str, offered: Mall, client: Client) -> None:
    first = client.get("/satu/data/layanan.ttl")
    ask = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[given]
    again = client.get("/satu/data/layanan.ttl", headers={ask: first[given]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.django_db
def test_a_file_is_made_once_and_again_only_after_a_change(
    offered: Mall, client: Client, django_assert_max_num_queries: Any
) -> None:
    first = client.get("/satu/data/layanan.ttl")
    before = DataFile.objects.get(mall=offered, name="layanan.ttl")
    with django_assert_max_num_queries(3):
        client.get("/satu/data/layanan.ttl")
    refresh_all_files()
    assert DataFile.objects.get(pk=before.pk).stamp == before.stamp
    Service.objects.filter(mall=offered, code="KK").update(name="Kartu Keluarga Baru")
    Brief.forget_everything()
    refresh_all_files()
    after = DataFile.objects.get(pk=before.pk)
    assert (after.stamp != before.stamp, after.digest != before.digest) == (True, True)
    assert after.changed_at > before.changed_at
    second = client.get("/satu/data/layanan.ttl")
    assert "Kartu Keluarga Baru" in second.content.decode()
    assert second["ETag"] != first["ETag"]


@pytest.mark.django_db
def test_what_changes_nothing_in_a_file_does_not_make_it_newer(offered: Mall) -> None:
    files.refresh_files(offered, ORIGIN)
    old = DataFile.objects.get(mall=offered, name="layanan.ttl")
    DataFile.objects.update(stamp="another", changed_at=old.changed_at - timedelta(days=3))
    assert files.refresh_files(offered, ORIGIN)
    new = DataFile.objects.get(pk=old.pk)
    assert new.changed_at == old.changed_at - timedelta(days=3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        ("text/turtle", "/satu/data/layanan.ttl"),
        ("application/ld+json", "/satu/data/layanan.jsonld"),
        ("text/turtle;q=0.5, application/ld+json", "/satu/data/layanan.jsonld"),
        ("text/html, text/turtle;q=0.9", "/satu/data/"),
        ("*/*", "/satu/data/"),
        ("text/turtle;q=x", "/satu/data/"),
    ],
)
def test_the_form_is_chosen_by_what_is_accepted(
    accept: str, leads_to: str, offered: Mall, client: Client
) -> None:
    response = client.get("/satu/data/layanan", headers={"Accept": accept})
    assert (response.status_code, response["Location"]) == (303, leads_to)
    assert "Accept" in response["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "page", "data"),
    [
        ("layanan/KK", "/satu/layanan/KK/", "/satu/data/layanan/KK.ttl"),
        ("layanan/KK/standar/2026-01-01", "/satu/layanan/KK/", "/satu/data/layanan/KK.ttl"),
        ("dokumen/D_KK", "/satu/data/", "/satu/data/layanan.ttl"),
        ("instansi/DUKCAPIL", "/satu/data/", "/satu/data/layanan.ttl"),
        ("mal", "/satu/", "/satu/data/layanan.ttl"),
        ("kode/biaya/free", "/satu/data/", "/satu/data/layanan.ttl"),
        ("data/layanan", "/satu/data/", "/satu/data/katalog.ttl"),
        ("wilayah/35", "/satu/data/", "/satu/data/layanan.ttl"),
    ],
)
def test_a_name_leads_to_a_page_or_to_data(
    name: str, page: str, data: str, offered: Mall, client: Client
) -> None:
    for accept, where in (("text/html", page), ("text/turtle", data)):
        response = client.get(f"/satu/id/{name}", headers={"Accept": accept})
        assert (response.status_code, response["Location"]) == (303, where)
        assert client.get(where).status_code == 200


@pytest.mark.django_db
def test_every_name_in_the_file_leads_somewhere(offered: Mall, client: Client) -> None:
    graph = graph_of(client.get("/satu/data/layanan.ttl"), "turtle")
    begin = f"{ORIGIN}/satu/"
    ours = {str(one).partition("#")[0] for triple in graph for one in triple
            if isinstance(one, URIRef) and one.startswith(begin)}  # fmt: skip
    assert len(ours) > 40
    for one in sorted(ours):
        response = client.get(one.removeprefix(ORIGIN), headers={"Accept": "text/turtle"})
        assert response.status_code in {200, 303}, one


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["id/layanan/TIDAK_ADA", "id/dokumen/TIDAK_ADA", "id/apa/saja", "id/wilayah/99",
     "data/layanan/TIDAK_ADA.ttl", "data/lain.ttl", "id/peristiwa/TIDAK_ADA"],
)  # fmt: skip
def test_an_unknown_name_is_not_found(path: str, offered: Mall, client: Client) -> None:
    assert client.get(f"/satu/{path}").status_code == 404


@pytest.mark.django_db
def test_one_service_comes_with_what_belongs_to_it_and_no_other(
    offered: Mall, client: Client
) -> None:
    graph = graph_of(client.get("/satu/data/layanan/KK.ttl"), "turtle")
    [service] = graph.subjects(RDF.type, CPSV.PublicService)
    assert service == URIRef(f"{ORIGIN}/satu/id/layanan/KK")
    json = graph_of(client.get("/satu/data/layanan/KK.jsonld"), "json-ld")
    assert set(graph) == set(json)


@pytest.mark.django_db
def test_without_a_fixed_origin_only_a_few_addresses_are_remembered(
    offered: Mall, client: Client, settings: Any
) -> None:
    settings.SATUHADIR_ORIGIN = ""
    settings.ALLOWED_HOSTS = ["*"]
    for port in range(8100, 8108):
        Brief.forget_everything()
        response = client.get("/satu/data/katalog.ttl", headers={"Host": f"mpp.test:{port}"})
        assert response.status_code == 200
    assert DataFile.objects.values("origin").distinct().count() == 3


@pytest.mark.django_db
def test_a_mall_without_services_gives_empty_data_and_a_page(mall: Mall, client: Client) -> None:
    assert client.get("/satu/data/").status_code == 200
    graph = graph_of(client.get("/satu/data/layanan.ttl"), "turtle")
    assert not list(graph.subjects(RDF.type, CPSV.PublicService))


@pytest.mark.django_db
def test_the_data_of_a_neighbour_are_its_own(
    offered: Mall, neighbour: Mall, client: Client
) -> None:
    graph = graph_of(client.get("/dua/data/layanan.ttl"), "turtle")
    assert not [one for one in graph.subjects() if "/satu/" in str(one)]


@pytest.mark.django_db
def test_the_catalogue_of_data_sets_has_what_dcat_ap_asks_for(
    offered: Mall, client: Client
) -> None:
    graph = graph_of(client.get("/satu/data/katalog.ttl"), "turtle")
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    for way in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert graph.value(catalogue, way) is not None
    publisher = graph.value(catalogue, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert graph.value(publisher, FOAF.name) is not None
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert URIRef(f"{ORIGIN}/satu/id/data/layanan") in datasets
    for one in datasets:
        assert (one, RDF.type, DCAT.Dataset) in graph
        for way in (DCTERMS.title, DCTERMS.description):
            texts = [text for text in graph.objects(one, way) if isinstance(text, Literal)]
            assert {text.language for text in texts} == {"id", "en"}
        forms = list(graph.objects(one, DCAT.distribution))
        assert forms
        for form in forms:
            assert (form, RDF.type, DCAT.Distribution) in graph
            address = str(graph.value(form, DCAT.accessURL))
            assert client.get(address.removeprefix(ORIGIN)).status_code == 200, address
            assert graph.value(form, DCTERMS.license) is not None
            assert graph.value(form, DCTERMS.format) is not None
        page = str(graph.value(one, DCAT.landingPage))
        assert client.get(page.removeprefix(ORIGIN)).status_code == 200, page


@pytest.mark.django_db
def test_the_catalogue_tells_size_and_age_of_the_files(offered: Mall, client: Client) -> None:
    graph = graph_of(client.get("/satu/data/katalog.ttl"), "turtle")
    kept = DataFile.objects.get(mall=offered, name="layanan.ttl")
    form = URIRef(f"{ORIGIN}/satu/id/data/layanan#rdf-turtle")
    assert int(str(graph.value(form, DCAT.byteSize))) == kept.byte_count
    assert graph.value(form, DCTERMS.modified) is not None


@pytest.mark.django_db
def test_robots_are_told_what_to_leave_alone(offered: Mall, client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in response.content.decode()
    assert "Disallow: /kelola/" in response.content.decode()


@pytest.mark.django_db
def test_the_sitemap_names_every_service_and_every_address_answers(
    offered: Mall, client: Client
) -> None:
    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    index = ET.fromstring(client.get("/sitemap.xml").content)
    assert [one.text for one in index.iter(names)] == [f"{ORIGIN}/satu/sitemap.xml"]
    whole = ET.fromstring(client.get("/satu/sitemap.xml").content)
    addresses = [str(one.text) for one in whole.iter(names)]
    assert {f"{ORIGIN}/satu/", f"{ORIGIN}/satu/data/", f"{ORIGIN}/satu/layanan/KK/"} <= set(
        addresses
    )
    assert len(addresses) == len(set(addresses))
    for one in addresses:
        assert client.get(one.removeprefix(ORIGIN)).status_code == 200, one
