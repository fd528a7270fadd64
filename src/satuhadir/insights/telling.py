# SPDX-License-Identifier: Apache-2.0
"""The key figures as sentences, each with its verdict where the mall promised something."""

from typing import Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satuhadir.insights import wording
from satuhadir.insights.sight import Sight
from satuhadir.insights.values import Numbers

Verdict = Literal["", "met", "missed"]


class Hero(NamedTuple):
    """A large figure and what it is."""

    name: str
    figure: str
    unit: str = ""


class Sentence(NamedTuple):
    """A figure told in words. `verdict`: against the mall's target, "" where there is none."""

    topic: str
    text: str
    more: str = ""
    verdict: Verdict = ""


def heroes(sight: Sight) -> list[Hero]:
    """Return the four figures at the head of a page."""
    now = sight.numbers
    return [
        Hero(_("Nomor diambil"), wording.count(now.issued)),
        Hero(_("Selesai dilayani"), wording.count(now.done)),
        Hero(_("Tunggu, nilai tengah"), *_figure(now.median_wait)),
        Hero(_("Janji tunggu yang tepat"), wording.percent(now.kept_share)),
    ]


def sentences(sight: Sight) -> list[Sentence]:
    """Return what the figures of a period say."""
    now = sight.numbers
    told = [_arrivals(sight), *_waits(sight), _served(now), _stays(now)]
    told += [_visits(sight), _gone(sight), _refused(now), _order(now)]
    return [one for one in told if one is not None]


def _figure(value: float | None) -> tuple[str, str]:
    return (wording.NONE, "") if value is None else (wording.count(value), _("menit"))


def _arrivals(sight: Sight) -> Sentence:
    now, then = sight.numbers, sight.before
    text = _("{numbers} nomor untuk {people} orang, dalam {visits} kunjungan.").format(
        numbers=wording.count(now.issued),
        people=wording.count(now.people),
        visits=wording.count(now.visits),
    )
    said = wording.difference(now.issued, then.issued, wording.before(sight.period.length))
    if sight.is_running:
        said = ""  # a period that runs is not compared with a whole one
    return Sentence(_("Kedatangan"), text, f"{said[:1].upper()}{said[1:]}." if said else "")


def _waits(sight: Sight) -> list[Sentence]:
    now, target = sight.numbers, sight.target
    if not now.called:
        return []
    text = _(
        "Separuh menunggu paling lama {median}, sembilan dari sepuluh paling lama {long}."
    ).format(median=wording.minutes(now.median_wait), long=wording.minutes(now.long_wait))
    then = sight.before.median_wait
    more = ""
    if then is not None and not sight.is_running:
        more = _("Nilai tengah {before}: {minutes}.").format(
            before=wording.before(sight.period.length), minutes=wording.minutes(then)
        )
    within = now.within(target.wait_minutes)
    told = [
        Sentence(_("Tunggu"), text, more),
        Sentence(
            _("Sasaran tunggu"),
            _("{share} menunggu paling lama {minutes}.").format(
                share=wording.percent(within), minutes=wording.minutes(target.wait_minutes)
            ),
            _sought(target.wait_percent),
            _verdict(within, target.wait_percent / 100),
        ),
    ]
    if now.judged:
        told.append(
            Sentence(
                _("Janji tunggu"),
                _("{share} dipanggil dalam rentang yang dikatakan saat mengambil nomor.").format(
                    share=wording.percent(now.kept_share)
                ),
                _("{late} lebih lama dari yang dikatakan, {early} lebih cepat.").format(
                    late=wording.count(now.late), early=wording.count(now.early)
                )
                + " "
                + _sought(target.kept_percent),
                _verdict(now.kept_share, target.kept_percent / 100),
            )
        )
    return told


def _served(now: Numbers) -> Sentence | None:
    if now.median_service is None:
        return None
    text = _(
        "Separuh layanan selesai di loket dalam {median}, sembilan dari sepuluh dalam {long}."
    ).format(median=wording.minutes(now.median_service), long=wording.minutes(now.long_service))
    return Sentence(_("Layanan"), text)


def _stays(now: Numbers) -> Sentence | None:
    if now.median_stay is None:
        return None
    text = _("Dari datang sampai urusan terakhir selesai, separuh paling lama {median}.").format(
        median=wording.minutes(now.median_stay)
    )
    return Sentence(_("Lama di gedung"), text)


def _visits(sight: Sight) -> Sentence | None:
    now, target = sight.numbers, sight.target
    if now.whole_share is None or sight.is_running:
        return None
    text = _("{share} kunjungan tuntas: semua urusan yang diambil nomornya selesai.").format(
        share=wording.percent(now.whole_share)
    )
    verdict = _verdict(now.whole_share, target.whole_percent / 100)
    return Sentence(_("Sekali datang"), text, _sought(target.whole_percent), verdict)


def _gone(sight: Sight) -> Sentence | None:
    now, target = sight.numbers, sight.target
    if not now.ended:
        return None
    text = _("{absent} tidak hadir saat dipanggil, {left} pergi sebelum dipanggil.").format(
        absent=wording.percent(now.no_show_share), left=wording.percent(now.abandoned_share)
    )
    more = _("{never} nomor dari ponsel tidak pernah datang.").format(
        never=wording.count(now.never_came)
    )
    share = now.no_show_share
    verdict: Verdict = "" if share is None else "met"
    if share is not None and share * 100 > target.no_show_percent:
        verdict = "missed"
    most = _("Sasaran: paling banyak {share}.").format(
        share=wording.percent(target.no_show_percent / 100)
    )
    return Sentence(_("Tidak dilayani"), text, f"{more} {most}", verdict)


def _refused(now: Numbers) -> Sentence | None:
    if not now.refused:
        return None
    text = ngettext(
        "Pada {n} nomor ada berkas yang ditolak di loket.",
        "Pada {n} nomor ada berkas yang ditolak di loket.",
        now.refused,
    ).format(n=wording.count(now.refused))
    return Sentence(_("Datang sia-sia"), text)


def _order(now: Numbers) -> Sentence | None:
    if not now.called:
        return None
    if not now.out_of_order:
        return Sentence(_("Urutan"), _("Tidak ada panggilan yang mendahului urutan."), "", "met")
    text = ngettext(
        "{n} panggilan mendahului urutan: seseorang di depannya sedang menunggu di gedung.",
        "{n} panggilan mendahului urutan: seseorang di depannya sedang menunggu di gedung.",
        now.out_of_order,
    ).format(n=wording.count(now.out_of_order))
    return Sentence(_("Urutan"), text, "", "missed")


def _sought(percent: int) -> str:
    return _("Sasaran: {share}.").format(share=wording.percent(percent / 100))


def _verdict(share: float | None, wanted: float) -> Verdict:
    if share is None:
        return ""
    return "met" if share >= wanted else "missed"
