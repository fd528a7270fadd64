# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "satuhadir.accounts"
    label = "accounts"
    verbose_name = _("Akun dan wewenang")
