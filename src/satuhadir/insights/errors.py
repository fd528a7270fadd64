# SPDX-License-Identifier: Apache-2.0
"""What the room of figures may refuse to do. Each rule has one class, one code, one sentence."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound


class AgencyNotFound(NotFound):
    """No such agency at this mall, or none in the charge of who asks."""

    code = "insights.agency_not_found"
    message = _("Instansi ini tidak ada di mal ini.")


class TargetInvalid(Invalid):
    """A target cannot be taken: out of bounds, or for a month that has passed."""

    code = "insights.target_invalid"
    message = _("Sasaran ini tidak dapat disimpan.")
