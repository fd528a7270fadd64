# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from satuhadir.accounts.actions import create_token
from satuhadir.queue import actions
from satuhadir.queue.models import Contact, Ticket
from satuhadir.queue.tests.api_client import Api, api_fixture, fresh_key  # noqa: F401
from satuhadir.queue.tests.conftest import Hall


def test_a_kiosk_takes_a_number(api: Api) -> None:
    reply = api.issue("kiosk", people=2)
    assert (reply.status, reply["code"], reply["number"]) == (201, "A-001", 1)
    assert (reply["state"], reply["channel"], reply["present"]) == ("waiting", "kiosk", True)
    assert reply["track_url"] == f"http://testserver/batu/antrean/{reply['track']}/"
    assert reply["issued_at"].endswith("+07:00")
    assert reply.response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("who", "channel", "present"),
    [
        (None, "phone", False),
        ("stranger", "phone", False),
        ("applicant", "phone", False),
        ("kiosk", "kiosk", True),
        ("counter", "desk", True),
        ("manager", "desk", True),
    ],
)
def test_the_channel_follows_from_who_asks(
    api: Api, who: str | None, channel: str, present: bool
) -> None:
    reply = api.issue(who)
    assert (reply.status, reply["channel"], reply["present"]) == (201, channel, present)
    assert api.issue(who, channel=channel).status == 201
    for other in {"kiosk", "desk", "phone"} - {channel}:
        refused = api.issue(who, channel=other)
        assert (refused.status, refused.code) == (403, "queue.other_channel")


def test_an_unknown_channel_is_invalid(api: Api) -> None:
    reply = api.issue(channel="fax")
    assert (reply.status, reply.fields) == (422, [("channel", "shared.unknown_value")])


def test_keys_of_elsewhere_and_of_the_ministry_take_no_number(api: Api, neighbour: Hall) -> None:
    for role in ("kiosk", "counter", "manager"):
        assert api.issue(create_token(role=role, mall=neighbour.mall)).status == 403
    assert api.issue("ministry").status == 403


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"services": []}, "services", "shared.too_short"),
        ({"services": ["KTP"] * 11}, "services", "shared.too_long"),
        ({"service": "KTP", "services": ["KTP"]}, "", "queue.one_of_service_and_services"),
        ({"service": None}, "", "queue.one_of_service_and_services"),
        ({"service": 7}, "service", "shared.wrong_kind"),
        ({"service": ["KTP"]}, "service", "shared.wrong_kind"),
        ({"service": ""}, "service", "shared.too_short"),
        ({"service": "K" * 10_000}, "service", "shared.too_long"),
        ({"people": 0}, "people", "shared.out_of_range"),
        ({"people": 21}, "people", "shared.out_of_range"),
        ({"people": "3"}, "people", "shared.wrong_kind"),
        ({"people": True}, "people", "shared.wrong_kind"),
        ({"people": 2.5}, "people", "shared.wrong_kind"),
        ({"people": 10**300}, "people", "shared.out_of_range"),
        ({"people": None}, "people", "shared.wrong_kind"),
        ({"needs": ["tall"]}, "needs.0", "shared.unknown_value"),
        ({"needs": "elderly"}, "needs", "shared.wrong_kind"),
        ({"help": ["deaf"]}, "help.0", "shared.unknown_value"),
        ({"help": "wheelchair"}, "help", "shared.wrong_kind"),
        ({"help": ["wheelchair"] * 9}, "help", "shared.too_long"),
        ({"attendance": "123"}, "attendance", "shared.not_an_id"),
        ({"attendance": 5}, "attendance", "shared.not_an_id"),
        ({"name": "a" * 61}, "name", "shared.too_long"),
        ({"name": "a\u0007b"}, "name", "shared.unprintable"),
        ({"phone": "911"}, "phone", "queue.not_a_phone"),
        ({"phone": "+1 212 555 0100"}, "phone", "queue.not_a_phone"),
    ],
)
def test_a_body_that_can_not_be_taken_says_which_field(
    api: Api, body: dict[str, Any], field: str, code: str
) -> None:
    if not {"service", "services"} & set(body):
        body = {"service": "KTP", **body}
    reply = api.post(f"{api.mall}/tickets", "kiosk", body)
    assert (reply.status, reply.code) == (422, "shared.invalid")
    assert (field, code) in reply.fields
    assert not Ticket.objects.exists()


