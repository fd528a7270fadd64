# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrintingConfig(AppConfig):
    name = "satuhadir.printing"
    label = "printing"
    verbose_name = _("Pencetakan")
