# SPDX-License-Identifier: Apache-2.0
"""Short words that a kiosk's scripts say beside what stands on the page."""

from string import ascii_lowercase, digits

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from satuhadir.speech.http import can_read, key_of


def language_now() -> str:
    """Return `id` or `en`: the language in which the page is read."""
    return (get_language() or "id").split("-")[0]


def words(*, with_letters: bool) -> dict[str, list[str]]:
    """Return each word as its text, and its key where the server can read; letters for typing."""
    said = {
        "on": _(
            "Panduan suara menyala. Tombol bawah untuk maju, atas untuk mundur, Enter untuk "
            "memilih, Escape untuk kembali, F1 untuk mendengar lagi. F7 lebih lambat, F8 lebih "
            "cepat, F9 lebih pelan, F10 lebih keras."
        ),
        "off": _("Panduan suara mati."),
        "chosen": _("Dipilih:"),
        "ticked": _("dipilih"),
        "unticked": _("tidak dipilih"),
        "faster": _("Lebih cepat"),
        "slower": _("Lebih lambat"),
        "louder": _("Lebih keras"),
        "softer": _("Lebih pelan"),
        "first": _("Ini yang pertama."),
        "last": _("Ini yang terakhir."),
        "asks": _("Masih di sini? Tekan Enter untuk melanjutkan."),
    }
    if with_letters:
        said |= {letter: letter.upper() for letter in ascii_lowercase}
        said |= {digit: digit for digit in digits}
        said |= {"-": _("garis"), "space": _("spasi"), "erase": _("hapus"), "erased": _("dihapus")}
    language = language_now()
    if not can_read(language):
        return {name: [text] for name, text in said.items()}
    return {name: [text, key_of(text, language)] for name, text in said.items()}
