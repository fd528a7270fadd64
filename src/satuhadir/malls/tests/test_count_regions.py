# SPDX-License-Identifier: Apache-2.0
"""The table of regions against the counts of Kepmendagri 300.2.2-2138/2025."""

import csv
import re
from collections import Counter
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    text = files("satuhadir.malls").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_there_are_38_provinces_416_regencies_and_98_cities() -> None:
    levels = Counter(row["level"] for row in rows("regions.csv"))
    assert levels == {"provinsi": 38, "kabupaten": 416, "kota": 98}


def test_codes_are_unique_and_carry_the_tree() -> None:
    found = {row["code"]: row for row in rows("regions.csv")}
    assert len(found) == 552
    for code, row in found.items():
        if row["level"] == "provinsi":
            assert re.fullmatch(r"\d\d", code), code
            assert row["parent"] == ""
        else:
            assert re.fullmatch(r"\d\d\.\d\d", code), code
            assert row["parent"] == code[:2]
            assert (row["level"] == "kota") == (int(code[3:]) > 70), code
            assert row["name"].split()[0].lower() == row["level"]


def test_every_region_has_the_time_zone_of_its_province() -> None:
    found = {row["code"]: row["timezone"] for row in rows("regions.csv")}
    assert all(zone == found[code[:2]] for code, zone in found.items())
    assert Counter(zone for code, zone in found.items() if len(code) == 2) == {
        "WIB": 18, "WITA": 12, "WIT": 8,
    }  # fmt: skip
    named = {"31": "WIB", "61": "WIB", "62": "WIB", "63": "WITA", "64": "WITA", "65": "WITA"}
    named |= {"51": "WITA", "53": "WITA", "73": "WITA", "81": "WIT", "94": "WIT"}
    assert {code: found[code] for code in named} == named


def test_old_papua_codes_lead_to_regions_of_today() -> None:
    codes = {row["code"] for row in rows("regions.csv")}
    aliases = {row["old_code"]: row["code"] for row in rows("region_aliases.csv")}
    assert len(aliases) == len(rows("region_aliases.csv")) == 26
    assert set(aliases.values()) <= codes
    assert not set(aliases) & codes
    assert aliases["91.01"] == "93.01"
    assert aliases["92.71"] == "96.71"
