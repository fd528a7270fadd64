# SPDX-License-Identifier: Apache-2.0
"""What a manager types about a device."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from satuhadir.devices.models import Kind
from satuhadir.devices.values import DeviceHealth, Given


class CodeForm(forms.Form):
    """The code on a device."""

    kode = forms.CharField(
        label=_("Kode di layar perangkat"),
        max_length=40,
        error_messages={"required": _("Ketik delapan huruf yang tampil di perangkat.")},
    )


class DeviceForm(forms.Form):
    """A device's name and place, and for a kiosk its paper."""

    nama = forms.CharField(
        label=_("Nama"),
        max_length=60,
        error_messages={
            "required": _("Beri nama, misalnya Kios pintu utara."),
            "max_length": _("Paling banyak 60 huruf."),
        },
    )
    tempat = forms.CharField(
        label=_("Tempat"),
        max_length=120,
        required=False,
        error_messages={"max_length": _("Paling banyak 120 huruf.")},
    )
    kertas = forms.TypedChoiceField(
        label=_("Pencetak di kios ini"),
        choices=[("0", _("Tidak ada")), ("80", _("Kertas 80 mm")), ("58", _("Kertas 58 mm"))],
        coerce=int,
        empty_value="0",
        required=False,
    )
    catatan = forms.CharField(
        label=_("Keterangan"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("Paling banyak 200 huruf.")},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Kind.KIOSK:
            del self.fields["kertas"]

    def given(self) -> Given:
        """Return what was said, of a form that is valid."""
        said = self.cleaned_data
        return Given(said["nama"], said["tempat"], int(said.get("kertas", 0)), said["catatan"])


class PairForm(DeviceForm):
    """A device that is let in: a new one, or in the place of one that is not well."""

    ganti = forms.CharField(label=_("Perangkat ini"), max_length=36, required=False)

    def __init__(self, *args: Any, kind: str, places: Sequence[DeviceHealth], **kw: Any) -> None:
        super().__init__(*args, kind=kind, **kw)
        self.places = [one for one in places if one.kind == kind and one.state != "ok"]
        del self.fields["catatan"]

    def clean_ganti(self) -> UUID | None:
        text = self.cleaned_data["ganti"]
        if not text:
            return None
        found = next((one.id for one in self.places if str(one.id) == text), None)
        if found is None:
            raise ValidationError(_("Pilih perangkat dari daftar ini."))
        return found

    def given(self) -> Given:
        said = self.cleaned_data
        return Given(said["nama"], said["tempat"], int(said.get("kertas", 0)))
