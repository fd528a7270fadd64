# SPDX-License-Identifier: Apache-2.0
"""The tracker: whoever has its address reads where a complaint stands, and answers there."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satuhadir.feedback import actions
from satuhadir.feedback.attachments import check_attachments
from satuhadir.feedback.citizen.context import (
    at_text,
    clocks_of,
    objections_left,
    tell_steps,
    what_comes,
    whose_turn,
)
from satuhadir.feedback.citizen.filing import FILES, problems_of
from satuhadir.feedback.errors import ComplaintNotFound, WrongStep
from satuhadir.feedback.forms import WordsForm
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.queries import attachment_at, complaint_by_track, history_of
from satuhadir.feedback.tracks import read_track, track_path
from satuhadir.malls.http import MallRequest
from satuhadir.shared import limits
from satuhadir.shared.errors import DomainError
from satuhadir.shared.http import opened_by_key, public, status_of
from satuhadir.shared.qr import qr_of

HolderView = Callable[..., HttpResponse]


def for_holder(view: HolderView) -> Callable[..., HttpResponse]:
    """Declare a page that a complaint's key opens; one that opens nothing here says so with 404.

    The address is a key: no store, no search engine.
    """

    @wraps(view)
    def answered(request: MallRequest, slug: str, track: str, **rest: str) -> HttpResponse:
        try:
            limits.hit_request(request, "track", device="120/minute", address="1200/minute")
            complaint = complaint_by_track(track, request.mall)
        except ComplaintNotFound:
            response = render(request, "feedback/no_complaint.html", status=404)
        else:
            response = view(request, complaint, read_track(track), **rest)
        return opened_by_key(response)

    return answered


@public
@require_safe
@for_holder
def tracker(request: MallRequest, complaint: Complaint, track: str) -> HttpResponse:
    """Show where the complaint stands."""
    return page(request, complaint, track)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def press(request: MallRequest, complaint: Complaint, track: str, word: str) -> HttpResponse:
    """Reply, accept, object, withdraw or rate; then show the page as it is."""
    path = track_path(request.mall.slug, track)
    if request.method != "POST" or word not in PRESSES:
        return HttpResponseRedirect(path)
    form = WordsForm(request.POST)
    if word in NEED_WORDS and not form.is_valid():
        return page(request, complaint, track, form=form, wrong=word, status=422)
    try:
        PRESSES[word](request, complaint)
    except DomainError as error:
        again = complaint_by_track(track, request.mall)
        return page(
            request, again, track, form=form, wrong=word, error=error, status=status_of(error)
        )
    return HttpResponseRedirect(f"{path}#langkah")


@public
@require_safe
@for_holder
def attachment(
    request: MallRequest, complaint: Complaint, track: str, attachment_id: UUID
) -> HttpResponse:
    """Hand out a file of the complaint, or of its answer, to whoever holds its key."""
    found = attachment_at(complaint, attachment_id)
    if not found.step.is_public:
        raise ComplaintNotFound
    return file_response(bytes(found.content), found.media_type, str(found.pk)[:8])


@public
@require_http_methods(["POST"])
def open_by_code(request: MallRequest, slug: str) -> HttpResponse:
    """Lead from a code typed off a paper to its page; say on the front page that there is none."""
    from satuhadir.feedback.citizen.front import front_page

    limits.hit_request(request, "track", device="30/minute", address="600/minute")
    word = read_track(request.POST.get("kode", "")[:300])
    try:
        complaint = complaint_by_track(word, request.mall)
    except ComplaintNotFound as error:
        return front_page(request, wrong_code=str(error), status=404)
    return HttpResponseRedirect(track_path(complaint.mall.slug, word))


def file_response(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer a file to be saved, never to be run in the page."""
    response = HttpResponse(content, content_type=media_type)
    ending = media_type.rpartition("/")[2].replace("jpeg", "jpg")
    response["Content-Disposition"] = f'attachment; filename="lampiran-{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    return response


