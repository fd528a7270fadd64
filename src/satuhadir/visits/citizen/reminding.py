# SPDX-License-Identifier: Apache-2.0
"""`/{mall}/kunjungan/{track}/pengingat/`: where and when somebody is reminded.

Messages go to a phone or an e-mail address whose owner asked for them: they type the code that was
sent there. A browser that takes notices itself asks for nothing more.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from satuhadir.malls.http import MallRequest
from satuhadir.notices import queries as ways
from satuhadir.notices.errors import AddressInvalid, ChannelClosed
from satuhadir.notices.values import PUSH, Recipient, recipient
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError, Limited
from satuhadir.shared.http import public, status_of
from satuhadir.visits import actions, telling, tracks
from satuhadir.visits.actions import reminders
from satuhadir.visits.citizen import booking
from satuhadir.visits.citizen.forms import ReminderForm
from satuhadir.visits.citizen.mine import for_holder, page, reminder_form
from satuhadir.visits.errors import WrongOneTimeCode
from satuhadir.visits.models import Visit
from satuhadir.visits.queries.visits import OPEN


@public
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def remind(request: MallRequest, visit: Visit, track: str) -> HttpResponse:
    """Set where and when somebody is reminded, or stop that."""
    path = tracks.visit_path(request.mall.slug, track)
    if request.method != "POST" or visit.state not in OPEN:
        return HttpResponseRedirect(path)
    if "berhenti" in request.POST:
        reminders.stop_reminding(visit=visit)
        return HttpResponseRedirect(f"{path}?diingatkan=0#ingat")
    form = reminder_form(visit, request)
    if form.is_valid():
        try:
            return _follow(request, visit, form, path)
        except AddressInvalid as error:
            for problem in error.errors:
                form.add_error("alamat", str(problem.detail))
        except (ChannelClosed, Limited) as error:
            form.add_error("saluran", str(error))
    return page(request, visit, track, form=form, status=422)


def _follow(request: MallRequest, visit: Visit, form: ReminderForm, path: str) -> HttpResponse:
    """Follow the visit, or ask for the code first.

    Raises:
        AddressInvalid, ChannelClosed, Limited.
    """
    given = form.cleaned_data
    limits.hit_request(request, "visits.remind", device="10/minute", address="300/minute")
    to = recipient(given["saluran"], given["alamat"])
    asks = not _is_theirs(request, visit, to)
    if asks:
        code = request.POST.get(booking.CODE_FIELD, "").strip()
        if not code or "lagi" in request.POST:
            booking.send_code(request, to.address)
            return _code_page(request, form, to, path)
        try:
            actions.check_code(mall=visit.mall, address=to.address, code=code)
        except WrongOneTimeCode as error:
            if not _is_theirs(request, visit, to):  # unless this very press was answered before
                return _code_page(request, form, to, path, error)
    origin = request.build_absolute_uri("/").rstrip("/")
    reminders.follow(visit=visit, to=to, whens=given["ingat"], origin=origin)
    done = HttpResponseRedirect(f"{path}?diingatkan=1#ingat")
    return booking.with_proof(request, done, to.address) if asks else done


def _is_theirs(request: MallRequest, visit: Visit, to: Recipient) -> bool:
    """Say whether an address was shown to be theirs: it follows this visit already, the visit was
    booked with it, this browser showed it a moment ago, or it is the browser itself.
    """
    if to.channel == PUSH or (visit.phone_is_proven and visit.phone == to.address):
        return True
    following = ways.subscriptions_of(visit.mall, telling.subject_of(visit))
    return following.filter(digest=to.digest).exists() or booking.is_proven(request, to.address)


def _code_page(
    request: MallRequest, form: ReminderForm, to: Recipient, path: str,
    error: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    given = form.cleaned_data
    fields = [("saluran", to.channel), ("alamat", to.address)]
    context = booking.code_context(request.mall, to, error) | {
        "aim": f"{path}pengingat/",
        "path": path,
        "fields": [*fields, *(("ingat", one) for one in given["ingat"])],
    }
    status = status_of(error) if error else 200
    return render(request, "visits/remind_code.html", context, status=status)
