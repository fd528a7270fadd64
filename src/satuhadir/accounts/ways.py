# SPDX-License-Identifier: Apache-2.0
"""Where the pages of people and changes stand in a manager's row."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import Way

WAYS = (
    Way("people", _("Orang"), "people", "mall", 10),
    Way("changes", _("Perubahan"), "changes", "mall", 90, whole=True),
)
