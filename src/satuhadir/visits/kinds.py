# SPDX-License-Identifier: Apache-2.0
"""The messages of bookings, for the room `notices`; a mall may word them otherwise."""

from django.utils.translation import gettext_lazy as _

from satuhadir.notices.kinds import Kind

_VISIT = {
    "day": "Senin, 23 November 2026",
    "time": "09.30",
    "old_day": "Jumat, 20 November 2026",
    "why": "Cuti bersama",
    "link": "https://mpp.contoh.go.id/kota/kunjungan/…/",
}
_BOOKED = {
    "day": "Senin, 23 November 2026",
    "time": "09.30",
    "code": "K7HM4P",
    "link": "https://mpp.contoh.go.id/kota/kunjungan/…/",
}

KINDS = (
    Kind(
        code="visits.code",
        name=_("Kode sekali pakai"),
        subject=_("Kode Anda untuk {mall}"),
        text=_(
            "Kode Anda: {code}. Berlaku 10 menit. Petugas tidak pernah meminta kode ini; "
            "jangan berikan kepada siapa pun."
        ),
        examples={"code": "123456"},
        needed=frozenset({"code"}),
        is_code=True,
        is_news=False,
    ),
    Kind(
        code="visits.booked",
        name=_("Pesanan tersimpan"),
        subject=_("Pesanan Anda di {mall}: {day}"),
        text=_(
            "Pesanan Anda di {mall}: {day} pukul {time}. Kode {code}. "
            "QR, ganti waktu, atau batal: {link}"
        ),
        examples=_BOOKED,
        needed=frozenset({"day", "time", "link"}),
    ),
    Kind(
        code="visits.reminder",
        name=_("Pengingat kunjungan"),
        subject=_("Kunjungan Anda di {mall}: {day} pukul {time}"),
        text=_(
            "Jangan lupa: {mall}, {day} pukul {time}. Kode {code}. "
            "Tidak jadi? Batalkan agar orang lain dapat datang: {link}"
        ),
        examples=_BOOKED,
        needed=frozenset({"day", "time", "link"}),
    ),
    Kind(
        code="visits.moved",
        name=_("Kunjungan dipindah"),
        subject=_("Kunjungan Anda di {mall} dipindah"),
        text=_(
            "Kunjungan Anda pada {old_day} kami pindah ke {day} pukul {time}, karena: {why}. "
            "Waktu lain atau batal: {link}"
        ),
        examples=_VISIT,
        needed=frozenset({"day", "time", "link"}),
    ),
    Kind(
        code="visits.choose_again",
        name=_("Pilih waktu kunjungan lagi"),
        subject=_("Pilih waktu baru untuk kunjungan Anda di {mall}"),
        text=_(
            "Kunjungan Anda pada {old_day} tidak dapat dilayani, karena: {why}. "
            "Pesanan Anda tersimpan; pilih waktu baru: {link}"
        ),
        examples=_VISIT,
        needed=frozenset({"link"}),
    ),
    Kind(
        code="visits.offer",
        name=_("Tawaran dari daftar tunggu"),
        subject=_("Ada waktu kosong di {mall}"),
        text=_(
            "Ada waktu kosong untuk {service}, {day} pukul {time}. "
            "Kami simpan untuk Anda sampai pukul {until}: {link}"
        ),
        examples={
            "service": "Kartu Keluarga baru",
            "day": "Senin, 23 November 2026",
            "time": "09.30",
            "until": "08.15",
            "link": "https://mpp.contoh.go.id/kota/daftar-tunggu/…/",
        },
        needed=frozenset({"until", "link"}),
    ),
)
