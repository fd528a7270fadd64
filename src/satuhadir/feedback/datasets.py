# SPDX-License-Identifier: Apache-2.0
"""What the room of complaints publishes, for the mall's catalogue of data sets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.datasets import Dataset, Distribution

DATASETS: Final = (
    Dataset(
        name="pengaduan",
        title=_("Pengaduan yang terbuka"),
        about=_(
            "Pengaduan dan jawabannya tanpa data orang, menurut Open311 GeoReport v2; hanya yang"
            " boleh dibaca umum."
        ),
        page="/{mall}/pengaduan/",
        distributions=(
            Distribution(
                _("Open311, JSON"), "/open311/v2/requests.json?jurisdiction_id={mall}",
                "application/json", "JSON", service=True,
            ),
            Distribution(
                _("Open311, XML"), "/open311/v2/requests.xml?jurisdiction_id={mall}",
                "application/xml", "XML", service=True,
            ),
        ),
    ),
)  # fmt: skip
