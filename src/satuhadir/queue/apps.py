# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QueueConfig(AppConfig):
    name = "satuhadir.queue"
    label = "queue"
    verbose_name = _("Antrean")
