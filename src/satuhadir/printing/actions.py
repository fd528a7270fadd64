# SPDX-License-Identifier: Apache-2.0
"""Papers are asked for, handed out once, and ended. One press never makes two.

A paper is known by its ticket and its copy number, and both by a unique constraint: the same
press finds the paper it made. Who brings it to a printer gets it on a lease; a lease nobody came
back from ends as uncertain and is never handed out again.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall
from satuhadir.printing.addresses import PORTS, checked_host, loopback_allowed
from satuhadir.printing.errors import JobNotFound, PrinterInvalid, TooManyCopies
from satuhadir.printing.models import KioskPrinter, Printer, PrintJob, State
from satuhadir.printing.queries import OPEN
from satuhadir.printing.slip import slip_bytes
from satuhadir.printing.values import Handed, Slip
from satuhadir.shared.errors import FieldProblem

# Who waits at a kiosk is gone after a minute, and a paper that comes out later is taken by the
# next person: the code on it is the key to somebody else's number.
EXPIRES_SECONDS: Final = 60
LEASE_SECONDS: Final = 90
MOST_COPIES: Final = 4
KEPT_HOURS: Final = 24
SEEN_EVERY_SECONDS: Final = 5


class Given(NamedTuple):
    """What a manager writes of a printer. `host` is for network printers only; of `kiosks` None is
    those not paired.
    """

    name: str
    host: str
    port: int
    width: int
    draws_qr: bool
    for_desks: bool
    kiosks: Sequence[UUID | None]


class Told(NamedTuple):
    """What an agent says of one of its printers."""

    name: str
    state: State
    width: int


def queue_paper(*, printer: Printer, ticket_id: UUID, slip: Slip) -> None:
    """Ask for the first paper of a ticket. Asked again, it is the same paper."""
    job = _job(printer, ticket_id, slip, copy=0, press=None)
    PrintJob.objects.bulk_create([job], ignore_conflicts=True)


def queue_copy(*, printer: Printer, ticket_id: UUID, slip: Slip, press: UUID) -> None:
    """Ask for one more paper of a ticket; `press` makes a second click the same press.

    While a paper of this ticket is still on its way nothing is asked for.

    Raises:
        TooManyCopies: it was printed again often enough.
    """
    with transaction.atomic():
        mine = PrintJob.objects.filter(mall=printer.mall_id, ticket=ticket_id)
        list(mine.select_for_update().values_list("pk"))  # others of this ticket wait here
        known = list(mine.values_list("copy", "press", "state"))
        if any(one_press == press or state in OPEN for _, one_press, state in known):
            return
        copy = max((copy for copy, _, _ in known), default=-1) + 1
        if copy > MOST_COPIES:
            raise TooManyCopies(copies=copy)
        job = _job(printer, ticket_id, slip, copy=copy, press=press)
        PrintJob.objects.bulk_create([job], ignore_conflicts=True)


def keep_printer(*, mall: Mall, printer: Printer | None, given: Given) -> Printer:
    """Add a network printer (`printer` None), or change one; an agent's keeps its agent.

    The kiosks named print here from now on, wherever they did before, and so do the desks if said.

    Raises:
        PrinterInvalid: name, address or width can't be taken; nothing was written.
    """
    of_agent = printer is not None and printer.agent_id is not None
    host = "" if of_agent else _checked_place(given)
    made = printer or Printer(id=uuid4(), mall=mall)
    made.name, made.host, made.width = _checked_name(given.name), host, given.width
    made.port = made.port if of_agent else given.port
    made.draws_qr, made.for_desks = given.draws_qr, given.for_desks
    try:
        with transaction.atomic():
            if given.for_desks:
                others = Printer.objects.filter(mall=mall, for_desks=True).exclude(pk=made.pk)
                others.update(for_desks=False)
            made.save(force_insert=printer is None)
            _stand_at(made, given.kiosks)
    except IntegrityError:
        raise _invalid("nama", _("Sudah ada pencetak dengan nama ini.")) from None
    return made


def remove_printer(*, printer: Printer) -> None:
    """Take a printer away; what waits for it ends, its kiosks print by their browsers again."""
    with transaction.atomic():
        waiting = PrintJob.objects.filter(printer=printer, state="queued")
        waiting.update(state="failed", reason="removed", slip=None, done_at=timezone.now())
        under_way = PrintJob.objects.filter(printer=printer, state="sent")
        under_way.update(state="uncertain", reason="removed", slip=None, done_at=timezone.now())
        printer.delete()


def queue_test(*, printer: Printer, slip: Slip) -> UUID:
    """Ask for a paper that belongs to no ticket; return what `paper_of` knows it by."""
    made_up = uuid4()
    queue_paper(printer=printer, ticket_id=made_up, slip=slip)
    return made_up


def take_paper(printer: Printer) -> Handed | None:
    """Take the oldest paper that waits for a network printer, on a lease; None when none does."""
    with transaction.atomic():
        job = _next_job(printer)
        return _hand(job, printer, spool=None) if job is not None else None


def hand_out(*, agent: Device, spool: UUID) -> list[Handed]:
    """Hand an agent the next paper of each of its printers, on a lease.

    What it was handed and has not reported it is handed again, for the answer may have been lost
    on the way: its journal knows what it began. Another journal (`spool`) gets nothing of that.
    """
    handed = []
    for printer in Printer.objects.filter(agent=agent, jobs__state__in=OPEN).distinct():
        with transaction.atomic():
            under_way = PrintJob.objects.filter(printer=printer, state="sent")
            job = under_way.filter(spool=spool, leased_until__gt=timezone.now()).first()
            if job is not None:
                handed.append(_handed(job, printer))
            elif not under_way.exists() and (job := _next_job(printer)) is not None:
                handed.append(_hand(job, printer, spool=spool))
    return handed


def end_paper(*, job_id: UUID, result: str, reason: str = "") -> None:
    """Write down what became of a paper that was handed out: printed, failed or uncertain.

    Who comes back after the lease still tells the truth about an uncertain paper.
    """
    open_or_unsure = PrintJob.objects.filter(pk=job_id, state__in=["sent", "uncertain"])
    open_or_unsure.update(state=result, reason=reason, slip=None, done_at=timezone.now())


def report_paper(*, agent: Device, job_id: UUID, result: str, state: State) -> None:
    """Take an agent's word on a paper and on its printer after it.

    Raises:
        JobNotFound: the agent was never handed such a paper.
    """
    job = PrintJob.objects.filter(pk=job_id, printer__agent=agent).select_related("printer").first()
    if job is None or job.printer is None or job.state == "queued":
        raise JobNotFound
    end_paper(job_id=job_id, result=result, reason="" if result == "printed" else state.value)
    note_state(printer=job.printer, state=state)


def note_state(*, printer: Printer, state: State, answers: bool = False) -> None:
    """Write down how a printer is, and that it was heard; `answers` that it spoke itself."""
    now = timezone.now()
    fields = ["seen_at"]
    if printer.state != state:
        printer.state, printer.state_since = state, now
        fields += ["state", "state_since"]
    if answers and not printer.answers:
        printer.answers = True
        fields.append("answers")
    seen = printer.seen_at
    if len(fields) > 1 or seen is None or now - seen > timedelta(seconds=SEEN_EVERY_SECONDS):
        printer.seen_at = now
        printer.save(update_fields=fields)


def report_printers(*, agent: Device, told: Sequence[Told]) -> None:
    """Take an agent's word on its printers; one not known yet is added under its own name."""
    known = {one.local_name: one for one in Printer.objects.filter(agent=agent)}
    for one in told:
        printer = known.get(one.name) or _add_of_agent(agent, one)
        note_state(printer=printer, state=one.state)


