# SPDX-License-Identifier: Apache-2.0
"""What happens by itself: silence closes, names are erased, due days follow the calendar."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from satuhadir.feedback.actions.stepping import SYSTEM, set_due_day, step, take
from satuhadir.feedback.hints import is_clean
from satuhadir.feedback.models import Attachment, Complaint, Reporter, Words
from satuhadir.feedback.queries.clocks import rules_of
from satuhadir.malls.models import Mall

AT_ONCE = 500  # rows a run takes up; the next run takes the rest


def close_silent(mall: Mall) -> int:
    """Close what waits for the citizen beyond its last day; return how many were closed."""
    waiting = Complaint.objects.filter(
        mall=mall, state__in=["clarifying", "answered"], due_day__lt=mall.today()
    ).values_list("pk", flat=True)[:AT_ONCE]
    closed = 0
    for complaint_id in list(waiting):
        with transaction.atomic():
            complaint = take(mall, complaint_id)
            set_due_day(complaint)
            if complaint.turn != "citizen" or not _is_over(complaint, mall):
                continue
            step(complaint, "expire", by="system", actor=SYSTEM, ending="silence")
            closed += 1
    return closed


def erase_old(mall: Mall) -> int:
    """Erase what names a person in complaints closed long enough ago; return how many.

    Who sent it, what was written back and forth, places and attachments go. The first text stays
    only where nothing in it looks like personal data or names who sent it.
    """
    before = timezone.now() - timedelta(days=rules_of(mall).erase_after_days)
    old = Complaint.objects.filter(mall=mall, closed_at__lt=before, erased_at=None)
    erased = 0
    for complaint_id in list(old.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            _erase(take(mall, complaint_id))
        erased += 1
    return erased


def refresh_due_days(mall: Mall) -> int:
    """Work out the due days of open complaints anew: a day may have been closed since."""
    changed = 0
    ids = Complaint.objects.filter(mall=mall).exclude(state="closed").values_list("pk", flat=True)
    for complaint_id in list(ids):
        with transaction.atomic():
            complaint = take(mall, complaint_id)
            before = complaint.due_day
            set_due_day(complaint)
            if complaint.due_day != before:
                complaint.save(update_fields=["due_day"])
                changed += 1
    return changed


def _is_over(complaint: Complaint, mall: Mall) -> bool:
    return complaint.due_day is not None and complaint.due_day < mall.today()


def _erase(complaint: Complaint) -> None:
    reporter = Reporter.objects.filter(complaint=complaint).first()
    names = reporter.name if reporter else ""
    keeps = is_clean(complaint.text, names=names)
    Reporter.objects.filter(complaint=complaint).delete()
    Words.objects.filter(step__complaint=complaint).delete()
    Attachment.objects.filter(complaint=complaint).delete()
    step(
        complaint, "erase", by="system", actor=SYSTEM, is_public=False,
        erased_at=timezone.now(), visit_day=None, place="",
        sent_hash=None, sent_digest=None,
    )  # fmt: skip
    if not keeps:
        complaint.text = ""
        complaint.save(update_fields=["text"])
