# SPDX-License-Identifier: Apache-2.0
"""What the room of figures publishes, for the mall's catalogue of data sets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.datasets import Dataset, Distribution

DATASETS: Final = (
    Dataset(
        name="angka",
        title=_("Angka terbuka antrean"),
        about=_(
            "Nomor yang diambil, lama menunggu, dan seberapa sering perkiraan tunggu tepat, tiap "
            "hari dan tiap instansi. Jumlah kecil tidak ditampilkan."
        ),
        page="/{mall}/angka/",
        distributions=(
            Distribution(_("Angka sebulan, CSV"), "/{mall}/angka/data.csv", "text/csv", "CSV"),
            Distribution(
                _("Angka sebulan, JSON"), "/{mall}/angka/data.json", "application/json",
                "JSON",
            ),
            Distribution(
                _("Sidik catatan kejadian, JSON"), "/{mall}/angka/catatan.json",
                "application/json", "JSON",
            ),
        ),
        frequency="DAILY",
    ),
    Dataset(
        name="ketepatan",
        title=_("Ketepatan perkiraan tunggu"),
        about=_(
            "Seberapa sering orang dipanggil dalam rentang yang dikatakan saat mengambil nomor: "
            "tiap lama yang diperkirakan, tiap instansi, dan hari terburuk; juga seberapa sering "
            "kunjungan dengan beberapa layanan selesai dalam rentang yang dijanjikan. Jumlah "
            "kecil tidak ditampilkan."
        ),
        page="/{mall}/angka/ketepatan/",
        distributions=(
            Distribution(
                _("Ketepatan sebulan, CSV"), "/{mall}/angka/ketepatan.csv", "text/csv", "CSV"
            ),
            Distribution(
                _("Ketepatan sebulan, JSON"), "/{mall}/angka/ketepatan.json", "application/json",
                "JSON",
            ),
        ),
        frequency="DAILY",
    ),
)  # fmt: skip