def test_services_of_two_lines_are_refused_and_of_one_line_are_one_ticket(api: Api) -> None:
    assert api.issue(services=["KTP", "KK"])["services"] == ["KTP", "KK"]
    assert api.issue(services=["KTP", "SKCK"]).code == "queue.services_of_one_line"


def test_what_is_unknown_or_of_another_mall_is_not_found(api: Api, neighbour: Hall) -> None:
    assert api.issue(service="PASPOR").code == "catalogue.service_not_found"
    assert api.issue(attendance=str(uuid4())).code == "queue.attendance_not_found"
    theirs = neighbour.issue().ticket
    assert api.issue(attendance=str(theirs.attendance)).code == "queue.attendance_not_found"
    assert api.get(f"{api.mall}/tickets/{theirs.id}", "counter").status == 404
    assert api.get(f"{api.mall}/tickets/{uuid4()}", "counter").status == 404
    assert api.get(f"{api.mall}/tickets/123", "counter").code == "queue.ticket_not_found"
    assert api.move({"id": theirs.id}, "recall").code == "queue.ticket_not_found"
    assert api.post("/malls/atlantis/tickets", "kiosk", {}).code == "malls.mall_not_found"


def test_name_and_phone_are_kept_for_the_day_and_never_answered(api: Api) -> None:
    reply = api.issue(name="  Bu  Sari ", phone="0812-3456 7890", needs=["pregnant"])
    assert not {"name", "phone", "needs"} & set(reply.json)
    for said in ("Sari", "3456", "pregnant"):
        assert said not in reply.response.content.decode()
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("Bu Sari", "+6281234567890")


def test_help_is_answered_to_staff_and_to_nobody_else(api: Api) -> None:
    issued = api.issue(help=["approach"])
    counters = f"{api.mall}/counters"
    at = f"{counters}/{api.counter(1)}"
    called = api.call()
    told = [
        called, api.move(called, "start"), api.get(f"{api.mall}/tickets/{called['id']}", "counter"),
    ]  # fmt: skip
    assert [one["help"] for one in told] == [["approach"]] * 3
    assert api.get(at, "counter")["ticket"]["help"] == ["approach"]
    for open_to_all in (
        issued,
        api.get(f"/track/{issued['track']}"),
        api.get(at),
        api.get(counters),
        api.get(f"{api.mall}/board"),
        api.get(f"{api.mall}/log", "manager"),
    ):
        text = open_to_all.response.content.decode()
        assert "approach" not in text and '"help"' not in text


def test_a_need_gives_a_head_start_at_the_kiosk_and_waits_for_staff_on_a_phone(api: Api) -> None:
    assert api.issue(needs=["elderly"])["priority"]
    phone = api.issue(None, needs=["elderly", "disability"])
    assert (phone["priority"], phone["priority_claimed"]) == (False, True)
    confirmed = api.move(phone, "confirm-priority", None)
    assert (confirmed["priority"], confirmed["priority_claimed"]) == (True, False)
    assert api.move(phone, "confirm-priority", None).code == "queue.wrong_state"


def test_the_rules_of_the_line_refuse(api: Api) -> None:
    first = api.issue()
    again = api.issue(attendance=first["attendance"])
    assert (again.status, again.code) == (409, "queue.already_in_line")
    assert api.issue(service="SKCK", attendance=first["attendance"]).status == 201
    line = api.hall.lines["A"].pk
    actions.set_quotas(mall=api.hall.mall, line_id=line, quotas={"daily_quota": 1}, actor="test")
    assert api.issue().code == "queue.line_full"
    actions.close_line(mall=api.hall.mall, line_id=line, reason="rapat", actor="test")
    assert api.issue().code == "queue.line_closed"


