# SPDX-License-Identifier: Apache-2.0
"""Numbers that tell who somebody is are found in free text, however they are written."""

import pytest

from satuhadir.feedback.hints import find_hints, is_clean, masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NIK saya 3579010101900001", "nik"),
        ("NIK 3579 0101 0190 0001 ya", "nik"),
        ("hubungi 0812-3456-7890", "phone"),
        ("wa +62 812 3456 7890", "phone"),
        ("telp 0341-591234", "phone"),
        ("tulis ke sulastri.h@contoh.go.id saja", "email"),
        ("rekening 1234567890123", "account"),
        ("NPWP 01.234.567.8-901.000", "account"),
    ],
)
def test_personal_numbers_are_found(text: str, kind: str) -> None:
    assert [one.kind for one in find_hints(text)] == [kind]
    assert not is_clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "Saya menunggu 45 menit di loket 12 pada 3 Maret 2026 pukul 09.30.",
        "Tarifnya Rp 150.000, diminta Rp 200.000.",
        "Pada 12-03-2026 09.30 sampai 12-03-2026 11.15 tidak dipanggil.",
        "Taksirannya Rp 1.500.000.000, kata mereka.",
        "Nomor antrean saya A-012 dan B-101.",
        "UU 25/2009 dan PermenPANRB 62/2018",
        "",
    ],
)
def test_days_fees_and_ticket_numbers_are_no_hints(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize(
    ("text", "names", "shown"),
    [
        ("Saya SULASTRI, anak Bu Sri.", "Sulastri Sri", "Saya ••••••••, anak Bu •••."),
        ("Terima kasih, Sri Ani.", "Sri Ani", "Terima kasih, ••• •••."),
        ("Saya Ni  Al. Al alat.", "Ni Al", "Saya ••  ••. Al alat."),
        ("oleh_budi_kemarin, Budiman", "Budi", "oleh_••••_kemarin, Budiman"),
    ],
)
def test_a_name_that_is_known_is_found_in_any_case(text: str, names: str, shown: str) -> None:
    assert masked(text, names=names) == shown


@pytest.mark.parametrize(
    "text", ["0812/3450/9876", "(0812) 3450 - 9876", "62 812.3450.9876", "8 1 2 3 4 5 0 9 8 7 6"]
)
def test_a_number_that_is_known_is_found_however_it_is_written(text: str) -> None:
    shown = masked(f"Telepon {text} saja", phone="+6281234509876")
    assert not any(letter.isdigit() for letter in shown)
    assert shown.startswith("Telepon ")
    assert shown.endswith(" saja")


def test_masks_keep_the_rest_as_it_was() -> None:
    text = "Hubungi 0812-3456-7890 sore hari, atau a@b.id."
    shown = masked(text)
    assert shown == "Hubungi ••••-••••-•••• sore hari, atau •@•.••."
    assert len(shown) == len(text)
