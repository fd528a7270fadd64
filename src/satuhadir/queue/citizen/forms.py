# SPDX-License-Identifier: Apache-2.0
"""What people fill in to take a number. All of it may be left out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satuhadir.queue.values import Help
from satuhadir.shared.phones import NOT_A_PHONE, read_phone

NEEDS = (
    ("elderly", _("Lansia")),
    ("disability", _("Penyandang disabilitas")),
    ("pregnant", _("Hamil")),
    ("infant", _("Membawa bayi")),
)
HELP = (
    (Help.WHEELCHAIR.value, _("Disediakan kursi roda")),
    (Help.COMPANION.value, _("Ditemani petugas")),
    (Help.APPROACH.value, _("Didatangi petugas: sulit mendengar panggilan atau melihat layar")),
)
SELF, ANOTHER = "saya", "lain"
MOST_PEOPLE = 20


class TakeForm(forms.Form):
    """A number for one service, and for other papers of the same line.

    `for_whom` is asked of a phone that holds a number today: the same person, or somebody else.
    """

    for_whom = forms.ChoiceField(
        label=_("Untuk siapa?"),
        choices=[(SELF, _("Untuk orang yang sama")), (ANOTHER, _("Untuk orang lain"))],
        required=False,
    )
    more = forms.MultipleChoiceField(label=_("Urus juga"), required=False)
    people = forms.IntegerField(
        label=_("Berapa orang diurus"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={
            "invalid": _("Tulis banyaknya orang dengan angka."),
            "min_value": _("Paling sedikit 1 orang."),
            "max_value": _("Paling banyak 20 orang dalam satu nomor."),
        },
    )
    needs = forms.MultipleChoiceField(
        label=_("Perlu didahulukan"),
        choices=NEEDS,
        required=False,
        error_messages={"invalid_choice": _("Pilih dari daftar ini saja.")},
    )
    help = forms.MultipleChoiceField(
        label=_("Perlu ditolong di gedung"),
        choices=HELP,
        required=False,
        error_messages={"invalid_choice": _("Pilih dari daftar ini saja.")},
    )
    name = forms.CharField(
        label=_("Nama panggilan"),
        required=False,
        max_length=60,
        error_messages={"max_length": _("Paling panjang 60 huruf.")},
    )
    phone = forms.CharField(label=_("Nomor ponsel"), required=False, max_length=100)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = self.fields["more"]
        assert isinstance(more, forms.MultipleChoiceField)
        more.choices = list(others)
        more.error_messages["invalid_choice"] = _(
            "Yang dapat diurus sekaligus hanya layanan di antrean yang sama."
        )

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 1

    def clean_name(self) -> str:
        """Keep one line that can be read aloud."""
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise forms.ValidationError(_("Nama ini memuat huruf yang tidak dapat ditampilkan."))
        return name

    def clean_phone(self) -> str:
        """Return a mobile number as +62…, an empty text for none."""
        text = self.cleaned_data["phone"]
        if not text:
            return ""
        phone = read_phone(text)
        if phone is None:
            raise forms.ValidationError(NOT_A_PHONE)
        return phone
