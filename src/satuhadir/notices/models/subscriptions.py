# SPDX-License-Identifier: Apache-2.0
"""Who wants to hear about one thing, and where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class Subscription(models.Model):
    """Where somebody wants to hear about one thing, a visit say (langganan kabar).

    `subject` names the thing in the words of the room it is of, such as `visit:…`. The address is
    sealed, and goes with the thing: at `erase_at`, or when its holder says stop.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    channel = models.CharField(_("saluran"), max_length=10)
    sealed = models.BinaryField(editable=False)
    digest = models.BinaryField(max_length=16, editable=False)
    language = models.CharField(max_length=2, default="id", db_default="id")
    origin = models.CharField(max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    erase_at = models.DateTimeField()

    class Meta:
        verbose_name = _("langganan kabar")
        verbose_name_plural = _("langganan kabar")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mall", "subject", "digest"], name="notices_subscribed_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "push", "whatsapp", "sms"]),
                name="notices_subscription_channel_is_known",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["erase_at"], name="notices_to_erase")]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"
