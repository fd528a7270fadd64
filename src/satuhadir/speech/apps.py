# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpeechConfig(AppConfig):
    name = "satuhadir.speech"
    label = "speech"
    verbose_name = _("Suara panggilan")
