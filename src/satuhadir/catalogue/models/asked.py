# SPDX-License-Identifier: Apache-2.0
"""What people ask for: how often each service, and in which words nothing was found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models.service import Service
from satuhadir.malls.models import Mall


class ServiceDemand(models.Model):
    """How often a service was asked for lately (permintaan layanan): it decides between equals.

    Counted again by a job; no set-up, so no change of it is kept.
    """

    service = models.OneToOneField(
        Service, models.CASCADE, primary_key=True, related_name="demand", verbose_name=_("layanan")
    )
    asked = models.PositiveIntegerField(_("diminta"), default=0)

    class Meta:
        verbose_name = _("permintaan layanan")
        verbose_name_plural = _("permintaan layanan")

    def __str__(self) -> str:
        return f"{self.service_id}: {self.asked}"


class UnansweredQuery(models.Model):
    """A question of a day that found no service (pertanyaan tak terjawab), and how often.

    Nothing in it leads to a person: no device, no hour, no number, and `text` only where it can
    be no name (`actions.note_unanswered` has the rules); until then it is empty, and `key`, a
    keyed hash of the folded words, tells the same question again.
    """

    mall = models.ForeignKey(
        Mall, models.CASCADE, related_name="unanswered_queries", verbose_name=_("mal")
    )
    day = models.DateField(_("hari"))
    key = models.CharField(max_length=64)
    text = models.CharField(_("pertanyaan"), max_length=60, blank=True)
    times = models.PositiveIntegerField(_("kali"), default=1)

    class Meta:
        verbose_name = _("pertanyaan tak terjawab")
        verbose_name_plural = _("pertanyaan tak terjawab")
        ordering = ("mall", "-day", "key")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "day", "key"], name="catalogue_unanswered_query_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1), name="catalogue_unanswered_query_was_asked"
            ),
            models.CheckConstraint(
                condition=~Q(text__regex=r"[0-9]{4}|@"),
                name="catalogue_unanswered_query_holds_no_number",
            ),
        )
        indexes = (models.Index(fields=["mall", "key", "day"], name="catalogue_unanswered_by_key"),)

    def __str__(self) -> str:
        return self.text or self.key[:8]