def page(
    request: HttpRequest,
    complaint: Complaint,
    track: str,
    *,
    form: WordsForm | None = None,
    wrong: str = "",
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the tracker."""
    steps = history_of(complaint)
    running, held = clocks_of(complaint, steps)
    public_steps = [one for one in steps if one.is_public]
    newest = {one.verb: one for one in public_steps}
    asked, answer = newest.get("clarify"), newest.get("answer")
    path = track_path(complaint.mall.slug, track)
    context = {
        "complaint": complaint,
        "track": track,
        "track_url": path,
        "whole_url": request.build_absolute_uri(path),
        "qr": qr_of(request.build_absolute_uri(path)) if request.GET.get("baru") else "",
        "is_new": bool(request.GET.get("baru")),
        "turn": whose_turn(complaint, for_citizen=True),
        "turn_since": at_text(complaint.mall, complaint.turn_since),
        "next": what_comes(complaint),
        "clock": running,
        "held": held,
        "steps": tell_steps(complaint, public_steps, for_citizen=True),
        "own_files": [one for step in public_steps[:1] for one in step.attachments.all()],
        "question": _said(asked) if complaint.state == "clarifying" else "",
        "answer": _said(answer) if complaint.state in {"answered", "closed"} else "",
        "answer_files": list(answer.attachments.all()) if answer else [],
        "objections_left": objections_left(complaint),
        "form": form or WordsForm(),
        "wrong": wrong,
        "error": error,
        "problems": problems_of(error),
        "ratings": RATINGS(),
        "takes_files": complaint.state == "clarifying",
        "shows_ombudsman": _shows_ombudsman(complaint, running is not None and running.is_overdue),
    }
    return render(request, "feedback/tracker.html", context, status=status)


def RATINGS() -> list[tuple[int, str]]:  # noqa: N802 - a table in the reader's language
    """Return how the handling may be rated, the best first."""
    return [(4, _("Sangat baik")), (3, _("Baik")), (2, _("Kurang baik")), (1, _("Tidak baik"))]


def _shows_ombudsman(complaint: Complaint, is_overdue: bool) -> bool:
    """Say whether the law's next door is named: time is over, or no other objection is left."""
    if complaint.kind != Complaint.Kind.COMPLAINT:
        return False
    if complaint.turn in {"mall", "agency"} and is_overdue:
        return True
    ends = complaint.state == "answered" or complaint.ending in {"declined", "silence"}
    return ends and (complaint.state != "answered" or not objections_left(complaint))


def _said(step: object) -> str:
    words = getattr(step, "words", None)
    return words.text if words else ""


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("langkah", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _rating(request: HttpRequest) -> int | None:
    text = request.POST.get("nilai", "")
    return int(text) if text in {"1", "2", "3", "4"} else None


def _reply(request: MallRequest, complaint: Complaint) -> None:
    limits.hit_request(request, "complain", device="10/hour", address="300/hour")
    actions.reply_to_question(
        mall=complaint.mall,
        complaint_id=complaint.pk,
        text=request.POST["isi"].replace("\r\n", "\n").strip(),
        seen=_seen(request),
        attachments=check_attachments(request.FILES.getlist(FILES)),
    )


def _accept(request: MallRequest, complaint: Complaint) -> None:
    actions.accept_answer(
        mall=complaint.mall, complaint_id=complaint.pk, rating=_rating(request), seen=_seen(request)
    )


def _object(request: MallRequest, complaint: Complaint) -> None:
    actions.object_to_answer(
        mall=complaint.mall,
        complaint_id=complaint.pk,
        text=request.POST["isi"].replace("\r\n", "\n").strip(),
        seen=_seen(request),
    )


def _withdraw(request: MallRequest, complaint: Complaint) -> None:
    actions.withdraw_complaint(mall=complaint.mall, complaint_id=complaint.pk, seen=_seen(request))


def _rate(request: MallRequest, complaint: Complaint) -> None:
    rating = _rating(request)
    if rating is None:
        raise WrongStep
    actions.rate_handling(mall=complaint.mall, complaint_id=complaint.pk, rating=rating)


PRESSES: dict[str, Callable[[MallRequest, Complaint], None]] = {
    "balas": _reply,
    "terima": _accept,
    "keberatan": _object,
    "cabut": _withdraw,
    "nilai": _rate,
}
NEED_WORDS = frozenset({"balas", "keberatan"})
