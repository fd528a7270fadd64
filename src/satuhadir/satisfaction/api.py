# SPDX-License-Identifier: Apache-2.0
"""The survey as operations of the API: answer once with a ticket's key, read a published month."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field

from satuhadir.engines import skm
from satuhadir.queue.actions import once
from satuhadir.queue.api.doors import Ask, Limit, answer, operation
from satuhadir.queue.api.inputs import Input
from satuhadir.queue.errors import REFUSALS, AlreadyAnswered, NotFinished, TicketNotFound
from satuhadir.queue.queries.finished import finished_by_track
from satuhadir.satisfaction import actions, queries
from satuhadir.satisfaction.errors import MonthNotFound, UnitNotFound
from satuhadir.satisfaction.values import Figures, Given, Month, Part
from satuhadir.shared.errors import Refused

Value = Annotated[int, Field(ge=skm.LOWEST, le=skm.HIGHEST)]
WRITES = Limit("survey", device="20/minute", address="1200/minute")


class Answers(Input):
    """Nine values from 1 to 4, by the code of the element."""

    persyaratan: Value
    prosedur: Value
    waktu: Value
    biaya: Value
    produk: Value
    kompetensi: Value
    perilaku: Value
    pengaduan: Value
    sarana: Value


class Profile(Input):
    """Who answers, each part as they like; counted apart from the values."""

    sex: Literal["female", "male"] | None = None
    age: Literal["under_18", "18_29", "30_39", "40_49", "50_59", "60_up"] | None = None
    education: Literal["sd", "smp", "sma", "s1", "s2", "s3"] | None = None
    occupation: Literal["pns", "tni", "polri", "swasta", "wirausaha", "lainnya"] | None = None


class AnswerSurvey(Input):
    """The survey of one finished ticket, with its holder's key."""

    track: str = Field(max_length=60)
    answers: Answers
    profile: Profile | None = None
    comment: str | None = Field(
        None, max_length=500, description="Without phone numbers, NIK or e-mail addresses."
    )


class WhichMonth(Input):
    """Which published month, the newest without; of the mall, or of an agency or its service."""

    model_config = ConfigDict(strict=False)  # a query string has only text

    month: str | None = Field(None, pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")
    agency: str | None = Field(None, max_length=60)
    service: str | None = Field(None, max_length=60)


class Answered(BaseModel):
    """The survey was kept."""

    answered: Literal[True]


class Element(BaseModel):
    """The mean of one element."""

    nrr: float | None


class Elements(BaseModel):
    """The nine elements by code."""

    persyaratan: Element
    prosedur: Element
    waktu: Element
    biaya: Element
    produk: Element
    kompetensi: Element
    perilaku: Element
    pengaduan: Element
    sarana: Element


class SamplePart(BaseModel):
    """One of the two samples: how many could answer, how many did, their index and its range."""

    n: int
    asked: int
    response_percent: float | None
    ikm: float | None
    low: float | None
    high: float | None


class Skm(BaseModel):
    """A month's satisfaction. `too_few`: nothing is shown, for the month is not published yet or
    fewer than ten answered, or others could be found by subtraction.
    """

    month: str
    published: bool
    too_few: bool
    population: int | None = Field(description="None where fewer than ten could be told from it.")
    sample_needed: int | None
    n: int | None
    elements: Elements
    skm: float | None
    ikm: float | None
    grade: Literal["A", "B", "C", "D"] | None
    lowest: list[str] | None
    invited: SamplePart | None
    volunteers: SamplePart | None


@operation(
    "POST",
    "/malls/{mall}/surveys",
    takes=AnswerSurvey,
    answers={201: Answered},
    summary="Answer the survey of a finished ticket, once",
    refuses=(TicketNotFound, NotFinished, AlreadyAnswered),
    limit=WRITES,
)
def answer_survey(ask: Ask, given: AnswerSurvey) -> HttpResponse:
    """Keep nine values with agency, service and day, and nothing that leads to a person."""
    profile = given.profile.model_dump(exclude_none=True) if given.profile else {}
    said = Given(given.answers.model_dump(), profile, given.comment or "")

    def work() -> dict[str, Any]:
        ticket = finished_by_track(ask.mall, given.track)
        if ticket is None:
            raise TicketNotFound
        try:
            actions.answer_survey(
                mall=ask.mall,
                ticket=ticket,
                given=said,
                at_kiosk=ask.caller.may_somewhere("take_as_kiosk", ask.mall),
            )
        except Refused as refusal:
            return {"refusal": refusal.code}
        return {"answered": True}

    kept = once(ask.repeat, work)
    if "refusal" in kept:
        raise REFUSALS[kept["refusal"]]
    return answer(kept, status=201)


@operation(
    "GET",
    "/malls/{mall}/skm",
    takes=WhichMonth,
    answers={200: Skm},
    summary="The satisfaction of a published month, of the mall, an agency or a service",
    refuses=(UnitNotFound,),
)
def show_skm(ask: Ask, given: WhichMonth) -> HttpResponse:
    """Answer the regulation's index, or that too few answered to be shown."""
    newest = queries.newest_month(ask.mall)
    month = date.fromisoformat(f"{given.month}-01") if given.month else newest
    try:
        found: Month | None = queries.published_month(ask.mall, month)
    except MonthNotFound:
        found = None
    if found is None and (given.agency or given.service):
        raise UnitNotFound
    figures = None
    if found is not None:
        figures = queries.figures_of(found, given.agency or "", given.service or "")
        if figures is None:
            raise UnitNotFound
    return answer(_shown(month, figures, is_over=month <= newest))


def _shown(month: date, figures: Figures | None, *, is_over: bool) -> dict[str, Any]:
    result = figures.result if figures else None
    population = figures.population if figures else 0
    return {
        "month": f"{month:%Y-%m}",
        "published": is_over,
        "too_few": result is None,
        "population": population,
        "sample_needed": None if population is None else skm.sample_needed(population),
        "n": result.n if result else None,
        **skm.plain(result or skm.index_of(skm.NOTHING)),
        "invited": _part(figures.invited if figures else None, population),
        "volunteers": _part(figures.volunteers if figures else None, population),
    }


def _part(part: Part | None, population: int | None) -> dict[str, Any] | None:
    if part is None:
        return None
    found = part.interval(population)
    return {
        "n": part.n,
        "asked": part.asked,
        "response_percent": None if part.rate is None else float(part.rate),
        "ikm": None if part.result.ikm is None else float(part.result.ikm),
        "low": float(found.low) if found else None,
        "high": float(found.high) if found else None,
    }
