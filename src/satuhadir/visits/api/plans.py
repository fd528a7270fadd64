# SPDX-License-Identifier: Apache-2.0
"""The plan of one visit as an operation of the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from satuhadir.catalogue.errors import ServiceNotFound
from satuhadir.malls import queries as malls
from satuhadir.malls.models import Mall
from satuhadir.queue.actions import once
from satuhadir.queue.api.doors import Ask, Limit, answer, operation
from satuhadir.queue.api.inputs import Code, Day, Input
from satuhadir.queue.api.pages import instant
from satuhadir.shared.errors import FieldProblem
from satuhadir.visits import actions, errors
from satuhadir.visits.errors import ArriveInvalid
from satuhadir.visits.http import (
    PLANS_PER_ADDRESS,
    PLANS_PER_DEVICE,
    kept_for,
    known_device,
)
from satuhadir.visits.queries.papers import Paper
from satuhadir.visits.queries.planned import PlannedStop, Span, VisitPlan

PLANS = Limit("visits.plan", device=PLANS_PER_DEVICE, address=PLANS_PER_ADDRESS)


def _arrival(value: object) -> datetime | str:
    """Read an instant with its offset, or the word `best`."""
    if value == "best":
        return "best"
    if isinstance(value, str) and 19 <= len(value) <= 40 and value[:2] == "20":
        try:
            at = datetime.fromisoformat(value.upper())
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            return at
    raise PydanticCustomError("shared.not_an_instant", "not an instant and not best")


Arrival = Annotated[
    datetime | Literal["best"],
    BeforeValidator(_arrival),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "const": "best"}]}
    ),
]


class PlanVisit(Input):
    """What somebody needs, what they hold already, and when they come."""

    services: list[Code] = Field(min_length=1, max_length=12)
    holds: list[Code] | None = Field(
        None,
        max_length=100,
        description="Codes of documents the person has. Without it nobody was asked: of two"
        " services that need each other's papers neither then waits.",
    )
    arrive: Arrival = Field("best", description="`best` is the time with the fewest minutes there.")
    day: Day | None = Field(None, description="Without: the day of `arrive`, else today.")
    books: bool = Field(
        default=False, description="Plan with the free seats of lines that take bookings."
    )


class PlanSpan(BaseModel):
    """A time as a range; `high` is null where the worse case is not finished that day."""

    low: datetime
    likely: datetime
    high: datetime | None


class PlannedService(BaseModel):
    """One service of a plan; those with the same `counter` are done in one wait."""

    counter: int
    service: str
    booth: str
    place: str
    at: datetime
    start: PlanSpan
    finish: datetime
    brings: list[str] = Field(description="Codes of documents.")
    waits_for: list[str] = Field(description="Services that issue what is needed here.")
    slot: datetime | None
    is_guess: bool = Field(description="Nobody knows yet how long people wait in this line.")


class CheckedPaper(BaseModel):
    """A paper, or several of which one is enough, each once in the whole."""

    documents: list[str]
    labels: list[str]
    whence: Literal["home", "outside", "made"]
    where_from: str
    services: list[str]
    makers: list[str] = Field(description="Services of the visit that issue it on the way.")
    issuers: list[str] = Field(description="Other services of the mall that issue it.")
    whens: list[str] = Field(description="The cases in which alone it is asked for.")


class CannotBe(BaseModel):
    """A service the visit can't have, and the nearest day it can be."""

    service: str
    code: str
    detail: str
    nearest_day: date | None


class PlanShown(BaseModel):
    """A whole visit. Without stops nothing of it can be done that day."""

    day: date
    arrive: datetime | None
    stops: list[PlannedService]
    finish: PlanSpan | None
    minutes_in_building: int
    checklist: list[CheckedPaper]
    impossible: list[CannotBe]


@operation(
    "POST",
    "/malls/{mall}/plans",
    takes=PlanVisit,
    answers={200: PlanShown},
    summary="One visit for several services: order, times as ranges, papers, what is impossible",
    refuses=(ServiceNotFound, errors.ServicesInvalid, errors.DayInvalid, ArriveInvalid),
    limit=PLANS,
)
def plan_visit(ask: Ask, given: PlanVisit) -> HttpResponse:
    """Answer the plan; that of a device we know counts in the load that the next plan finds."""
    mall = ask.mall
    day, arrive = _when(mall, given)
    known = known_device(ask.request) if ask.caller.kind == "anonymous" else ""

    def work() -> dict[str, Any]:
        device = kept_for(ask.request, known)
        made = actions.give_plan(
            mall=mall, codes=given.services, day=day, holds=given.holds, arrive=arrive,
            books=given.books, device=device,
        )  # fmt: skip
        return shown_plan(made)

    return answer(once(ask.repeat, work))


def shown_plan(made: VisitPlan) -> dict[str, Any]:
    """Return a plan as JSON."""
    return {
        "day": made.day.isoformat(),
        "arrive": _at(made, made.arrive),
        "stops": [_stop(made, one) for one in made.stops],
        "finish": _span(made, made.finish) if made.finish else None,
        "minutes_in_building": made.minutes_in_building,
        "checklist": [_paper(one) for one in made.papers.papers],
        "impossible": [
            {
                "service": one.service.code,
                "code": one.code,
                "detail": one.detail,
                "nearest_day": one.nearest_day.isoformat() if one.nearest_day else None,
            }
            for one in made.impossible
        ],
    }


def _when(mall: Mall, given: PlanVisit) -> tuple[date, int | None]:
    """Return the day and the minute of arrival, None for the best."""
    if isinstance(given.arrive, str):
        return given.day or mall.today(), None
    local = given.arrive.astimezone(ZoneInfo(mall.timezone))
    if given.day is not None and local.date() != given.day:
        detail = _("Waktu datang ini bukan pada hari itu.")
        raise ArriveInvalid(errors=[FieldProblem("arrive", "visits.arrive_other_day", detail)])
    return local.date(), local.hour * 60 + local.minute


def _stop(made: VisitPlan, one: PlannedStop) -> dict[str, Any]:
    return {
        "counter": one.counter,
        "service": one.service.code,
        "booth": one.rule.booth,
        "place": one.place,
        "at": _at(made, one.at),
        "start": _span(made, one.start),
        "finish": _at(made, one.finish),
        "brings": [code for paper in one.brings for code in paper.codes],
        "waits_for": [service.code for service in one.waits_for],
        "slot": _at(made, one.slot),
        "is_guess": one.is_guess,
    }


def _paper(one: Paper) -> dict[str, Any]:
    return {
        "documents": one.codes,
        "labels": [kind.label for kind in one.kinds],
        "whence": one.whence,
        "where_from": one.where_from,
        "services": one.services,
        "makers": list(one.makers),
        "issuers": [service.code for service in one.issuers],
        "whens": [] if one.is_always else one.whens,
    }


def _span(made: VisitPlan, span: Span) -> dict[str, str | None]:
    return {name: _at(made, minute) for name, minute in span._asdict().items()}


def _at(made: VisitPlan, minute: int | None) -> str | None:
    if minute is None:
        return None
    return instant(malls.calendar_of(made.mall).instant(made.day, minute), made.mall)
