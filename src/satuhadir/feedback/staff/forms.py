# SPDX-License-Identifier: Apache-2.0
"""What staff fill in about a complaint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satuhadir.feedback.forms import PICK, WordsForm
from satuhadir.feedback.models import ComplaintClock, ComplaintRules
from satuhadir.feedback.values import ClockRule
from satuhadir.malls.models import Agency, Mall


class ForwardForm(forms.Form):
    """To which agency a complaint goes, with a note for it."""

    instansi = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Instansi"), error_messages=PICK
    )
    catatan = forms.CharField(
        label=_("Catatan untuk instansi"),
        required=False,
        max_length=1000,
        error_messages={"max_length": _("Paling panjang 1.000 huruf.")},
    )

    def __init__(self, *args: Any, mall: Mall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instansi"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = mall.agencies.order_by("name")


class AnswerForm(WordsForm):
    """The answer the citizen reads."""


class WallForm(forms.Form):
    """What everybody may read of a complaint, written anew."""

    ringkasan = forms.CharField(
        label=_("Ringkasan pengaduan"),
        min_length=10,
        max_length=600,
        error_messages={
            "required": _("Tulis ringkasannya."),
            "min_length": _("Tulis sedikit lebih banyak."),
            "max_length": _("Paling panjang 600 huruf."),
        },
    )
    jawaban = forms.CharField(
        label=_("Ringkasan jawaban"),
        min_length=10,
        max_length=1200,
        error_messages={
            "required": _("Tulis jawabannya."),
            "min_length": _("Tulis sedikit lebih banyak."),
            "max_length": _("Paling panjang 1.200 huruf."),
        },
    )


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a mall sets about complaints besides the time limits."""

    class Meta:
        model = ComplaintRules
        fields = ("most_objections", "erase_after_days", "due_soon_days")


class ClocksForm(forms.Form):
    """Every time limit: how many days, of which kind, by which rule."""

    def __init__(self, *args: Any, rules: dict[str, ClockRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, rule in rules.items():
            label = ComplaintClock.Code(code).label
            self.fields[f"{code}-days"] = forms.IntegerField(
                label=_("{step}: lama").format(step=label), min_value=1, max_value=120,
                initial=rule.days,
                error_messages={
                    "required": _("Tulis lamanya dengan angka."),
                    "invalid": _("Tulis lamanya dengan angka."),
                    "min_value": _("Paling sedikit 1 hari."),
                    "max_value": _("Paling lama 120 hari."),
                },
            )  # fmt: skip
            self.fields[f"{code}-unit"] = forms.ChoiceField(
                label=_("{step}: satuan").format(step=label),
                choices=ComplaintClock.Unit.choices, initial=rule.unit, error_messages=PICK,
            )  # fmt: skip
            self.fields[f"{code}-legal"] = forms.CharField(
                label=_("{step}: dasar").format(step=label), max_length=200,
                initial=str(rule.legal),
                error_messages={
                    "required": _("Tulis dasarnya: peraturan, atau aturan mal ini."),
                    "max_length": _("Paling panjang 200 huruf."),
                },
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Return each limit's name with its three fields."""
        codes = dict.fromkeys(name.partition("-")[0] for name in self.fields)
        return [
            (
                str(ComplaintClock.Code(code).label),
                self[f"{code}-days"], self[f"{code}-unit"], self[f"{code}-legal"],
            )
            for code in codes
        ]  # fmt: skip

    @property
    def clocks(self) -> dict[str, ClockRule]:
        """Return the limits that a valid form names."""
        given = self.cleaned_data
        codes = dict.fromkeys(name.partition("-")[0] for name in self.fields)
        return {
            code: ClockRule(given[f"{code}-days"], given[f"{code}-unit"], given[f"{code}-legal"])
            for code in codes
        }
