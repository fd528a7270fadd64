# SPDX-License-Identifier: Apache-2.0
"""What the room of complaints may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Forbidden, Invalid, NotFound, Refused


class ComplaintNotFound(NotFound):
    code = "feedback.complaint_not_found"
    message = _("Laporan ini tidak ada di sini. Periksa kembali alamat atau kodenya.")


class AttachmentNotFound(NotFound):
    code = "feedback.attachment_not_found"
    message = _("Lampiran ini tidak ada, atau sudah dihapus.")


class IdentityHidden(Forbidden):
    code = "feedback.identity_hidden"
    message = _("Identitas pelapor ini tidak dibuka untuk Anda.")


class WrongStep(Refused):
    code = "feedback.wrong_step"
    message = _(
        "Langkah ini tidak dapat dilakukan lagi: laporan sudah dalam keadaan lain. Lihat "
        "keadaannya sekarang."
    )


class ComplaintMoved(Refused):
    code = "feedback.complaint_moved"
    message = _(
        "Sementara halaman ini terbuka, orang lain sudah menangani laporan ini. Isian Anda belum "
        "dikirim; baca dahulu yang baru."
    )


class OtherForm(Refused):
    code = "feedback.other_form"
    message = _(
        "Dari halaman ini sudah terkirim satu laporan dengan isian yang lain. Kirim sekali lagi "
        "bila memang perlu satu laporan lagi."
    )


class NoMoreObjections(Refused):
    code = "feedback.no_more_objections"
    message = _(
        "Keberatan sudah disampaikan sebanyak yang dapat kami tampung di sini. Anda berhak "
        "melapor ke Ombudsman Republik Indonesia."
    )


class ComplaintInvalid(Invalid):
    code = "feedback.invalid"
    message = _("Ada isian yang perlu diperbaiki.")
