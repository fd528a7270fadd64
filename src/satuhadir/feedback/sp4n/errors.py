# SPDX-License-Identifier: Apache-2.0
"""What is refused about passing complaints on."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound, Refused


class RelayNotFound(NotFound):
    code = "feedback.relay_not_found"
    message = _("Laporan ini belum diteruskan ke SP4N-LAPOR!.")


class NotRelayed(Refused):
    code = "feedback.not_relayed"
    message = _("Konsultasi dan laporan yang sudah selesai tidak diteruskan ke SP4N-LAPOR!.")


class RelaySettled(Refused):
    code = "feedback.relay_settled"
    message = _("Laporan ini sudah ada di SP4N-LAPOR!, atau sedang dikirim. Lihat keadaannya.")


class ReferenceInvalid(Invalid):
    code = "feedback.reference_invalid"
    message = _("Ada isian yang perlu diperbaiki.")
