# SPDX-License-Identifier: Apache-2.0
"""What managers choose and type about planning."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency
from satuhadir.planning.models import RosterPerson
from satuhadir.planning.scenes import Change
from satuhadir.planning.values import Base

ALL_DAYS: Final = ""
KINDS: Final = (
    ("counter", _("Satu loket lagi")),
    ("lunch", _("Istirahat siang bergiliran")),
    ("people", _("Pengunjung bertambah atau berkurang")),
    ("learn", _("Loket melayani antrean kedua")),
    ("head_start", _("Didahulukan lebih atau kurang")),
    ("theta", _("Umur nomor yang dibawa ke antrean berikutnya")),
)
_CHOOSE: Final = _("Pilih salah satu.")
_NOW: Final = _("Ini aturan yang sekarang; isi angka lain.")


class WhatIfForm(forms.Form):
    """One change of a usual day. Only the fields of the chosen change are asked for."""

    hari = forms.ChoiceField(label=_("Hari yang ditiru"), required=False)
    ubah = forms.ChoiceField(
        label=_("Yang diubah"), choices=KINDS, initial="counter",
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )  # fmt: skip
    antrean = forms.ChoiceField(label=_("Antrean"), required=False)
    loket = forms.ChoiceField(label=_("Loket"), required=False)
    antrean_kedua = forms.ChoiceField(label=_("Antrean yang dipelajari"), required=False)
    persen = forms.IntegerField(
        label=_("Pengunjung, persen"), required=False, min_value=-80, max_value=200, initial=20
    )
    menit = forms.IntegerField(
        label=_("Didahulukan, menit"), required=False, min_value=0, max_value=120, initial=10
    )
    umur = forms.IntegerField(
        label=_("Umur yang dibawa, persen"), required=False, min_value=0, max_value=100, initial=50
    )

    def __init__(self, *args: Any, base: Base, weekdays: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        lines = [(one.id, f"{one.prefix} · {one.name}") for one in base.lines]
        fields: Any = self.fields
        fields["antrean"].choices = fields["antrean_kedua"].choices = lines
        fields["loket"].choices = [(one.id, one.name) for one in base.counters if one.duty]
        fields["hari"].choices = [
            (ALL_DAYS, _("Rata-rata semua hari")),
            *((str(n), WEEKDAYS[n]) for n in weekdays),
        ]
        for one in fields.values():
            one.error_messages["invalid_choice"] = _CHOOSE

    def clean(self) -> dict[str, Any]:
        """Refuse a change whose own fields are missing or would change nothing."""
        data = super().clean() or {}
        kind = data.get("ubah")
        needs = {"counter": ["antrean"], "learn": ["loket", "antrean_kedua"], "people": ["persen"],
                 "head_start": ["menit"], "theta": ["umur"]}.get(str(kind), [])  # fmt: skip
        for name in needs:
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Isi bagian ini."))
        if kind == "people" and data.get("persen") == 0:
            self.add_error("persen", _("Isi selain 0: 20 berarti bertambah seperlima."))
        if kind == "head_start" and data.get("menit") == self.base.head_start:
            self.add_error("menit", _NOW)
        if kind == "theta" and all(
            round(one.theta * 100) == data.get("umur") for one in self.base.lines
        ):
            self.add_error("umur", _NOW)
        if kind == "learn" and not {"loket", "antrean_kedua"} & set(self.errors):
            counter = next((c for c in self.base.counters if c.id == data["loket"]), None)
            if counter is not None and data["antrean_kedua"] in counter.lines:
                self.add_error("antrean_kedua", _("Loket ini sudah melayani antrean itu."))
        return data

    @property
    def weekday(self) -> int | None:
        """Return the weekday asked for, None for all."""
        said = self.cleaned_data["hari"]
        return int(said) if said != ALL_DAYS else None

    @property
    def change(self) -> Change:
        """Return the change, with the fields of its kind alone."""
        data, kind = self.cleaned_data, self.cleaned_data["ubah"]
        if kind == "counter":
            return Change(kind=kind, line=data["antrean"])
        if kind == "learn":
            return Change(kind=kind, counter=data["loket"], line=data["antrean_kedua"])
        amount = {"people": "persen", "head_start": "menit", "theta": "umur"}.get(kind)
        return Change(kind=kind, amount=data[amount] if amount else 0)


class DayForm(forms.Form):
    """Which usual day a question is about."""

    hari = forms.ChoiceField(label=_("Hari yang ditiru"), required=False)

    def __init__(self, *args: Any, weekdays: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hari"]
        field.choices = [
            (ALL_DAYS, _("Rata-rata semua hari")),
            *((str(n), WEEKDAYS[n]) for n in weekdays),
        ]
        field.error_messages["invalid_choice"] = _CHOOSE

    @property
    def weekday(self) -> int | None:
        """Return the weekday asked for, None for all."""
        said = self.cleaned_data["hari"]
        return int(said) if said != ALL_DAYS else None


class RosterForm(forms.Form):
    """Which week, and what it shall keep; of which agency, where who asks manages several."""

    instansi = forms.ChoiceField(label=_("Instansi"), error_messages={"required": _CHOOSE})
    minggu = forms.ChoiceField(label=_("Pekan"))
    janji = forms.IntegerField(
        label=_("Dipanggil paling lama, menit"), min_value=5, max_value=120, initial=15
    )
    bagian = forms.IntegerField(
        label=_("Terpenuhi bagi, persen"), min_value=50, max_value=95, initial=80
    )

    def __init__(
        self, *args: Any, today: date, agencies: Sequence[Agency] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.pk): one for one in agencies}
        if len(self.agencies) > 1:
            choose: Any = self.fields["instansi"]
            choose.choices = [(pk, one.name) for pk, one in self.agencies.items()]
            choose.error_messages["invalid_choice"] = _CHOOSE
        else:
            del self.fields["instansi"]
        first = today - timedelta(days=today.weekday()) + timedelta(days=7)
        field: Any = self.fields["minggu"]
        field.choices = [
            (one.isoformat(), _("mulai Senin {day}").format(day=date_format(one, "j F")))
            for one in (first + timedelta(days=7 * n) for n in range(4))
        ]
        field.error_messages["invalid_choice"] = _CHOOSE

    @property
    def agency(self) -> Agency | None:
        """Return the agency asked about: the chosen one, or the only one; None for all."""
        chosen = self.cleaned_data.get("instansi") or next(iter(self.agencies), None)
        return self.agencies[chosen] if chosen else None


class PersonForm(forms.ModelForm[RosterPerson]):
    """Somebody whom a roster may name."""

    days_off = forms.TypedMultipleChoiceField(
        label=_("Tidak bertugas pada"), coerce=int, required=False,
        choices=[(n, WEEKDAYS[n]) for n in range(7)], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = RosterPerson
        fields = ("name", "agency", "also", "days_off", "weekly_hours")

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], every: Sequence[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["agency"].queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        fields["also"].queryset = Agency.objects.filter(pk__in=[one.pk for one in every])
        fields["also"].required = False
        if len(agencies) == 1:
            fields["agency"].initial = agencies[0].pk
        fields["weekly_hours"].min_value, fields["weekly_hours"].max_value = 1, 60
