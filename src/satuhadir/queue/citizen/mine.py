# SPDX-License-Identifier: Apache-2.0
"""The number this phone holds: its track alone, in a cookie of one mall, until tomorrow's end."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from satuhadir.malls.models import Mall
from satuhadir.queue.queries.holders import OwnTicket, find_own
from satuhadir.queue.tracks import track_path
from satuhadir.shared.cookies import keep_cookie

COOKIE = "sh_nomor"


class Mine:
    """The cookie's ticket of today, read once a request and only when somebody asks."""

    def __init__(self, request: HttpRequest, mall: Mall) -> None:
        self.track = request.COOKIES.get(COOKIE, "").lower()
        self.ticket: OwnTicket | None = find_own(mall, self.track) if self.track else None
        self.url = track_path(mall.slug, self.track) if self.ticket else ""


def keep(response: HttpResponseBase, mall: Mall, track: str) -> None:
    """Remember a ticket of today on this phone."""
    seconds = _seconds_left(mall)
    keep_cookie(response, COOKIE, track, seconds=seconds, path=f"/{mall.slug}/")


def forget(response: HttpResponseBase, mall: Mall) -> None:
    """Remember no ticket of this mall."""
    response.delete_cookie(COOKIE, path=f"/{mall.slug}/", samesite="Lax")


def _seconds_left(mall: Mall) -> int:
    """Return the seconds until the end of tomorrow at the mall."""
    end = datetime.combine(mall.today() + timedelta(days=2), time(), ZoneInfo(mall.timezone))
    return int((end - mall.local_now()).total_seconds())
