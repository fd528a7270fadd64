# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "satuhadir.catalogue"
    label = "catalogue"
    verbose_name = _("Katalog layanan")
