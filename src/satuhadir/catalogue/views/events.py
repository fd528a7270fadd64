# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/peristiwa/`: what happens in a life, and the services it takes, in order."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.checking import Checker
from satuhadir.catalogue.entries import EventEntry, EventStep
from satuhadir.catalogue.errors import CodeTaken, LifeEventNotFound
from satuhadir.catalogue.forms.blocks import Part, press_rows
from satuhadir.catalogue.forms.cells import BESIDE_BLOCKS, STEPS_BLOCK
from satuhadir.catalogue.forms.identity import EventForm
from satuhadir.catalogue.importing import event_steps
from satuhadir.catalogue.marked import from_plain
from satuhadir.catalogue.models import LifeEvent
from satuhadir.catalogue.parts import Known, read_component
from satuhadir.catalogue.views.asking import FORM, need_whole, page, say

_OUTSIDE_BLOCK = BESIDE_BLOCKS[0]


class EventParts:
    """The rows of a life event on its page: services in order, and what is done elsewhere."""

    def __init__(self, ask: MallAsk, event: LifeEvent | None, request: HttpRequest) -> None:
        self.labels = {one.code: one.name for one in queries.services_of(ask.mall)}
        if request.method == "POST":
            self.steps = Part.of_post(STEPS_BLOCK, request.POST, self.labels)
            self.outside = Part.of_post(_OUTSIDE_BLOCK, request.POST, {})
        else:
            self.steps = Part.of_values(STEPS_BLOCK, event.steps if event else (), self.labels)
            outside = event.external_steps if event else ()
            self.outside = Part.of_values(_OUTSIDE_BLOCK, outside, {})
            self.steps.grow(1 if event else 4)
            self.outside.grow()
        self.whole_error = ""

    def press(self, word: str) -> str:
        """Do what a button for rows says; return the name of the component."""
        return press_rows(word, {"steps": self.steps, "external_steps": self.outside})

    def read(self) -> tuple[tuple[EventStep, ...], tuple[Any, ...]]:
        """Return steps and outside steps; what is wrong stands in the rows."""
        outside: list[Any] = []
        for row, value in self.outside.values():
            read, row.errors = read_component("external_steps", [value], Known((), {}, {}))
            outside.extend(read)
        rows = self.steps.values()
        checker = Checker("")
        plain = [
            {name: one for name, one in value.items() if one is not None} for _row, value in rows
        ]
        steps = event_steps(checker, from_plain(plain), "steps", self.labels)
        for row, value in rows:
            own = [
                code
                for code in (value.get("service"), *value.get("after", []))
                if code not in self.labels
            ]
            row.errors = [
                _("Layanan {code} tidak ada di mal ini.").format(code=code or "–") for code in own
            ]
        if checker.problems and not any(row.errors for row, _value in rows):
            self.whole_error = checker.problems[0].reason
        return steps, tuple(outside)

    def errors(self) -> list[tuple[str, str]]:
        """Return the field and sentence of each thing that is wrong."""
        found = [*self.steps.errors(), *self.outside.errors()]
        if self.whole_error:
            found.insert(0, ("id_steps-0-service", f"{STEPS_BLOCK.title}: {self.whole_error}"))
        return found


@staff_only("manage")
@require_safe
def events(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the life events."""
    ask = at_mall(request, slug)
    rows = LifeEvent.objects.filter(mall=ask.mall).order_by("name")
    return page(ask, "manage_events", {"rows": rows})


@staff_only("manage")
@require_http_methods(FORM)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a life event."""
    return _edit(at_mall(request, slug), None)


@staff_only("manage")
@require_http_methods(FORM)
def event(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change a life event, or take it away."""
    ask = at_mall(request, slug)
    found = LifeEvent.objects.filter(mall=ask.mall, code=code).first()
    if found is None:
        raise LifeEventNotFound
    return _edit(ask, found)


def _edit(ask: MallAsk, event: LifeEvent | None) -> HttpResponse:
    need_whole(ask)
    request, is_new = ask.request, event is None
    queries.forget()
    parts = EventParts(ask, event, request)
    does = request.POST.get("aksi", "simpan")
    form = _form(request, event)
    if request.method != "POST":
        return _page(ask, event, form, parts)
    if does == "hapus" and event is not None:
        actions.remove_event(event=event)
        say(ask, _("Peristiwa dihapus. Layanannya tetap ada."))
        return redirect("manage_events", ask.mall.slug)
    if does != "simpan":
        return _page(ask, event, form, parts, moved=parts.press(does))
    steps, outside = parts.read()
    if form.is_valid() and not parts.errors():
        said = form.cleaned_data
        code = said["kode"] if event is None else event.code
        entry = EventEntry(
            code, said["nama"], said["nama_en"], said["catatan"].replace("\r\n", "\n").strip(),
            tuple(said["kata"]), steps, outside, "",
        )  # fmt: skip
        try:
            actions.save_event(mall=ask.mall, entry=entry, is_new=is_new)
        except CodeTaken as error:
            form.add_error("kode", str(error))
        else:
            say(ask, _("Peristiwa disimpan."))
            return redirect("manage_events", ask.mall.slug)
    return _page(ask, event, form, parts, is_wrong=True)


def _form(request: HttpRequest, event: LifeEvent | None) -> EventForm:
    initial = (
        {
            "nama": event.name,
            "nama_en": event.name_en,
            "catatan": event.note,
            "kata": ", ".join(event.words),
        }
        if event
        else {}
    )
    form = EventForm(request.POST or None, initial=initial)
    if event:
        del form.fields["kode"]
    return form


def _page(
    ask: MallAsk,
    event: LifeEvent | None,
    form: EventForm,
    parts: EventParts,
    *,
    moved: str = "",
    is_wrong: bool = False,
) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "parts": [parts.steps, parts.outside],
        "services": [f"{name} ({code})" for code, name in parts.labels.items()],
        "errors": parts.errors() if is_wrong else [],
        "field_errors": is_wrong and form.errors,
        "moved": moved,
    }
    return page(ask, "manage_event", context, wrong=is_wrong)
