# SPDX-License-Identifier: Apache-2.0
"""What bookings may refuse. Each rule has one class, one code, one sentence."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import DomainError, Invalid, Limited, NotFound, Refused


class VisitNotFound(NotFound):
    code = "visits.visit_not_found"
    message = _(
        "Kunjungan ini tidak ditemukan, atau datanya sudah dihapus. "
        "Pesan lagi, atau tanyakan di meja informasi."
    )


class EntryNotFound(NotFound):
    code = "visits.entry_not_found"
    message = _("Daftar tunggu ini tidak ditemukan, atau harinya sudah lewat.")


class OtherMall(NotFound):
    code = "visits.other_mall"
    message = _(
        "Kunjungan ini dipesan di mal lain. Datanglah ke mal yang tertulis di pesanan Anda."
    )


class DayInvalid(Invalid):
    code = "visits.day_invalid"
    message = _("Pilih hari lain.")


class StartInvalid(Invalid):
    code = "visits.start_invalid"
    message = _("Pilih waktu lain.")


class ArriveInvalid(Invalid):
    code = "visits.arrive_invalid"
    message = _("Pilih waktu datang yang lain.")


class ServicesInvalid(Invalid):
    code = "visits.services_invalid"
    message = _("Periksa layanan yang dipilih.")


class BadPass(Invalid):
    code = "visits.bad_pass"
    message = _(
        "Kode QR ini bukan dari kami atau sudah diubah. "
        "Pindai QR dari pesanan Anda, atau ketik kode kunjungan."
    )


class ClockAhead(Invalid):
    code = "visits.clock_ahead"
    message = _(
        "Jam perangkat ini lebih cepat lebih dari {minutes} menit. Betulkan jamnya, lalu coba lagi."
    )


class WrongOneTimeCode(Invalid):
    code = "visits.wrong_one_time_code"
    message = _("Kode ini tidak cocok atau sudah lewat waktunya. Minta kode baru.")


class SlotTaken(Refused):
    code = "visits.slot_taken"
    message = _(
        "Waktu itu baru saja penuh untuk {service}. Tidak ada yang dipesan. Pilih yang lain."
    )


class DayFull(Refused):
    code = "visits.day_full"
    message = _(
        "Tidak ada lagi waktu kosong untuk {service} pada hari itu. "
        "Pilih hari lain, atau masuk daftar tunggu."
    )


class BookingClosed(Refused):
    code = "visits.booking_closed"
    message = _("Pemesanan di mal ini sedang ditutup. Anda tetap dapat datang dan mengambil nomor.")


class TooManyForPhone(Limited):
    code = "visits.too_many_for_phone"
    message = _(
        "Dari nomor ponsel ini sudah ada {most} pesanan. "
        "Batalkan yang tidak jadi, atau pesan lewat petugas."
    )


class TooManyForDevice(Limited):
    code = "visits.too_many_for_device"
    message = _(
        "Dari perangkat ini sudah dibuat {most} pesanan hari ini. "
        "Pesan lagi besok, atau lewat petugas di mal."
    )


class WrongState(Refused):
    code = "visits.wrong_state"
    message = _("Kunjungan ini sudah berubah keadaan, jadi ini tidak dapat dilakukan. Muat ulang.")


class Cancelled(Refused):
    code = "visits.cancelled"
    message = _("Kunjungan ini sudah dibatalkan. Ambil nomor biasa, atau pesan lagi.")


class ChooseAgain(Refused):
    code = "visits.choose_again"
    message = _("Waktu kunjungan ini batal karena tutup. Pilih waktu lain lewat tautan pesanan.")


class TooEarly(Refused):
    code = "visits.too_early"
    message = _("Belum waktunya. Check-in kunjungan ini dibuka {opens}.")


class OtherDay(Refused):
    code = "visits.other_day"
    message = _("Kunjungan ini untuk {day}, dan hari itu sudah lewat. Pesan lagi atau ambil nomor.")


class OfferOver(Refused):
    code = "visits.offer_over"
    message = _(
        "Tawaran ini sudah lewat waktunya dan diberikan kepada yang lain. Anda tetap menunggu."
    )


class AlreadyWaiting(Refused):
    code = "visits.already_waiting"
    message = _("Nomor ponsel ini sudah menunggu untuk layanan dan hari itu.")


class AlreadyBooked(Refused):
    """`visit` is the one that has the same service on the same day."""

    code = "visits.already_booked"
    message = _(
        "Dari perangkat ini sudah ada pesanan {code} untuk {service} pada hari itu. "
        "Belum ada yang dipesan lagi."
    )

    def __init__(self, *, visit: UUID, code: str, service: str) -> None:
        super().__init__(code=code, service=service)
        self.visit = visit


REFUSALS: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        SlotTaken, DayFull, BookingClosed, WrongState, Cancelled, ChooseAgain, TooEarly, OtherDay,
        OfferOver, AlreadyWaiting,
    )
}  # fmt: skip
