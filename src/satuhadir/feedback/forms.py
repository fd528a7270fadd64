# SPDX-License-Identifier: Apache-2.0
"""What people fill in to say something to a mall, and what staff do for them at a desk."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.feedback.hints import find_hints
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.values import LONGEST_TEXT, SHORTEST_TEXT, Contact
from satuhadir.malls.models import Agency, Mall
from satuhadir.shared.phones import NOT_A_PHONE, read_phone

KINDS = ("complaint", "aspiration", "information")
# The words of addresses: ?jenis=pengaduan&bagian=biaya, and the names of the catalogue besides.
KIND_WORDS = {
    "pengaduan": "complaint", "aspirasi": "aspiration", "informasi": "information",
    "konsultasi": "consultation",
}  # fmt: skip
CLAUSE_WORDS = {
    "persyaratan": "requirements", "prosedur": "procedure", "jangka_waktu": "duration",
    "waktu": "duration", "biaya": "fees", "produk": "products", "pengaduan": "complaint_routes",
    "dasar_hukum": "legal", "sarana": "facilities", "kompetensi": "competence",
    "pengawasan": "supervision", "jumlah_pelaksana": "staff_count", "jaminan": "guarantee",
    "keamanan": "safety", "evaluasi": "evaluation",
}  # fmt: skip
PICK = {"invalid_choice": _("Pilih dari daftar ini saja."), "required": _("Pilih salah satu.")}
TALE_ERRORS = {
    "required": _("Ceritakan dahulu apa yang terjadi."),
    "min_length": _("Ceritakan sedikit lebih banyak: paling sedikit 10 huruf."),
    "max_length": _("Paling panjang 4.000 huruf."),
}


class About(NamedTuple):
    """What something is about: an agency alone, or one of its services."""

    agency: Agency | None = None
    service: Service | None = None


class Group(NamedTuple):
    """An agency with its services, as the list of the form shows them."""

    agency: Agency
    services: list[Service]


def groups_of(mall: Mall, services: Iterable[Service]) -> list[Group]:
    """Return the agencies of a mall by name, each with its services by name."""
    by_agency: dict[int, list[Service]] = {}
    for one in services:
        by_agency.setdefault(one.agency_id, []).append(one)
    return [
        Group(agency, sorted(by_agency.get(agency.pk, []), key=lambda one: one.name))
        for agency in mall.agencies.order_by("name")
    ]


class SayForm(forms.Form):
    """A complaint, an aspiration or a question, with or without a name.

    `tahu`: the page has warned of numbers in the text, and it is sent all the same.
    """

    jenis = forms.ChoiceField(label=_("Apa yang ingin disampaikan?"), error_messages=PICK)
    tentang = forms.CharField(label=_("Tentang layanan mana?"), required=False, max_length=120)
    bagian = forms.ChoiceField(
        label=_("Bagian mana yang tidak sesuai?"),
        required=False,
        choices=[("", _("Tidak tahu, atau lainnya")), *Complaint.Clause.choices],
        error_messages=PICK,
    )
    isi = forms.CharField(
        label=_("Ceritakan"),
        min_length=SHORTEST_TEXT,
        max_length=LONGEST_TEXT,
        error_messages=TALE_ERRORS,
    )
    tempat = forms.CharField(
        label=_("Di mana dan kapan?"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Paling panjang 200 huruf.")},
    )
    kunjungan = forms.CharField(
        label=_("Alamat halaman nomor Anda"), required=False, max_length=300
    )
    identitas = forms.ChoiceField(
        label=_("Dengan nama?"), choices=Complaint.Identity.choices, error_messages=PICK
    )
    nama = forms.CharField(
        label=_("Nama"),
        required=False,
        max_length=80,
        error_messages={"max_length": _("Paling panjang 80 huruf.")},
    )
    ponsel = forms.CharField(label=_("Nomor ponsel"), required=False, max_length=100)
    surel = forms.CharField(label=_("Surel"), required=False, max_length=120)
    cara = forms.ChoiceField(
        label=_("Bagaimana dijawab?"),
        required=False,
        choices=Complaint.Wish.choices,
        error_messages=PICK,
    )
    jam = forms.CharField(
        label=_("Jam berapa sebaiknya ditelepon?"), required=False, max_length=120
    )
    tahu = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        groups: Iterable[Group] = (),
        kinds: Iterable[str] = KINDS,
        warns: bool = True,
        knows_visit: Callable[[str], bool] = bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.knows_visit = knows_visit
        self.groups = list(groups)
        self.warns = warns
        self.is_warned = False
        field = self.fields["jenis"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, Complaint.Kind(kind).label) for kind in kinds]

    @property
    def about(self) -> About:
        """Return what `tentang` names; nothing for a word of no list."""
        return self._about(self.cleaned_data.get("tentang", ""))

    @property
    def contact(self) -> Contact:
        """Return who says it, as far as the chosen identity keeps anything."""
        given = self.cleaned_data
        by_call = given.get("cara") == "call"
        if given["identitas"] == "anonymous":
            phone, hours = (given["ponsel"], given["jam"]) if by_call else ("", "")
            return Contact(phone=phone, call_hours=hours)
        hours = given["jam"] if by_call else ""
        return Contact(given["nama"], given["ponsel"], given["surel"], hours)

    def clean_isi(self) -> str:
        """Keep the lines, without blanks at the ends; lines end as everywhere."""
        text: str = self.cleaned_data["isi"].replace("\r\n", "\n").strip()
        if len(text) < SHORTEST_TEXT:
            raise forms.ValidationError(TALE_ERRORS["min_length"])
        return text

    def clean_tentang(self) -> str:
        word: str = self.cleaned_data["tentang"]
        if word and self._about(word) == About():
            raise forms.ValidationError(PICK["invalid_choice"])
        return word

    def clean_kunjungan(self) -> str:
        """Return the key of a visit that is known; a number such as A-012 proves nothing."""
        word: str = self.cleaned_data["kunjungan"]
        if word and not self.knows_visit(word):
            raise forms.ValidationError(
                _("Alamat ini bukan halaman nomor dari hari ini atau kemarin. Kosongkan bila ragu.")
            )
        return word

    def clean_nama(self) -> str:
        return " ".join(self.cleaned_data["nama"].split())

    def clean_ponsel(self) -> str:
        """Return a mobile number as +62…, an empty text for none."""
        text = self.cleaned_data["ponsel"]
        if not text:
            return ""
        phone = read_phone(text)
        if phone is None:
            raise forms.ValidationError(NOT_A_PHONE)
        return phone

    def clean_surel(self) -> str:
        text: str = self.cleaned_data["surel"].strip()
        if text:
            try:
                validate_email(text)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("Tulis alamat surel seperti nama@contoh.id, atau kosongkan.")
                ) from None
        return text

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        by_call = given.get("cara") == "call"
        named = given.get("identitas") in {"named", "secret"}
        needs_name = named and given.get("jenis") != "consultation" and not given.get("nama")
        if needs_name and "nama" not in self.errors:
            self.add_error("nama", _("Tulis nama Anda, atau pilih tanpa nama."))
        if by_call and not given.get("ponsel") and "ponsel" not in self.errors:
            self.add_error("ponsel", _("Tulis nomor ponsel supaya dapat ditelepon."))
        if self.warns and not self.errors and not given.get("tahu"):
            self.is_warned = bool(find_hints(given.get("isi", "")))
        return given

    def _about(self, word: str) -> About:
        kind, _colon, code = word.partition(":")
        for group in self.groups:
            if kind == "i" and group.agency.code == code:
                return About(group.agency)
            for service in group.services if kind == "l" else ():
                if service.code == code:
                    return About(group.agency, service)
        return About()


class WordsForm(forms.Form):
    """Some sentences, of a citizen on the tracker or of staff."""

    isi = forms.CharField(
        label=_("Isi"),
        min_length=3,
        max_length=LONGEST_TEXT,
        error_messages={
            "required": _("Tulis dahulu isinya."),
            "min_length": _("Tulis sedikit lebih banyak."),
            "max_length": _("Paling panjang 4.000 huruf."),
        },
    )

    def clean_isi(self) -> str:
        text: str = self.cleaned_data["isi"].replace("\r\n", "\n").strip()
        return text
