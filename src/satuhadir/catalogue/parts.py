# SPDX-License-Identifier: Apache-2.0
"""Take the components of a standard out of a tree, each checked; files and forms share them. Pure.

`KNOWN` names the fields of each record, the first `NEEDED` of them must stand there.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from satuhadir.catalogue.checking import NOTHING, Checker
from satuhadir.catalogue.entries import (
    CERTAINTIES,
    CHANNELS,
    DURATION_UNITS,
    FEE_KINDS,
    ComplaintRoute,
    Deadline,
    Duration,
    ExternalStep,
    Fee,
    Requirement,
    StandardEntry,
    Step,
    joined_requirements,
)
from satuhadir.catalogue.marked import Marked, from_plain

T = TypeVar("T")

MAX_RUPIAH: Final = 10**12
MAX_NUMBER: Final = 100_000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST: Final = 60

# What a service's standard may say in a file of format 1 and of format 2.
STANDARD_1: Final = (
    "note", "requirements", "any_of", "procedure", "duration", "fee", "products", "legal",
    "certainty", "sources",
)  # fmt: skip
STANDARD_2: Final = (
    "state", "valid_from", "decree_number", "decree_day", "change_note", "note", "requirements",
    "procedure", "duration", "fees", "products", "complaint_routes", "legal", "facilities",
    "competence", "supervision", "staff_count", "guarantee", "safety", "evaluation",
    "external_steps", "citizen_deadlines", "certainty", "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The codes a service may refer to; `documents` with their labels, `sources` with texts."""

    agencies: Collection[str]
    documents: Mapping[str, str]
    sources: Mapping[str, str]


