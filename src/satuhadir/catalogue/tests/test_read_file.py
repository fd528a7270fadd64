# SPDX-License-Identifier: Apache-2.0
import json
import time
from importlib.resources import files

import pytest
import yaml

from satuhadir.catalogue.entries import DocumentEntry, Duration, Fee, Problem, Requirement
from satuhadir.catalogue.errors import CatalogueInvalid
from satuhadir.catalogue.importing import catalogue_from_plain, read_catalogue
from satuhadir.catalogue.marked import MAX_BYTES


def problems_of(data: bytes | str, file: str = "berkas.yaml") -> tuple[Problem, ...]:
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(CatalogueInvalid) as caught:
        read_catalogue(raw, file=file)
    assert caught.value.problems
    assert len(caught.value.errors) == len(caught.value.problems)
    return caught.value.problems


def only_problem(data: bytes | str, file: str = "berkas.yaml") -> Problem:
    (problem,) = problems_of(data, file)
    return problem


def test_a_good_file_becomes_plain_values(text: str) -> None:
    document = read_catalogue(text.encode(), file="berkas.yaml")
    kk, sim, halal = document.services
    assert [one.code for one in document.services] == ["KK", "SIM-C", "HALAL"]
    assert kk.standard and sim.standard
    assert kk.standard.requirements == (
        Requirement(("D_KTP",)),
        Requirement(("D_KK",), "bila ada"),
    )
    assert kk.standard.duration == Duration(1, 3, "working_day", "")
    assert kk.standard.fees == (Fee("free", 0),)
    assert sim.standard.fees == (Fee("non_tax_revenue", 75000),)
    assert halal.name_en == ""
    assert document.documents[0] == DocumentEntry("D_KK", "Kartu Keluarga")


def test_json_says_the_same_as_yaml(text: str) -> None:
    plain = yaml.safe_load(text)
    from_yaml = read_catalogue(text.encode(), file="berkas.yaml")
    from_json = read_catalogue(json.dumps(plain, indent="\t").encode(), file="berkas.JSON")
    assert [(one.columns(), one.standard) for one in from_json.services] == [
        (one.columns(), one.standard) for one in from_yaml.services
    ]
    assert catalogue_from_plain(plain, file="x").documents == from_yaml.documents


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "reason"),
    [
        ("desk_minutes: 15", "desk_minutes: -5", 16, "KK.desk_minutes", "antara 1 dan 480"),
        ("desk_minutes: 15", "desk_minutes: 0", 16, "KK.desk_minutes", "antara 1 dan 480"),
        ("desk_minutes: 15", "desk_minutes: '15'", 16, "KK.desk_minutes", "bilangan bulat"),
        ("desk_minutes: 15", "desk_minutes: yes", 16, "KK.desk_minutes", "bilangan bulat"),
        ("desk_minutes: 15", "desk_minutes: 1:30", 16, "KK.desk_minutes", "bilangan bulat"),
        ("desk_minutes: 15", "desk_minutes: 7.5", 16, "KK.desk_minutes", "bilangan bulat"),
        ("desk_minutes: 15", "desk_minutes: [15]", 16, "KK.desk_minutes", "bilangan bulat"),
        ("agency: DUKCAPIL", "agency: DUKCAPLI", 14, "KK.agency", "instansi DUKCAPLI tidak ada"),
        ("[D_KTP, {", "[D_KPT, {", 18, "KK.requirements", "dokumen D_KPT tidak ada"),
        ("any_of: [D_KTP]", "any_of: [D_X]", 19, "KK.any_of", "dokumen D_X tidak ada"),
        ("products: [D_KK]", "products: [D_X]", 23, "KK.products", "dokumen D_X tidak ada"),
        ("sources: [K]\n", "sources: [S9]\n", 26, "KK.sources", "sumber S9 tidak ada"),
        ("issued_by: [KK]", "issued_by: [KX]", 8, "documents.D_KK.issued_by", "layanan KX tidak"),
        ("hosted_by: POLRES", "hosted_by: POLDA", 6, "agencies.BPJPH.hosted_by", "POLDA tidak ada"),
        ("kind: vertical}", "kind: partikelir}", 5, "agencies.POLRES.kind", "salah satu dari"),
        ("unit: working_day}", "unit: abad}", 21, "KK.duration.unit", "salah satu dari"),
        ("longest: 3", "longest: 0", 21, "KK.duration.longest", "antara 1 dan"),
        ("fee: {kind: free}", "fee: {kind: suap}", 22, "KK.fee.kind", "salah satu dari"),
        ("kind: free}", "kind: free, amount_rupiah: 5}", 22, "KK.fee.amount_rupiah", "gratis"),
        ("amount_rupiah: 75000", "amount_rupiah: -1", 35, "SIM-C.fee.amount_rupiah", "antara 0"),
        ("certainty: high", "certainty: yakin", 25, "KK.certainty", "salah satu dari"),
        ("audience: person", "audience: semua", 15, "KK.audience", "salah satu dari"),
        ("name: Kartu Keluarga\n", "name: ''\n", 12, "KK.name", "tidak boleh kosong"),
        ("name: Kartu Keluarga\n", "name: 123\n", 12, "KK.name", "harus teks"),
        ("name: Kartu Keluarga\n", f"name: {'x' * 161}\n", 12, "KK.name", "terlalu panjang"),
        ("words: [kk, c1]", "words: kk", 17, "KK.words", "harus berupa daftar"),
        ("words: [kk, c1]", "words: [kk, {}]", 17, "KK.words", "harus teks"),
        ("words: [kk, c1]", "words: [" + "kk, " * 61 + "]", 17, "KK.words", "paling banyak 60"),
        ("words: [kk, c1]", "wrods: [kk, c1]", 17, "KK.wrods", "tidak dikenal"),
        ("code: SIM-C", "code: KK", 27, "KK.code", "sudah dipakai"),
        ("code: SIM-C", "code: 'SIM C'", 27, "services[1].code", "harus kode"),
        ("catalogue: 1", "catalogue: 3", 1, "catalogue", "antara 1 dan 2"),
        ("    certainty: medium\n", "", 27, "SIM-C.certainty", "wajib ada"),
    ],
)  # fmt: skip
def test_a_bad_row_names_file_row_field_and_reason(
    text: str, old: str, new: str, line: int, field: str, reason: str
) -> None:
    problem = only_problem(text.replace(old, new, 1))
    assert problem.file == "berkas.yaml"
    assert problem.row == f"baris {line}"
    assert problem.field == field
    assert reason in problem.reason
    assert str(problem).startswith(f"berkas.yaml: baris {line}: {field}: ")


