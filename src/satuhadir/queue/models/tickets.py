# SPDX-License-Identifier: Apache-2.0
"""People of one day and their numbers. Written by the SQL functions of this room only."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from satuhadir.catalogue.models import Service
from satuhadir.malls.models import Mall
from satuhadir.queue.models.lines import Counter, Line


class Attendance(models.Model):
    """One person's presence at one mall on one day (kehadiran). Every ticket has one.

    `busy_with` is the ticket being called or served: its lock decides who may call the
    person. `flow` is how several tickets follow each other: all of them wait (`free`), one waits
    and the others are held by plan (`one`), or all keep their place and the person is told where
    to go (`summon`). `help` is what staff may do for them in the hall, never why; emptied when
    the day closes. Holds nothing that names the person; that is `Contact`, gone the next day.
    """

    class Help(models.TextChoices):
        WHEELCHAIR = "wheelchair", _("kursi roda")
        COMPANION = "companion", _("pendamping")
        APPROACH = "approach", _("datangi")

    class Flow(models.TextChoices):
        FREE = "free", _("menunggu di semua antrean")
        ONE = "one", _("satu loket sesudah yang lain")
        SUMMON = "summon", _("dipanggil ke loket yang gilirannya dekat")

    id = models.UUIDField(primary_key=True, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    created_at = models.DateTimeField(_("mulai"), db_default=Now())
    present_at = models.DateTimeField(_("hadir"), null=True)
    busy_with = models.UUIDField(_("sedang dilayani dengan"), null=True)
    help: "ArrayField[list[str], list[str]]" = ArrayField(
        models.TextField(choices=Help),
        verbose_name=_("bantuan"),
        default=list,
        db_default=[],
    )
    flow = models.CharField(
        _("alur"), max_length=6, choices=Flow, default=Flow.FREE, db_default="free"
    )

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.CheckConstraint(
                condition=Q(help__contained_by=["wheelchair", "companion", "approach"]),
                name="queue_attendance_help_is_known",
            ),
            models.CheckConstraint(
                condition=Q(flow__in=["free", "one", "summon"]),
                name="queue_attendance_flow_is_known",
            ),
        ]
        indexes = [  # serve the close of a day: it reads its own people, not those of years
            models.Index(fields=["mall", "day"], name="queue_attendance_mall_day"),
            models.Index(
                fields=["mall", "day"], condition=~Q(help=[]), name="queue_attendance_with_help"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """What a person chose to leave for one day (nama panggilan, nomor ponsel).

    Row security hides it from the application once the day at the mall is past; the nightly
    close deletes it (UU 27/2022 on personal data: no longer than the purpose needs).
    """

    attendance = models.OneToOneField(
        Attendance, models.CASCADE, primary_key=True, related_name="contact"
    )
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    name = models.CharField(_("nama panggilan"), max_length=60, blank=True)
    phone = models.CharField(_("nomor ponsel"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("kontak hari ini")
        verbose_name_plural = _("kontak hari ini")

    def __str__(self) -> str:
        return str(self.attendance_id)


class Ticket(models.Model):
    """One numbered place in one line on one day (nomor antrean).

    Born in `queue_issue_ticket_v3`; changed by `queue_call_next_v2`, `queue_move_ticket_v3`,
    `queue_order_person_v1`, `queue_summon_v1` and `queue_close_day_v2`; a trigger refuses every
    other path between states. `key` orders a line: issue time less the head start, moved later by
    the legs of its person's finished services (`moved_later` is what `moved_by` last took).
    `minutes` is the expected time at the desk for all its papers and people; `promised_low` and
    `promised_high` the wait told when it was taken, None when it was not known.

    `turn` and `after` (ids of tickets that must be finished before) order one person's tickets;
    `by_plan`: held for others of its person, in no line yet; `summoned_at`: since when its person
    is asked to go there. `answered` is all that is kept of a survey, and only until its track dies.
    """

    class State(models.TextChoices):
        HELD = "held", _("dilayani di tempat lain")
        WAITING = "waiting", _("menunggu")
        CALLED = "called", _("dipanggil")
        SERVING = "serving", _("sedang dilayani")
        PARKED = "parked", _("ditahan")
        DONE = "done", _("selesai")
        NO_SHOW = "no_show", _("tidak hadir")
        CANCELLED = "cancelled", _("batal")
        EXPIRED = "expired", _("hangus")

    class Channel(models.TextChoices):
        KIOSK = "kiosk", _("kios")
        DESK = "desk", _("petugas")
        PHONE = "phone", _("ponsel")

    id = models.UUIDField(primary_key=True, editable=False)
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    line = models.ForeignKey(Line, models.PROTECT, related_name="tickets", db_index=False)
    issue_line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(_("nomor urut"))
    code = models.CharField(_("nomor"), max_length=12)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    services: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=60), verbose_name=_("layanan")
    )
    people = models.PositiveSmallIntegerField(_("orang"), default=1)
    minutes = models.PositiveSmallIntegerField(_("menit di loket"))
    attendance = models.ForeignKey(
        Attendance, models.PROTECT, related_name="tickets", db_index=False
    )
    channel = models.CharField(_("saluran"), max_length=5, choices=Channel)
    state = models.CharField(_("keadaan"), max_length=9, choices=State)
    present = models.BooleanField(_("hadir"))
    key = models.DateTimeField(_("urutan"))
    head_start_minutes = models.PositiveSmallIntegerField(_("didahulukan, menit"), default=0)
    head_start_claimed = models.BooleanField(_("minta didahulukan"), default=False)
    came_back = models.BooleanField(_("sudah pernah kembali"), default=False)
    hold_reason = models.CharField(_("alasan ditahan"), max_length=12, blank=True, default="")
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, related_name="+", db_index=False
    )
    track_hash = models.BinaryField(max_length=16)
    issued_at = models.DateTimeField(_("diambil"))
    called_at = models.DateTimeField(_("dipanggil"), null=True)
    recalled_at = models.DateTimeField(_("dipanggil ulang"), null=True)
    started_at = models.DateTimeField(_("mulai dilayani"), null=True)
    ended_at = models.DateTimeField(_("berakhir"), null=True)
    promised_low = models.SmallIntegerField(_("dijanjikan paling cepat, menit"), null=True)
    promised_high = models.SmallIntegerField(_("dijanjikan paling lama, menit"), null=True)
    turn = models.SmallIntegerField(_("giliran dalam kunjungan"), null=True)
    after: "ArrayField[list[Any], list[Any]]" = ArrayField(
        models.UUIDField(), verbose_name=_("sesudah"), default=list, db_default=[]
    )
    by_plan = models.BooleanField(_("menyusul menurut rencana"), default=False, db_default=False)
    summoned_at = models.DateTimeField(_("diminta menuju loket"), null=True)
    moved_by = models.UUIDField(_("dimundurkan oleh"), null=True)
    moved_later = models.DurationField(_("mundur"), null=True)
    answered = models.BooleanField(_("survei sudah diisi"), default=False, db_default=False)

    class Meta:
        verbose_name = _("nomor antrean")
        verbose_name_plural = _("nomor antrean")
        constraints = [
            models.UniqueConstraint(
                fields=["issue_line", "day", "number"],
                name="queue_number_once_per_line_and_day",
            ),
            models.UniqueConstraint(
                fields=["mall", "day", "code"], name="queue_code_once_per_mall_and_day"
            ),
            models.UniqueConstraint(fields=["track_hash"], name="queue_track_opens_one_ticket"),
            models.UniqueConstraint(
                fields=["attendance"],
                condition=Q(state__in=["called", "serving"]),
                name="queue_one_person_is_at_one_counter",
            ),
            models.UniqueConstraint(
                fields=["counter", "day"],
                condition=Q(state__in=["called", "serving"]),
                name="queue_one_counter_has_one_ticket",
            ),
            models.UniqueConstraint(
                fields=["attendance", "line"],
                condition=Q(state__in=["waiting", "held", "called", "serving", "parked"]),
                name="queue_one_open_ticket_per_line_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"])
                | Q(counter__isnull=False, called_at__isnull=False),
                name="queue_a_called_ticket_has_counter_and_time",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(people__gte=1) & Q(minutes__gte=1),
                name="queue_numbers_people_and_minutes_start_at_one",
            ),
            models.CheckConstraint(
                condition=Q(by_plan=False) | Q(state__in=["held", "expired"]),
                name="queue_only_a_held_ticket_is_held_by_plan",
            ),
        ]
        indexes = [
            models.Index(  # serves queue_call_next_v2: only who may be called now
                fields=["mall", "day", "line", "key", "number"],
                condition=Q(state="waiting", present=True),
                name="queue_ticket_callable",
            ),
            models.Index(  # serves lists, "ahead", and the close of the day
                fields=["mall", "day", "line", "key", "number"],
                condition=Q(state__in=["waiting", "held", "called", "serving", "parked"]),
                name="queue_ticket_open",
            ),
            models.Index(  # serves the recent service times of a line
                fields=["mall", "day", "line", "ended_at"],
                condition=Q(state="done"),
                name="queue_ticket_done",
            ),
            models.Index(  # serves the newest calls on boards and displays
                fields=["mall", "day", "-called_at"],
                condition=Q(called_at__isnull=False),
                name="queue_ticket_called",
            ),
            models.Index(fields=["attendance"], name="queue_ticket_attendance"),
            models.Index(  # serves the forgetting of who answered a survey
                fields=["mall", "day"], condition=Q(answered=True), name="queue_ticket_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Note(models.Model):
    """A few words from one officer to the ticket's next (catatan): never about the person.

    Row security hides it once the day at the mall is past; the nightly close deletes it. It is
    in no log and in no answer. `version` grows with each writing: who writes over a text they
    have not seen is refused.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="note")
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("hari"))
    text = models.CharField(_("catatan"), max_length=200)
    version = models.PositiveIntegerField(_("versi"), default=1)
    counter = models.ForeignKey(
        Counter, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    written_at = models.DateTimeField(_("ditulis"), db_default=Now())

    class Meta:
        verbose_name = _("catatan petugas")
        verbose_name_plural = _("catatan petugas")
        indexes = [models.Index(fields=["mall", "day"], name="queue_note_mall_day")]

    def __str__(self) -> str:
        return str(self.ticket_id)


class Tally(models.Model):
    """What a line has given on a day, and how many wait. Its row lock is the gate of the
    line: who issues, calls, or returns a ticket to the line passes it one at a time.
    """

    pk = models.CompositePrimaryKey("line_id", "day")
    line = models.ForeignKey(Line, models.PROTECT, related_name="tallies", db_index=False)
    day = models.DateField(_("hari"))
    mall = models.ForeignKey(Mall, models.PROTECT, related_name="+", db_index=False)
    issued = models.PositiveIntegerField(_("nomor diberikan"), default=0)
    issued_kiosk = models.PositiveIntegerField(default=0)
    issued_desk = models.PositiveIntegerField(default=0)
    issued_phone = models.PositiveIntegerField(default=0)
    waiting = models.IntegerField(_("menunggu"), default=0)

    class Meta:
        verbose_name = _("hitungan antrean")
        verbose_name_plural = _("hitungan antrean")
        constraints = [
            models.CheckConstraint(
                condition=Q(waiting__gte=0), name="queue_nobody_waits_less_than_zero"
            )
        ]
        indexes = [models.Index(fields=["mall", "day"], name="queue_tally_mall_day")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}: {self.issued}"
