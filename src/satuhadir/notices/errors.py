# SPDX-License-Identifier: Apache-2.0
"""What this room may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound, Refused


class AddressInvalid(Invalid):
    code = "notices.address_invalid"
    message = _("Alamat ini tidak dapat dikirimi. Periksa lagi.")


class TextInvalid(Invalid):
    code = "notices.text_invalid"
    message = _("Ada isian yang perlu diperbaiki.")


class NoticeNotFound(NotFound):
    code = "notices.not_found"
    message = _("Pemberitahuan ini tidak ada di sini.")


class NoticeSettled(Refused):
    code = "notices.settled"
    message = _("Pemberitahuan ini sudah terkirim, sedang dikirim, atau sudah dihapus isinya.")


class ChannelClosed(Refused):
    code = "notices.channel_closed"
    message = _("Saluran ini tidak dipakai di mal ini.")


class UnknownLink(NotFound):
    code = "notices.unknown_link"
    message = _("Tautan ini sudah tidak berlaku.")
