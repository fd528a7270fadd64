# SPDX-License-Identifier: Apache-2.0
"""Where the pages of complaints stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("complaints", _("Pengaduan"), "manage_complaints", "public", 20),
    Way("enter_complaint", _("Catat pengaduan"), "enter_complaint", "public", 21),
    Way(
        "complaint_rules", _("Aturan pengaduan"), "manage_complaint_rules", "public", 29, whole=True
    ),
    Way("sp4n", "SP4N-LAPOR!", "manage_sp4n", "public", 28, whole=True),
    PublicWay("complaints", _("Pengaduan dan konsultasi"), "complaints", 30),
)
