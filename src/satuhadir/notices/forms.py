# SPDX-License-Identifier: Apache-2.0
"""What managers fill in about messages."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from satuhadir.notices.models import NoticePolicy, NoticeText

_DAYS = _("Tulis jumlah hari, 1 sampai 90.")


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Channels on and off, and how long addresses are kept."""

    class Meta:
        model = NoticePolicy
        fields = ("email_on", "push_on", "whatsapp_on", "sms_on", "erase_after_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["erase_after_days"] = forms.IntegerField(
            label=_("Hapus alamat dan isi setelah terkirim, hari"),
            min_value=1, max_value=90,
            error_messages={
                "required": _DAYS, "invalid": _DAYS, "min_value": _DAYS, "max_value": _DAYS,
            },
        )  # fmt: skip


class AddressForm(forms.Form):
    """Where a test message goes."""

    alamat = forms.CharField(
        label=_("Kirim pesan uji ke"),
        max_length=254,
        error_messages={"required": _("Tulis alamat atau nomornya.")},
    )


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """A mall's own words of one kind."""

    class Meta:
        model = NoticeText
        fields = ("subject", "text", "template")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {"required": _("Isi bagian ini.")}
        self.fields["template"].validators.append(
            RegexValidator(
                r"\A[a-z0-9_]*\Z", _("Hanya huruf kecil, angka, dan garis bawah, seperti di Meta.")
            )
        )
