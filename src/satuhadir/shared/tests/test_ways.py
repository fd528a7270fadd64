# SPDX-License-Identifier: Apache-2.0
"""The manager's row and the foot of the public pages."""

from satuhadir.shared.ways import PARTS, _manage_ways, public_links, row_for


def test_each_part_leads_to_a_page_its_reader_may_open() -> None:
    for whole in (True, False):
        open_to = {way.label for way in _manage_ways() if whole or not way.whole}
        for way in _manage_ways():
            if whole or not way.whole:
                row = row_for("mal", way.name, whole=whole)
                assert {link.label for link in row.pages} <= open_to
                assert [link.label for link in row.pages if link.here] == [way.label]
                assert [link.label for link in row.parts if link.here] == [PARTS[way.part]]


def test_below_a_page_no_page_is_marked_as_this_one() -> None:
    row = row_for("mal", "floor", whole=True, on_page=False)
    assert not [link for link in row.pages if link.here]
    assert [link.label for link in row.parts if link.here] == [PARTS["today"]]


def test_names_of_ways_are_said_once() -> None:
    names = [way.name for way in _manage_ways()]
    assert len(names) == len(set(names))


def test_every_public_page_has_its_address_in_the_mall() -> None:
    links = public_links("mal", "figures")
    assert all(link.address.startswith("/mal/") for link in links)
    assert [link.address for link in links if link.here] == ["/mal/angka/"]
