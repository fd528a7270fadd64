# SPDX-License-Identifier: Apache-2.0
"""The whole catalogue of the demonstration against the official shapes of CPSV-AP 3.2, and back.

Everything is counted, so that an empty graph can't pass. Nothing is fetched.
"""

import datetime as dt
import hashlib
import socket
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from django.core.management import call_command
from django.db import transaction
from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from satuhadir.catalogue import actions
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.linked.graph import catalogue_graph, content_of
from satuhadir.catalogue.linked.publishing import Publisher, publisher_of
from satuhadir.catalogue.linked.reading import read_graph, read_linked
from satuhadir.catalogue.linked.terms import CPSV, CV, ELI, HADIR
from satuhadir.catalogue.linked.writing import as_json_ld, as_turtle
from satuhadir.catalogue.models import LifeEvent, Service, ServiceStandard
from satuhadir.demo.content import load_demonstration
from satuhadir.malls.models import Agency, Mall
from satuhadir.shared.memory import Brief

# The mark is for `whole`, too: tests without it run last and may find no test database at all.
pytestmark = pytest.mark.django_db

ORIGIN = "https://mpp.example.go.id"
SHAPES = Path(__file__).parent / "data" / "cpsv-ap-3.2.0-shacl.ttl"
SHAPES_DIGEST = "a314fa6bf8e1b613af7ed75fb9f4423d30a16b6fb93b4d3f05168f697bc37b30"
AT_LEAST = 207


@lru_cache(maxsize=1)
def shapes() -> Graph:
    return Graph().parse(SHAPES, format="turtle")


def found_mall(slug: str) -> Mall:
    """Return a mall with the agencies of the demonstration, and no catalogue yet."""
    content = load_demonstration().mall
    mall = Mall.objects.create(
        slug=slug, name=content.name, region_id=content.region, address=content.address
    )
    Agency.objects.bulk_create(
        Agency(mall=mall, code=one.code, name=one.name, kind=one.kind) for one in content.agencies
    )
    return mall


