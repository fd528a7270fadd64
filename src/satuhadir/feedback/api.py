# SPDX-License-Identifier: Apache-2.0
"""Complaints as operations of the API: say something, and read where it stands with its key."""

import hashlib
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from pydantic import BaseModel, Field

from satuhadir.catalogue import queries as catalogue
from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.feedback import actions
from satuhadir.feedback.actions.filing import OTHER_MALL
from satuhadir.feedback.errors import ComplaintInvalid, ComplaintNotFound, OtherForm
from satuhadir.feedback.models import Complaint
from satuhadir.feedback.queries import (
    clock_rules,
    complaint_by_track,
    history_of,
    running_clock,
    visit_of,
)
from satuhadir.feedback.tracks import track_path
from satuhadir.feedback.values import LONGEST_TEXT, SHORTEST_TEXT, Contact, Sent
from satuhadir.malls.models import Agency
from satuhadir.queue.api.doors import Ask, Limit, answer, operation
from satuhadir.queue.api.inputs import Code, Input, Nothing, Phone
from satuhadir.queue.errors import OtherBody
from satuhadir.shared.errors import FieldProblem

WRITES = Limit("complain", device="10/hour", address="300/hour")
READS = Limit("complaint", device="120/minute", address="1200/minute")
Clause = Literal[
    "requirements", "procedure", "duration", "fees", "products", "complaint_routes", "legal",
    "facilities", "competence", "supervision", "staff_count", "guarantee", "safety", "evaluation",
]  # fmt: skip
Text = Annotated[str, Field(max_length=200)]


class FileComplaint(Input):
    """What somebody says. Leave NIK and other numbers out of `text`."""

    kind: Literal["complaint", "aspiration", "information", "consultation"]
    identity: Literal["named", "secret", "anonymous"]
    text: str = Field(min_length=SHORTEST_TEXT, max_length=LONGEST_TEXT)
    service: Code | None = Field(None, description="The service it is about, by its code.")
    agency: Code | None = Field(None, description="The agency it is about, by its code.")
    clause: Clause | None = Field(None, description="The part of the standard that was breached.")
    place: Text | None = None
    name: str | None = Field(None, max_length=80)
    phone: Phone | None = None
    email: str | None = Field(None, max_length=120)
    wish: Literal["written", "call"] = "written"
    call_hours: str | None = Field(None, max_length=120)
    ticket: str | None = Field(
        None, max_length=300, description="Key of a ticket of today or yesterday: proves a visit."
    )


class FiledComplaint(BaseModel):
    """The number to quote, and the key that alone opens it: keep the key."""

    number: str = Field(examples=["P-7F3K-29QD"])
    track: str
    path: str


class ToldRule(BaseModel):
    """The time limit that runs: its length, its unit, the rule it comes from."""

    code: str
    days: int
    unit: Literal["working_days", "days"]
    legal: str


class ToldStep(BaseModel):
    """One step that the citizen may read."""

    at: datetime
    verb: str
    by: Literal["citizen", "mall", "agency", "system"]
    agency: str | None
    text: str | None


class ShownComplaint(BaseModel):
    """Where a complaint stands: whose turn it is, since when, until when."""

    number: str
    kind: Literal["complaint", "aspiration", "information", "consultation"]
    state: Literal["received", "clarifying", "forwarded", "answered", "objected", "closed"]
    turn: Literal["mall", "agency", "citizen"] | None
    turn_since: datetime
    opened_at: datetime
    closed_at: datetime | None
    ending: Literal["accepted", "silence", "withdrawn", "declined"] | None
    agency: str | None
    service: str | None
    clause: str | None
    due_day: date | None
    rule: ToldRule | None
    steps: list[ToldStep]


