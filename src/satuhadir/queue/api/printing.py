# SPDX-License-Identifier: Apache-2.0
"""What a hall agent asks and tells: papers for its printers, what became of them, how they are."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import BaseModel, Field

from satuhadir.devices import actions as devices
from satuhadir.devices.errors import NotADevice
from satuhadir.devices.queries import agent_of
from satuhadir.printing import actions as printing
from satuhadir.printing import queries as printers
from satuhadir.printing.actions import Told
from satuhadir.printing.errors import JobNotFound
from satuhadir.printing.models import State
from satuhadir.printing.values import PrinterHealth
from satuhadir.queue.actions import once
from satuhadir.queue.api.doors import Ask, answer, operation
from satuhadir.queue.api.inputs import Id, Input, Name, Nothing

PrinterState = Literal[
    "ok", "near_end", "paper_out", "cover_open", "jam", "offline", "unknown"
]  # fmt: skip


class Spool(Input):
    """Which journal asks: what was handed to another one is not handed here."""

    spool: Id


class PaperDone(Input):
    """What became of a paper, and how its printer is after it."""

    result: Literal["printed", "failed", "uncertain"]
    state: PrinterState


class PrinterTold(Input):
    """A printer by its name at the agent."""

    name: Annotated[Name, Field(min_length=1)]
    state: PrinterState
    width: Literal[58, 80] = 80


class PrintersTold(Input):
    """Every printer of the agent."""

    items: list[PrinterTold] = Field(max_length=20)


class PrintJob(BaseModel):
    """A paper to print once: its bytes in base64, and for how many seconds it is wanted."""

    id: UUID
    printer: str
    data: str
    expires_in: float


class PrintJobs(BaseModel):
    """The next paper of each printer."""

    items: list[PrintJob]
    next: str | None


class Printer(BaseModel):
    """A printer of the mall."""

    id: UUID
    name: str
    state: PrinterState
    since: datetime
    queued: int
    width: int


class Printers(BaseModel):
    """The printers of a mall by name."""

    items: list[Printer]
    next: str | None


class Done(BaseModel):
    """It is written down."""

    id: UUID


@operation(
    "GET",
    "/malls/{mall}/print-jobs",
    rights=("print_slips",),
    takes=Spool,
    answers={200: PrintJobs},
    summary="The next paper of each of this hall agent's printers, on a lease of 90 seconds",
    refuses=(NotADevice,),
)
def hand_out_papers(ask: Ask, given: Spool) -> HttpResponse:
    """Hand papers out; one whose answer was lost comes again, to the same journal."""
    agent = agent_of(ask.caller)
    devices.hear_from(agent)
    handed = printing.hand_out(agent=agent, spool=given.spool)
    items = [
        {
            "id": str(one.id),
            "printer": one.printer,
            "data": base64.b64encode(one.data).decode(),
            "expires_in": round(one.expires_in, 1),
        }
        for one in handed
    ]
    response = answer({"items": items, "next": None})
    response["Cache-Control"] = "no-store"
    return response


@operation(
    "POST",
    "/malls/{mall}/print-jobs/{job}/done",
    rights=("print_slips",),
    takes=PaperDone,
    answers={200: Done},
    summary="What became of a paper; the first word on it counts",
    refuses=(NotADevice, JobNotFound),
)
def report_paper(ask: Ask, given: PaperDone) -> HttpResponse:
    """Take the agent's word."""
    agent, job_id = agent_of(ask.caller), ask.id_in_path("job", JobNotFound)

    def work() -> dict[str, Any]:
        printing.report_paper(
            agent=agent, job_id=job_id, result=given.result, state=State(given.state)
        )
        return {"id": str(job_id)}

    return answer(once(ask.repeat, work))


@operation(
    "POST",
    "/malls/{mall}/printers/states",
    rights=("print_slips",),
    takes=PrintersTold,
    answers={200: Printers},
    summary="How the agent's printers are; one not known yet is added under its name",
    refuses=(NotADevice,),
)
def report_printers(ask: Ask, given: PrintersTold) -> HttpResponse:
    """Take the agent's word on its printers."""
    agent = agent_of(ask.caller)
    told = [Told(one.name, State(one.state), one.width) for one in given.items]

    def work() -> dict[str, Any]:
        printing.report_printers(agent=agent, told=told)
        return _all(printers.printers_of(ask.mall))

    return answer(once(ask.repeat, work))


@operation(
    "GET",
    "/malls/{mall}/printers",
    rights=("look", "print_slips"),
    takes=Nothing,
    answers={200: Printers},
    summary="The printers of a mall and how they are",
)
def list_printers(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer every printer by name."""
    return answer(_all(printers.printers_of(ask.mall)))


def _all(found: list[PrinterHealth]) -> dict[str, Any]:
    return {
        "items": [
            {
                "id": str(one.id),
                "name": one.name,
                "state": one.state,
                "since": one.since.isoformat(),
                "queued": one.queued,
                "width": one.width,
            }
            for one in found
        ],
        "next": None,
    }
