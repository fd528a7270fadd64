# SPDX-License-Identifier: Apache-2.0
"""What the survey may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import NotFound, Refused


class MonthNotFound(NotFound):
    code = "satisfaction.month_not_found"
    message = _("Belum ada survei untuk bulan ini.")


class PlanChanged(Refused):
    code = "satisfaction.plan_changed"
    message = _(
        "Tindak lanjut ini baru saja diubah orang lain, jadi tulisan Anda belum disimpan. "
        "Baca yang sekarang, lalu simpan lagi."
    )


class UnitNotFound(NotFound):
    code = "satisfaction.unit_not_found"
    message = _("Instansi atau layanan ini tidak ada di survei mal ini.")


class CodeNotUsable(NotFound):
    code = "satisfaction.code_not_usable"
    message = _(
        "Nomor ini tidak dapat dinilai di sini: belum selesai dilayani, sudah dinilai, atau bukan "
        "nomor hari ini. Periksa lagi nomornya."
    )