@operation(
    "POST",
    "/malls/{mall}/complaints",
    takes=FileComplaint,
    answers={201: FiledComplaint},
    summary="File a complaint, an aspiration, a request for information or a consultation",
    refuses=(ServiceNotFound, ComplaintInvalid),
    limit=WRITES,
)
def file_complaint(ask: Ask, given: FileComplaint) -> HttpResponse:
    """Keep what somebody says. The `track` of the answer is told once and kept nowhere."""
    mall = ask.mall
    try:
        filed = actions.file_complaint(
            mall=mall,
            kind=given.kind,
            identity=given.identity,
            channel="api",
            text=given.text.strip(),
            # A program is noted; a person who is signed in, staff it may be, speaks as a citizen.
            actor=ask.caller.actor if ask.caller.kind == "token" else "public",
            contact=_contact(given),
            agency=_agency(ask, given.agency),
            service=catalogue.service_at(mall, given.service) if given.service else None,
            clause=given.clause or "",
            place=given.place or "",
            wish=given.wish,
            visit=visit_of(mall, given.ticket or "", named=given.identity == "named"),
            sent=_sent(ask),
        )
    except OtherForm:
        raise OtherBody from None
    path = track_path(mall.slug, filed.track)
    return answer({"number": filed.number, "track": filed.track, "path": path}, status=201)


@operation(
    "GET",
    "/complaints/{key}",
    takes=Nothing,
    answers={200: ShownComplaint},
    summary="Where a complaint stands, for whoever has its key",
    refuses=(ComplaintNotFound,),
    limit=READS,
)
def show_complaint(ask: Ask, given: Nothing) -> HttpResponse:
    """Answer the state, the turn, the due day and what was said, without anything for staff."""
    complaint = complaint_by_track(ask.path["key"])
    return answer(_shown(complaint))


def _shown(complaint: Complaint) -> dict[str, Any]:
    mall = complaint.mall
    steps = history_of(complaint)
    running = running_clock(mall, complaint, steps, clock_rules(mall))
    zone = ZoneInfo(mall.timezone)

    def told(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat(timespec="seconds") if at else None

    return {
        "number": complaint.number,
        "kind": complaint.kind,
        "state": complaint.state,
        "turn": complaint.turn or None,
        "turn_since": told(complaint.turn_since),
        "opened_at": told(complaint.opened_at),
        "closed_at": told(complaint.closed_at),
        "ending": complaint.ending or None,
        "agency": complaint.agency.name if complaint.agency else None,
        "service": complaint.service.code if complaint.service else None,
        "clause": complaint.clause or None,
        "due_day": running.due_day.isoformat() if running and running.due_day else None,
        "rule": {
            "code": running.code,
            "days": running.rule.days,
            "unit": running.rule.unit,
            "legal": str(running.rule.legal),
        }
        if running
        else None,
        "steps": [
            {
                "at": told(one.at),
                "verb": one.verb,
                "by": one.by,
                "agency": one.agency.name if one.agency else None,
                "text": one.words.text if hasattr(one, "words") else None,
            }
            for one in steps
            if one.is_public
        ],
    }


def _contact(given: FileComplaint) -> Contact:
    hours = given.call_hours or "" if given.wish == "call" else ""
    name = " ".join((given.name or "").split())
    return Contact(name, given.phone or "", (given.email or "").strip(), hours)


def _agency(ask: Ask, code: str | None) -> Agency | None:
    """Return the agency of a code; raise ComplaintInvalid for one the mall does not have."""
    if code is None:
        return None
    found = ask.mall.agencies.filter(code=code).first()
    if found is None:
        problem = FieldProblem("agency", "shared.unknown_value", OTHER_MALL)
        raise ComplaintInvalid(errors=[problem])
    return found


def _sent(ask: Ask) -> Sent | None:
    """Return what a repeat of this request is known by, None without an Idempotency-Key."""
    repeat = ask.repeat
    if repeat.key is None:
        return None
    return Sent(hashlib.sha256(repeat.scope + repeat.key.bytes).digest()[:16], repeat.digest)
