# SPDX-License-Identifier: Apache-2.0
"""Where the pages of satisfaction stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay, Way

WAYS = (
    Way("skm", _("Kepuasan"), "manage_skm", "public", 20),
    PublicWay("skm", _("Kepuasan"), "skm", 60),
)
