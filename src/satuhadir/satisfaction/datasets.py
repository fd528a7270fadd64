# SPDX-License-Identifier: Apache-2.0
"""What the room of satisfaction publishes, for the mall's catalogue of data sets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.datasets import Dataset, Distribution

DATASETS: Final = (
    Dataset(
        name="skm",
        title=_("Kepuasan masyarakat (SKM)"),
        about=_(
            "Indeks kepuasan per bulan yang sudah diumumkan, menurut PermenPANRB 14/2017. Nilai"
            " dari kurang dari sepuluh jawaban tidak ditampilkan."
        ),
        page="/{mall}/skm/",
        distributions=(
            Distribution(
                _("Antarmuka JSON"), "/api/v1/malls/{mall}/skm", "application/json", "JSON",
                service=True,
            ),
        ),
        frequency="MONTHLY",
    ),
)  # fmt: skip
