# SPDX-License-Identifier: Apache-2.0
"""What the room of planning may refuse to do. Each rule has one class, one code, one sentence."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Invalid, NotFound, Refused


class TooFewDays(Refused):
    """Not enough measured days to say anything."""

    code = "planning.too_few_days"
    message = _("Baru {n} hari terukur; perhitungan butuh sedikitnya {least} hari.")


class QueueFull(Refused):
    """As many calculations wait at this mall as may."""

    code = "planning.queue_full"
    message = _("Sudah {most} hitungan menunggu di mal ini. Tunggu satu selesai, atau batalkan.")


class RunNotFound(NotFound):
    """No such calculation here, or none for who asks."""

    code = "planning.run_not_found"
    message = _("Hitungan ini tidak ada di mal ini.")


class RunOver(Refused):
    """It has ended; there is nothing to cancel."""

    code = "planning.run_over"
    message = _("Hitungan ini sudah berakhir.")


class NoShareFound(Refused):
    """A calculation that says of no share of age that it harms nobody on all days."""

    code = "planning.no_share_found"
    message = _(
        "Hitungan ini tidak menetapkan angka bagi seluruh mal; hitung dengan rata-rata semua hari."
    )


class SampleDays(Refused):
    """A rule is not set from days that were invented."""

    code = "planning.sample_days"
    message = _(
        "Hitungan ini dari data contoh, jadi tidak ditawarkan sebagai aturan. Hitung lagi sesudah"
        " mal ini punya lima hari terukur."
    )


class RunTooOld(Refused):
    """What was calculated so long ago says little of now."""

    code = "planning.run_too_old"
    message = _("Hitungan ini sudah lebih dari {days} hari; hitung lagi sebelum memakainya.")


class PersonNotFound(NotFound):
    """Nobody of that number among the roster's people here."""

    code = "planning.person_not_found"
    message = _("Petugas ini tidak ada di daftar.")


class PersonInvalid(Invalid):
    """A person of the roster cannot be kept: a name twice, hours or days out of bounds."""

    code = "planning.person_invalid"
    message = _("Petugas ini tidak dapat disimpan.")