def test_a_day_at_the_counter(api: Api) -> None:
    ticket = api.issue()
    called = api.call()
    assert (called.status, called["id"], called["counter"]) == (200, ticket["id"], api.counter(1))
    assert api.move(ticket, "recall")["recalled_at"]
    assert api.move(ticket, "no-show").code == "queue.too_early"
    assert api.move(ticket, "start")["state"] == "serving"
    assert api.move(ticket, "start").code == "queue.wrong_state"
    parked = api.move(ticket, "hold", reason="payment")
    assert (parked["state"], parked["counter"]) == ("parked", None)
    assert api.move(ticket, "resume")["state"] == "waiting"
    api.call()
    api.move(ticket, "start")
    moved = api.move(ticket, "transfer", service="SKCK")
    assert (moved["state"], moved["service"], moved["code"]) == ("waiting", "SKCK", "A-001")
    assert api.call(3)["id"] == ticket["id"]
    api.move(ticket, "start", 3)
    assert api.move(ticket, "finish", 3)["state"] == "done"
    assert api.move(ticket, "undo", 3)["state"] == "serving"
    assert api.move(ticket, "cancel", 3)["state"] == "cancelled"


def test_a_no_show_is_said_two_minutes_after_the_call(api: Api, at_clock: Any) -> None:
    ticket = api.issue()
    api.call()
    at_clock(api.hall.mall.local_now() + timedelta(minutes=3))
    assert api.move(ticket, "no-show")["state"] == "no_show"
    assert api.move(ticket, "undo")["state"] == "called"


def test_another_counter_may_not_touch_a_ticket_and_only_a_manager_releases(api: Api) -> None:
    ticket = api.issue()
    api.call(1)
    for word in ("start", "recall", "no-show", "finish", "hold", "undo", "cancel"):
        assert api.move(ticket, word, 2).code == "queue.other_counter", word
    assert api.move(ticket, "transfer", 2, service="KK").code == "queue.other_counter"
    assert api.move(ticket, "release", 1).status == 403
    released = api.move(ticket, "release", None, "manager")
    assert (released["state"], released["counter"]) == ("waiting", None)
    api.call(2)
    assert api.move(ticket, "release", 1, "manager")["state"] == "waiting"


def test_a_manager_cancels_from_no_counter_and_staff_name_theirs(api: Api) -> None:
    ticket = api.issue()
    api.call(1)
    assert api.move(ticket, "cancel", None).fields == [("counter", "shared.missing")]
    assert api.move(ticket, "cancel", None, "manager")["state"] == "cancelled"


@pytest.mark.parametrize(
    "word", ["recall", "start", "finish", "no-show", "hold", "resume", "transfer", "undo"]
)
def test_a_verb_needs_its_counter(api: Api, word: str) -> None:
    ticket = api.issue()
    assert ("counter", "shared.missing") in api.move(ticket, word, None, service="KTP").fields
    wrong = api.post(f"{api.mall}/tickets/{ticket['id']}/{word}", "counter", {"counter": "5"})
    assert ("counter", "shared.not_an_id") in wrong.fields
    unknown = {"counter": str(uuid4()), "service": "KTP"}
    reply = api.post(f"{api.mall}/tickets/{ticket['id']}/{word}", "counter", unknown)
    assert reply.code == "queue.counter_not_found"


def test_transfer_and_hold_take_only_what_they_know(api: Api) -> None:
    ticket = api.issue()
    assert ("service", "shared.missing") in api.move(ticket, "transfer").fields
    assert api.move(ticket, "transfer", service="PASPOR").code == "catalogue.service_not_found"
    assert ("reason", "shared.unknown_value") in api.move(ticket, "hold", reason="bored").fields


