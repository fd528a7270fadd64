# SPDX-License-Identifier: Apache-2.0
"""What the room of malls may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound


class MallNotFound(NotFound):
    code = "malls.mall_not_found"
    message = _("Mal pelayanan publik ini tidak ada di SatuHadir.")


class BoothNotFound(NotFound):
    code = "malls.booth_not_found"
    message = _("Gerai ini tidak ada di mal pelayanan publik yang Anda pilih.")


class HoursInvalid(Invalid):
    code = "malls.hours_invalid"
    message = _("Jam layanan tidak dapat disimpan.")


class DaysInvalid(Invalid):
    code = "malls.days_invalid"
    message = _("Hari terakhir tidak boleh sebelum hari pertama.")