def end_stale_papers() -> None:
    """End papers nobody fetched in time, and those whose lease nobody came back from."""
    now = timezone.now()
    late = PrintJob.objects.filter(state="queued", expires_at__lte=now)
    late.update(state="expired", reason="slow", slip=None, done_at=now)
    lost = PrintJob.objects.filter(state="sent", leased_until__lte=now)
    lost.update(state="uncertain", reason="silent", slip=None, done_at=now)
    PrintJob.objects.filter(created_at__lt=now - timedelta(hours=KEPT_HOURS)).delete()


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 60 or not name.isprintable():
        raise _invalid("nama", _("Beri nama yang dikenal petugas, paling banyak 60 huruf."))
    return name


def _checked_place(given: Given) -> str:
    """Return the address as it is kept."""
    if given.port not in PORTS:
        raise _invalid("port", _("Port pencetak ada di antara 9100 dan 9109."))
    try:
        return checked_host(given.host, loopback=loopback_allowed())
    except ValueError:
        text = _("Tulis alamat IP di jaringan gedung, misalnya 192.168.1.50.")
        raise _invalid("alamat", text) from None


def _stand_at(printer: Printer, kiosks: Sequence[UUID | None]) -> None:
    """Let a printer stand at these kiosks of its mall, and at no other."""
    known = set(
        Device.objects.filter(mall=printer.mall_id, kind="kiosk").values_list("pk", flat=True)
    )
    mine = [one for one in kiosks if one is None or one in known]
    KioskPrinter.objects.filter(printer=printer).delete()
    for one in mine:
        KioskPrinter.objects.update_or_create(
            mall_id=printer.mall_id, kiosk_id=one, defaults={"printer": printer}
        )


