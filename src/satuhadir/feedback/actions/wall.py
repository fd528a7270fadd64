# SPDX-License-Identifier: Apache-2.0
"""What of an answered complaint everybody may read."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satuhadir.feedback.actions.citizen import require_words
from satuhadir.feedback.actions.stepping import instant, step, take
from satuhadir.feedback.errors import ComplaintInvalid, WrongStep
from satuhadir.feedback.hints import find_hints
from satuhadir.feedback.models import Complaint, Reporter, WallEntry
from satuhadir.malls.models import Mall
from satuhadir.shared.errors import FieldProblem

PERSONAL = _("Di sini tampak data pribadi. Tulis ulang tanpa nomor, surel, dan nama pelapor.")


@transaction.atomic
def publish_on_wall(
    *, mall: Mall, complaint_id: UUID, summary: str, answer: str, actor: str,
    seen: int | None = None,
) -> Complaint:  # fmt: skip
    """Put a summary that a manager wrote on the public wall, or change it there.

    Raises:
        ComplaintInvalid: empty, or with personal data in it.
        WrongStep: it was never answered, or its sender wants no public word of it (consultation).
    """
    complaint = take(mall, complaint_id, seen)
    if complaint.answered_at is None or complaint.kind == Complaint.Kind.CONSULTATION:
        raise WrongStep
    _check(complaint, {"summary": summary, "answer": answer})
    WallEntry.objects.update_or_create(
        complaint=complaint,
        defaults={
            "summary": summary,
            "answer": answer,
            "published_at": instant(),
            "published_by": actor,
            "withdrawn_at": None,
        },
    )
    step(complaint, "publish", by="mall", actor=actor, is_public=True)
    return complaint


@transaction.atomic
def take_off_wall(
    *, mall: Mall, complaint_id: UUID, actor: str, seen: int | None = None
) -> Complaint:
    """Take a complaint off the public wall; WrongStep if it does not stand there."""
    complaint = take(mall, complaint_id, seen)
    changed = WallEntry.objects.filter(complaint=complaint, withdrawn_at=None).update(
        withdrawn_at=instant()
    )
    if not changed:
        raise WrongStep
    step(complaint, "unpublish", by="mall", actor=actor, is_public=True)
    return complaint


def _check(complaint: Complaint, texts: dict[str, str]) -> None:
    reporter = Reporter.objects.filter(complaint=complaint).first()
    names = reporter.name if reporter else ""
    wrong = [
        FieldProblem(field, "feedback.personal_data", PERSONAL)
        for field, text in texts.items()
        if find_hints(text, names=names)
    ]
    if wrong:
        raise ComplaintInvalid(errors=wrong)
    for text in texts.values():
        require_words(text, least=10)
