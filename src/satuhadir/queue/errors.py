# SPDX-License-Identifier: Apache-2.0
"""What the queue may refuse to do. Each rule has one class, one code, one sentence."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import (
    DomainError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
)


class LineNotFound(NotFound):
    code = "queue.line_not_found"
    message = _("Antrean ini tidak ada di mal yang Anda pilih.")


class CounterNotFound(NotFound):
    code = "queue.counter_not_found"
    message = _("Loket ini tidak ada di mal yang Anda pilih.")


class TicketNotFound(NotFound):
    code = "queue.ticket_not_found"
    message = _(
        "Nomor ini tidak ditemukan, atau masa berlakunya sudah lewat. "
        "Ambil nomor baru, atau tanyakan di meja informasi."
    )


class AttendanceNotFound(NotFound):
    code = "queue.attendance_not_found"
    message = _("Kehadiran ini tidak ada hari ini. Ambil nomor tanpa menyambung yang lama.")


class ServicesOfOneLine(Invalid):
    code = "queue.services_of_one_line"
    message = _(
        "Satu nomor hanya untuk layanan di antrean yang sama. Ambil nomor lain untuk yang lain."
    )


class PaperNotAsked(Invalid):
    code = "queue.paper_not_asked"
    message = _("Berkas ini tidak diminta oleh layanan pada nomor ini.")


class WrongCode(Invalid):
    code = "queue.wrong_code"
    message = _("Kode ini tidak cocok. Lihat kode yang sekarang tampil di layar ruang tunggu.")


class LineClosed(Refused):
    code = "queue.line_closed"
    message = _("Antrean {line} sedang tutup. {reopens}")


class LineFull(Refused):
    code = "queue.line_full"
    message = _(
        "Nomor antrean {line} untuk hari ini sudah habis. Datanglah besok, lebih pagi lebih baik."
    )


class TooLateToday(Refused):
    code = "queue.too_late_today"
    message = _(
        "Antrean {line} sudah terlalu panjang untuk dilayani sebelum tutup hari ini. "
        "Silakan ambil nomor besok."
    )


class AlreadyInLine(Refused):
    code = "queue.already_in_line"
    message = _("Anda masih punya nomor di antrean ini. Gunakan nomor yang sudah ada.")


class CounterBusy(Refused):
    code = "queue.counter_busy"
    message = _("Loket ini masih memegang satu nomor. Selesaikan dahulu nomor itu.")


class CounterClosed(Refused):
    code = "queue.counter_closed"
    message = _("Loket ini sedang tidak buka. Buka loket dahulu, lalu panggil.")


class CounterTaken(Refused):
    code = "queue.counter_taken"
    message = _(
        "Loket ini sedang atas nama petugas lain. Ambil alih dahulu bila memang giliran Anda."
    )


class AlreadyServes(Refused):
    code = "queue.already_serves"
    message = _("{counter} memang melayani antrean {prefix}, jadi tidak perlu dipinjamkan.")


class TooManyAnnouncements(Refused):
    code = "queue.too_many_announcements"
    message = _(
        "Sudah ada {most} pengumuman. Cabut salah satu dulu: lebih dari itu tidak terbaca orang."
    )


class AnotherTicketHere(Refused):
    code = "queue.another_ticket_here"
    message = _(
        "Di loket ini sekarang {code}, bukan nomor yang tadi tampil di layar Anda. "
        "Tidak ada yang diubah. Lihat lagi, lalu tekan yang perlu."
    )


class NoteChanged(Refused):
    code = "queue.note_changed"
    message = _(
        "Catatan ini baru saja diubah petugas lain, jadi tulisan Anda belum disimpan. "
        "Baca dahulu catatan yang sekarang, lalu simpan lagi."
    )


class WrongState(Refused):
    code = "queue.wrong_state"
    message = _(
        "Nomor {code} sudah berubah keadaan, jadi ini tidak dapat dilakukan. Muat ulang halaman."
    )


class OrderChanged(Refused):
    code = "queue.order_changed"
    message = _(
        "Keadaan nomor-nomor orang ini baru saja berubah, jadi urutan tadi tidak dipakai. "
        "Muat ulang halaman."
    )


class NotFinished(Refused):
    code = "queue.not_finished"
    message = _("Nomor ini belum selesai dilayani. Survei dapat diisi sesudahnya.")


class AlreadyAnswered(Refused):
    code = "queue.already_answered"
    message = _("Survei untuk nomor ini sudah diisi. Terima kasih; satu nomor satu jawaban.")


class TooEarly(Refused):
    code = "queue.too_early"
    message = _(
        "Tunggu sampai {minutes} menit sejak panggilan terakhir sebelum menandai tidak hadir."
    )


class UndoExpired(Refused):
    code = "queue.undo_expired"
    message = _("Sudah lewat {seconds} detik, jadi tidak dapat diurungkan lagi.")


class OtherBody(Refused):
    code = "idempotency.other_body"
    message = _("Kunci permintaan ini sudah dipakai untuk permintaan yang isinya lain.")


class OtherCounter(Forbidden):
    code = "queue.other_counter"
    message = _("Nomor ini sedang dipegang loket lain.")


class OtherChannel(Forbidden):
    code = "queue.other_channel"
    message = _("Anda tidak berwenang mengambil nomor lewat saluran ini.")


class ClockBehind(Unavailable):
    code = "queue.clock_behind"
    message = _(
        "Jam server lebih lambat dari kejadian terakhir, jadi nomor belum dapat diberikan. "
        "Petugas TI: betulkan jam server, lalu coba lagi."
    )


class Busy(Unavailable):
    code = "queue.busy"
    message = _("Antrean sedang sangat sibuk. Coba lagi sebentar; tidak ada nomor yang hilang.")


def until_is_past() -> Invalid:
    """Return the refusal of an end that is over before anything begins."""
    over = _("Waktu itu sudah lewat. Pilih waktu sesudah sekarang.")
    return Invalid(errors=[FieldProblem("sampai", "queue.until_is_past", over)])


REFUSALS: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        LineNotFound, CounterNotFound, TicketNotFound, AttendanceNotFound, LineClosed, LineFull,
        TooLateToday, AlreadyInLine, CounterBusy, CounterClosed, WrongState, TooEarly,
        UndoExpired, OtherBody, OtherCounter, ClockBehind, NotFinished, AlreadyAnswered,
        OrderChanged,
    )
}  # fmt: skip
