# SPDX-License-Identifier: Apache-2.0
"""The five promised qualities of a public service mall as measured indicators (Perpres 89/2021,
article 1 number 2): speed, ease, reach, comfort, safety; and what is not measured, said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satuhadir.insights import queries, wording
from satuhadir.insights.queries.asking import Keeping, Offer, keeping_of, offer_of, survey_of
from satuhadir.insights.sight import Sight
from satuhadir.insights.telling import Verdict
from satuhadir.insights.values import Numbers, Period, ratio
from satuhadir.malls.models import Mall
from satuhadir.shared.charts import Point, Told, multiples

TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measure: what it is called, its value, how it is found, where from, against what."""

    name: str
    value: str
    definition: str
    source: str
    verdict: Verdict = ""
    target: str = ""
    trend: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """One of the five, its indicators, and what nobody measures."""

    code: str
    name: str
    promise: str
    indicators: tuple[Indicator, ...]
    not_measured: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What the indicators are made of, read once."""

    sight: Sight
    months: dict[date, Numbers]
    offer: Offer
    keeping: Keeping

    @property
    def now(self) -> Numbers:
        return self.sight.numbers


def qualities(sight: Sight) -> list[Quality]:
    """Return the five qualities of a mall over a period, with the trend of twelve months."""
    mall, period = sight.mall, sight.period
    ground = Ground(sight, trend_of(mall, period), offer_of(mall), keeping_of(mall, period))
    return [
        _speed(ground), _ease(ground), _reach(ground), _comfort(ground), _safety(ground),
    ]  # fmt: skip


def trend_of(mall: Mall, period: Period) -> dict[date, Numbers]:
    """Return the figures of the twelve months up to the period's end."""
    first = period.last.replace(day=1)
    for _n in range(TREND_MONTHS - 1):
        first = Period.around("month", first).before.first
    return queries.series_of(mall, Period("year", first, period.last), months=True)


def _trend(
    ground: Ground, name: str, title: str, of: Callable[[Numbers], float | None]
) -> SafeString | None:
    values = [(month, of(one)) for month, one in ground.months.items()]
    known = [(month, value) for month, value in values if value is not None]
    if len(known) < 2:
        return None
    says = _("Dari {first} sampai {last}, {n} bulan.").format(
        first=date_format(known[0][0], "F Y"), last=date_format(known[-1][0], "F Y"), n=len(known)
    )
    points = [Point(date_format(month, "M"), value) for month, value in values]
    return multiples([(Told(f"tren-{name}", title, says), points)])[0]


def _log() -> str:
    return _("catatan kejadian antrean")


def _at_most(percent: float | None, most: float) -> Verdict:
    if percent is None:
        return ""
    return "met" if percent <= most else "missed"


def _at_least(share: float | None, least: float) -> Verdict:
    if share is None:
        return ""
    return "met" if share >= least else "missed"


def _speed(ground: Ground) -> Quality:
    now, target = ground.now, ground.sight.target
    within = now.within(target.wait_minutes)
    long = _("Tunggu paling lama {minutes}").format(minutes=wording.minutes(target.wait_minutes))
    indicators = (
        Indicator(
            _("Tunggu, nilai tengah"),
            wording.minutes(now.median_wait),
            _("Menit dari mengambil nomor, atau dari hadir di gedung, sampai panggilan pertama."),
            _log(),
            trend=_trend(ground, "tunggu", _("Tunggu, nilai tengah"), lambda n: n.median_wait),
        ),
        Indicator(
            long,
            wording.percent(within),
            _("Bagian panggilan pertama yang tunggunya tidak lebih dari sasaran."),
            _log(),
            _at_least(within, target.wait_percent / 100),
            wording.percent(target.wait_percent / 100),
            _trend(ground, "dalam", long, lambda n: n.within(target.wait_minutes)),
        ),
        Indicator(
            _("Janji tunggu yang tepat"),
            wording.percent(now.kept_share),
            _("Bagian nomor yang dipanggil dalam rentang yang dikatakan saat mengambilnya."),
            _log(),
            _at_least(now.kept_share, target.kept_percent / 100),
            wording.percent(target.kept_percent / 100),
            _trend(ground, "janji", _("Janji tunggu yang tepat"), lambda n: n.kept_share),
        ),
        Indicator(
            _("Layanan di loket, nilai tengah"),
            wording.minutes(now.median_service),
            _("Menit dari mulai dilayani sampai selesai, tanpa waktu ditahan."),
            _log(),
        ),
        Indicator(
            _("Datang sampai selesai, nilai tengah"),
            wording.minutes(now.median_stay),
            _("Menit dari hadir di gedung sampai urusan terakhir hari itu selesai."),
            _log(),
            trend=_trend(ground, "lama", _("Datang sampai selesai"), lambda n: n.median_stay),
        ),
    )
    return Quality(
        "kecepatan",
        _("Kecepatan"),
        _("Orang tidak menunggu lama, dan tahu berapa lama."),
        indicators,
        _("Berapa hari sebuah dokumen terbit sesudah orang pulang tidak tercatat di antrean."),
    )


