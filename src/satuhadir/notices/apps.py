# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "satuhadir.notices"
    label = "notices"
    verbose_name = _("Pemberitahuan")
