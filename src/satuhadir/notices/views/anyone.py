# SPDX-License-Identifier: Apache-2.0
"""What needs no sign-in: stopping messages, and Meta's reports, which prove who wrote them."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from satuhadir.accounts.http import api
from satuhadir.malls.http import MallRequest
from satuhadir.notices import actions, queries
from satuhadir.notices.actions import delivering
from satuhadir.notices.errors import UnknownLink
from satuhadir.notices.gateways.whatsapp import Report, is_signed, reports_in
from satuhadir.notices.models import Notice
from satuhadir.shared.http import opened_by_key, plain_refusal, public


@public
@csrf_exempt  # mail programs press it by themselves (RFC 8058); the link is the key
@require_http_methods(["GET", "HEAD", "POST"])
def stop_notices(request: MallRequest, mall: str, token: str) -> HttpResponse:
    """Ask, then stop; opening the link alone stops nothing, for scanners open every link."""
    if queries.subscription_of_link(request.mall, token) is None:
        raise UnknownLink
    if request.method == "POST":
        actions.stop(mall=request.mall, token=token)
    page = render(request, "notices/stop.html", {"is_done": request.method == "POST"})
    return opened_by_key(page)


@api("Meta, by its signature")
@require_http_methods(["GET", "POST"])
def whatsapp_reports(request: HttpRequest) -> HttpResponse:
    """Take reports of what became of messages; told twice it comes to the same."""
    if request.method == "GET":
        return _verify(request)
    if not is_signed(request.body, request.headers.get("X-Hub-Signature-256", "")):
        return plain_refusal(request, 403)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return plain_refusal(request, 400)
    for report in reports_in(said):
        notice = _notice_of(report)
        if notice is not None:
            delivering.note_fate(
                notice=notice, fate=report.fate, reason=report.reason, reference=report.reference
            )
    return HttpResponse("ok", content_type="text/plain")


def _verify(request: HttpRequest) -> HttpResponse:
    """Answer Meta's question whether this address is ours."""
    word = settings.SATUHADIR_WHATSAPP_VERIFY
    given = request.GET.get("hub.verify_token", "")
    if not word or not hmac.compare_digest(given.encode(), word.encode()):
        return plain_refusal(request, 403)
    challenge = request.GET.get("hub.challenge", "")
    return HttpResponse(challenge[:200], content_type="text/plain")


def _notice_of(report: Report) -> Notice | None:
    """Return the message by our own id, or by theirs."""
    notice = None
    if len(report.notice_id) == 36:
        notice = queries.notice_by_id(report.notice_id)
    notice = notice or queries.notice_by_reference("whatsapp", report.reference)
    return notice if notice is not None and notice.channel == "whatsapp" else None
