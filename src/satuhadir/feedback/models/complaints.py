# SPDX-License-Identifier: Apache-2.0
"""What somebody says to a mall, and who said it: kept apart."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service, ServiceStandard
from satuhadir.malls.models import Agency, Mall


class Complaint(models.Model):
    """A complaint, an aspiration, a request for information or a consultation (pengaduan).

    Holds nothing that names the person: that is `Reporter`. `number` is public and says nothing;
    what opens the page is the track, of which only a hash is kept. `clock` and `clock_from` say
    which deadline runs and since which day; `due_day` is what came of it when it was last worked
    out, for the lists. `standard` is the version that held on the day it came in. `visit_day` is
    the day of a proven visit, left out where so few came for that service that the day alone would
    tell who it was.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("pengaduan")
        ASPIRATION = "aspiration", _("aspirasi")
        INFORMATION = "information", _("permintaan informasi")
        CONSULTATION = "consultation", _("konsultasi")

    class Identity(models.TextChoices):
        NAMED = "named", _("dengan nama")
        SECRET = "secret", _("nama dirahasiakan")
        ANONYMOUS = "anonymous", _("tanpa nama")

    class Channel(models.TextChoices):
        PHONE = "phone", _("ponsel")
        KIOSK = "kiosk", _("kios")
        DESK = "desk", _("meja petugas")
        API = "api", _("program lain")
        OPEN311 = "open311", _("Open311")
        SP4N = "sp4n", _("SP4N-LAPOR!")

    class State(models.TextChoices):
        RECEIVED = "received", _("diterima")
        CLARIFYING = "clarifying", _("menunggu penjelasan")
        FORWARDED = "forwarded", _("diteruskan ke instansi")
        ANSWERED = "answered", _("dijawab")
        OBJECTED = "objected", _("keberatan")
        CLOSED = "closed", _("selesai")

    class Matter(models.TextChoices):
        """Whether somebody must be examined for it; decides the time to answer."""

        NON_SUPERVISORY = "non_supervisory", _("tidak berkadar pengawasan")
        SUPERVISORY = "supervisory", _("berkadar pengawasan")

    class Clause(models.TextChoices):
        """The components of a service standard, by their names in the catalogue."""

        REQUIREMENTS = "requirements", _("persyaratan")
        PROCEDURE = "procedure", _("sistem, mekanisme, dan prosedur")
        DURATION = "duration", _("jangka waktu penyelesaian")
        FEES = "fees", _("biaya atau tarif")
        PRODUCTS = "products", _("produk pelayanan")
        COMPLAINT_ROUTES = "complaint_routes", _("penanganan pengaduan, saran, dan masukan")
        LEGAL = "legal", _("dasar hukum")
        FACILITIES = "facilities", _("sarana, prasarana, dan fasilitas")
        COMPETENCE = "competence", _("kompetensi pelaksana")
        SUPERVISION = "supervision", _("pengawasan internal")
        STAFF_COUNT = "staff_count", _("jumlah pelaksana")
        GUARANTEE = "guarantee", _("jaminan pelayanan")
        SAFETY = "safety", _("jaminan keamanan dan keselamatan")
        EVALUATION = "evaluation", _("evaluasi kinerja pelaksana")

    class Wish(models.TextChoices):
        """How a consultation is to be answered."""

        WRITTEN = "written", _("dijawab tertulis")
        CALL = "call", _("ditelepon")

    class Ending(models.TextChoices):
        ACCEPTED = "accepted", _("jawaban diterima")
        SILENCE = "silence", _("tidak ada tanggapan lagi")
        WITHDRAWN = "withdrawn", _("dicabut pelapor")
        DECLINED = "declined", _("tidak dapat ditindaklanjuti")

    id = models.UUIDField(primary_key=True, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="complaints", verbose_name=_("mal"))
    number = models.CharField(_("nomor"), unique=True, max_length=12)
    track_hash = models.BinaryField(unique=True, editable=False, max_length=16)
    # What a form sent twice is known by; only hashes, and only the newest matter.
    sent_hash = models.BinaryField(unique=True, null=True, editable=False, max_length=16)
    sent_digest = models.BinaryField(null=True, editable=False, max_length=16)
    kind = models.CharField(_("jenis"), choices=Kind, max_length=16)
    identity = models.CharField(_("identitas"), choices=Identity, max_length=16)
    channel = models.CharField(_("saluran"), choices=Channel, max_length=16)
    language = models.CharField(_("bahasa"), max_length=5, default="id", db_default="id")
    text = models.TextField(_("isi"), blank=True)
    place = models.CharField(_("tempat"), max_length=200, blank=True, db_default="")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="complaints", verbose_name=_("instansi")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="complaints", verbose_name=_("layanan")
    )
    standard = models.ForeignKey(
        ServiceStandard,
        models.PROTECT,
        null=True,
        related_name="complaints",
        verbose_name=_("standar pelayanan"),
    )
    clause = models.CharField(
        _("bagian standar"), choices=Clause, max_length=20, blank=True, db_default=""
    )
    visit_proven = models.BooleanField(_("kunjungan terbukti"), default=False, db_default=False)
    visit_day = models.DateField(_("hari kunjungan"), null=True)
    wish = models.CharField(
        _("cara dijawab"), choices=Wish, default=Wish.WRITTEN, db_default="written", max_length=8
    )
    matter = models.CharField(
        _("golongan"),
        choices=Matter,
        default=Matter.NON_SUPERVISORY,
        db_default="non_supervisory",
        max_length=16,
    )
    state = models.CharField(_("keadaan"), choices=State, max_length=12)
    back_to = models.CharField(max_length=12, blank=True, db_default="")
    opened_at = models.DateTimeField(_("masuk"), db_default=Now())
    turn_since = models.DateTimeField(_("giliran sejak"), db_default=Now())
    clock = models.CharField(_("batas waktu"), max_length=16, blank=True, db_default="")
    clock_from = models.DateField(_("dihitung dari"), null=True)
    due_day = models.DateField(_("paling lambat"), null=True)
    answered_at = models.DateTimeField(_("dijawab"), null=True)
    answered_late = models.BooleanField(_("dijawab terlambat"), null=True)
    closed_at = models.DateTimeField(_("selesai"), null=True)
    ending = models.CharField(_("akhir"), choices=Ending, max_length=12, blank=True, db_default="")
    objections = models.PositiveSmallIntegerField(_("keberatan"), default=0, db_default=0)
    steps_count = models.PositiveIntegerField(_("langkah"), default=0, db_default=0)
    rating = models.PositiveSmallIntegerField(_("penilaian"), null=True)
    erased_at = models.DateTimeField(_("data pribadi dihapus"), null=True)

    class Meta:
        verbose_name = _("pengaduan")
        verbose_name_plural = _("pengaduan")
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["complaint", "aspiration", "information", "consultation"])
                & Q(identity__in=["named", "secret", "anonymous"])
                & Q(matter__in=["non_supervisory", "supervisory"])
                & Q(wish__in=["written", "call"]),
                name="feedback_complaint_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="forwarded") | Q(agency__isnull=False),
                name="feedback_complaint_is_forwarded_to_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(ending="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, ending=""),
                name="feedback_complaint_closed_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=4),
                name="feedback_complaint_rating_is_one_to_four",
            ),
            models.CheckConstraint(
                condition=Q(state="clarifying", back_to__in=["received", "forwarded", "objected"])
                | ~Q(state="clarifying") & Q(back_to=""),
                name="feedback_complaint_asked_knows_where_it_goes_on",
            ),
        )
        indexes = (
            models.Index(fields=["mall", "-opened_at"], name="feedback_complaint_newest"),
            models.Index(
                fields=["mall", "due_day"],
                condition=~Q(state="closed"),
                name="feedback_complaint_open_by_due",
            ),
            models.Index(
                fields=["closed_at"],
                condition=Q(erased_at__isnull=True, closed_at__isnull=False),
                name="feedback_complaint_to_erase",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def turn(self) -> str:
        """Return whose turn it is: `mall`, `agency`, `citizen`, or "" when it is closed."""
        return TURNS[self.state]


TURNS = {
    "received": "mall",
    "clarifying": "citizen",
    "forwarded": "agency",
    "answered": "citizen",
    "objected": "mall",
    "closed": "",
}


class Reporter(models.Model):
    """Who said it, where they chose to leave it (pelapor). No row of an anonymous complaint.

    Shown by a press that is recorded (`IdentityLook`), of a secret one to the mall's manager
    alone; deleted some days after the end, of a call-back as soon as it is answered.
    """

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="reporter"
    )
    name = models.CharField(_("nama"), max_length=80, blank=True)
    phone = models.CharField(_("nomor ponsel"), max_length=20, blank=True)
    email = models.CharField(_("surel"), max_length=120, blank=True)
    call_hours = models.CharField(_("waktu ditelepon"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("pelapor")
        verbose_name_plural = _("pelapor")

    def __str__(self) -> str:
        return str(self.complaint_id)
