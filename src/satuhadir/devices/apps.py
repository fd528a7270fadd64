# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevicesConfig(AppConfig):
    name = "satuhadir.devices"
    label = "devices"
    verbose_name = _("Perangkat balai")
