# SPDX-License-Identifier: Apache-2.0
"""What officers and managers type."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency
from satuhadir.queue.models import Policy, SpeechPolicy
from satuhadir.shared.errors import FieldProblem, Invalid

_CLOCK = re.compile(r"^\s*(\d{1,2})[.:](\d{2})\s*$")
MOST_NUMBERS = 1_000_000


def checked(form: forms.Form) -> dict[str, Any]:
    """Return what a form says; raise Invalid, one problem a field, when it can't be taken."""
    if form.is_valid():
        return form.cleaned_data
    problems = [
        FieldProblem(field, f"queue.{field}", str(errors[0]))
        for field, errors in form.errors.items()
    ]
    raise Invalid(errors=problems)


class ClockField(forms.Field):
    """A time of day as people write it, `14.00`; `14:00` is understood."""

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        found = _CLOCK.match(str(value))
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(_("Tulis jam seperti 14.00."))
        return time(int(found[1]), int(found[2]))


class DeskTicketForm(forms.Form):
    """A number given at the desk."""

    layanan = forms.CharField(max_length=60)
    orang = forms.IntegerField(min_value=1, max_value=20, required=False)
    dahulukan = forms.BooleanField(required=False)
    orang_ini = forms.BooleanField(required=False)


class NoteForm(forms.Form):
    """A note on the ticket at the desk, and the version of the one it was written over."""

    catatan = forms.CharField(max_length=1000, required=False)
    versi = forms.IntegerField(min_value=0, required=False)


class BreakForm(forms.Form):
    """How long an officer rests: minutes, or back at a time; neither is open-ended."""

    menit = forms.IntegerField(min_value=1, max_value=240, required=False)
    kembali = ClockField(required=False)


class CloseLineForm(forms.Form):
    """Close a line, now or from a time today; the reason is chosen or written."""

    dari = ClockField(required=False, label=_("Mulai pukul"))
    pilihan = forms.CharField(required=False, max_length=60)
    alasan = forms.CharField(label=_("Alasan"), max_length=200, required=False)

    # What managers close lines for, as the hall reads it: Indonesian in every language.
    reasons = ("petugas tidak di tempat", "jaringan terganggu", "kuota instansi habis", "rapat")

    @property
    def reason(self) -> str:
        """Return what was written, else what was chosen."""
        said: str = self.cleaned_data["alasan"] or self.cleaned_data["pilihan"]
        return said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("pilihan")
        if "alasan" in cleaned and not cleaned["alasan"] and chosen not in self.reasons:
            text = gettext("Tulis alasannya: orang membacanya di layar dan ponsel.")
            self.add_error("alasan", text)
        return cleaned


class LoanForm(forms.Form):
    """Until when a counter is lent; empty is until the end of today."""

    sampai = ClockField(required=False, label=_("Sampai pukul"))


class AnnounceForm(forms.Form):
    """A sentence for every screen, from when and until when; today, in plain minutes or a time."""

    isi = forms.CharField(label=_("Pengumuman"), max_length=200)
    penting = forms.BooleanField(required=False, label=_("Penting"))
    lama = forms.IntegerField(label=_("Selama"), min_value=5, max_value=720, required=False)
    mulai = ClockField(required=False, label=_("Mulai pukul"))
    sampai = ClockField(required=False, label=_("Sampai pukul"))

    @staticmethod
    def lengths() -> list[tuple[int, str]]:
        """Return the usual lengths in minutes with their words."""
        return [(n, gettext("{n} menit").format(n=n)) for n in (10, 30, 60, 120)]

    @property
    def lasts(self) -> timedelta:
        """Return how long it stands when no time is given."""
        return timedelta(minutes=self.cleaned_data.get("lama") or 30)

    def clean_isi(self) -> str:
        text: str = " ".join(self.cleaned_data["isi"].split())
        return text


