# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "satuhadir.insights"
    label = "insights"
    verbose_name = _("Angka dan laporan")
