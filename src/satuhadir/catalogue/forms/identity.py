# SPDX-License-Identifier: Apache-2.0
"""What a service, a kind of paper and a life event are called."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satuhadir.accounts.http import MallAsk
from satuhadir.catalogue.checking import CODE
from satuhadir.catalogue.entries import AUDIENCES, LOOKUP_SYSTEMS, DocumentEntry
from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Agency

_WORDS = 60


class _Tidy(forms.CharField):
    """One line without spare spaces."""

    def to_python(self, value: object) -> str:
        return " ".join(str(super().to_python(value) or "").split())


def words_of(text: str) -> list[str]:
    """Return everyday words from a text with commas or lines, each once."""
    found = (" ".join(one.split()) for line in text.splitlines() for one in line.split(","))
    return list(dict.fromkeys(one for one in found if one))


class _Words(forms.CharField):
    """Everyday words, separated by commas or lines."""

    widget = forms.Textarea

    def clean(self, value: object) -> Any:
        words = words_of(str(super().clean(value) or ""))
        if len(words) > _WORDS:
            raise forms.ValidationError(_("Paling banyak {n} kata.").format(n=_WORDS))
        if any(len(one) > 80 for one in words):
            raise forms.ValidationError(_("Satu kata atau ungkapan paling panjang 80 huruf."))
        return words


class _Code(_Tidy):
    def clean(self, value: object) -> Any:
        code = str(super().clean(value)).upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Huruf besar, angka, - dan _ saja."))
        return code


class ServiceForm(forms.Form):
    """A service's names, words and minutes; the code and agency only while it is new."""

    kode = _Code(label=gettext_lazy("Kode"), max_length=60)
    instansi = forms.ChoiceField(label=gettext_lazy("Instansi"))
    nama = _Tidy(label=gettext_lazy("Nama"), max_length=160)
    nama_en = _Tidy(label=gettext_lazy("Nama dalam bahasa Inggris"), max_length=160, required=False)
    untuk = forms.ChoiceField(label=gettext_lazy("Untuk"), choices=list(AUDIENCES.items()))
    menit = forms.IntegerField(label=gettext_lazy("Menit di loket"), min_value=1, max_value=480)
    ragam_dari = forms.ChoiceField(label=gettext_lazy("Ragam dari"), required=False)
    kata = _Words(label=gettext_lazy("Kata sehari-hari"), required=False, max_length=6000)

    def __init__(
        self, data: Any = None, *, ask: MallAsk, service: Service | None = None,
        is_new: bool = False,
    ) -> None:  # fmt: skip
        initial = (
            {
                "nama": service.name,
                "nama_en": service.name_en,
                "untuk": service.audience,
                "menit": service.desk_minutes,
                "kata": ", ".join(service.words),
                "ragam_dari": service.variant_of.code if service.variant_of else "",
            }
            if service
            else {"menit": 10, "untuk": "person"}
        )
        super().__init__(data, initial=initial)
        agencies = Agency.objects.filter(mall=ask.mall).order_by("name")
        others = Service.objects.filter(mall=ask.mall, variant_of=None).order_by("name")
        if ask.agencies is not None:
            agencies = agencies.filter(pk__in=ask.agencies)
            others = others.filter(agency__in=ask.agencies)
        if service:
            others = others.exclude(pk=service.pk)
        self._agencies = {one.code: one for one in agencies}
        self._others = {one.code: one for one in others}
        if not is_new:
            del self.fields["kode"], self.fields["instansi"]
        else:
            self.fields["instansi"].choices = [(c, o.name) for c, o in self._agencies.items()]  # type: ignore[attr-defined]
        self.fields["ragam_dari"].choices = [  # type: ignore[attr-defined]
            ("", _("Bukan ragam")),
            *((code, one.name) for code, one in self._others.items()),
        ]

    def values(self) -> dict[str, Any]:
        """Return the columns of a service; with code and agency for a new one."""
        said = self.cleaned_data
        found = {
            "name": said["nama"],
            "name_en": said["nama_en"],
            "audience": said["untuk"],
            "desk_minutes": said["menit"],
            "words": said["kata"],
            "variant_of": self._others.get(said["ragam_dari"]),
        }
        if "kode" in said:
            found |= {"code": said["kode"], "agency": self._agencies[said["instansi"]]}
        return found


class DocumentForm(forms.Form):
    """A kind of paper; the code only while it is new."""

    kode = _Code(label=gettext_lazy("Kode"), max_length=60)
    nama = _Tidy(label=gettext_lazy("Nama"), max_length=200)
    nama_en = _Tidy(label=gettext_lazy("Nama dalam bahasa Inggris"), max_length=200, required=False)
    sistem = forms.ChoiceField(
        label=gettext_lazy("Mungkin sudah dimiliki negara di"), required=False,
        choices=[("", gettext_lazy("Tidak ada")), *LOOKUP_SYSTEMS.items()],
    )  # fmt: skip
    dari = _Tidy(label=gettext_lazy("Diperoleh dari"), max_length=400, required=False)

    def __init__(self, data: Any = None, *, document: DocumentType | None = None) -> None:
        initial = (
            {
                "nama": document.label,
                "nama_en": document.name_en,
                "sistem": document.lookup_system,
                "dari": document.where_from,
            }
            if document
            else {}
        )
        super().__init__(data, initial=initial)
        self._code = document.code if document else ""
        if document:
            del self.fields["kode"]

    def entry(self) -> DocumentEntry:
        """Return what was said."""
        said = self.cleaned_data
        return DocumentEntry(
            said.get("kode") or self._code, said["nama"], said["nama_en"], said["sistem"],
            said["dari"],
        )  # fmt: skip


class EventForm(forms.Form):
    """A life event's names; its steps are rows beside it."""

    kode = _Code(label=gettext_lazy("Kode"), max_length=60)
    nama = _Tidy(label=gettext_lazy("Nama"), max_length=160)
    nama_en = _Tidy(label=gettext_lazy("Nama dalam bahasa Inggris"), max_length=160, required=False)
    catatan = forms.CharField(
        label=gettext_lazy("Catatan"), max_length=4000, required=False, widget=forms.Textarea
    )
    kata = _Words(label=gettext_lazy("Kata sehari-hari"), required=False, max_length=6000)
