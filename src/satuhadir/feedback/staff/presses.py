# SPDX-License-Identifier: Apache-2.0
"""What a button on a complaint's page does: one action, one sentence."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from satuhadir.accounts.errors import NotYours
from satuhadir.feedback import actions
from satuhadir.feedback.actions.outbox import relay_complaint
from satuhadir.feedback.attachments import check_attachments
from satuhadir.feedback.errors import WrongStep
from satuhadir.feedback.forms import WordsForm
from satuhadir.feedback.staff.asking import ComplaintAsk
from satuhadir.feedback.staff.forms import AnswerForm, ForwardForm, WallForm

FILES = "berkas"
Press = Callable[[HttpRequest, ComplaintAsk, Any], str]


def form_for(word: str, request: HttpRequest, at: ComplaintAsk) -> Form | None:
    """Return the form a press sends, None where it has no field; Http404 for no press at all."""
    if word not in PRESSES:
        raise Http404
    if word == "teruskan":
        return ForwardForm(request.POST, mall=at.mall)
    if word == "papan":
        return WallForm(request.POST)
    if word == "jawab":
        return AnswerForm(request.POST)
    return WordsForm(request.POST) if word in WITH_WORDS else None


def press(word: str, request: HttpRequest, at: ComplaintAsk, form: Form | None) -> str:
    """Do what the button says; return the sentence that says so.

    Raises:
        NotYours: only who manages the whole mall may.
    """
    if word in WHOLE_ONLY and not at.is_whole:
        raise NotYours
    return PRESSES[word](request, at, form.cleaned_data if form is not None else {})


def _about(request: HttpRequest, at: ComplaintAsk) -> dict[str, Any]:
    text = request.POST.get("langkah", "")
    seen = int(text) if text.isdecimal() and len(text) < 9 else None
    return {
        "mall": at.mall, "complaint_id": at.complaint.pk, "actor": at.actor, "seen": seen,
    }  # fmt: skip


def _ask(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.ask_citizen(text=given["isi"], by=at.by, **_about(request, at))
    return _("Pertanyaan terkirim. Batas waktu berhenti sampai pelapor menjawab.")


def _forward(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    agency = given["instansi"]
    actions.forward_complaint(agency=agency, note=given["catatan"], **_about(request, at))
    return _("Diteruskan ke {name}.").format(name=agency.name)


def _take_back(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.take_back_complaint(**_about(request, at))
    return _("Ditarik kembali. Batas waktunya tetap berjalan.")


def _hand_back(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    if at.is_whole:
        raise WrongStep
    actions.hand_back_complaint(text=given["isi"], **_about(request, at))
    return _("Dikembalikan ke pengelola mal.")


def _answer(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    files = check_attachments(request.FILES.getlist(FILES))
    by = "agency" if not at.is_whole else "mall"
    actions.answer_complaint(text=given["isi"], by=by, attachments=files, **_about(request, at))
    return _("Jawaban terkirim. Sekarang giliran pelapor.")


def _decline(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.decline_complaint(text=given["isi"], **_about(request, at))
    return _("Ditutup. Pelapor membaca sebabnya.")


def _classify(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.classify_complaint(matter=request.POST.get("golongan", ""), **_about(request, at))
    return _("Golongan ditetapkan; batas waktunya dihitung ulang.")


def _note(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.note_for_staff(text=given["isi"], by=at.by, **_about(request, at))
    return _("Catatan disimpan. Pelapor tidak membacanya.")


def _publish(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.publish_on_wall(
        summary=given["ringkasan"], answer=given["jawaban"], **_about(request, at)
    )
    return _("Tampil di papan publik.")


def _relay(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    relay_complaint(with_contact=request.POST.get("ikut") == "1", **_about(request, at))
    return _("Menunggu dikirim ke SP4N-LAPOR!.")


def _unpublish(request: HttpRequest, at: ComplaintAsk, given: dict[str, Any]) -> str:
    actions.take_off_wall(**_about(request, at))
    return _("Diturunkan dari papan publik.")


PRESSES: dict[str, Press] = {
    "tanya": _ask,
    "teruskan": _forward,
    "tarik": _take_back,
    "kembalikan": _hand_back,
    "jawab": _answer,
    "tutup": _decline,
    "golongan": _classify,
    "catat": _note,
    "papan": _publish,
    "turun": _unpublish,
    "lapor": _relay,
}
WITH_WORDS = frozenset({"tanya", "kembalikan", "tutup", "catat"})
WHOLE_ONLY = frozenset({"teruskan", "tarik", "tutup", "golongan", "papan", "turun", "lapor"})