def _invalid(field: str, text: str) -> PrinterInvalid:
    return PrinterInvalid(errors=[FieldProblem(field, PrinterInvalid.code, text)])


def _job(
    printer: Printer, ticket_id: UUID, slip: Slip, *, copy: int, press: UUID | None
) -> PrintJob:
    return PrintJob(
        id=uuid4(),
        mall_id=printer.mall_id,
        printer=printer,
        ticket=ticket_id,
        copy=copy,
        press=press,
        slip=slip.plain(),
        state="queued",
        expires_at=timezone.now() + timedelta(seconds=EXPIRES_SECONDS),
    )


def _next_job(printer: Printer) -> PrintJob | None:
    """Lock the oldest paper that waits and is still wanted, passing over what others lock."""
    waiting = PrintJob.objects.filter(
        printer=printer, state="queued", expires_at__gt=timezone.now()
    )
    return waiting.order_by("created_at").select_for_update(skip_locked=True).first()


def _hand(job: PrintJob, printer: Printer, *, spool: UUID | None) -> Handed:
    handed = _handed(job, printer)
    job.state, job.spool = "sent", spool
    job.leased_until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
    job.save(update_fields=["state", "spool", "leased_until"])
    return handed


def _handed(job: PrintJob, printer: Printer) -> Handed:
    data = slip_bytes(
        Slip.of(job.slip or {}), width=printer.width, copy=job.copy, draws_qr=printer.draws_qr
    )
    left = (job.expires_at - timezone.now()).total_seconds()
    return Handed(job.pk, printer.local_name, data, max(left, 0.0))


def _add_of_agent(agent: Device, told: Told) -> Printer:
    """Add a printer that an agent has, under a name that is free at its mall."""
    for name in (told.name, f"{told.name[:40]} ({agent.name[:16]})", f"{told.name[:50]} {uuid4()}"):
        try:
            with transaction.atomic():
                return Printer.objects.create(
                    mall_id=agent.mall_id, agent=agent, local_name=told.name, name=name[:60],
                    width=told.width,
                )  # fmt: skip
        except IntegrityError:
            continue
    return Printer.objects.get(agent=agent, local_name=told.name)