def test_every_problem_is_told_at_once(text: str) -> None:
    bad = text.replace("desk_minutes: 15", "desk_minutes: -1").replace("kind: mixed", "kind: x")
    assert [one.field for one in problems_of(bad.replace("agency: POLRES", "agency: X"))] == [
        "KK.desk_minutes",
        "SIM-C.agency",
        "HALAL.fee.kind",
    ]


def test_a_problem_in_json_names_the_entry(text: str) -> None:
    plain = yaml.safe_load(text)
    plain["services"][1]["desk_minutes"] = -3
    problem = only_problem(json.dumps(plain), "berkas.json")
    assert (problem.row, problem.field) == ("SIM-C", "SIM-C.desk_minutes")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "berkas kosong"),
        (b"# hanya catatan\n", "berkas kosong"),
        (b"a: b: c", "bukan YAML"),
        (b"a: [1, 2", "bukan YAML"),
        (b"a: \xff\xfe", "bukan teks UTF-8"),
        (b"a: 1\nb: \x00", "bukan teks"),
        (b'a: "\\0"', "bukan teks"),
        (b'a: "\\ud800"', "bukan"),
        (b"a: &x [1]\nb: *x", "alias"),
        (b"a: &x 1", "alias"),
        (b"a: 1\n---\nb: 2", "lebih dari satu dokumen"),
        (b"a: 1\na: 2", "dua kali"),
        (b"? [a]\n: 1", "nama isian harus teks"),
        (b"a: !!python/object/apply:os.system ['true']", "tidak didukung"),
        (b"!!python/name:os.system", "tidak didukung"),
        (b"a: !!binary aGFsbw==", "tidak didukung"),
        (b"[" * 2000, "terlalu dalam"),
        (b"- " * 5000, "terlalu dalam"),
        (b"x" * (MAX_BYTES + 1), "lebih dari 5 MB"),
        (b"- a\n" * 400_001, "terlalu banyak"),
    ],
    ids=range(20),
)
def test_hostile_yaml_is_refused_in_one_line(data: bytes, reason: str) -> None:
    assert reason in only_problem(data).reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "bukan JSON"),
        (b"[" * 100_000, "terlalu dalam"),
        (b'{"a": "\\u0000"}', "bukan teks"),
        (b'{"a": "\\ud800"}', "bukan teks"),
        (b'{"a": 1, "a": 2}', "dua kali"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "terlalu besar"),
    ],
)
def test_hostile_json_is_refused_in_one_line(data: bytes, reason: str) -> None:
    assert reason in only_problem(data, "berkas.json").reason


def test_a_billion_laughs_are_not_laughed() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    begun = time.monotonic()
    assert "alias" in only_problem(bomb).reason
    assert time.monotonic() - begun < 30  # a million times x takes longer


@pytest.mark.parametrize("data", ["[]", "x", "1", "services: {}", "catalogue: 1", "agencies: []"])
def test_a_file_of_another_shape_is_refused(data: str) -> None:
    assert problems_of(data)


def test_names_from_a_stranger_are_printed_safely() -> None:
    (first, *_) = problems_of(b'"\\e[31mmerah": 1\ncatalogue: 1\nagencies: {}\nservices: []')
    assert "\x1b" not in str(first)


def test_the_catalogue_we_ship_is_whole() -> None:
    raw = files("satuhadir.catalogue").joinpath("data/layanan.yaml").read_bytes()
    document = read_catalogue(raw, file="layanan.yaml")
    assert len(document.services) == 62
    assert len(document.agencies) == 31
    assert len(document.documents) == 61
    for one in document.services:
        assert 8 <= len(one.words) <= 40, one.code
        assert one.name_en, one.code
        assert one.standard, one.code
        assert one.standard.procedure, one.code
        assert one.standard.legal, one.code
        assert one.standard.sources, one.code
