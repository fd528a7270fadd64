# SPDX-License-Identifier: Apache-2.0
"""What people type finds what they mean; what means nothing here finds nothing."""

import time
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pytest
import yaml

from satuhadir.engines import search
from satuhadir.engines.reading import BadInput, Node
from satuhadir.engines.search import Index, Offered
from satuhadir.engines.words import lexicon, stem, talked, tokens

RECALL_AT_LEAST = 0.95
NOTHING_AT_LEAST = 0.90
PLAIN = {"code": "A", "name": "x", "agency": "", "words": []}
SCHOOL = Offered(code="LES", name="Pendaftaran Kursus Menjahit", agency="Balai Latihan")


class Asked(NamedTuple):
    """A question with the services it means; none for nonsense."""

    query: str
    fits: frozenset[str]


def asked(part: str) -> list[Asked]:
    text = files("satuhadir.engines.tests").joinpath(f"data/queries_{part}.yaml").read_text("utf-8")
    return [Asked(row["query"], frozenset(row["fits"])) for row in yaml.safe_load(text)]


@cache
def shipped() -> tuple[Offered, ...]:
    """Return the services of the catalogue file that ships."""
    text = files("satuhadir.catalogue").joinpath("data/layanan.yaml").read_text("utf-8")
    read = yaml.load(text, yaml.CSafeLoader)
    return tuple(
        Offered(
            code=one["code"],
            name=one["name"],
            name_en=one["name_en"],
            agency=read["agencies"][one["agency"]]["name"],
            words=tuple(one["words"]),
        )
        for one in read["services"]
    )


@cache
def index() -> Index:
    return Index(shipped())


def found(services: Index, query: str, limit: int = 3) -> list[str]:
    return [hit.code for hit in services.find(query, limit).hits]


def recall(rows: Sequence[Asked]) -> float:
    """Return the share of questions with a fitting service among the first three."""
    meant = [row for row in rows if row.fits]
    return sum(bool(row.fits & set(found(index(), row.query))) for row in meant) / len(meant)


def offered(*rows: tuple[str, str] | tuple[str, str, Iterable[str]]) -> Index:
    return Index(
        [Offered(code=r[0], name=r[1], words=tuple(r[2]) if len(r) > 2 else ()) for r in rows]
    )


# --- how well -----------------------------------------------------------------------------------


def test_the_questions_are_split_by_their_text() -> None:
    from hashlib import sha256

    for part, is_held in (("tuned", False), ("held_back", True)):
        rows = asked(part)
        assert len(rows) >= 180
        assert all((sha256(r.query.encode()).digest()[0] % 3 == 0) is is_held for r in rows)


@pytest.mark.parametrize("part", ["tuned", "held_back"])
def test_people_find_what_they_mean_among_the_first_three(part: str) -> None:
    assert recall(asked(part)) >= RECALL_AT_LEAST


def test_nonsense_finds_nothing() -> None:
    rows = [row for part in ("tuned", "held_back") for row in asked(part) if not row.fits]
    nothing = sum(not found(index(), row.query) for row in rows)
    assert nothing / len(rows) >= NOTHING_AT_LEAST


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bikin ktp ilang", {"KTP_GANTI", "LAPOR_HILANG"}),
        ("surat kelakuan baik buat lamar kerja", {"SKCK"}),
        ("pajak motor 5 taun", {"PKB_5TH"}),
        ("ijin usaha warung", {"NIB_UMK"}),
        ("birth certificate", {"AKTA_LAHIR"}),
        ("PERPANJANG  SIM!!", {"SIM_PANJANG"}),
        ("kartukeluarga hilang", {"KK_GANTI"}),
        ("pasprot", {"PASPOR"}),
        ("kpt hlg", {"KTP_GANTI", "LAPOR_HILANG"}),
    ],
)  # fmt: skip
def test_the_first_is_what_was_meant(query: str, first: set[str]) -> None:
    assert found(index(), query, 1)[0] in first


# --- with services of others --------------------------------------------------------------------


def test_abbreviations_are_known_where_names_are_written_out() -> None:
    services = offered(
        ("A", "Penerbitan Kartu Tanda Penduduk karena hilang"),
        ("B", "Penerbitan Kartu Keluarga"),
        ("C", "Surat Keterangan Catatan Kepolisian"),
        ("D", "Penerbitan akta kelahiran"),
    )
    assert found(services, "bikin ktp ilang", 1) == ["A"]
    assert found(services, "skck", 1) == ["C"]
    assert found(services, "kk", 1) == ["B"]
    assert found(services, "birth certificate", 1) == ["D"]


def test_written_out_names_are_known_where_services_abbreviate() -> None:
    services = offered(("A", "Penggantian KTP"), ("B", "KK baru"), ("C", "SKCK"))
    assert found(services, "kartu tanda penduduk", 1) == ["A"]
    assert found(services, "good conduct certificate", 1) == ["C"]


def test_words_nobody_listed_are_found_by_their_stem_and_spelling() -> None:
    services = Index([SCHOOL, Offered(code="IKAN", name="Izin Kapal Penangkap Ikan")])
    assert found(services, "daftar kursus jahit") == ["LES"]
    assert found(services, "kursus menjahiit") == ["LES"]
    assert found(services, "ijin penangkapan ikan") == ["IKAN"]


def test_a_name_of_one_service_wins_over_a_word_of_another() -> None:
    services = offered(("A", "Antar barang", ["paspor"]), ("B", "Paspor"))
    assert found(services, "paspor") == ["B", "A"]


