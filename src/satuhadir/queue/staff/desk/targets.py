# SPDX-License-Identifier: Apache-2.0
"""Services an officer may choose from: to transfer somebody to, or to give a number for."""

from typing import NamedTuple

from satuhadir.accounts.callers import Caller
from satuhadir.catalogue.queries import search_services
from satuhadir.malls.models import Mall
from satuhadir.queue import queries
from satuhadir.queue.directory import directory_of
from satuhadir.queue.staff.asking import DeskAsk
from satuhadir.queue.values import ServiceInfo

MOST = 12


class Target(NamedTuple):
    """A service with the line it is waited for in, as it is now."""

    service: ServiceInfo
    waiting: int
    is_open: bool


def find_targets(ask: DeskAsk, text: str, *, to_issue: bool) -> list[Target]:
    """Return services of the whole mall that fit `text`, best first.

    Without `text`: to give a number, those of the counter's own lines; to transfer, none. To give
    a number, only those the officer may give numbers for.
    """
    known = directory_of(ask.mall).services
    if text.strip():
        codes = [one.code for one in search_services(ask.mall, text, MOST * 2)]
    elif to_issue:
        lines = queries.counter_at(ask.mall, ask.counter_id).lines
        codes = [code for code, one in known.items() if one.line.id in lines]
    else:
        return []
    found = [known[code] for code in codes if code in known]
    if to_issue:
        found = [one for one in found if may_issue(ask.caller, ask.mall, one)]
    states = {one.line: one for one in queries.line_states(ask.mall)}
    return [
        Target(one, states[one.line.id].waiting, states[one.line.id].is_open)
        for one in found[:MOST]
    ]


def may_issue(caller: Caller, mall: Mall, service: ServiceInfo) -> bool:
    """Say whether the officer may give numbers for this service's agency."""
    return caller.may("take_as_desk", mall, service.agency_id)
