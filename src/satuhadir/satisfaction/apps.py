# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SatisfactionConfig(AppConfig):
    name = "satuhadir.satisfaction"
    label = "satisfaction"
    verbose_name = _("Survei kepuasan")
