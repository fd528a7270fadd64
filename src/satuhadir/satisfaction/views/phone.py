# SPDX-License-Identifier: Apache-2.0
"""The survey on a phone: whoever has a finished ticket's address answers once.

Every press leads back to one address, which shows what is true now: the questions, or thanks. So a
form sent twice, a reload and the way back change nothing.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from satuhadir.catalogue.models import Service
from satuhadir.malls.http import MallRequest
from satuhadir.queue.errors import AlreadyAnswered
from satuhadir.queue.queries.finished import Finished, finished_by_track
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.forms import Sheet, sheet_from
from satuhadir.satisfaction.questions import questions
from satuhadir.shared import limits
from satuhadir.shared.errors import Invalid, Limited, Refused
from satuhadir.shared.http import opened_by_key, public, status_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: MallRequest, slug: str, track: str) -> HttpResponse:
    """Ask how it was, take the answer, or say why there is nothing to ask."""
    ticket = finished_by_track(request.mall, track)
    return opened_by_key(_answered(request, ticket, track.lower()))


def _answered(request: MallRequest, ticket: Finished | None, track: str) -> HttpResponse:
    if ticket is None:
        return render(request, "satisfaction/survey_gone.html", {}, status=404)
    page = reverse("my_ticket", args=[request.mall.slug, track])
    if ticket.answered:
        return render(request, "satisfaction/thanks.html", {"ticket": ticket, "page": page})
    if not ticket.is_done:
        return render(request, "satisfaction/survey_soon.html", {"ticket": ticket, "page": page})
    if request.method != "POST":
        return _questions(request, ticket, page, Sheet())
    sheet = sheet_from(request.POST)
    try:
        limits.hit_request(request, "survey", device="20/minute", address="1200/minute")
        actions.answer_survey(mall=request.mall, ticket=ticket, given=sheet.given)
    except Invalid as refusal:
        return _questions(request, ticket, page, sheet.refused(refusal.errors), status=422)
    except AlreadyAnswered:
        pass  # the same form a moment ago: its answer stands
    except (Refused, Limited) as refusal:
        status = status_of(refusal)
        return _questions(request, ticket, page, sheet, status=status, refusal=str(refusal))
    return HttpResponseRedirect(request.path)


def _questions(
    request: MallRequest,
    ticket: Finished,
    page: str,
    sheet: Sheet,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    service = Service.objects.select_related("agency").get(pk=ticket.service_id)
    standard = queries.standard_of(service, ticket.day)
    context = {
        "ticket": ticket,
        "page": page,
        "service": service,
        "is_invited": queries.is_invited(request.mall, ticket),
        "asked": sheet.asked(questions(free=queries.is_free(standard))),
        "sheet": sheet,
        "refusal": refusal,
    }
    return render(request, "satisfaction/survey.html", context, status=status)
