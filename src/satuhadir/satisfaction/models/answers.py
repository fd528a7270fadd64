# SPDX-License-Identifier: Apache-2.0
"""What is kept of a survey: values, words and counts, in three heaps that nothing joins."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.engines.skm import ELEMENTS, HIGHEST, LOWEST
from satuhadir.malls.models import Agency, Mall


class Sample(models.TextChoices):
    """How an answer came: chance chose its ticket, or its giver wanted to."""

    INVITED = "invited", _("terundi")
    VOLUNTEER = "volunteer", _("sukarela, ponsel")
    EXIT_KIOSK = "exit_kiosk", _("sukarela, kios keluar")


class Answer(models.Model):
    """One answered survey (jawaban SKM): nine values from 1 to 4, and nothing of a person.

    It knows agency, service, day and how it was asked, never a ticket, a time or a device; its id
    is drawn at random, so that no order of arrival is kept. The ticket keeps only that it was
    answered, and forgets that when its track dies: no column on either side joins them. What was
    written besides (`Remark`) and who people said they are (`ProfileTally`) lie apart from it. The
    application may add answers and read them, neither change nor delete them. `standard` is the
    version that held on the day, None when the service had none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    standard = models.ForeignKey(
        ServiceStandard, models.PROTECT, null=True, related_name="+", db_index=False
    )
    day = models.DateField(_("hari"))
    sample = models.CharField(_("sampel"), max_length=10, choices=Sample)
    persyaratan = models.PositiveSmallIntegerField(_("persyaratan"))
    prosedur = models.PositiveSmallIntegerField(_("prosedur"))
    waktu = models.PositiveSmallIntegerField(_("waktu penyelesaian"))
    biaya = models.PositiveSmallIntegerField(_("biaya atau tarif"))
    produk = models.PositiveSmallIntegerField(_("produk layanan"))
    kompetensi = models.PositiveSmallIntegerField(_("kompetensi petugas"))
    perilaku = models.PositiveSmallIntegerField(_("perilaku petugas"))
    pengaduan = models.PositiveSmallIntegerField(_("penanganan pengaduan"))
    sarana = models.PositiveSmallIntegerField(_("sarana dan prasarana"))

    class Meta:
        verbose_name = _("jawaban survei")
        verbose_name_plural = _("jawaban survei")
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{element}__gte": LOWEST, f"{element}__lte": HIGHEST}),
                    name=f"satisfaction_answer_{element}_is_1_to_4",
                )
                for element in ELEMENTS
            ),
            models.CheckConstraint(
                condition=Q(sample__in=Sample.values), name="satisfaction_answer_sample_is_known"
            ),
        ]
        indexes = [  # serves a month of one mall
            models.Index(fields=["mall", "day"], name="satisfaction_answer_mall_day")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Remark(models.Model):
    """A few words somebody added to an answer (saran), kept apart from its values.

    For managers alone, once ten people have answered about the agency that month; never
    published. Numbers that could be a phone's or a NIK are refused before it is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("bulan"))
    text = models.CharField(_("saran"), max_length=500)

    class Meta:
        verbose_name = _("saran")
        verbose_name_plural = _("saran")
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="satisfaction_remark_month_is_a_first"
            )
        ]
        indexes = [models.Index(fields=["mall", "month"], name="satisfaction_remark_mall_month")]

    def __str__(self) -> str:
        return str(self.id)


class ProfileTally(models.Model):
    """How many answered a question about themselves in one way in a month at a mall.

    Counted at once and never kept with an answer: which ages gave which values can't be asked,
    and nobody is found by being the only one of a kind.
    """

    pk = models.CompositePrimaryKey("mall_id", "month", "question", "choice")
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("bulan"))
    question = models.CharField(_("pertanyaan"), max_length=12)
    choice = models.CharField(_("pilihan"), max_length=12)
    count = models.PositiveIntegerField(_("banyaknya"), default=0)

    class Meta:
        verbose_name = _("hitungan profil")
        verbose_name_plural = _("hitungan profil")

    def __str__(self) -> str:
        return f"{self.month} {self.question} {self.choice}: {self.count}"


class ServedDay(models.Model):
    """How many tickets of a service were finished on a day, and how many of them were invited.

    Written once the day is past: population and response rate of every report come from here.
    """

    pk = models.CompositePrimaryKey("service_id", "day")
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    finished = models.PositiveIntegerField(_("selesai"))
    invited = models.PositiveIntegerField(_("terundi"))

    class Meta:
        verbose_name = _("hari pelayanan")
        verbose_name_plural = _("hari pelayanan")
        constraints = [
            models.CheckConstraint(
                condition=Q(invited__lte=models.F("finished")),
                name="satisfaction_no_more_are_invited_than_finished",
            )
        ]
        indexes = [models.Index(fields=["mall", "day"], name="satisfaction_served_mall_day")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.day}: {self.finished}"
