# SPDX-License-Identifier: Apache-2.0
"""Where the pages of the catalogue stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("catalogue", _("Standar layanan"), "manage_services", "services", 10),
    Way("papers", _("Jenis dokumen"), "manage_papers", "services", 20),
    Way("events", _("Peristiwa hidup"), "manage_events", "services", 30, whole=True),
    Way("coverage", _("Cakupan"), "manage_coverage", "services", 40),
    Way("catalogue_files", _("Impor dan ekspor"), "manage_catalogue_files", "services", 50),
    Way("unanswered", _("Pencarian"), "manage_unanswered", "services", 60),
    PublicWay("data", _("Data terbuka"), "data", 90),
)
