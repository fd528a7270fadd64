# SPDX-License-Identifier: Apache-2.0
"""Rows of the log and states of lines as Server-Sent Events, in bytes."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from satuhadir.queue.values import LineState

HEARTBEAT = b":\n\n"

# Events of the log that any screen shows; the rest are only counted.
CALLS = {"ticket.called": b"call", "ticket.recalled": b"recall", "ticket.started": b"begin"}
ENDINGS = frozenset({"ticket.no_show", "ticket.cancelled", "ticket.expired", "ticket.released"})
# What the screens of staff look again for. Nobody is told which number it was.
CHANGES = frozenset(
    {
        *("ticket.finished", "ticket.parked", "ticket.resumed", "ticket.transferred"),
        *("ticket.undone", "ticket.returned", "ticket.present", "ticket.head_start_confirmed"),
        *("ticket.turned", "ticket.summoned", "ticket.arrived", "person.ordered"),
        *("counter.opened", "counter.closed", "counter.break", "counter.taken_over"),
        *("counter.lent", "counter.returned"),
    }
)
# What the manager says on every screen, and takes back; a line's closing says so by itself.
SAID = frozenset({"announcement.made", "line.closed"})
UNSAID = frozenset({"announcement.withdrawn", "line.opened"})
CLOSING_SHOWN = timedelta(minutes=10)
SHOWN = sorted([*CALLS, *ENDINGS, *CHANGES, *SAID, *UNSAID])

# What of a row may be public: no ticket, no attendance, nobody's doing.
PUBLIC = ("booth", "place", "counter_name", "service_name", "agency", "agency_name", "line")
_ID = re.compile(r"(\d{4}-\d{2}-\d{2})-(0|[1-9]\d{0,8})", re.ASCII)


class Place(NamedTuple):
    """A place in a mall's log: everything up to and with `seq` of `day` has been seen."""

    day: date
    seq: int

    @property
    def id(self) -> bytes:
        return f"{self.day}-{self.seq}".encode()


class Row(NamedTuple):
    """A row of the log; `body` is None unless `event` is one of SHOWN."""

    day: date
    seq: int
    event: str
    body: str | None


def place_of(text: str) -> Place | None:
    """Read a Last-Event-ID; None for anything we never gave."""
    found = _ID.fullmatch(text)
    if found is None:
        return None
    try:
        return Place(date.fromisoformat(found[1]), int(found[2]))
    except ValueError:
        return None


def message_of(row: Row) -> bytes | None:
    """Return what screens are told of a row, or None when it is not their business."""
    if row.body is None:
        return None
    body = json.loads(row.body)
    if row.event in SAID | UNSAID:
        return _message(b"announce", row, _announcement(row.event, body))
    name = _name(row.event, body)
    if name is None:
        return None
    data = {"code": body.get("code"), "counter": body.get("counter"), "at": body.get("at")}
    data |= {key: body[key] for key in PUBLIC if body.get(key) is not None}
    return _message(name, row, data)


def change_of(row: Row) -> bytes | None:
    """Return the word that something moved which `message_of` does not tell, or None.

    It is worth something only now: it has no id, and who comes back later is not told.
    """
    if row.body is None or row.event not in CHANGES:
        return None
    body = json.loads(row.body)
    data = {key: body.get(key) for key in ("counter", "line", "at")}
    return b"event: change\ndata: %s\n\n" % _json(data)


def first_message(place: Place) -> bytes:
    """Give the client a place to resume from before anything happened; browsers raise no event."""
    return b"id: %s\n\n" % place.id


def reset_message(place: Place) -> bytes:
    """Tell a screen to read the board: what it knows is of another day."""
    return b"event: reset\nid: %s\ndata: {}\n\n" % place.id


def retry_message(milliseconds: int) -> bytes:
    return b"retry: %d\n\n" % milliseconds


def line_message(state: LineState) -> bytes:
    wait = state.wait
    data = {
        "line": str(state.line),
        "prefix": state.prefix,
        "waiting": state.waiting,
        "wait_minutes": None
        if wait is None
        else {"low": wait.low, "likely": wait.likely, "high": wait.high},
        "open": state.is_open,
        "notice": state.notice,
    }
    return b"event: line\ndata: %s\n\n" % _json(data)


def _message(name: bytes, row: Row, data: dict[str, Any]) -> bytes:
    return b"event: %s\nid: %s\ndata: %s\n\n" % (name, Place(row.day, row.seq).id, _json(data))


def _announcement(event: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what is said from when until when; a text of None takes what `id` said back.

    A line that closes or opens is said under the line's own id. Indonesian, as the hall is.
    """
    at = body["at"]
    data: dict[str, Any] = {"id": body.get("announcement") or body["line"], "at": at}
    if "line" in body:
        data["line"] = body["line"]
    if event in UNSAID:
        return {**data, "text": None, "from": at, "until": at}
    if event == "announcement.made":
        return {
            **data,
            "text": body["text"],
            "level": body["level"],
            "from": body["from_at"],
            "until": body["until_at"],
        }
    until = datetime.fromisoformat(at) + CLOSING_SHOWN
    return {
        **data,
        "text": _closing(body),
        "level": "info",
        "from": at,
        "until": until.isoformat(timespec="seconds"),
    }


def _closing(body: dict[str, Any]) -> str:
    """Return `Antrean D ditutup mulai 14.00: petugas rapat. Yang sudah memegang nomor …`."""
    text = f"Antrean {body['prefix']} ditutup"
    if body["closed_from"]:
        text += f" mulai pukul {body['closed_from'][11:16].replace(':', '.')}"
    why = str(body["reason"]).strip().rstrip(".")
    text += f": {why}." if why else "."
    return f"{text} Yang sudah memegang nomor tetap dipanggil selama petugas ada."


def _name(event: str, body: dict[str, Any]) -> bytes | None:
    if event in CALLS:
        return CALLS[event]
    if event in ENDINGS and body.get("from") in {"called", "serving"}:
        return b"withdraw"
    if event == "ticket.undone" and body.get("to") == "called":
        return b"call"
    return None


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
