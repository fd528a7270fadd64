# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "satuhadir.visits"
    label = "visits"
    verbose_name = _("Kunjungan dan pemesanan")