def test_demand_decides_between_equals() -> None:
    rare = Offered(code="A", name="Izin A", words=("izin",))
    often = Offered(code="B", name="Izin B", words=("izin",), demand=900)
    assert found(Index([rare, often]), "izin") == ["B", "A"]
    assert found(Index([rare]), "izin") == ["A"]


@pytest.mark.parametrize(
    "query", ["", " ", "!?%_", "\x00", "saya mau urus", "x" * 100_000, "😀", "qwzx pfft", "ke di"]
)
def test_what_says_nothing_finds_nothing(query: str) -> None:
    assert index().find(query, 5).hits == ()


def test_no_services_no_answer() -> None:
    assert Index([]).find("ktp", 5).hits == ()


def test_a_beginning_finds_while_typing() -> None:
    assert "PASPOR" in found(index(), "paspo")
    assert "SKCK" in found(index(), "surat kelak")
    assert found(index(), "ktp ilan") == found(index(), "ktp ilang")


def test_what_was_understood_is_said_only_where_a_word_was_changed() -> None:
    assert index().find("perpanjang pasprot", 3).meant == "perpanjang paspor"
    assert index().find("perpanjang paspor", 3).meant == ""
    assert index().find("qwzx", 3).meant == ""


def test_the_hit_is_marked() -> None:
    hits = index().find("ktp ilang", 3)
    marked = [
        piece for piece, is_hit in index().marked("KTP-el hilang di jalan", hits.terms) if is_hit
    ]
    assert marked == ["KTP-el", "hilang"]


def test_known_words_are_told_from_names() -> None:
    assert index().knows("izin usaha warung kopi")
    assert not index().knows("paspor Sukarnoputra")
    assert not index().knows("ktp 3579011203900004")


# --- words --------------------------------------------------------------------------------------


def test_words_are_taken_apart() -> None:
    known = lexicon().joined
    assert tokens("e-KTP, anak-anak; 5thn", known) == ["ektp", "anak", "5", "thn"]
    assert tokens("Kafé  P-IRT (PBB-P2)", known) == ["kafe", "pirt", "pbb", "p2"]


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("perpanjangan", "panjang"), ("penelitian", "teliti"), ("penerbitan", "terbit"),
        ("menikah", "nikah"), ("pengambilan", "ambil"), ("kehilangan", "hilang"), ("kk", "kk"),
    ],
)  # fmt: skip
def test_stems(word: str, root: str) -> None:
    assert stem(word) == root


def test_talk_is_undone() -> None:
    assert "urus" in set(talked("ngurusin"))
    assert "tulis" in set(talked("nulis"))


def test_the_language_file_is_only_text_and_says_nothing_twice() -> None:
    raw = yaml.safe_load(files("satuhadir.engines").joinpath("data/bahasa.yaml").read_text("utf-8"))
    for led in (raw["spelling"], raw["regional"], raw["near"], raw["wishes"]):
        assert all(isinstance(key, str) and isinstance(value, str) for key, value in led.items())
    meanings: dict[tuple[str, ...], str] = {}
    for line in (*raw["papers"], *raw["same"]):
        for phrase in line.split(" = "):
            stems = tuple(stem(lexicon().spelled(one)) for one in phrase.split())
            assert meanings.setdefault(stems, line) == line, phrase
    words = {stem(lexicon().spelled(one)) for line in raw["near"] for one in line.split()}
    assert not {one for one in raw["elsewhere"].split() if stem(one) in words}


# --- how fast -----------------------------------------------------------------------------------


def test_the_index_is_kept_between_equal_questions() -> None:
    services = [
        {"code": f"S{n}", "name": f"Izin {n}", "agency": "X", "words": []} for n in range(500)
    ]
    question = {"services": services, "query": "izin 7", "limit": 3}
    search.answer(Node(question))
    began = time.perf_counter()
    for _ in range(10):
        search.answer(Node({**question, "services": [dict(one) for one in services]}))
    assert (time.perf_counter() - began) / 10 < 0.05


# --- as a command -------------------------------------------------------------------------------


def ask(**changed: Any) -> dict[str, object]:
    service = {"code": "A", "name": "Paspor", "agency": "IMIGRASI", "words": ["passport"]}
    return search.answer(Node({"services": [service], "query": "paspor", "limit": 5, **changed}))


def test_the_command_answers_codes_with_scores() -> None:
    items: Any = ask()["items"]
    assert [one["code"] for one in items] == ["A"]
    assert 0 < items[0]["score"] <= 1
    assert ask(query="resep rendang") == {"items": []}
    assert ask(query="") == {"items": []}
    assert ask(services=[]) == {"items": []}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"limit": 5.0}, "limit"),
        ({"query": 5}, "query"),
        ({"query": None}, "query"),
        ({"services": {}}, "services"),
        ({"services": [5]}, "services[0]"),
        ({"services": [{"code": "A", "name": "x", "agency": "y"}]}, "services[0].words"),
        ({"services": [{**PLAIN, "code": ""}]}, "services[0].code"),
        ({"services": [{**PLAIN, "words": [""]}]}, "services[0].words[0]"),
        ({"services": [{**PLAIN, "z": 1}]}, "services[0].z"),
        ({"services": [PLAIN, PLAIN]}, "services[1].code"),
        ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_name(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        ask(**changed)
    assert refusal.value.field == field
