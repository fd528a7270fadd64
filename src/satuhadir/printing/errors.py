# SPDX-License-Identifier: Apache-2.0
"""What the printing room may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound, Refused


class PrinterNotFound(NotFound):
    code = "printing.printer_not_found"
    message = _("Pencetak ini tidak ada di mal ini.")


class JobNotFound(NotFound):
    code = "printing.job_not_found"
    message = _("Cetakan ini tidak ada untuk agen ini.")


class TooManyCopies(Refused):
    code = "printing.too_many_copies"
    message = _("Nomor ini sudah dicetak {copies} kali. Foto layar ini, atau pindai kode QR-nya.")


class PrinterInvalid(Invalid):
    code = "printing.printer_invalid"
    message = _("Pencetak ini belum dapat disimpan: ada isian yang perlu diperbaiki.")
