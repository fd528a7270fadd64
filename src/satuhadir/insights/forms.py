# SPDX-License-Identifier: Apache-2.0
"""What managers choose and type about figures."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from satuhadir.insights.models import Target
from satuhadir.insights.values import Period

LENGTHS = (
    ("day", "hari", _("Hari")),
    ("week", "minggu", _("Pekan")),
    ("month", "bulan", _("Bulan")),
    ("year", "tahun", _("Tahun")),
)
BY_WORD = {word: length for length, word, _label in LENGTHS}
BY_LENGTH = {length: word for length, word, _label in LENGTHS}
FIRST, LAST = date(2015, 1, 1), date(2100, 12, 31)


class PeriodForm(forms.Form):
    """Which period is looked at: its length and a day in it."""

    rentang = forms.ChoiceField(
        label=_("Rentang"),
        choices=[(word, label) for _length, word, label in LENGTHS],
        error_messages={"invalid_choice": _("Pilih hari, minggu, bulan, atau tahun.")},
    )
    tanggal = forms.DateField(
        label=_("Hari di dalamnya"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Tulis tanggal seperti 2026-11-22.")},
    )

    def clean_tanggal(self) -> date:
        """Refuse days that no calendar of a mall knows."""
        day: date = self.cleaned_data["tanggal"]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(_("Pilih tanggal antara 2015 dan 2100."))
        return day


def period_asked(data: Any, today: date) -> tuple[Period, PeriodForm]:
    """Return the period that a page is asked for, and its form; this month where nothing, or
    something unreadable, was said: then the form has the sentence.
    """
    usual = {"rentang": "bulan", "tanggal": today.isoformat()}
    said = {name: data.get(name) or value for name, value in usual.items()}
    form = PeriodForm(said)
    if form.is_valid():
        length = BY_WORD[form.cleaned_data["rentang"]]
        return Period.around(length, form.cleaned_data["tanggal"]), form  # type: ignore[arg-type]
    return Period.around("month", today), form


class TargetForm(forms.ModelForm[Target]):
    """What a mall promises to reach, and from which month on."""

    mulai = forms.ChoiceField(label=_("Berlaku mulai"))

    class Meta:
        model = Target
        fields = (
            "wait_minutes",
            "wait_percent",
            "kept_percent",
            "whole_percent",
            "no_show_percent",
            "crowding_tenths",
        )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = Period.around("month", today)
        months = [this.first, this.after.first, this.after.after.first]
        self.fields["mulai"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), date_format(month, "F Y")) for month in months
        ]
        for name, (least, most) in _BOUNDS.items():
            field: Any = self.fields[name]
            field.min_value, field.max_value = least, most
            field.validators += [
                MinValueValidator(least),
                MaxValueValidator(most),
            ]


_BOUNDS = {
    "wait_minutes": (1, 240),
    "wait_percent": (0, 100),
    "kept_percent": (0, 100),
    "whole_percent": (0, 100),
    "no_show_percent": (0, 100),
    "crowding_tenths": (1, 1000),
}
