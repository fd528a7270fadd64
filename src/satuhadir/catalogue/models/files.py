# SPDX-License-Identifier: Apache-2.0
"""Files of open data, kept so that nobody waits for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Mall


class DataFile(models.Model):
    """A file of open data made from the catalogue, kept until the catalogue changes.

    `origin` is the scheme and host its names begin with, `stamp` the state of the catalogue it was
    made from, `digest` of its content before packing; `packed` is gzip. `changed_at` is when the
    content last became another one. It can be made again at any time.
    """

    mall = models.ForeignKey(Mall, models.CASCADE, related_name="data_files", verbose_name=_("mal"))
    origin = models.CharField(_("asal"), max_length=200)
    name = models.CharField(_("nama"), max_length=40)
    stamp = models.CharField(max_length=120)
    digest = models.CharField(_("sidik"), max_length=64)
    byte_count = models.PositiveIntegerField(_("ukuran"))
    packed = models.BinaryField()
    changed_at = models.DateTimeField(_("berubah pada"))

    class Meta:
        verbose_name = _("berkas data terbuka")
        verbose_name_plural = _("berkas data terbuka")
        ordering = ("mall", "origin", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["mall", "origin", "name"], name="catalogue_data_file_once_per_mall"
            ),
        )

    def __str__(self) -> str:
        return self.name
