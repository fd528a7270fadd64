# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "satuhadir.feedback"
    label = "feedback"
    verbose_name = _("Pengaduan dan konsultasi")
