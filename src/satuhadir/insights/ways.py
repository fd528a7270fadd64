# SPDX-License-Identifier: Apache-2.0
"""Where the pages of figures stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("figures", _("Angka"), "manage_figures", "figures", 10),
    Way("qualities", _("Lima mutu"), "manage_qualities", "figures", 20, whole=True),
    Way("report", _("Laporan"), "manage_report", "figures", 30, whole=True),
    Way("targets", _("Sasaran"), "manage_targets", "figures", 40, whole=True),
    PublicWay("figures", _("Angka terbuka"), "figures", 80),
)
