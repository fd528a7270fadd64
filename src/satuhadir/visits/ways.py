# SPDX-License-Identifier: Apache-2.0
"""Where the pages of bookings stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("bookings", _("Pemesanan"), "manage_bookings", "today", 15),
    Way("booking_rules", _("Aturan pemesanan"), "manage_booking_rules", "mall", 25),
    PublicWay("book", _("Pesan waktu"), "book", 12),
)
