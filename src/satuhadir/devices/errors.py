# SPDX-License-Identifier: Apache-2.0
"""What the room of devices may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Forbidden, Invalid, NotFound, NotSignedIn, Refused


class NotPaired(NotSignedIn):
    code = "devices.not_paired"
    message = _("Perangkat ini belum tersambung. Muat ulang halamannya untuk mendapat kode.")


class NotADevice(Forbidden):
    code = "devices.not_a_device"
    message = _("Hanya perangkat yang sudah tersambung yang dapat melakukan ini.")


class DeviceNotFound(NotFound):
    code = "devices.device_not_found"
    message = _("Perangkat ini tidak ada di mal ini.")


class PairingNotFound(NotFound):
    code = "devices.pairing_not_found"
    message = _("Permintaan sambung ini tidak ada atau sudah dipakai. Minta kode baru.")


class PairingExpired(NotFound):
    code = "devices.pairing_expired"
    message = _("Kode sambung ini sudah lewat masanya. Minta kode baru.")


class WrongCode(Invalid):
    code = "devices.wrong_code"
    message = _(
        "Kode ini tidak dikenal. Periksa lagi hurufnya di layar perangkat; kode berganti setiap"
        " 10 menit."
    )


class CodeUsed(Refused):
    code = "devices.code_used"
    message = _("Kode ini baru saja dipakai. Perangkatnya sudah tersambung.")


class NameTaken(Refused):
    code = "devices.name_taken"
    message = _("Sudah ada perangkat sejenis dengan nama ini. Pilih nama lain.")


class DeviceInvalid(Invalid):
    code = "devices.invalid"
    message = _("Nama perangkat harus diisi, paling banyak 60 huruf.")


class DeviceRevoked(Refused):
    code = "devices.revoked"
    message = _("Perangkat ini sudah diputus. Sambungkan lagi dengan kode baru.")