def _ease(ground: Ground) -> Quality:
    now, target = ground.now, ground.sight.target
    many = ratio(now.done, now.served_visits)
    indicators = (
        Indicator(
            _("Tuntas sekali datang"),
            wording.percent(now.whole_share),
            _("Bagian kunjungan yang semua nomornya selesai dan tidak ada berkas ditolak."),
            _log(),
            _at_least(now.whole_share, target.whole_percent / 100),
            wording.percent(target.whole_percent / 100),
            _trend(ground, "tuntas", _("Tuntas sekali datang"), lambda n: n.whole_share),
        ),
        Indicator(
            _("Berkas ditolak"),
            wording.percent(now.refused_share),
            _("Bagian nomor yang berkasnya ditolak di loket: datang sia-sia."),
            _("catatan petugas loket"),
            trend=_trend(ground, "ditolak", _("Berkas ditolak"), lambda n: n.refused_share),
        ),
        Indicator(
            _("Urusan selesai per kunjungan"),
            wording.decimal(many),
            _("Jumlah nomor yang selesai dibagi kunjungan yang dilayani."),
            _log(),
        ),
        Indicator(
            _("Pergi sebelum dipanggil"),
            wording.percent(now.abandoned_share),
            _("Bagian nomor yang dibatalkan atau hangus selagi orangnya menunggu di gedung."),
            _log(),
        ),
    )
    return Quality(
        "kemudahan",
        _("Kemudahan"),
        _("Urusan selesai dalam satu kedatangan."),
        indicators,
        _(
            "Apakah orang harus datang lagi pada hari lain tidak dapat diketahui: kehadiran tidak "
            "menyimpan siapa orangnya."
        ),
    )


def _reach(ground: Ground) -> Quality:
    channels, offer = ground.sight.channels, ground.offer
    every = sum(one.issued for one in channels.values())
    share = {code: ratio(one.issued, every) for code, one in channels.items()}
    indicators = (
        Indicator(
            _("Nomor diambil dari ponsel"),
            wording.percent(share.get("phone") if every else None),
            _("Bagian nomor yang diambil tanpa datang ke gedung dahulu."),
            _log(),
        ),
        Indicator(
            _("Nomor diambil lewat petugas"),
            wording.percent(share.get("desk") if every else None),
            _("Bagian nomor yang diambilkan petugas, misalnya untuk yang tidak memakai layar."),
            _log(),
        ),
        Indicator(
            _("Layanan yang dapat diantre"),
            _("{n} dari {of}").format(n=offer.offered, of=offer.services),
            _("Layanan yang punya antrean, dari semua layanan di katalog mal ini, sekarang."),
            _("katalog"),
        ),
        Indicator(
            _("Peristiwa hidup yang dijelaskan"),
            wording.count(offer.life_events),
            _("Halaman yang menjelaskan urutan urusan sebuah peristiwa hidup, sekarang."),
            _("katalog"),
        ),
        Indicator(
            _("Jam buka seminggu"),
            wording.decimal(offer.week_hours),
            _("Jam pintu mal terbuka pada minggu ini, sesudah libur dan hari tutup."),
            _("kalender mal"),
        ),
    )
    return Quality(
        "keterjangkauan",
        _("Keterjangkauan"),
        _("Semua orang dapat sampai ke layanan, dengan cara yang mereka bisa."),
        indicators,
        _("Jarak dan ongkos ke mal, dan siapa yang tidak datang karenanya, tidak diukur."),
    )


def _comfort(ground: Ground) -> Quality:
    now, target = ground.now, ground.sight.target
    survey = survey_of(ground.sight.mall, ground.sight.period.first.replace(day=1))
    result = survey.result if survey else None
    means = result.nrr if result else None
    mean = float(means["sarana"]) if means else None
    most = target.crowding_tenths / 10
    indicators = (
        Indicator(
            _("Menunggu per loket buka"),
            wording.decimal(now.crowding),
            _("Rata-rata orang yang menunggu di gedung dibagi loket yang buka."),
            _log(),
            _at_most(now.crowding, most),
            _("paling banyak {n}").format(n=wording.decimal(most)),
            _trend(ground, "sesak", _("Menunggu per loket buka"), lambda n: n.crowding),
        ),
        Indicator(
            _("Penilaian sarana dan prasarana"),
            wording.NONE if mean is None else _("{n} dari 4").format(n=wording.decimal(mean)),
            _("Nilai rata-rata unsur sarana dalam survei kepuasan bulan itu, bila sudah terbit."),
            _("survei kepuasan masyarakat"),
        ),
    )
    return Quality(
        "kenyamanan",
        _("Kenyamanan"),
        _("Menunggu di tempat yang layak, tidak berdesakan."),
        indicators,
        _(
            "Bantuan yang diminta (kursi roda, pendamping) tidak dihitung: permintaannya dilupakan "
            "saat hari ditutup. Suhu, kebersihan, dan kursi tidak diukur."
        ),
    )


def _safety(ground: Ground) -> Quality:
    keeping = ground.keeping
    copied = keeping.copied_at
    age = wording.NONE
    if copied is not None:
        age = _("{n} hari").format(n=(ground.sight.mall.local_now() - copied).days)
    share = ratio(keeping.secured, keeping.accounts)
    indicators = (
        Indicator(
            _("Akun dengan pengaman kedua"),
            wording.percent(share),
            _("Bagian akun staf aktif di mal ini yang memakai kode ponsel atau kunci sandi."),
            _("daftar akun"),
        ),
        Indicator(
            _("Umur cadangan terbaru"),
            age,
            _("Hari sejak seluruh data terakhir disalin."),
            _("catatan cadangan"),
        ),
        Indicator(
            _("Hari yang cocok dengan rantainya"),
            _("{n} dari {of}").format(n=keeping.proved, of=keeping.days),
            _("Hari selesai yang angkanya dihitung dari catatan yang masih sama sampai sekarang."),
            _("rantai catatan"),
            "" if not keeping.days else ("met" if keeping.proved == keeping.days else "missed"),
            wording.percent(1) if keeping.days else "",
        ),
    )
    return Quality(
        "keamanan",
        _("Keamanan"),
        _("Orang, dokumen, dan datanya aman."),
        indicators,
        _("Kejadian di gedung, kehilangan barang, dan keselamatan jalan keluar tidak diukur."),
    )
