# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/pencarian/`: what people looked for in vain, and the press that answers it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import MallAsk, at_mall, staff_only
from satuhadir.catalogue import actions, queries
from satuhadir.catalogue.actions.asked import KEPT_DAYS
from satuhadir.catalogue.errors import ServiceNotFound, UnansweredNotFound, WordsFull
from satuhadir.catalogue.models import Service
from satuhadir.catalogue.values import Unanswered
from satuhadir.catalogue.views.asking import FORM, need_whole, page, say, service_for

MOST_SHOWN = 50
MOST_SUGGESTED = 2


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question with the services it may have meant, and what is wrong with what was entered."""

    asked: Unanswered
    suggested: tuple[Service, ...]
    wrong: str = ""
    entered: str = ""


@staff_only("manage")
@require_http_methods(FORM)
def unanswered(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions nothing was found for; a press adds one to a service or drops it."""
    ask = at_mall(request, slug)
    if request.method != "POST":
        return _page(ask)
    given = request.POST.get("pertanyaan", "")
    row = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    if request.POST.get("aksi") == "abaikan":
        need_whole(ask)
        return _dropped(ask, row)
    chosen = request.POST.get("layanan") or request.POST.get("lain", "").split(" ")[0]
    try:
        service = service_for(ask, chosen.strip().upper()[:60])
        query = queries.unanswered_at(ask.mall, row)
        actions.add_word(mall=ask.mall, query=query, service_code=service.code)
    except (ServiceNotFound, WordsFull) as error:
        return _page(ask, wrong_row=row, wrong=str(error))
    except UnansweredNotFound as error:
        say(ask, str(error))
    else:
        text = _("“{words}” kini menemukan {service}.")
        say(ask, text.format(words=query.text, service=service.name))
    return redirect("manage_unanswered", slug)


def _dropped(ask: MallAsk, row: int) -> HttpResponse:
    try:
        query = queries.unanswered_at(ask.mall, row)
    except UnansweredNotFound as error:
        say(ask, str(error))
    else:
        actions.drop_unanswered(mall=ask.mall, query=query)
        say(ask, _("“{words}” diabaikan.").format(words=query.text))
    return redirect("manage_unanswered", ask.mall.slug)


def _page(ask: MallAsk, *, wrong_row: int = 0, wrong: str = "") -> HttpResponse:
    entered = ask.request.POST.get("lain", "")[:200]
    rows = [
        AskedRow(
            one,
            _suggested(ask, one.text),
            wrong if one.row == wrong_row else "",
            entered if one.row == wrong_row else "",
        )
        for one in queries.unanswered_of(ask.mall)[:MOST_SHOWN]
    ]
    context = {
        "rows": rows,
        "hidden": queries.hidden_unanswered(ask.mall),
        "services": [one for one in queries.services_of(ask.mall) if ask.covers(one.agency_id)],
        "kept_days": KEPT_DAYS,
        "is_wrong": bool(wrong),
        "wrong_text": wrong,
        "wrong_row": wrong_row,
    }
    return page(ask, "manage_unanswered", context, wrong=bool(wrong))


def _suggested(ask: MallAsk, text: str) -> tuple[Service, ...]:
    """Return the services that single words of a question find, in this manager's charge."""
    found: dict[str, Service] = {}
    for word in sorted(text.split(), key=len, reverse=True):
        for one in queries.search_services(ask.mall, word, 1):
            if ask.covers(one.agency_id):
                found.setdefault(one.code, one)
    return tuple(found.values())[:MOST_SUGGESTED]
