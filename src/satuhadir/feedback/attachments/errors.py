# SPDX-License-Identifier: Apache-2.0
"""Why a file sent along is not taken. Its name never stands in a sentence."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Refused, Unavailable


class AttachmentRefused(Refused):
    code = "feedback.attachment_refused"
    message = _(
        "Berkas ini bukan foto atau PDF. Kirim foto JPEG, PNG atau WebP, atau dokumen PDF. Foto "
        "HEIC dari iPhone: kirim tangkapan layarnya."
    )


class AttachmentTooLarge(Refused):
    code = "feedback.attachment_too_large"
    message = _("Berkas ini terlalu besar. Paling besar {most} MB untuk satu berkas.")


class TooManyAttachments(Refused):
    code = "feedback.too_many_attachments"
    message = _("Berkasnya terlalu banyak. Kirim paling banyak {most} berkas.")


class AttachmentBroken(Refused):
    code = "feedback.attachment_broken"
    message = _("Berkas ini rusak atau tidak utuh. Kirim foto atau PDF yang lain.")


class AttachmentUnsafe(Refused):
    code = "feedback.attachment_unsafe"
    message = _(
        "PDF ini terkunci, atau berisi program, formulir atau berkas lain. Kirim foto dari "
        "halamannya, atau cetak ulang menjadi PDF biasa."
    )


class AttachmentsBusy(Unavailable):
    code = "feedback.attachments_busy"
    message = _("Banyak foto sedang kami terima. Kirim lagi beberapa saat lagi.")
