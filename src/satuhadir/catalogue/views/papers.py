# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/dokumen/`: the kinds of papers services ask for and hand out."""

from collections import Counter

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.errors import CodeTaken, DocumentInUse, DocumentNotFound
from satuhadir.catalogue.forms.identity import DocumentForm
from satuhadir.catalogue.models import DocumentType, ServiceStandard
from satuhadir.catalogue.views.asking import FORM, need_whole, page, say


@staff_only("manage")
@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the kinds of papers with how many standards of today ask for and issue each."""
    ask = at_mall(request, slug)
    text = request.GET.get("q", "")[:100]
    today = queries.standards_today(ask.mall).values()
    asks = Counter(
        code for one in today for code in {c for row in one.requirements for c in row["documents"]}
    )
    issues = Counter(code for one in today for code in set(one.products))
    rows = [
        (one, asks[one.code], issues[one.code])
        for one in DocumentType.objects.filter(mall=ask.mall).order_by("label")
        if all(
            word in " ".join(queries.fold(f"{one.label} {one.code} {one.name_en}"))
            for word in queries.fold(text)
        )
    ]
    return page(ask, "manage_papers", {"rows": rows, "q": text})


@staff_only("manage")
@require_http_methods(FORM)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a kind of paper."""
    ask = at_mall(request, slug)
    need_whole(ask)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_document(mall=ask.mall, entry=form.entry(), is_new=True)
        except CodeTaken as error:
            form.add_error("kode", str(error))
        else:
            say(ask, _("Jenis dokumen ditambahkan."))
            return redirect("manage_papers", slug)
    return _page(ask, form, None)


@staff_only("manage")
@require_http_methods(FORM)
def paper(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change a kind of paper, or take it away where no standard names it."""
    ask = at_mall(request, slug)
    document = DocumentType.objects.filter(mall=ask.mall, code=code).first()
    if document is None:
        raise DocumentNotFound
    if request.method == "POST":
        need_whole(ask)
    if request.method == "POST" and request.POST.get("aksi") == "hapus":
        try:
            actions.remove_document(document=document)
        except DocumentInUse as error:
            return _page(ask, DocumentForm(document=document), document, refused=error)
        say(ask, _("Jenis dokumen dihapus."))
        return redirect("manage_papers", slug)
    form = DocumentForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        actions.save_document(mall=ask.mall, entry=form.entry(), is_new=False)
        say(ask, _("Jenis dokumen disimpan."))
        return redirect("manage_papers", slug)
    return _page(ask, form, document)


def _page(
    ask: MallAsk,
    form: DocumentForm,
    document: DocumentType | None,
    refused: DocumentInUse | None = None,
) -> HttpResponse:
    used = []
    if document is not None:
        used = list(
            ServiceStandard.objects.filter(papers__document=document)
            .values("service__code", "service__name")
            .annotate(
                asks=Count("id", filter=Q(papers__role="requires")),
                issues=Count("id", filter=Q(papers__role="produces")),
            )
            .order_by("service__name")
        )
    context = {
        "form": form,
        "document": document,
        "used": used,
        "wrong": (form,) if form.errors else (),
        "refused": refused,
    }
    return page(ask, "manage_paper", context, wrong=bool(form.errors or refused))
