# SPDX-License-Identifier: Apache-2.0
"""What a code of the catalogue looks like."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9_-]*\Z", _("Huruf besar, angka, - dan _ saja."))
