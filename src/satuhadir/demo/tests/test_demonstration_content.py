# SPDX-License-Identifier: Apache-2.0
import re

import pytest

from satuhadir.demo.content import MallContent, load_demonstration
from satuhadir.malls.models import Agency


@pytest.fixture(scope="module")
def mall() -> MallContent:
    return load_demonstration().mall


@pytest.fixture(scope="module")
def neighbour() -> MallContent:
    return load_demonstration().neighbour


def test_the_mall_has_26_agencies_207_services_and_60_counters(mall: MallContent) -> None:
    assert (len(mall.agencies), len(mall.services), len(mall.counters)) == (26, 207, 60)
    assert len(mall.booths) == 26
    assert 32 <= len(mall.lines) <= 40
    assert [one.name for one in mall.counters] == [f"Loket {n}" for n in range(1, 61)]
    assert (mall.slug, mall.region, mall.timezone) == ("among-warga", "35.79", "Asia/Jakarta")


def test_the_neighbour_is_small(neighbour: MallContent) -> None:
    sizes = (len(neighbour.agencies), len(neighbour.services), len(neighbour.counters))
    assert sizes == (5, 12, 8)


def test_all_62_services_of_the_catalogue_are_in_the_mall(mall: MallContent) -> None:
    bases = {one.code for one in mall.services if "-" not in one.code}
    assert len(bases) == 62
    assert all(one.code.split("-")[0] in bases for one in mall.services)


def test_variants_have_names_of_their_own_in_both_languages(mall: MallContent) -> None:
    assert len({one.name for one in mall.services}) == 207
    assert len({one.name_en for one in mall.services}) == 207


def test_a_variant_keeps_what_it_does_not_change(mall: MallContent) -> None:
    services = {one.code: one for one in mall.services}
    base, variant = services["SIM_PANJANG"], services["SIM_PANJANG-C"]
    assert variant.standard and base.standard
    assert variant.standard.procedure == base.standard.procedure
    assert variant.standard.fees[0].amount_rupiah == 75000
    assert set(base.words) < set(variant.words)


@pytest.mark.parametrize("which", ["mall", "neighbour"])
def test_every_service_stands_in_one_line_and_is_served(
    which: str, request: pytest.FixtureRequest
) -> None:
    content: MallContent = request.getfixturevalue(which)
    in_lines = [code for line in content.lines for code in line.services]
    assert sorted(in_lines) == sorted(one.code for one in content.services)
    assert all(content.counters_of(code) for code in in_lines)
    assert all(counter.lines for counter in content.counters)
    prefixes = [one.prefix for one in content.lines]
    assert len(set(prefixes)) == len(prefixes)
    assert all(re.fullmatch("[A-Z]{1,2}", one) for one in prefixes)


def test_at_least_three_services_have_four_counters_or_more(mall: MallContent) -> None:
    wide = [one.code for one in mall.services if len(mall.counters_of(one.code)) >= 4]
    assert {"KK_BARU", "KTP_GANTI", "SIM_PANJANG", "PKB_TAHUNAN"} <= set(wide)


@pytest.mark.parametrize("which", ["mall", "neighbour"])
def test_the_demonstration_never_closes(which: str, request: pytest.FixtureRequest) -> None:
    content: MallContent = request.getfixturevalue(which)
    assert not content.keeps_holidays
    assert content.daily_quota >= 100_000
    assert [(one.weekday, one.opens_minute, one.closes_minute) for one in content.hours] == [
        (day, 0, 1440) for day in range(7)
    ]


def test_what_people_ask_for_is_weighed(mall: MallContent) -> None:
    shares = {one.prefix: one.share for one in mall.lines}
    assert all(share > 0 for share in shares.values())
    assert shares["A"] > shares["AG"]


def test_kinds_of_agencies_are_those_malls_know(mall: MallContent) -> None:
    assert {one.kind for one in mall.agencies} <= set(Agency.Kind.values)


def test_invented_people_have_given_names_only() -> None:
    people = load_demonstration().people
    assert len(people) == len(set(people)) >= 60
    assert all(re.fullmatch("[A-Z][a-z]+", one) for one in people)