class QuotaForm(forms.Form):
    """How many numbers a line gives a day; empty is no limit."""

    daily_quota = forms.IntegerField(label=_("Sehari"), required=False)
    quota_kiosk = forms.IntegerField(label=_("Lewat kios"), required=False)
    quota_desk = forms.IntegerField(label=_("Lewat petugas"), required=False)
    quota_phone = forms.IntegerField(label=_("Lewat ponsel"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bound(self.fields, dict.fromkeys(self.fields, (0, MOST_NUMBERS)))


class AgeKeptForm(forms.Form):
    """How much of its age a ticket keeps at each agency after another service of its person;
    empty: what is usual at the mall.
    """

    def __init__(self, kept: Sequence[tuple[Agency, int | None]], data: Any = None) -> None:
        super().__init__(data)
        self.has_own = any(percent is not None for _agency, percent in kept)
        for agency, percent in kept:
            self.fields[f"umur-{agency.pk}"] = forms.IntegerField(
                label=agency.name, min_value=0, max_value=100, required=False, initial=percent
            )

    def percents(self) -> dict[int, int | None]:
        """Return what was written, by agency id; None takes the agency's own share away. Agencies
        that the page did not show are left as they are.
        """
        return {
            int(name.removeprefix("umur-")): value
            for name, value in self.cleaned_data.items()
            if name in self.data
        }


class PolicyForm(forms.ModelForm[Policy]):
    """The rules of a mall's queue."""

    class Meta:
        model = Policy
        fields = (
            "head_start_minutes",
            "no_show_minutes",
            "come_back_minutes",
            "undo_seconds",
            "opens_before_minutes",
            "display_code_minutes",
            "refuses_too_late",
            "closes_counters",
            "offers_summon",
            "age_kept_percent",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = {
            "head_start_minutes": (0, 240),
            "no_show_minutes": (1, 60),
            "come_back_minutes": (0, 240),
            "undo_seconds": (10, 600),
            "opens_before_minutes": (0, 240),
            "display_code_minutes": (1, 60),
            "age_kept_percent": (0, 100),
        }
        hints = {
            "head_start_minutes": _(
                "Yang didahulukan melewati orang yang datang paling banyak sekian menit lebih dulu."
            ),
            "no_show_minutes": _("Menit sejak panggilan terakhir."),
            "come_back_minutes": _("Yang tidak hadir lalu datang mundur sekian menit di antrean."),
            "undo_seconds": _("Detik sesudah selesai atau tidak hadir."),
            "opens_before_minutes": _("Nomor sudah diberikan sekian menit sebelum gedung buka."),
            "display_code_minutes": _("Kode di layar ruang tunggu, bukti bahwa orangnya hadir."),
            "age_kept_percent": _(
                "Sesudah selesai di satu loket, sekian persen dari lama menunggunya tetap dihitung"
                " di antrean berikutnya. 0: seperti baru datang. Makin kecil, makin ringan bagi"
                " pengunjung dengan satu urusan saja."
            ),
        }
        _bound(self.fields, bounds)
        for name, hint in hints.items():
            self.fields[name].help_text = hint


class SpeechForm(forms.ModelForm[SpeechPolicy]):
    """How a mall's displays speak."""

    class Meta:
        model = SpeechPolicy
        fields = ("speaks", "languages", "has_gong", "volume", "repeats", "repeat_seconds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bound(self.fields, {"volume": (0, 100), "repeat_seconds": (10, 120)})
        self.fields["volume"].help_text = _("Tiap layar dapat dipelankan lagi di tempatnya.")
        self.fields["repeat_seconds"].help_text = _(
            "Detik sejak panggilan, bila belum dilayani, dipanggil ulang, atau ditarik."
        )


FARTHEST_CLOSURE = timedelta(days=731)


class ClosureForm(forms.Form):
    """Days on which the mall or one booth is closed."""

    gerai = forms.IntegerField(required=False, label=_("Yang tutup"))
    dari = forms.DateField(label=_("Hari pertama"), input_formats=["%Y-%m-%d", "%d-%m-%Y"])
    sampai = forms.DateField(
        label=_("Hari terakhir"), required=False, input_formats=["%Y-%m-%d", "%d-%m-%Y"]
    )
    alasan = forms.CharField(label=_("Alasan"), max_length=200)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_dari(self) -> date:
        day: date = self.cleaned_data["dari"]
        if day < self.today:
            raise ValidationError(_("Hari yang sudah lewat tidak dapat ditutup lagi."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("Hari terakhir tidak boleh sebelum hari pertama."))
        for name, day in (("dari", first), ("sampai", last)):
            if day and day - self.today > FARTHEST_CLOSURE and name not in self.errors:
                self.add_error(name, _("Paling jauh dua tahun dari sekarang; periksa tahunnya."))
        return cleaned


class RenameForm(forms.Form):
    """Another name for a counter."""

    nama = forms.CharField(label=_("Nama loket"), max_length=40)


def _bound(fields: dict[str, forms.Field], bounds: dict[str, tuple[int, int]]) -> None:
    """Set the least and most each number may be, in the field's check and in its input."""
    for name, (least, most) in bounds.items():
        field = fields[name]
        assert isinstance(field, forms.IntegerField)
        fields[name] = forms.IntegerField(
            label=field.label, required=field.required, min_value=least, max_value=most
        )
