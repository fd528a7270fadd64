# SPDX-License-Identifier: Apache-2.0
"""What managers write about bookings."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satuhadir.shared.phones import NOT_A_PHONE, read_phone
from satuhadir.visits.models import BookedLine, BookingPolicy

SWITCHES = ("is_open", "overbooks")
_BOUNDS: dict[str, tuple[int, int, Any]] = {
    "window_days": (1, 120, _("Hari terjauh yang dapat dipesan.")),
    "slot_minutes": (10, 240, _("Yang sudah dipesan tidak berubah.")),
    "cut_off_minutes": (0, 1440, _("Berlaku untuk slot hari ini.")),
    "online_share_percent": (0, 100, _("Sisanya untuk petugas dan yang datang langsung.")),
    "release_minutes": (0, 1440, _("Sejak itu petugas dapat memakai kursi daring yang kosong.")),
    "early_minutes": (0, 1440, _("Yang datang lebih awal diberi tahu pukul berapa dibuka.")),
    "late_minutes": (0, 240, _("Sesudah itu diperlakukan seperti yang datang langsung.")),
    "grace_minutes": (0, 120, _("Urutan dihitung dari jam slot dikurangi sekian menit.")),
    "offer_minutes": (5, 1440, _("Lalu kursi ditawarkan kepada penunggu lain.")),
    "per_phone_per_day": (1, 100, ""),
    "per_phone_open": (1, 100, ""),
    "per_device_per_day": (1, 1000, ""),
    "overbook_most_percent": (0, 50, _("Dari kursi daring satu slot.")),
}

# No booking is kept so long, and none is made so far ahead.
FARTHEST = timedelta(days=3660)


class PolicyForm(forms.ModelForm[BookingPolicy]):
    """The rules of a mall's bookings."""

    class Meta:
        model = BookingPolicy
        fields = (
            "is_open", "window_days", "slot_minutes", "cut_off_minutes", "online_share_percent",
            "release_minutes", "early_minutes", "late_minutes", "grace_minutes", "offer_minutes",
            "per_phone_per_day", "per_phone_open", "per_device_per_day", "overbooks",
            "overbook_most_percent",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most, hint) in _BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=least, max_value=most, help_text=hint
            )


class LineForm(forms.ModelForm[BookedLine]):
    """What is different for one line."""

    planned_counters = forms.DecimalField(
        label=_("Loket direncanakan"), required=False, min_value=0, max_value=100,
        max_digits=4, decimal_places=1, localize=True,
        help_text=_("Kosongkan untuk memakai loket yang melayani antrean ini."),
    )  # fmt: skip
    online_share_percent = forms.IntegerField(
        label=_("Bagian daring, persen"), required=False, min_value=0, max_value=100,
        help_text=_("Kosongkan untuk memakai aturan mal."),
    )  # fmt: skip
    outside_url = forms.URLField(
        label=_("Alamat pemesanannya"), required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = BookedLine
        fields = (
            "is_open", "planned_counters", "online_share_percent", "outside_name", "outside_url"
        )  # fmt: skip
        help_texts = {
            "outside_name": _("Misalnya M-Paspor. Slotnya tidak dibuat di sini."),
        }


class DeskForm(forms.Form):
    """Book at the desk, for somebody who has no phone or needs help."""

    waktu = forms.IntegerField(
        label=_("Waktu"), min_value=0, max_value=1439,
        error_messages={"required": _("Pilih salah satu.")},
    )  # fmt: skip
    nama = forms.CharField(label=_("Nama panggilan yang datang"), max_length=60, required=False)
    ponsel = forms.CharField(label=_("Nomor ponsel"), max_length=30, required=False)

    def clean_ponsel(self) -> str:
        """Return the number as +62…, "" for none."""
        said = self.cleaned_data["ponsel"].strip()
        phone = read_phone(said) if said else ""
        if phone is None:
            raise forms.ValidationError(NOT_A_PHONE)
        return phone


def day_asked(text: str, default: date) -> date:
    """Return the day of an address, or the default for none and for one centuries away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default
    return day if abs(day - default) < FARTHEST else default
