# SPDX-License-Identifier: Apache-2.0
"""What happened to a complaint, in order; what was said with it; who looked at the name."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.feedback.models.complaints import Complaint
from satuhadir.malls.models import Agency


class Step(models.Model):
    """One step of a complaint: who did what, from which state to which (langkah). Append-only.

    The database refuses to change or delete a row, and one that the states do not allow. What was
    said stands in `Words`, which may be deleted. `is_public`: the citizen reads it.
    """

    class Verb(models.TextChoices):
        RECEIVE = "receive", _("menyampaikan laporan")
        CLARIFY = "clarify", _("meminta penjelasan")
        REPLY = "reply", _("memberi penjelasan")
        FORWARD = "forward", _("meneruskan ke instansi")
        TAKE_BACK = "take_back", _("menarik kembali dari instansi")
        HAND_BACK = "hand_back", _("mengembalikan ke pengelola mal")
        ANSWER = "answer", _("menjawab")
        ACCEPT = "accept", _("menerima jawaban")
        OBJECT = "object", _("menyatakan keberatan")
        WITHDRAW = "withdraw", _("mencabut laporan")
        DECLINE = "decline", _("menutup: tidak dapat ditindaklanjuti")
        EXPIRE = "expire", _("ditutup karena tidak ada tanggapan")
        RATE = "rate", _("menilai penanganan")
        CLASSIFY = "classify", _("menetapkan golongan")
        NOTE = "note", _("mencatat untuk petugas")
        PUBLISH = "publish", _("menampilkan di papan publik")
        UNPUBLISH = "unpublish", _("menurunkan dari papan publik")
        RELAY = "relay", _("meneruskan ke SP4N-LAPOR!")
        ERASE = "erase", _("data pribadi dihapus")

    class By(models.TextChoices):
        CITIZEN = "citizen", _("pelapor")
        MALL = "mall", _("pengelola mal")
        AGENCY = "agency", _("instansi")
        SYSTEM = "system", _("sistem")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField(_("urutan"))
    at = models.DateTimeField(_("waktu"), db_default=Now())
    verb = models.CharField(_("langkah"), choices=Verb, max_length=12)
    before = models.CharField(_("dari"), max_length=12, blank=True)
    after = models.CharField(_("ke"), max_length=12)
    by = models.CharField(_("oleh"), choices=By, max_length=8)
    actor = models.CharField(_("akun"), max_length=120)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("instansi")
    )
    detail = models.CharField(_("keterangan"), max_length=60, blank=True)
    is_public = models.BooleanField(_("dibaca pelapor"), default=True)

    class Meta:
        verbose_name = _("langkah pengaduan")
        verbose_name_plural = _("langkah pengaduan")
        ordering = ("complaint", "seq")
        constraints = (
            models.UniqueConstraint(
                fields=["complaint", "seq"], name="feedback_step_once_per_complaint_and_seq"
            ),
            models.CheckConstraint(
                condition=Q(by__in=["citizen", "mall", "agency", "system"]),
                name="feedback_step_is_by_somebody_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class Words(models.Model):
    """What was said with one step. Never changed, and deleted when its time is over."""

    step = models.OneToOneField(Step, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField(_("isi"))

    class Meta:
        verbose_name = _("isi langkah")
        verbose_name_plural = _("isi langkah")

    def __str__(self) -> str:
        return str(self.step_id)


class Attachment(models.Model):
    """A picture or a document sent with a complaint or an answer, checked and cleaned (lampiran).

    In the database, so that a backup has it; read alone, never in a list (the queries leave
    `content` out). It has no name of its own: a name somebody gave may tell who they are.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="attachments")
    step = models.ForeignKey(Step, models.PROTECT, related_name="attachments")
    media_type = models.CharField(_("jenis isi"), max_length=60)
    size = models.PositiveIntegerField(_("ukuran, bita"))
    sha256 = models.BinaryField(editable=False, max_length=32)
    content = models.BinaryField(_("isi"), editable=False)
    added_at = models.DateTimeField(_("ditambahkan"), db_default=Now())

    class Meta:
        verbose_name = _("lampiran")
        verbose_name_plural = _("lampiran")
        ordering = ("added_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=5 * 1024 * 1024),
                name="feedback_attachment_is_of_bounded_size",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class IdentityLook(models.Model):
    """Somebody of the staff looked at who a reporter is (catatan buka identitas). Append-only."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="looks")
    at = models.DateTimeField(_("waktu"), db_default=Now())
    actor = models.CharField(_("oleh"), max_length=120)
    what = models.CharField(_("yang dibuka"), max_length=40)

    class Meta:
        verbose_name = _("catatan buka identitas")
        verbose_name_plural = _("catatan buka identitas")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.what}"
