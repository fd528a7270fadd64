# SPDX-License-Identifier: Apache-2.0
"""How the tickets of one person follow each other, and what of their age an agency lets keep."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satuhadir.malls.models import Agency, Mall
from satuhadir.queue import hotpath, notify
from satuhadir.queue.actions.log import log_today
from satuhadir.queue.actions.tickets import ORDER_IMPOSSIBLE, move_ticket
from satuhadir.queue.errors import REFUSALS
from satuhadir.queue.models import AgeKept
from satuhadir.queue.values import Flow, NextTurn, Ordered, TicketView, Verb
from satuhadir.shared.errors import FieldProblem, Invalid

NOT_A_PERCENTAGE = _("Isi angka bulat dari 0 sampai 100.")
UNKNOWN_AGENCY = _("Instansi ini tidak ada di mal ini.")


def set_order(
    *,
    mall: Mall,
    attendance_id: UUID,
    order: Sequence[NextTurn],
    actor: str,
    reason: str = "",
    flow: Flow | None = None,
    seen: UUID | None = None,
    as_seen: bool = False,
    by_turn: bool = True,
) -> Ordered:
    """Order a person's open tickets that are at no counter, all of them, each once; logged.

    The first that nothing still open must precede waits at once (`by_turn`), or only when nobody
    of the others does. `flow` None keeps it. `as_seen`: only while `seen` is the ticket that
    waits or is at a counter, so that an order thought of a moment ago changes nothing newer.

    Raises:
        Invalid: a ticket that must come after itself or a later one.
        AttendanceNotFound: no such person at this mall today.
        OrderChanged: not these tickets any more, or another one waits.
    """
    places = {one.ticket: place for place, one in enumerate(order)}
    for place, one in enumerate(order):
        if any(places.get(need, -1) >= place for need in one.after):
            problem = FieldProblem("order", "queue.order_impossible", ORDER_IMPOSSIBLE)
            raise Invalid(errors=[problem])
    wish = [
        {"ticket": str(one.ticket), "after": [str(need) for need in one.after]} for one in order
    ]
    return _ordered(mall, hotpath.order_person(
        mall_id=mall.pk, attendance_id=attendance_id, flow=flow and flow.value, order=wish,
        must_be_seen=as_seen, seen=seen, by_turn=by_turn, reason=reason, actor=actor,
    ))  # fmt: skip


def set_flow(
    *, mall: Mall, attendance_id: UUID, flow: Flow, actor: str, reason: str = ""
) -> Ordered:
    """Let a person's tickets follow each other otherwise from now on; logged.

    Raises:
        AttendanceNotFound: no such person at this mall today.
    """
    return _ordered(mall, hotpath.order_person(
        mall_id=mall.pk, attendance_id=attendance_id, flow=flow.value, order=None,
        must_be_seen=False, seen=None, by_turn=False, reason=reason, actor=actor,
    ))  # fmt: skip


def summon(*, mall: Mall, ticket_id: UUID, actor: str) -> bool:
    """Tell the person of a ticket to go to its line, its call being near; logged.

    False, and nothing is told, where they are at a counter, wait elsewhere, were told already
    or chose another flow.
    """
    told = hotpath.summon(mall_id=mall.pk, ticket_id=ticket_id, actor=actor)
    if told:
        notify.poke(mall.pk)
    return told


def arrive(*, mall: Mall, ticket_id: UUID, actor: str) -> TicketView:
    """Let a summoned person's ticket be called: they are there.

    Raises:
        TicketNotFound: not at this mall.
        WrongState: nobody asked them to go there, or not any more.
    """
    return move_ticket(mall=mall, ticket_id=ticket_id, verb=Verb.ARRIVE, actor=actor)


def set_age_kept(*, mall: Mall, percents: Mapping[int, int | None], actor: str) -> None:
    """Set, by agency id, how much of its age a ticket keeps after another service; logged.

    None takes the agency's own share away: the mall's usual one holds there.

    Raises:
        Invalid: not a percentage, or an agency of another mall.
    """
    if any(not 0 <= percent <= 100 for percent in percents.values() if percent is not None):
        problem = FieldProblem("percent", "queue.not_a_percentage", NOT_A_PERCENTAGE)
        raise Invalid(errors=[problem])
    with transaction.atomic():
        known = set(Agency.objects.filter(mall=mall).values_list("pk", flat=True))
        if not percents.keys() <= known:
            problem = FieldProblem("agency", "queue.unknown_agency", UNKNOWN_AGENCY)
            raise Invalid(errors=[problem])
        rows = AgeKept.objects.filter(mall=mall, agency__in=percents)
        before = dict(rows.select_for_update().values_list("agency_id", "percent"))
        changed = {
            agency: percent for agency, percent in percents.items() if before.get(agency) != percent
        }
        for agency, percent in changed.items():
            if percent is None:
                rows.filter(agency=agency).delete()
            else:
                AgeKept.objects.update_or_create(
                    agency_id=agency, defaults={"mall": mall, "percent": percent}
                )
        if changed:
            log_today(mall, "age_kept.changed", actor, {
                "before": {str(one): before.get(one) for one in changed},
                "after": {str(one): percent for one, percent in changed.items()},
            })  # fmt: skip


def _ordered(mall: Mall, answer: dict[str, object]) -> Ordered:
    if "refusal" in answer:
        raise REFUSALS[str(answer["refusal"])]
    if answer["changed"]:
        notify.poke(mall.pk)
    waiting = answer["waiting"]
    return Ordered(bool(answer["changed"]), Flow(str(answer["flow"])),
                   UUID(str(waiting)) if waiting else None)  # fmt: skip
