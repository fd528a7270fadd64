# SPDX-License-Identifier: Apache-2.0
"""Papers that were not good enough at a counter: what people came in vain for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import DocumentType, Service
from satuhadir.malls.models import Mall
from satuhadir.queue.models.lines import Counter
from satuhadir.queue.models.tickets import Ticket


class RefusedPaper(models.Model):
    """A paper that an officer could not accept, and why (berkas ditolak).

    Says nothing of the person. `service` is the one of the ticket's services whose standard asks
    for the paper. Told again for the same ticket it changes its reason: a visit counts once.
    """

    class Reason(models.TextChoices):
        MISSING = "missing", _("tidak dibawa")
        EXPIRED = "expired", _("kedaluwarsa")
        UNREADABLE = "unreadable", _("tidak terbaca atau rusak")
        WRONG = "wrong", _("bukan yang diminta")
        NOT_ORIGINAL = "not_original", _("bukan yang asli")
        OTHER_PERSON = "other_person", _("atas nama orang lain")

    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, related_name="refused_papers", db_index=False
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("sebab"), max_length=12, choices=Reason)
    counter = models.ForeignKey(
        Counter, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("berkas ditolak")
        verbose_name_plural = _("berkas ditolak")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "document"], name="queue_paper_is_refused_once_per_ticket"
            ),
            models.CheckConstraint(
                condition=Q(
                    reason__in=[
                        *("missing", "expired", "unreadable"),
                        *("wrong", "not_original", "other_person"),
                    ]
                ),
                name="queue_refused_paper_reason_is_known",
            ),
        ]
        indexes = [  # serves the figures of a mall's days
            models.Index(fields=["mall", "day"], name="queue_refused_paper_mall_day")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.reason}"