@pytest.mark.parametrize("who", [None, "kiosk", "stranger", "applicant", "ministry"])
def test_only_staff_move_tickets_and_a_permission_comes_before_a_state(
    api: Api, who: str | None
) -> None:
    ticket = api.issue()
    expected = 401 if who is None else 403
    for word in ("start", "finish", "release", "transfer", "undo", "cancel", "confirm-priority"):
        path = f"{api.mall}/tickets/{ticket['id']}/{word}"
        assert api.post(path, who, {"counter": api.counter(1)}).status == expected
        assert api.post(path, who, {}).status == expected
    assert api.get(f"{api.mall}/tickets/{ticket['id']}", who).status == expected
    assert api.post(f"{api.mall}/counters/{api.counter(1)}/call-next", who).status == expected


def test_a_kiosk_and_an_officer_check_a_phone_ticket_in(api: Api) -> None:
    first, second = api.issue(None), api.issue(None)
    assert api.call().status == 204
    assert api.move(first, "present", None, "kiosk")["present"]
    assert api.move(second, "present", 1)["present"]
    assert api.call()["id"] == first["id"]
    assert api.post(f"{api.mall}/tickets/{second['id']}/present", "stranger").status == 403


def test_a_kiosk_is_not_told_what_help_was_asked_for(api: Api) -> None:
    first = api.issue(None, help=["wheelchair"])
    assert api.move(first, "present", None, "kiosk")["help"] == []
    assert api.get(f"{api.mall}/tickets/{first['id']}", "counter").json["help"] == ["wheelchair"]


def test_a_key_of_one_counter_opens_no_other(api: Api, neighbour: Hall) -> None:
    mine = create_token(role="counter", mall=api.hall.mall, counter_id=api.hall.counters[1].pk)
    ticket = api.issue()
    assert api.call(2, mine).code == "queue.other_counter"
    assert api.call(1, mine)["id"] == ticket["id"]
    assert api.move(ticket, "start", 2, mine).code == "queue.other_counter"
    assert api.move(ticket, "start", 1, mine)["state"] == "serving"
    elsewhere = create_token(role="counter", mall=neighbour.mall)
    reply = api.call(1, elsewhere)
    assert (reply.status, reply.code) == (403, "queue.other_counter")


def test_a_repeated_request_is_done_once(api: Api, client: Client) -> None:
    key = {"idempotency-key": fresh_key()}
    path, body = f"{api.mall}/tickets", {"service": "KTP", "people": 2}
    first, second = (api.post(path, "kiosk", body, **key) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    reordered = {"people": 2, "service": "KTP"}
    assert api.post(path, "kiosk", reordered, **key).json == first.json
    other = api.post(path, "kiosk", {"service": "KK"}, **key)
    assert (other.status, other.code) == (409, "idempotency.other_body")
    assert api.post(path, "counter", body, **key)["id"] != first["id"]
    assert Ticket.objects.count() == 2


def test_a_browser_without_a_cookie_repeats_safely(api: Api) -> None:
    key = {"idempotency-key": fresh_key()}
    path, body = f"{api.mall}/tickets", {"service": "KTP"}
    first, second = (api.post(path, None, body, **key) for _ in range(2))
    assert first["track"] == second["track"]
    api.client.cookies["sh_device"] = "a" * 32
    assert api.post(path, None, body, **key)["id"] != first["id"]


def test_refusals_and_nobody_to_call_are_kept_too(api: Api) -> None:
    key = {"idempotency-key": fresh_key()}
    assert api.call(1, **key).status == 204
    api.issue()
    assert api.call(1, **key).status == 204
    assert api.call(1).status == 200
    key = {"idempotency-key": fresh_key()}
    assert api.call(1, **key).code == "queue.counter_busy"
    api.hall.move(Ticket.objects.get(), "start")
    api.hall.move(Ticket.objects.get(), "finish")
    assert api.call(1, **key).code == "queue.counter_busy"


@pytest.mark.parametrize("key", ["", "1", "x" * 36, "g" * 8 + "-1111-1111-1111-111111111111"])
def test_an_idempotency_key_is_a_uuid(api: Api, key: str) -> None:
    reply = api.post(f"{api.mall}/tickets", "kiosk", {"service": "KTP"}, **{"idempotency-key": key})
    assert reply.fields == [("Idempotency-Key", "idempotency.not_a_uuid")]
    assert not Ticket.objects.exists()
