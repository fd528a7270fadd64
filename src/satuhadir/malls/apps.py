# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MallsConfig(AppConfig):
    name = "satuhadir.malls"
    label = "malls"
    verbose_name = _("Mal pelayanan publik")
