# SPDX-License-Identifier: Apache-2.0
"""Who asks about which complaint, and how much of it they may see."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from satuhadir.accounts.callers import Caller
from satuhadir.accounts.http import MallAsk, at_mall, caller_of, go_to
from satuhadir.feedback.errors import ComplaintNotFound
from satuhadir.feedback.hints import masked
from satuhadir.feedback.models import Complaint, Reporter
from satuhadir.feedback.queries.lists import visible_to
from satuhadir.malls.errors import MallNotFound
from satuhadir.malls.models import Mall
from satuhadir.malls.queries import mall_by_slug


@dataclass(frozen=True, slots=True)
class ComplaintAsk:
    """One request of a manager about one complaint, past the door."""

    ask: MallAsk
    complaint: Complaint

    @property
    def mall(self) -> Mall:
        return self.ask.mall

    @property
    def actor(self) -> str:
        return self.ask.caller.actor

    @property
    def agencies(self) -> frozenset[int] | None:
        return self.ask.caller.agencies("handle_complaints", self.ask.mall)

    @property
    def is_whole(self) -> bool:
        """Say whether the whole mall is in their charge, not an agency of it."""
        return self.agencies is None

    @property
    def by(self) -> str:
        """Return as whom they act: for the mall, or for an agency."""
        return "mall" if self.is_whole else "agency"

    @property
    def may_see_reporter(self) -> bool:
        """Say whether they may open who the reporter is.

        A secret name is for the mall's manager alone; the number of a call-back for the agency that
        is to call alone, as long as it lies there.
        """
        complaint = self.complaint
        if not Reporter.objects.filter(complaint=complaint).exists():
            return False
        if complaint.kind == Complaint.Kind.CONSULTATION:
            return not self.is_whole or complaint.state in {"received", "objected"}
        return self.is_whole or complaint.identity == Complaint.Identity.NAMED

    def shown(self, text: str) -> str:
        """Return a text as they may read it: to an agency, without what tells who somebody is."""
        if self.is_whole:
            return text
        secret = self.complaint.identity != Complaint.Identity.NAMED
        reporter = Reporter.objects.filter(complaint=self.complaint).first() if secret else None
        if reporter is None:
            return masked(text)
        return masked(text, names=reporter.name, phone=reporter.phone)


def at_complaint(request: HttpRequest, slug: str, complaint_id: UUID) -> ComplaintAsk:
    """Let a manager of the mall in, or of the agency that the complaint lies with.

    Raises:
        MallNotFound: no such mall, or not theirs.
        ComplaintNotFound: the mall has no such complaint, or it is another agency's.
    """
    ask = at_mall(request, slug, "handle_complaints")
    agencies = ask.caller.agencies("handle_complaints", ask.mall)
    found = visible_to(ask.mall, agencies).filter(pk=complaint_id).first()
    if found is None:
        raise ComplaintNotFound
    return ComplaintAsk(ask, found)


@dataclass(frozen=True, slots=True)
class DeskAsk:
    """One request of a member of staff who enters what somebody at the desk says."""

    request: HttpRequest
    mall: Mall
    caller: Caller

    @property
    def is_whole(self) -> bool:
        return self.caller.agencies("handle_complaints", self.mall) is None


def at_desk(request: HttpRequest, slug: str) -> DeskAsk:
    """Let staff of the mall in, officers too; raise MallNotFound for the rest."""
    mall = mall_by_slug(slug)
    caller = caller_of(request)
    if not caller.may_somewhere("enter_complaints", mall):
        raise MallNotFound
    go_to(request, mall)
    return DeskAsk(request, mall, caller)
