# SPDX-License-Identifier: Apache-2.0
"""What the services of one choice need of each other: papers one of them issues for another."""

from collections.abc import Sequence
from typing import NamedTuple

from satuhadir.visits.citizen.choice import Choice, Chosen, Name, named
from satuhadir.visits.queries.papers import Papers, Ready, papers_of, reachable, standards_for


class PaperFirst(NamedTuple):
    """A service asks for a paper that others of the same choice issue."""

    name: Name
    paper: str
    makers: tuple[Name, ...]


def in_order(choice: Choice) -> Choice:
    """Return the same with each service after those that issue its papers, so that times left to
    us follow that order; of two that ask for each other's papers the order stays as chosen.
    """
    if choice.day is None or len(choice.services) < 2:
        return choice
    codes = [one.code for one in choice.services]
    order = [*reachable(codes, _papers(choice).waiting), *codes]
    services = sorted(choice.services, key=lambda one: order.index(one.code))
    return Choice(choice.mall, tuple(services), choice.day)


def papers_first(choice: Choice) -> list[PaperFirst]:
    """Return what has to be issued before what, for who has none of it; nothing where the times
    that were chosen keep to it. Of two that ask for each other's papers neither is told.
    """
    if choice.day is None or len(choice.services) < 2:
        return []
    papers = _papers(choice)
    kinds = {one.code: str(named(one.label, one.name_en)) for one in papers.questions}
    chosen = {one.code: one for one in choice.services}
    return [
        PaperFirst(
            one.name,
            " / ".join(kinds[code] for code in wait.documents),
            tuple(chosen[code].name for code in wait.makers),
        )
        for one in choice.services
        for wait in papers.waiting[one.code]
        if not _is_kept(one, [(chosen[code], papers.ready[code]) for code in wait.makers])
    ]


def _papers(choice: Choice) -> Papers:
    services = [one.line.service for one in choice.services]
    return papers_of(choice.mall, services, standards_for(choice.mall, choice.day), None)


def _is_kept(one: Chosen, makers: Sequence[tuple[Chosen, Ready]]) -> bool:
    """Say whether a paper of one of the makers is ready before it begins, by the known times."""
    begins = one.expected_minute
    usable = (
        maker.expected_minute + maker.line.service.desk_minutes + ready.minutes
        for maker, ready in makers
        if maker.expected_minute is not None and not ready.days
    )
    return begins is not None and any(then <= begins for then in usable)
