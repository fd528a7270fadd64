# SPDX-License-Identifier: Apache-2.0
"""What people answer and managers write on pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from satuhadir.engines.skm import ELEMENTS
from satuhadir.malls.models import Agency
from satuhadir.satisfaction.models import FollowUp
from satuhadir.satisfaction.questions import PROFILE, Question, Words
from satuhadir.satisfaction.values import Given
from satuhadir.shared.errors import FieldProblem

DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps of a question as it is drawn."""

    value: int
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is drawn, with what was answered and what is wrong with it."""

    number: int
    question: Question
    steps: list[Step]
    error: str


@dataclass(slots=True)
class Sheet:
    """A survey as it was filled in: kept as it is when something has to be mended."""

    given: Given = field(default_factory=lambda: Given({}))
    errors: Mapping[str, str] = field(default_factory=dict)

    def asked(self, questions: list[Question]) -> list[Asked]:
        """Return the questions with their answers and errors."""
        return [
            Asked(
                number,
                one,
                [
                    Step(value, words, self.given.values.get(one.element) == value)
                    for value, words in enumerate(one.steps, start=1)
                ],
                self.errors.get(f"answers.{one.element}", ""),
            )
            for number, one in enumerate(questions, start=1)
        ]

    def profile(self) -> list[tuple[str, Words, list[tuple[str, Words, bool]]]]:
        """Return the questions about oneself with their choices."""
        return [
            (
                name,
                label,
                [
                    (choice, words, self.given.profile.get(name) == choice)
                    for choice, words in choices.items()
                ],
            )
            for name, (label, choices) in PROFILE.items()
        ]

    def refused(self, problems: list[FieldProblem]) -> "Sheet":
        """Return the same sheet with what is wrong beside each answer."""
        return Sheet(self.given, {one.field: str(one.detail) for one in problems})


def sheet_from(said: Mapping[str, Any]) -> Sheet:
    """Read a filled-in survey; what is no number from 1 to 4 counts as not answered."""
    values = {
        element: int(said[element])
        for element in ELEMENTS
        if re.fullmatch(r"[1-4]", str(said.get(element, "")))
    }
    profile = {name: str(said[name])[:20] for name in PROFILE if said.get(name)}
    return Sheet(Given(values, profile, str(said.get("saran", ""))[:2000]))


class ShareForm(forms.Form):
    """How many of a hundred finished tickets are invited."""

    bagian = forms.IntegerField(
        label=_("Diundang dari setiap 100 orang yang selesai"), min_value=0, max_value=100
    )


class FollowUpForm(forms.Form):
    """What is done about one element."""

    rencana = forms.CharField(label=_("Rencana perbaikan"), max_length=500)
    penanggung = forms.ModelChoiceField(
        label=_("Penanggung jawab"), queryset=Agency.objects.none(), required=False
    )
    tenggat = forms.DateField(label=_("Paling lambat"), input_formats=DAYS)
    keadaan = forms.ChoiceField(label=_("Keadaan"), choices=FollowUp.Status.choices)
    catatan = forms.CharField(label=_("Yang sudah dikerjakan"), max_length=500, required=False)
    versi = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: Any, only_progress: bool = False, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choice = self.fields["penanggung"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = agencies
        choice.empty_label = str(_("Pengelola mal"))
        if only_progress:
            for name in ("rencana", "penanggung", "tenggat"):
                self.fields[name].disabled = True
