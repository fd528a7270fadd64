# SPDX-License-Identifier: Apache-2.0
"""Where the pages of the queue stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("floor", _("Lantai"), "manage_mall", "today", 10),
    Way("closures", _("Hari tutup"), "manage_closures", "today", 20),
    Way("log", _("Catatan"), "manage_log", "today", 90, whole=True),
    Way("policy", _("Aturan"), "manage_policy", "mall", 20, whole=True),
    Way("speech", _("Suara"), "manage_speech", "mall", 30, whole=True),
    Way("kiosk", _("Kios"), "manage_kiosk", "mall", 40, whole=True),
    Way("devices", _("Perangkat"), "manage_devices", "mall", 50, whole=True),
    Way("printers", _("Pencetak"), "manage_printers", "mall", 60, whole=True),
    PublicWay("services", _("Semua layanan"), "services", 10),
    PublicWay("life_events", _("Peristiwa hidup"), "life_events", 15),
)
