# SPDX-License-Identifier: Apache-2.0
"""Where the pages of messages stand in a manager's row."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import Way

WAYS = (
    Way("notices", _("Pemberitahuan"), "manage_notices", "public", 40, whole=True),
    Way("notice_channels", _("Saluran"), "manage_notice_channels", "public", 41, whole=True),
    Way("notice_texts", _("Teks pesan"), "manage_notice_texts", "public", 42, whole=True),
)
