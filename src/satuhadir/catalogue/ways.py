# SPDX-License-Identifier: Apache-2.0
"""Where the pages of the catalogue stand in a manager's row and at the foot of the public pages."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import PublicWay

WAYS = (PublicWay("data", _("Data terbuka"), "data", 90),)
