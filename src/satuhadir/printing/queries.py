# SPDX-License-Identifier: Apache-2.0
"""Everything that reads printing: how the printers are, where a kiosk prints, what became of a
paper."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from satuhadir.devices.models import Device
from satuhadir.malls.models import Mall
from satuhadir.printing.errors import PrinterNotFound
from satuhadir.printing.models import KioskPrinter, Printer, PrintJob, State
from satuhadir.printing.values import PaperState, PrinterHealth

OPEN: Final = ("queued", "sent")
FINE: Final = frozenset({State.OK, State.NEAR_END, State.UNKNOWN})
# Of an agent's printer nothing was heard for this long: its PC, or the way to it, is down.
SILENT_SECONDS: Final = 20.0
# A paper that nobody fetched for this long will not come while somebody stands and waits.
SLOW_SECONDS: Final = 6.0


def printers_of(mall: Mall) -> list[PrinterHealth]:
    """Return the printers of a mall by name, as they are now (two queries)."""
    found = (
        Printer.objects.filter(mall=mall)
        .select_related("agent")
        .annotate(queued=Count("jobs", filter=Q(jobs__state__in=OPEN)))
        .order_by("name")
    )
    kiosks: dict[UUID, list[str]] = {}
    pairs = KioskPrinter.objects.filter(mall=mall).select_related("kiosk").order_by("kiosk__name")
    for one in pairs:
        name = one.kiosk.name if one.kiosk else _("Kios yang belum disambungkan")
        kiosks.setdefault(one.printer_id, []).append(name)
    return [_health(one, one.queued, tuple(kiosks.get(one.pk, ()))) for one in found]


def broken_printers(mall: Mall) -> list[PrinterHealth]:
    """Return the printers of a mall from which no paper comes now."""
    return [one for one in printers_of(mall) if not one.is_fine]


def printer_at(mall: Mall, printer_id: UUID) -> Printer:
    """Return a printer of this mall; raise PrinterNotFound."""
    found = Printer.objects.filter(mall=mall, pk=printer_id).select_related("agent").first()
    if found is None:
        raise PrinterNotFound
    return found


def printer_for_kiosk(mall: Mall, kiosk_id: UUID | None) -> Printer | None:
    """Return the printer at a kiosk, or None: its browser prints. None is a kiosk not paired."""
    found = (
        KioskPrinter.objects.filter(mall=mall, kiosk=kiosk_id)
        .select_related("printer__agent")
        .first()
    )
    return found.printer if found else None


def printer_for_desks(mall: Mall) -> Printer | None:
    """Return where officers' slips come out, or None: their browsers print."""
    return Printer.objects.filter(mall=mall, for_desks=True).first()


def kiosk_ids_of(printer: Printer) -> list[UUID | None]:
    """Return the kiosks at which a printer stands; None among them is those not paired."""
    return list(printer.kiosks.values_list("kiosk_id", flat=True))


def kiosks_of(mall: Mall) -> list[Device]:
    """Return the kiosks of a mall that were not cut off, by name."""
    return list(Device.objects.filter(mall=mall, kind="kiosk", revoked_at=None).order_by("name"))


def paper_of(mall: Mall, ticket_id: UUID) -> PaperState | None:
    """Return what became of the newest paper of a ticket; None when none was asked for."""
    job = (
        PrintJob.objects.filter(mall=mall, ticket=ticket_id)
        .select_related("printer__agent")
        .order_by("-copy")
        .first()
    )
    if job is None:
        return None
    printer = job.printer.name if job.printer else ""
    state, reason = _outcome(job)
    return PaperState(state, job.copy, reason, printer)


def network_printers() -> QuerySet[Printer]:
    """Return the printers that this server brings papers to itself."""
    return Printer.objects.filter(agent=None)


def printers_with_papers() -> list[UUID]:
    """Return the network printers for which a paper waits (one query)."""
    waiting = PrintJob.objects.filter(state="queued", printer__agent=None)
    return list(waiting.values_list("printer_id", flat=True).distinct().order_by())


def state_now(printer: Printer, now: datetime) -> State:
    """Return how a printer is: an agent of which nothing is heard has its printers offline."""
    return State.OFFLINE if is_silent(printer, now) else State(printer.state)


def is_silent(printer: Printer, now: datetime) -> bool:
    """Say whether nothing is heard of the agent that has this printer."""
    if printer.agent is None:
        return False
    heard = printer.seen_at
    late = heard is None or now - heard > timedelta(seconds=SILENT_SECONDS)
    return late or printer.agent.revoked_at is not None


def reason_word(reason: str) -> str:
    """Return why a paper did not come, in words for who stands before the kiosk."""
    return {
        "paper_out": _("Kertas habis."),
        "cover_open": _("Tutup pencetak terbuka."),
        "jam": _("Kertas macet."),
        "offline": _("Pencetak tidak terhubung."),
        "slow": _("Pencetak belum menjawab."),
        "removed": _("Pencetak ini sudah dilepas."),
    }.get(reason, _("Pencetak sedang bermasalah."))


def _health(printer: Printer, queued: int, kiosks: tuple[str, ...]) -> PrinterHealth:
    now = timezone.now()
    state = state_now(printer, now)
    since = printer.state_since
    if state != printer.state and printer.seen_at is not None:
        since = printer.seen_at
    where = printer.agent.name if printer.agent else f"{printer.host}:{printer.port}"
    word = str(state.label)
    return PrinterHealth(
        printer.pk, printer.name, state.value, since, queued, word, state in FINE, printer.width,
        where, kiosks,
    )  # fmt: skip


def _outcome(job: PrintJob) -> tuple[str, str]:
    """Return what somebody at the kiosk is told of a job: its state in four words, and why."""
    now = timezone.now()
    if job.state in OPEN:
        if job.state == "queued" and (job.printer is None or is_silent(job.printer, now)):
            return "failed", reason_word("offline")
        if job.state == "queued" and now - job.created_at > timedelta(seconds=SLOW_SECONDS):
            return "failed", reason_word("slow")
        return "printing", ""
    if job.state == "printed":
        return "printed", ""
    if job.state == "uncertain":
        return "uncertain", reason_word(job.reason) if job.reason in set(State) else ""
    return "failed", reason_word(job.reason)
