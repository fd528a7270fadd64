# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "satuhadir.planning"
    label = "planning"
    verbose_name = _("Perencanaan mal")
