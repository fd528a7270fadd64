# SPDX-License-Identifier: Apache-2.0
"""What people are asked: the nine elements in plain words, with the regulation's four steps each.

The steps keep the meaning of the form of PermenPANRB 14/2017, 1 the lowest and 4 the highest; the
words are everyday ones. Also who they are, as the form has it: every part may be left out.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satuhadir.engines.skm import ELEMENTS
from satuhadir.satisfaction.models.deciding import ELEMENT_NAMES

Words = str | Promise


class Question(NamedTuple):
    """One element as it is asked: `steps` are the words for 1, 2, 3 and 4."""

    element: str
    name: Words
    text: Words
    steps: tuple[Words, Words, Words, Words]


_ASKED: Mapping[str, tuple[Words, tuple[Words, Words, Words, Words]]] = {
    "persyaratan": (
        _("Apakah syarat yang diminta sesuai dengan yang diumumkan?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    "prosedur": (
        _("Apakah langkah-langkahnya mudah?"),
        (_("Tidak mudah"), _("Kurang mudah"), _("Mudah"), _("Sangat mudah")),
    ),
    "waktu": (
        _("Apakah pelayanannya cepat?"),
        (_("Tidak cepat"), _("Kurang cepat"), _("Cepat"), _("Sangat cepat")),
    ),
    "biaya": (
        _("Bagaimana biaya yang Anda bayar?"),
        (_("Sangat mahal"), _("Cukup mahal"), _("Murah"), _("Gratis")),
    ),
    "produk": (
        _("Apakah hasilnya sesuai dengan yang dijanjikan?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    "kompetensi": (
        _("Apakah petugas menguasai pekerjaannya?"),
        (_("Tidak mampu"), _("Kurang mampu"), _("Mampu"), _("Sangat mampu")),
    ),
    "perilaku": (
        _("Apakah petugas sopan dan ramah?"),
        (
            _("Tidak sopan dan ramah"),
            _("Kurang sopan dan ramah"),
            _("Sopan dan ramah"),
            _("Sangat sopan dan ramah"),
        ),
    ),
    "pengaduan": (
        _("Bagaimana pengaduan dan saran ditangani di sini?"),
        (
            _("Tidak ada tempatnya"),
            _("Ada, tetapi tidak berfungsi"),
            _("Berfungsi, kurang maksimal"),
            _("Dikelola dengan baik"),
        ),
    ),
    "sarana": (
        _("Bagaimana gedung, ruang tunggu, dan fasilitasnya?"),
        (_("Buruk"), _("Cukup"), _("Baik"), _("Sangat baik")),
    ),
}
# Where a service is free by its standard, whoever paid says so here: nobody is asked for a price.
_FREE_TEXT = _("Layanan ini gratis menurut standarnya. Apakah Anda diminta membayar?")
_FREE_STEPS = (
    _("Ya, dan sangat mahal"),
    _("Ya, cukup mahal"),
    _("Ya, sedikit"),
    _("Tidak, gratis"),
)

PROFILE: Mapping[str, tuple[Words, Mapping[str, Words]]] = {
    "sex": (_("Jenis kelamin"), {"female": _("Perempuan"), "male": _("Laki-laki")}),
    "age": (
        _("Usia"),
        {
            "under_18": _("Di bawah 18 tahun"),
            "18_29": _("18–29 tahun"),
            "30_39": _("30–39 tahun"),
            "40_49": _("40–49 tahun"),
            "50_59": _("50–59 tahun"),
            "60_up": _("60 tahun ke atas"),
        },
    ),
    "education": (
        _("Pendidikan terakhir"),
        {
            "sd": _("SD atau sederajat"),
            "smp": _("SMP atau sederajat"),
            "sma": _("SMA atau sederajat"),
            "s1": _("Diploma atau S1"),
            "s2": _("S2"),
            "s3": _("S3"),
        },
    ),
    "occupation": (
        _("Pekerjaan"),
        {
            "pns": _("PNS atau PPPK"),
            "tni": _("TNI"),
            "polri": _("POLRI"),
            "swasta": _("Pegawai swasta"),
            "wirausaha": _("Wirausaha"),
            "lainnya": _("Lainnya"),
        },
    ),
}


def questions(*, free: bool) -> list[Question]:
    """Return the nine questions; `free` where the service's standard has no fee at all."""
    asked = []
    for element in ELEMENTS:
        text, steps = _ASKED[element]
        if element == "biaya" and free:
            text, steps = _FREE_TEXT, _FREE_STEPS
        asked.append(Question(element, ELEMENT_NAMES[element], text, steps))
    return asked
