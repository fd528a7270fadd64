# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pemberitahuan/teks/`: what messages say, with a preview."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import MallAsk, staff_only
from satuhadir.notices import actions, queries
from satuhadir.notices.errors import TextInvalid
from satuhadir.notices.forms import TextForm
from satuhadir.notices.kinds import Kind, all_kinds
from satuhadir.notices.models import NoticeText
from satuhadir.notices.queries import KindWords
from satuhadir.notices.views.outbox import whole_mall
from satuhadir.notices.wording import Words, check_text, default_words, fill, placeholders_in


@staff_only("manage")
@require_http_methods(["GET", "HEAD"])
def all_texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every kind with its words in both languages."""
    ask = whole_mall(request, slug)
    rows = [
        (kind, [queries.words_of(ask.mall, kind, one) for one in NoticeText.Language.values])
        for kind in queries.kinds()
    ]
    return render(request, "notices/manage_texts.html", {"ask": ask, "rows": rows})


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def one_text(request: HttpRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """Show the words of one kind in one language as they are sent; change them."""
    ask = whole_mall(request, slug)
    known = all_kinds().get(kind)
    if known is None or language not in NoticeText.Language.values:
        raise Http404
    found = queries.words_of(ask.mall, known, language)
    if request.method != "POST":
        return _page(request, ask, found, _form(found))
    if request.POST.get("aksi") == "bawaan":
        actions.use_default_text(mall=ask.mall, kind=kind, language=language)
        messages.success(request, _("Kembali ke teks bawaan."), extra_tags="kelola")
        return redirect("manage_notice_text", slug, kind, language)
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            if request.POST.get("aksi") != "lihat":
                return _save(request, ask, known, language, form)
            check_text(known, subject=form.cleaned_data["subject"], text=form.cleaned_data["text"])
        except TextInvalid as error:
            for problem in error.errors:
                form.add_error(problem.field, str(problem.detail))
    return _page(request, ask, found, form, status=422 if form.errors else 200)


def _save(
    request: HttpRequest, ask: MallAsk, kind: Kind, language: str, form: TextForm
) -> HttpResponse:
    actions.save_text(mall=ask.mall, kind=kind.code, language=language, **form.cleaned_data)
    messages.success(request, _("Teks disimpan."), extra_tags="kelola")
    return redirect("manage_notice_text", ask.mall.slug, kind.code, language)


def _form(found: KindWords) -> TextForm:
    words = found.words
    return TextForm(
        initial={"subject": words.subject, "text": words.text, "template": words.template}
    )


def _page(
    request: HttpRequest, ask: MallAsk, found: KindWords, form: TextForm, *, status: int = 200
) -> HttpResponse:
    kind, words = found.kind, found.words
    if form.is_bound and not form.errors:
        given = form.cleaned_data
        words = Words(given["subject"], given["text"], given["template"])
    values = {"mall": ask.mall.name, **kind.examples}
    places = placeholders_in(words.text)
    context = {
        "ask": ask,
        "found": found,
        "form": form,
        "subject": fill(words.subject, values),
        "text": fill(words.text, values),
        "placeholders": [(one, values[one], one in kind.needed) for one in kind.placeholders],
        "numbered": fill(
            words.text, {one: f"{{{{{place}}}}}" for place, one in enumerate(places, start=1)}
        ),
        "template": words.template or default_words(kind, found.language).template,
        "wrong": [form] if form.errors else [],
    }
    return render(request, "notices/manage_text.html", context, status=status)