@dataclass(frozen=True)
class Whole:
    """The demonstration's catalogue as a graph, and what the database had when it was made."""

    graph: Graph
    small: Graph
    publisher: Publisher
    services: dict[str, bool]
    standards: int
    events: int

    def copy(self) -> Graph:
        """Return a graph of one's own to break."""
        return Graph() + self.graph


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Whole:
    """Made once: most tests here only read. Nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        mall = found_mall("satu")
        actions.import_catalogue(mall, load_demonstration().mall.catalogue, actor="command:test")
        publisher, content = publisher_of(mall, ORIGIN), content_of(mall, mall.today())
        made = Whole(
            graph=catalogue_graph(content, publisher),
            small=catalogue_graph(content.only({"KTP_BARU"}), publisher),
            publisher=publisher,
            services={one.code: bool(one.name_en) for one in Service.objects.filter(mall=mall)},
            standards=ServiceStandard.objects.filter(mall=mall).count(),
            events=LifeEvent.objects.filter(mall=mall).count(),
        )
        transaction.set_rollback(True)
    Brief.forget_everything()
    return made


def languages(graph: Graph, node: Node, way: URIRef) -> set[str | None]:
    """Return the language tags of a text, None where there is none."""
    return {one.language for one in graph.objects(node, way) if isinstance(one, Literal)}


def violations(graph: Graph) -> list[tuple[Any, ...]]:
    """Return focus, path and message of each result."""
    _conforms, report, _text = pyshacl.validate(graph, shacl_graph=shapes(), inference="none")
    return [
        (report.value(one, SH.focusNode), report.value(one, SH.resultPath))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    ]


def focus_nodes(graph: Graph) -> dict[str, int]:
    """Return how many nodes each shape of the file looks at, by the name of its class."""
    return {
        str(kind): sum(1 for _one in graph.subjects(RDF.type, kind))
        for kind in shapes().objects(None, SH.targetClass)
    }


def test_the_shapes_are_the_official_ones_unchanged() -> None:
    assert hashlib.sha256(SHAPES.read_bytes()).hexdigest() == SHAPES_DIGEST


def test_the_export_conforms_and_every_kind_of_thing_was_looked_at(whole: Whole) -> None:
    assert violations(whole.graph) == []
    counts = focus_nodes(whole.graph)
    assert counts[str(CPSV.PublicService)] == len(whole.services) >= AT_LEAST
    assert counts[str(CPSV.Rule)] == whole.standards >= AT_LEAST
    assert counts[str(CV.Event)] == whole.events >= 13
    least = {
        CV.Requirement: 400, CV.EvidenceType: 60, CV.Output: 150, CV.Cost: 200, CV.Channel: 20,
        CV.ContactPoint: 1, CV.PublicOrganisation: 20, ELI.LegalResource: 200, CV.LifeEvent: 5,
    }  # fmt: skip
    assert {kind: counts[str(kind)] for kind in least if counts[str(kind)] < least[kind]} == {}


def test_a_title_that_lost_its_language_is_seen(whole: Whole) -> None:
    graph = whole.copy()
    service = URIRef(f"{ORIGIN}/satu/id/layanan/KTP_BARU")
    assert (service, RDF.type, CPSV.PublicService) in graph
    graph.remove((service, DCTERMS.title, None))
    graph.add((service, DCTERMS.title, Literal("KTP-el baru")))
    assert violations(graph) == [(service, DCTERMS.title)]


def test_a_code_value_that_lost_its_type_is_seen(whole: Whole) -> None:
    graph = whole.copy()
    person = URIRef(f"{ORIGIN}/satu/id/kode/untuk/person")
    graph.remove((person, RDF.type, None))
    assert {path for _focus, path in violations(graph)} == {DCTERMS.audience}


def test_every_name_of_a_service_is_tagged_with_its_language(whole: Whole) -> None:
    graph = whole.graph
    english = {code for code, named in whole.services.items() if named}
    assert len(english) > AT_LEAST / 2
    for service in graph.subjects(RDF.type, CPSV.PublicService):
        code = str(graph.value(service, DCTERMS.identifier))
        tags = {"id", "en"} if code in english else {"id"}
        for way in (DCTERMS.title, DCTERMS.description):
            assert languages(graph, service, way) == tags


def test_every_term_of_ours_is_explained_in_the_file(whole: Whole) -> None:
    graph = whole.graph
    used = {one for triple in graph for one in triple if str(one).startswith(str(HADIR))}
    assert {one for one in used if (one, RDF.type, None) not in graph} == set()
    assert len(used) >= 35


def test_json_ld_says_what_turtle_says(whole: Whole) -> None:
    graph = whole.graph
    turtle = read_graph(as_turtle(graph), "turtle")
    json = read_graph(as_json_ld(graph), "json-ld")
    assert len(graph) > 20_000
    assert set(turtle) == set(json) == set(graph)


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_what_is_imported_is_exported_again_as_the_same_graph(
    suffix: str, whole: Whole, tmp_path: Path
) -> None:
    file = tmp_path / f"layanan.{suffix}"
    file.write_bytes(as_turtle(whole.graph) if suffix == "ttl" else as_json_ld(whole.graph))
    other = found_mall("dua")
    call_command("catalogue_import", str(file), mall="dua")
    # The publisher is the mall itself; with the same one, the catalogue must be the same.
    after = catalogue_graph(content_of(other, other.today()), whole.publisher)
    assert Service.objects.filter(mall=other).count() >= AT_LEAST
    assert isomorphic(whole.graph, after)


def test_everything_a_standard_says_comes_back(db: None) -> None:
    """A standard that fills every column, in a form that no other column could stand in for."""
    shown = found_mall("satu")
    catalogue = load_demonstration().mall.catalogue
    [one] = [entry for entry in catalogue.services if entry.code == "KTP_BARU"]
    actions.import_catalogue(
        shown, replace(catalogue, services=(one,), events=()), actor="command:test"
    )
    tomorrow = shown.today() + dt.timedelta(days=1)
    service = Service.objects.get(mall=shown, code="KTP_BARU")
    documents = ["D_KK", "D_KTP", "D_FOTO"]
    ServiceStandard.objects.create(
        mall=shown, service=service, number=99, state="published",
        valid_from=tomorrow, published_at=dt.datetime.now(dt.UTC),
        decree_number="1/2026", decree_day="2026-01-02", change_note="Tarif turun.",
        requirements=[{"documents": documents, "when": "bila hilang", "note": "asli & salinan"},
                      {"documents": ["D_KK"], "when": "", "note": ""}],
        procedure=[{"step": 'Datang "pagi".', "actor": "warga"}, {"step": "Tunggu", "actor": ""}],
        duration={"value": 2, "longest": 3, "unit": "week", "note": "bila ramai"},
        fees=[{"kind": "tariff", "amount_rupiah": 1500, "up_to_rupiah": 999_999_999_999,
               "formula": "2 × luas", "legal": "PP 1/2026", "effective_day": "2026-02-03",
               "note": "per orang"},
              {"kind": "charge", "amount_rupiah": None, "up_to_rupiah": None, "formula": "",
               "legal": "", "effective_day": None, "note": ""}],
        products=["D_KTP", "D_KK"],
        complaint_routes=[{"channel": "phone", "address": "0341 123", "note": "jam kerja"},
                          {"channel": "web", "address": "https://lapor.example/?a=b c", "note": ""},
                          {"channel": "web", "address": "https://lapor.example/x", "note": ""}],
        legal=["UU 2", "UU 1"], facilities="kursi\nroda", competence="S1", supervision="berjenjang",
        staff_count=0, guarantee="g", safety="s", evaluation="e", note="Catatan <b>",
        external_steps=[{"name": "Surat RT", "where": "RT", "note": "n"}],
        citizen_deadlines=[{"value": 60, "unit": "calendar_day", "since": "lahir", "note": "x"}],
        certainty="medium", sources=["B", "A"],
    )  # fmt: skip
    content = content_of(shown, tomorrow).only({"KTP_BARU"})
    text = as_turtle(catalogue_graph(content, publisher_of(shown, ORIGIN)))
    [entry] = [one for one in read_linked(text, file="a.ttl").services if one.code == "KTP_BARU"]
    assert entry.standard is not None
    kept = content.standards["KTP_BARU"]
    assert kept.number == 99
    for name, value in entry.standard.content().items():
        assert value == getattr(kept, name), name
    assert replace(entry.standard, change_note="") != entry.standard
    assert (entry.standard.decree_number, entry.standard.decree_day) == ("1/2026", "2026-01-02")
    assert entry.standard.valid_from == str(tomorrow)


def test_nothing_is_fetched(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph() + whole.small

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("the network was asked")

    text, json = as_turtle(graph), as_json_ld(graph)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read_linked(text, file="a.ttl").services == read_linked(json, file="a.jsonld").services


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.ttl", b"@prefix : <", "Turtle"),
        ("a.ttl", b"\xff\xfe", "UTF-8"),
        ("a.jsonld", b"{", "bukan data tertaut"),
        ("a.jsonld", b'{"@context": "https://schema.org", "@id": "a:b"}', "@context"),
        ("a.jsonld", b'[{"@context": [{"@import": "https://x.example/"}]}]', "@context"),
        ("a.jsonld", b'{"@graph": [{"@context": ["http://x.example/"]}]}', "@context"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_the_reason(
    name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(CatalogueInvalid) as refused:
        read_linked(data, file=name)
    assert reason in str(refused.value.problems[0])


def test_what_does_not_fit_together_is_told_by_name(whole: Whole) -> None:
    graph = Graph() + whole.small
    service = URIRef(f"{ORIGIN}/satu/id/layanan/KTP_BARU")
    graph.set((service, HADIR.deskMinutes, Literal(0)))
    graph.remove((service, CV.hasCompetentAuthority, None))
    with pytest.raises(CatalogueInvalid) as refused:
        read_linked(as_turtle(graph), file="a.ttl")
    told = "\n".join(str(one) for one in refused.value.problems)
    assert "KTP_BARU.desk_minutes" in told
    assert "KTP_BARU.agency" in told


def test_turtle_of_others_brings_no_services() -> None:
    other = Namespace("https://lain.example/")
    graph = Graph()
    graph.add((other.a, DCTERMS.title, Literal("lain", lang="id")))
    document = read_linked(as_turtle(graph), file="a.ttl")
    assert (document.services, document.documents, document.events) == ((), (), ())
