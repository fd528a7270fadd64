# SPDX-License-Identifier: Apache-2.0
"""Who asks, as plain values: a person, a device or the public, with what each may do where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

Kind = Literal["anonymous", "token", "user"]
Owed = Literal["", "password", "factor"]
Action = Literal[
    "take_as_kiosk", "take_as_desk", "serve", "manage", "read_log", "release", "look",
    "show_hall", "print_slips", "report", "handle_complaints", "enter_complaints",
]  # fmt: skip

# Who may do what. `counter` and `kiosk` are devices; a manager may do all an officer may.
# `look` is reading what staff see; it is all the ministry may do. A hall display may show the
# hall's screen and nothing else, a hall agent print slips and tell how its printers are. A reporter
# is a program of somebody else that brings in what its users complain of.
ROLES: dict[Action, frozenset[str]] = {
    "take_as_kiosk": frozenset({"kiosk"}),
    "take_as_desk": frozenset({"officer", "counter", "manager"}),
    "serve": frozenset({"officer", "counter", "manager"}),
    "manage": frozenset({"manager", "agency_manager"}),
    "read_log": frozenset({"manager"}),
    "release": frozenset({"manager"}),
    "look": frozenset({"officer", "counter", "agency_manager", "manager", "ministry"}),
    "show_hall": frozenset({"display"}),
    "print_slips": frozenset({"hall_agent"}),
    "report": frozenset({"reporter"}),
    "handle_complaints": frozenset({"manager", "agency_manager"}),
    "enter_complaints": frozenset({"officer", "manager", "agency_manager"}),
}


class Place(Protocol):
    """A mall, as far as authority asks: its id and the code of its region, such as `35.79`."""

    @property
    def pk(self) -> int: ...
    @property
    def region_id(self) -> str: ...


class Scope(NamedTuple):
    """One role in one place. All None is everywhere."""

    role: str
    region_code: str | None = None
    mall_id: int | None = None
    agency_id: int | None = None
    expires_at: datetime | None = None

    def covers(self, mall: Place) -> bool:
        """Say whether `mall` lies in this place; a province covers the malls of its cities."""
        if self.mall_id is not None:
            return self.mall_id == mall.pk
        if self.region_code is None:
            return True
        return f"{mall.region_id}.".startswith(f"{self.region_code}.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `actor` is what the log keeps: `public`, `token:<uuid>` or `user:<id>`.

    `counter_id` is set for a token of one counter only; None leaves every counter of its mall.
    `owes` is what an account must do before it may work: choose a password of its own, or set up a
    second factor; "" when nothing.
    """

    kind: Kind
    actor: str
    scopes: tuple[Scope, ...] = ()
    is_demo: bool = False
    counter_id: UUID | None = None
    owes: Owed = ""

    def may(self, action: Action, mall: Place, agency_id: int | None = None) -> bool:
        """Say whether this caller may do `action` at `mall` for the agency `agency_id`.

        Without `agency_id` the question is about the whole mall: an officer or a manager of one
        agency only is answered no. Ask `may_somewhere` to let them in.
        """
        return any(
            scope.role in ROLES[action]
            and scope.covers(mall)
            and (scope.agency_id is None or scope.agency_id == agency_id)
            for scope in self.scopes
        )

    def may_somewhere(self, action: Action, mall: Place | None = None) -> bool:
        """Say whether `action` is allowed for any agency of `mall`, or at any mall at all."""
        return any(
            scope.role in ROLES[action] and (mall is None or scope.covers(mall))
            for scope in self.scopes
        )

    def agencies(self, action: Action, mall: Place) -> frozenset[int] | None:
        """Return the agencies of `mall` this caller may do `action` for; None means all of them."""
        found = set()
        for scope in self.scopes:
            if scope.role in ROLES[action] and scope.covers(mall):
                if scope.agency_id is None:
                    return None
                found.add(scope.agency_id)
        return frozenset(found)

    @property
    def is_staff(self) -> bool:
        """Say whether any role of staff is held anywhere; the ministry's counts."""
        return self.may_somewhere("look")


ANONYMOUS = Caller(kind="anonymous", actor="public")
