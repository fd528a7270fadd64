# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/suara/`: how the hall displays speak, and what can be said."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.errors import NotYours
from satuhadir.accounts.http import staff_only
from satuhadir.queue import actions
from satuhadir.queue.queries.speech import speech_policy_of, unusual_names
from satuhadir.queue.staff.asking import at_mall
from satuhadir.queue.staff.forms import SpeechForm
from satuhadir.queue.staff.manage.answers import say
from satuhadir.speech import queries as speech


@staff_only("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def speech_policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and change how the mall's displays speak; list the names no clip says."""
    ask = at_mall(request, slug)
    if not ask.is_whole:
        raise NotYours
    form = SpeechForm(request.POST or None, instance=speech_policy_of(ask.mall))
    if request.method == "POST" and form.is_valid():
        actions.set_speech_policy(mall=ask.mall, actor=ask.caller.actor, **form.cleaned_data)
        say(ask, _("Suara disimpan. Layar memakainya dalam satu menit."))
        return redirect("manage_speech", slug)
    wrong = [form] if form.is_bound and form.errors else []
    context = {
        "ask": ask,
        "form": form,
        "wrong": wrong,
        "names": unusual_names(ask.mall),
        "own": Counter(
            one.source for language in ("id", "en") for one in speech.coverage(language)
        )["own"],
    }
    return render(request, "queue/manage_speech.html", context, status=422 if wrong else 200)