class Parts:
    """Reads one service's standard out of its fields; `field` is the service in problems."""

    def __init__(
        self, checker: Checker, parts: Mapping[str, Marked], field: str, known: Known
    ) -> None:
        self.checker = checker
        self.parts = parts
        self.field = field
        self.known = known

    def _part(self, name: str) -> tuple[Marked, str]:
        return self.parts.get(name, NOTHING), f"{self.field}.{name}"

    def _text(self, name: str, longest: int = 2000) -> str:
        return self.checker.text(*self._part(name), longest=longest, empty=True)

    def _prose(self, name: str) -> str:
        return self.checker.prose(*self._part(name), longest=4000)

    def _texts(self, name: str, longest: int) -> tuple[str, ...]:
        return self.checker.texts(*self._part(name), most=40, longest=longest)

    def first_format(self) -> StandardEntry:
        """Return the standard of a file of format 1."""
        check = self.checker
        found = [self._old_requirement(one) for one in check.items(*self._part("requirements"),
                                                                    most=_MOST)]  # fmt: skip
        any_of = self._documents("any_of")
        fee = self._fee(*self._part("fee")) if "fee" in self.parts else None
        return StandardEntry(
            requirements=joined_requirements(found, any_of, self.known.documents),
            procedure=tuple(Step(one) for one in self._texts("procedure", 400)),
            duration=self._duration(),
            fees=(fee,) if fee else (),
            products=self._documents("products"),
            legal=self._texts("legal", 300),
            note=self._prose("note"),
            certainty=check.choice(*self._part("certainty"), among=CERTAINTIES) or "low",
            sources=self._sources(must_be_known=True),
        )

    def second_format(self) -> StandardEntry:
        """Return the standard of a file of format 2, or of a form."""
        check = self.checker
        state, certainty = self.parts.get("state"), self.parts.get("certainty")
        return StandardEntry(
            state=check.choice(state, f"{self.field}.state", among=("draft", "published"))
            if state
            else "published",
            valid_from=self._day("valid_from"),
            decree_number=self._text("decree_number", 120),
            decree_day=self._day("decree_day"),
            change_note=self._prose("change_note"),
            requirements=self._each("requirements", self._requirement),
            procedure=self._each("procedure", self._step),
            duration=self._duration(),
            fees=self._each("fees", self._fee),
            products=self._documents("products"),
            complaint_routes=self._each("complaint_routes", self._route),
            legal=self._texts("legal", 300),
            facilities=self._prose("facilities"),
            competence=self._prose("competence"),
            supervision=self._prose("supervision"),
            staff_count=check.maybe_integer(*self._part("staff_count"), least=0, most=10_000),
            guarantee=self._prose("guarantee"),
            safety=self._prose("safety"),
            evaluation=self._prose("evaluation"),
            note=self._prose("note"),
            external_steps=self._each("external_steps", self.external_step),
            citizen_deadlines=self._each("citizen_deadlines", self._deadline),
            certainty=check.choice(certainty, f"{self.field}.certainty", among=CERTAINTIES)
            if certainty
            else "low",
            sources=self._sources(must_be_known=False),
        )

    def _each(self, name: str, read: Callable[[Marked, str], T]) -> tuple[T, ...]:
        at, field = self._part(name)
        return tuple(read(one, field) for one in self.checker.items(at, field, most=_MOST))

    def _documents(self, name: str) -> tuple[str, ...]:
        at, field = self._part(name)
        found = self.checker.items(at, field, most=_MOST)
        return tuple(self._document(one, field) for one in found)

    def _document(self, at: Marked, field: str) -> str:
        return self.checker.reference(at, field, among=self.known.documents, to="dokumen")

    def _sources(self, *, must_be_known: bool) -> tuple[str, ...]:
        at, field = self._part("sources")
        known = self.known.sources
        if must_be_known:
            codes = self.checker.items(at, field, most=_MOST)
            tags = [self.checker.reference(one, field, among=known, to="sumber") for one in codes]
            return tuple(known.get(one, one) for one in tags)
        return tuple(
            known.get(one, one) for one in self.checker.texts(at, field, most=_MOST, longest=400)
        )

    def _old_requirement(self, at: Marked) -> tuple[str, str]:
        field = f"{self.field}.requirements"
        document, when = at, NOTHING
        if isinstance(at.value, dict):
            parts = self.checker.fields(at, field, known=("document", "when"), needed=("document",))
            document, when = parts.get("document", NOTHING), parts.get("when", NOTHING)
        return (
            self._document(document, field),
            self.checker.text(when, f"{field}.when", longest=300, empty=True),
        )

    def _requirement(self, at: Marked, field: str) -> Requirement:
        if not isinstance(at.value, dict):
            return Requirement((self._document(at, field),))
        parts = self._record(at, field, "documents", "when", "note")
        codes = self.checker.items(parts["documents"], f"{field}.documents", most=20)
        if not codes:
            self.checker.refuse(at, f"{field}.documents", _("sebutkan setidaknya satu dokumen"))
        return Requirement(
            documents=tuple(
                dict.fromkeys(self._document(one, f"{field}.documents") for one in codes)
            ),
            when=self._word(parts, field, "when", 300),
            note=self._word(parts, field, "note", 1000),
        )

    def _step(self, at: Marked, field: str) -> Step:
        if not isinstance(at.value, dict):
            return Step(self.checker.text(at, field, longest=400))
        parts = self._record(at, field, "step", "actor")
        return Step(
            self.checker.text(parts["step"], f"{field}.step", longest=400),
            self._word(parts, field, "actor", 80),
        )

    def _route(self, at: Marked, field: str) -> ComplaintRoute:
        parts = self._record(at, field, "channel", "address", "note")
        return ComplaintRoute(
            self.checker.choice(parts["channel"], f"{field}.channel", among=CHANNELS),
            self.checker.text(parts["address"], f"{field}.address", longest=300),
            self._word(parts, field, "note", 400),
        )

    def external_step(self, at: Marked, field: str) -> ExternalStep:
        """Return what is done outside the mall; life events have such steps, too."""
        parts = self._record(at, field, "name", "where", "note")
        return ExternalStep(
            self.checker.text(parts["name"], f"{field}.name", longest=200),
            self._word(parts, field, "where", 200),
            self._word(parts, field, "note", 400),
        )

    def _deadline(self, at: Marked, field: str) -> Deadline:
        parts = self._record(at, field, "value", "unit", "since", "note", needed=3)
        return Deadline(
            self.checker.integer(parts["value"], f"{field}.value", least=1, most=MAX_NUMBER),
            self.checker.choice(parts["unit"], f"{field}.unit", among=DURATION_UNITS),
            self.checker.text(parts["since"], f"{field}.since", longest=200),
            self._word(parts, field, "note", 400),
        )

    def _duration(self) -> Duration | None:
        at, field = self._part("duration")
        if at.value is None:
            return None
        parts = self._record(at, field, "value", "unit", "longest", "note", needed=2)
        value = self.checker.integer(parts["value"], f"{field}.value", least=1, most=MAX_NUMBER)
        return Duration(
            value=value,
            longest=self.checker.maybe_integer(
                parts["longest"], f"{field}.longest", least=value, most=MAX_NUMBER
            ),
            unit=self.checker.choice(parts["unit"], f"{field}.unit", among=DURATION_UNITS),
            note=self._word(parts, field, "note", 500),
        )

    def _fee(self, at: Marked, field: str) -> Fee:
        parts = self._record(
            at, field, "kind", "amount_rupiah", "up_to_rupiah", "formula", "legal",
            "effective_day", "note",
        )  # fmt: skip
        check = self.checker
        kind = check.choice(parts["kind"], f"{field}.kind", among=FEE_KINDS)
        amount = check.maybe_integer(
            parts["amount_rupiah"], f"{field}.amount_rupiah", least=0, most=MAX_RUPIAH
        )
        up_to = check.maybe_integer(
            parts["up_to_rupiah"], f"{field}.up_to_rupiah", least=amount or 0, most=MAX_RUPIAH
        )
        if kind == "free" and (amount or up_to):
            check.refuse(at, f"{field}.amount_rupiah", _("layanan gratis tidak boleh bertarif"))
        return Fee(
            kind=kind,
            amount_rupiah=0 if kind == "free" else amount,
            up_to_rupiah=up_to,
            formula=self._word(parts, field, "formula", 300),
            legal=self._word(parts, field, "legal", 300),
            effective_day=self._iso_day(parts["effective_day"], f"{field}.effective_day"),
            note=self._word(parts, field, "note", 500),
        )

    def _record(self, at: Marked, field: str, *names: str, needed: int = 1) -> dict[str, Marked]:
        """Return the named fields of a map, NOTHING for those that are not there."""
        found = self.checker.fields(at, field, known=names, needed=names[:needed])
        return {name: found.get(name, NOTHING) for name in names}

    def _word(self, parts: Mapping[str, Marked], field: str, name: str, longest: int) -> str:
        return self.checker.text(parts[name], f"{field}.{name}", longest=longest, empty=True)

    def _day(self, name: str) -> str | None:
        return self._iso_day(*self._part(name))

    def _iso_day(self, at: Marked, field: str) -> str | None:
        """Return a day written as 2026-01-31; a missing one is None."""
        if at.value is None or at.value == "":
            return None
        if isinstance(at.value, str) and _DAY.fullmatch(at.value):
            try:
                return dt.date.fromisoformat(at.value).isoformat()
            except ValueError:
                pass
        self.checker.refuse(at, field, _("harus tanggal, misalnya 2026-01-31"))
        return None


def read_component(name: str, value: object, known: Known) -> tuple[Any, list[str]]:
    """Return one component from plain values, and what is wrong with them; for forms."""
    checker = Checker("")
    reader = Parts(checker, {name: from_plain(value)}, "", known)
    found = getattr(reader.second_format(), name)
    return found, list(dict.fromkeys(one.reason for one in checker.problems))
