# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/layanan/`: every service by agency with the state of its standard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions
from satuhadir.catalogue.errors import CodeTaken
from satuhadir.catalogue.exporting import entry_of
from satuhadir.catalogue.forms.identity import ServiceForm
from satuhadir.catalogue.models import DocumentType, Service, ServiceStandard
from satuhadir.catalogue.publishing import lacks_of
from satuhadir.catalogue.queries import fold
from satuhadir.catalogue.views.asking import FORM, page, say
from satuhadir.malls.models import Agency

STATES: Final[dict[str, Promise]] = {
    "berlaku": gettext_lazy("Berlaku"),
    "rancangan": gettext_lazy("Ada rancangan"),
    "diajukan": gettext_lazy("Diajukan untuk terbit"),
    "tanpa": gettext_lazy("Tanpa standar"),
    "kurang": gettext_lazy("Belum lengkap"),
    "rendah": gettext_lazy("Kepastian rendah"),
}


@dataclass(slots=True)
class Shown:
    """A service in the list: what holds today, what comes, what is being written."""

    service: Service
    holds: ServiceStandard | None = None
    coming: ServiceStandard | None = None
    draft: ServiceStandard | None = None
    lacks: int = 0

    @property
    def states(self) -> set[str]:
        found = {"berlaku" if self.holds else "tanpa"}
        if self.draft:
            found.add("diajukan" if self.draft.submitted_at else "rancangan")
        if self.holds and self.holds.certainty == "low":
            found.add("rendah")
        if self.lacks:
            found.add("kurang")
        return found


@staff_only("manage")
@require_safe
def everything(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the services in this manager's charge, filtered."""
    ask = at_mall(request, slug)
    shown = shelf_of(ask)
    agency = request.GET.get("instansi", "")
    state = request.GET.get("keadaan", "")
    text = request.GET.get("q", "")[:100]
    counts = {name: sum(name in one.states for one in shown) for name in STATES}
    found = [
        one
        for one in shown
        if (not agency or one.service.agency.code == agency)
        and (state not in STATES or state in one.states)
        and _fits(one.service, text)
    ]
    agencies = {one.service.agency.code: one.service.agency.name for one in shown}
    context = {
        "groups": _by_agency(found),
        "count": len(found),
        "total": len(shown),
        "states": [(name, label, counts[name], name == state) for name, label in STATES.items()],
        "agencies": sorted(agencies.items(), key=lambda one: one[1]),
        "agency": agency,
        "state": state if state in STATES else "",
        "q": text,
    }
    return page(ask, "manage_services", context)


@staff_only("manage")
@require_http_methods(FORM)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a service; its standard is written on the next page."""
    ask = at_mall(request, slug)
    form = ServiceForm(request.POST or None, ask=ask, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_service(mall=ask.mall, **form.values())
        except CodeTaken as error:
            form.add_error("kode", str(error))
        else:
            say(ask, _("Layanan ditambahkan. Sekarang susun standarnya."))
            return redirect("manage_service", slug, made.code)
    return page(ask, "manage_service_add", {"form": form, "wrong": _wrong(form)},
                wrong=bool(form.errors))  # fmt: skip


def _wrong(form: ServiceForm) -> tuple[ServiceForm, ...]:
    return (form,) if form.errors else ()


def shelf_of(ask: MallAsk) -> list[Shown]:
    """Return the services in this manager's charge with their versions; three queries."""
    rows = Service.objects.filter(mall=ask.mall).select_related("agency", "variant_of")
    if ask.agencies is not None:
        rows = rows.filter(agency__in=ask.agencies)
    shown = {one.pk: Shown(one) for one in rows.order_by("agency__name", "name")}
    today = ask.mall.today()
    papers = set(DocumentType.objects.filter(mall=ask.mall).values_list("code", flat=True))
    versions = ServiceStandard.objects.filter(mall=ask.mall).order_by("valid_from", "number")
    for version in versions:
        one = shown.get(version.service_id)
        if one is None:
            continue
        if version.is_draft:
            one.draft = version
        elif version.valid_from and version.valid_from <= today:
            one.holds = version
        elif one.coming is None:
            one.coming = version
    for one in shown.values():
        if one.holds:
            one.lacks = len(lacks_of(entry_of(one.holds), papers))
    return list(shown.values())


def _by_agency(shown: Iterable[Shown]) -> list[tuple[Agency, list[Shown]]]:
    found: dict[int, tuple[Agency, list[Shown]]] = {}
    for one in shown:
        found.setdefault(one.service.agency_id, (one.service.agency, []))[1].append(one)
    return list(found.values())


def _fits(service: Service, text: str) -> bool:
    said = " ".join(fold(" ".join((service.code, service.name, service.name_en, *service.words))))
    return all(word in said for word in fold(text))
