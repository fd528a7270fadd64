# SPDX-License-Identifier: Apache-2.0
"""What people fill in to book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satuhadir.shared.phones import NOT_A_PHONE, read_phone
from satuhadir.visits.actions.reminders import WHENS

NO_SUCH_PHONE = _("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890.")
FOR_WHOM = (("self", _("Diri sendiri")), ("family", _("Anggota keluarga")))


class PersonForm(forms.Form):
    """Who comes, and how we reach them. `needs_phone`: the mall sends a code to it."""

    untuk = forms.ChoiceField(label=_("Untuk siapa?"), choices=FOR_WHOM, initial="self")
    nama = forms.CharField(
        label=_("Nama panggilan yang datang"),
        required=False,
        max_length=60,
        error_messages={"max_length": _("Paling panjang 60 huruf.")},
    )
    ponsel = forms.CharField(label=_("Nomor ponsel"), required=False, max_length=40)
    ingat = forms.MultipleChoiceField(
        label=_("Ingatkan saya"), choices=WHENS, required=False, initial=["day"]
    )

    def __init__(self, *args: Any, needs_phone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_phone = needs_phone

    def clean_nama(self) -> str:
        name = " ".join(self.cleaned_data["nama"].split())
        if not name.isprintable():
            raise forms.ValidationError(_("Nama ini memuat huruf yang tidak dapat ditampilkan."))
        return name

    def clean_ponsel(self) -> str:
        """Return a mobile number as +62…, an empty text for none."""
        text = self.cleaned_data["ponsel"]
        if not text.strip():
            if self.needs_phone:
                raise forms.ValidationError(
                    _("Tulis nomor ponsel Anda; kodenya kami kirim ke sana.")
                )
            return ""
        phone = read_phone(text)
        if phone is None:
            raise forms.ValidationError(NO_SUCH_PHONE if self.needs_phone else NOT_A_PHONE)
        return phone


class ReminderForm(forms.Form):
    """By which way, where and when somebody wants to be reminded."""

    saluran = forms.ChoiceField(
        label=_("Lewat"), error_messages={"required": _("Pilih salah satu.")}
    )
    alamat = forms.CharField(label=_("Alamat e-mail atau nomor ponsel"), max_length=2000)
    ingat = forms.MultipleChoiceField(
        label=_("Kapan"),
        choices=WHENS,
        error_messages={"required": _("Pilih paling sedikit satu waktu.")},
    )

    def __init__(self, *args: Any, channels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["saluran"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = channels
        self.fields["alamat"].error_messages["required"] = _("Tulis alamat atau nomornya.")


class WaitForm(forms.Form):
    """Within which hours a freed seat would do."""

    dari = forms.TypedChoiceField(label=_("Mulai pukul"), coerce=int)
    sampai = forms.TypedChoiceField(label=_("Sampai pukul"), coerce=int)

    def __init__(self, *args: Any, hours: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("dari", "sampai"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = hours
            field.error_messages |= {"required": _("Pilih jam."), "invalid_choice": _("Pilih jam.")}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "dari" in given and "sampai" in given and given["dari"] >= given["sampai"]:
            self.add_error("sampai", _("Pilih jam sesudah jam paling cepat."))
        return given
