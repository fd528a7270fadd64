# SPDX-License-Identifier: Apache-2.0
"""Open311 GeoReport v2, held against its text and against how clients in the wild read it."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satuhadir.accounts.actions import create_token
from satuhadir.feedback import actions
from satuhadir.feedback.models import Complaint, Reporter
from satuhadir.feedback.open311.formats import ITEMS, answer
from satuhadir.feedback.tests.conftest import STORY, House
from satuhadir.shared import limits

V2 = "/open311/v2"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
# The example of the specification, about our place.
EXAMPLE = {
    "service_code": "KTP", "lat": "-7.76524078", "long": "112.4212043",
    "address_string": "Loket 5, lantai 2", "email": "smit333@contoh.id", "device_id": "tt222111",
    "account_id": "123456", "first_name": "Sri", "last_name": "Wahyuni", "phone": "081234567890",
    "description": "Petugas meminta fotokopi yang tidak ada di daftar.\nSudah dua kali.",
}  # fmt: skip


@pytest.fixture
def key(house: House) -> str:
    return create_token(role="reporter", mall=house.mall, label="JAKI")


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    limits.forget()


def get(path: str, status: int = 200, /, *, mall: str = "batu", **query: str) -> Any:
    """Ask for JSON and for XML, hold them against each other, and return the JSON."""
    asked = urlencode({"jurisdiction_id": mall, **query} if mall else query)
    as_json = Client().get(f"{V2}/{path}.json?{asked}")
    as_xml = Client().get(f"{V2}/{path}.xml?{asked}")
    assert as_json.status_code == as_xml.status_code == status
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert as_xml["Content-Type"] == "text/xml; charset=utf-8"
    assert as_xml.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<')
    said = json.loads(as_json.content)
    assert spark(ElementTree.fromstring(as_xml.content)) == plain(said)
    return said


def spark(element: ElementTree.Element) -> Any:
    """Read XML as clients do, by the Spark convention: an element with alike children is a list."""
    children = list(element)
    if not children:
        return element.text or ""
    if element.tag in ITEMS:
        return [spark(child) for child in children]
    return {child.tag: spark(child) for child in children}


def plain(said: Any) -> Any:
    """Return JSON as XML can say it: everything is text."""
    if isinstance(said, dict):
        return {name: plain(value) for name, value in said.items()}
    if isinstance(said, list):
        return [plain(one) for one in said] or ""
    if isinstance(said, bool):
        return "true" if said else "false"
    return "" if said is None else str(said)


def send(
    key: str, form: str = "json", /, *, mall: str = "batu", word: str = "", **more: str
) -> Any:
    body = urlencode({"api_key": key, "jurisdiction_id": mall, **EXAMPLE, **more})
    headers = {"Idempotency-Key": word} if word else {}
    return Client().post(f"{V2}/requests.{form}", body, content_type=FORM, headers=headers)


def test_services_are_the_malls_own_matters_and_each_of_its_services(house: House) -> None:
    listed = get("services")
    assert [one["service_code"] for one in listed] == [
        "umum-pengaduan", "umum-aspirasi", "umum-informasi", "KTP",
    ]  # fmt: skip
    ktp = listed[-1]
    assert ktp["service_name"] == "KTP hilang"
    assert (ktp["metadata"], ktp["type"], ktp["group"]) == (True, "realtime", "Dinas Kependudukan")
    assert set(ktp) == {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    }  # fmt: skip


def test_a_definition_asks_what_may_be_answered_and_nothing_that_must(house: House) -> None:
    said = get("services/KTP")
    assert said["service_code"] == "KTP"
    asked = {one["code"]: one for one in said["attributes"]}
    assert set(asked) == {"identitas", "jenis", "bagian"}
    assert [one["order"] for one in said["attributes"]] == [1, 2, 3]
    assert all(one["datatype"] == "singlevaluelist" for one in asked.values())
    assert not any(one["required"] for one in asked.values())
    assert {"key": "fees", "name": "biaya atau tarif"} in asked["bagian"]["values"]
    assert {one["code"] for one in get("services/umum-pengaduan")["attributes"]} == {"identitas"}


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_request_is_filed_and_its_sender_learns_where_to_follow_it(
    house: House, key: str, form: str
) -> None:
    answered = send(key, form, **{"attribute[bagian]": "requirements"})
    assert answered.status_code == 200
    if form == "json":
        (made,) = json.loads(answered.content)
        assert set(made) == {"service_request_id", "service_notice", "account_id"}
    else:  # as node-open311 and FixMyStreet read it
        root = ElementTree.fromstring(answered.content)
        assert root.tag == "service_requests"
        made = {child.tag: child.text for child in root.findall("request")[0]}
    kept = Complaint.objects.get(number=made["service_request_id"])
    assert (kept.channel, kept.identity, kept.kind) == ("open311", "named", "complaint")
    assert (kept.service, kept.agency, kept.clause) == (house.ktp, house.dukcapil, "requirements")
    assert kept.text == EXAMPLE["description"]
    assert kept.place == "Loket 5, lantai 2"
    assert Reporter.objects.get().name == "Sri Wahyuni"
    track = made["service_notice"].rstrip("/").rsplit("/", 1)[-1]
    assert get(f"tokens/{track}") == [{"service_request_id": kept.number, "token": track}]
    step = kept.steps.get()
    assert step.actor.startswith("token:")


def test_who_says_no_name_is_anonymous_and_who_asks_for_it_is_secret(
    house: House, key: str
) -> None:
    nobody = {"first_name": "", "last_name": "", "email": "", "phone": ""}
    send(key, **nobody)
    send(key, **{"attribute[identitas]": "secret", "description": STORY})
    send(key, **{"attribute[identitas]": "anonymous", "description": STORY + " Lagi."})
    send(key, **{**nobody, "phone": "0812", "description": STORY + " Telepon saya."})
    found = Complaint.objects.order_by("opened_at").values_list("identity", flat=True)
    assert list(found) == ["anonymous", "secret", "anonymous", "named"]
    assert Reporter.objects.count() == 2


def test_general_matters_and_other_kinds_are_taken(house: House, key: str) -> None:
    for code, more, kind in [
        ("umum-aspirasi", {}, "aspiration"),
        ("umum-informasi", {}, "information"),
        ("KTP", {"attribute[jenis]": "aspiration"}, "aspiration"),
    ]:
        send(key, service_code=code, description=f"{STORY} {code} {kind}", **more)
        newest = Complaint.objects.latest("opened_at")
        assert newest.kind == kind
        assert get(f"requests/{newest.number}")[0]["service_code"] == code


def test_nothing_of_a_person_and_nothing_that_was_said_is_public(house: House, key: str) -> None:
    send(key, media_url="https://gambar.contoh.id/RAHASIA.jpg")
    raw = Client().get(f"{V2}/requests.json?jurisdiction_id=batu").content.decode()
    for word in ("fotokopi", "Sri", "Wahyuni", "0812", "smit333", "Loket 5", "112.42", "RAHASIA",
                 "tt222111", "123456"):  # fmt: skip
        assert word not in raw
    assert "RAHASIA" in Complaint.objects.get().text
    (one,) = json.loads(raw)
    assert one["description"] == "Pengaduan tentang KTP hilang. Isinya tidak ditampilkan."
    assert one["media_url"] is None
    assert datetime.fromisoformat(one["requested_datetime"]).time().isoformat() == "00:00:00"


def test_what_stands_on_the_wall_is_shown_as_the_manager_wrote_it(house: House) -> None:
    filed = house.file(service=house.ktp)
    house.forward(filed)
    house.answer(filed)
    actions.publish_on_wall(
        mall=house.mall, complaint_id=filed.id, actor="user:1",
        summary="Diminta fotokopi yang tidak perlu.", answer="Syarat itu dihapus.",
    )  # fmt: skip
    (one,) = get(f"request/{filed.number}")
    assert one["description"] == "Diminta fotokopi yang tidak perlu."
    assert one["status_notes"] == "Syarat itu dihapus."
    actions.take_off_wall(mall=house.mall, complaint_id=filed.id, actor="user:1")
    assert "dihapus" not in str(get(f"request/{filed.number}"))


def test_a_request_shows_how_far_it_is_and_by_when(house: House) -> None:
    filed = house.file(service=house.ktp)
    (one,) = get(f"requests/{filed.number}")
    assert (one["status"], one["agency_responsible"]) == ("open", "MPP Batu")
    assert one["status_notes"].startswith("Menunggu ditelaah pengelola mal sejak ")
    due = house.at(filed).due_day
    assert due is not None
    assert one["expected_datetime"] == f"{due}T23:59:59+07:00"
    house.forward(filed)
    (one,) = get(f"requests/{filed.number}")
    assert one["agency_responsible"] == "Dinas Kependudukan"
    assert one["status_notes"].startswith("Menunggu jawaban Dinas Kependudukan sejak ")
    house.answer(filed)
    (one,) = get(f"requests/{filed.number}")
    assert (one["status"], one["expected_datetime"]) == ("open", None)
    actions.accept_answer(mall=house.mall, complaint_id=filed.id)
    (one,) = get(f"requests/{filed.number}")
    assert (one["status"], one["status_notes"]) == ("closed", "Selesai: jawaban diterima.")
    assert set(one) == {
        "service_request_id", "status", "status_notes", "service_name", "service_code",
        "description", "agency_responsible", "service_notice", "requested_datetime",
        "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long",
        "media_url",
    }  # fmt: skip


def test_requests_are_found_by_number_code_status_and_day(house: House) -> None:
    one, other = house.file(service=house.ktp), house.file(kind="aspiration")
    closed = house.file()
    actions.withdraw_complaint(mall=house.mall, complaint_id=closed.id)
    now = house.mall.local_now()

    def numbers(**query: str) -> set[str]:
        return {found["service_request_id"] for found in get("requests", **query)}

    everything = {one.number, other.number, closed.number}
    assert numbers() == numbers(status="open,closed") == everything
    assert numbers(status="", service_code="", start_date="") == everything
    assert numbers(status="closed") == {closed.number}
    assert numbers(status="open") == everything - {closed.number}
    assert numbers(service_code="KTP") == {one.number}
    assert numbers(service_code="KTP,umum-aspirasi") == {one.number, other.number}
    both = f"{one.number.lower()}, {closed.number}"
    assert numbers(service_request_id=both, status="open") == {one.number, closed.number}
    later = (now + timedelta(days=1)).isoformat()
    assert numbers(start_date=later) == set()
    assert numbers(start_date=now.isoformat()) == everything  # a whole day, for whoever polls
    assert numbers(end_date=(now - timedelta(days=1)).isoformat()) == set()
    assert numbers(end_date=now.isoformat().replace("+07:00", " 07:00")) == everything
    assert len(get("requests", page="2", page_size="2")) == 1
    with connection.cursor() as cursor:  # the guard keeps the beginning of a complaint
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE feedback_complaint DISABLE TRIGGER USER")
    Complaint.objects.update(opened_at=now - timedelta(days=120))
    assert numbers() == set()
    assert numbers(start_date=(now - timedelta(days=130)).isoformat()) == everything


def test_arguments_may_be_given_several_times(house: House) -> None:
    one, other = house.file(), house.file(kind="aspiration")
    path = f"{V2}/requests.json?jurisdiction_id=batu"
    twice = f"{path}&service_request_id={one.number}&service_request_id={other.number}"
    assert len(json.loads(Client().get(twice).content)) == 2


def test_a_consultation_is_nobody_elses_business(house: House) -> None:
    filed = house.file(kind="consultation", agency=house.dukcapil)
    assert get("requests") == []
    assert get("requests", service_request_id=filed.number) == []
    get(f"requests/{filed.number}", 404)


def test_a_neighbours_requests_and_codes_are_unknown(house: House, neighbour: House) -> None:
    filed = neighbour.file()
    get(f"requests/{filed.number}", 404)
    get(f"tokens/{filed.track}", 404)
    assert get("requests", service_request_id=filed.number) == []
    assert len(get("requests", mall="tetangga")) == 1


@pytest.mark.parametrize(
    ("path", "status", "query"),
    [
        ("services", 404, {"mall": "tidak-ada"}),
        ("services/TIDAK", 404, {}),
        ("requests/P-0000-0000", 404, {}),
        ("tokens/abc", 404, {}),
        ("requests", 404, {"service_code": "TIDAK"}),
        ("requests", 400, {"status": "sedang"}),
        ("requests", 400, {"start_date": "kemarin"}),
        ("requests", 400, {"start_date": "2026-01-01T00:00:00"}),
        ("requests", 400, {"start_date": "2026-01-01T00:00:00Z", "end_date": "2025-01-01"}),
        ("requests", 400, {"start_date": "2026-01-01", "end_date": "2026-06-01"}),
        ("requests", 400, {"page": "0"}),
        ("requests", 400, {"page_size": "100000"}),
        ("requests", 400, {"page_size": "0000000019999999"}),
        ("requests", 400, {"page": "1" * 5_000}),
        ("requests", 400, {"page": "000000001" + "0" * 5_000}),
        ("requests", 400, {"service_request_id": ",".join(["P-2222-2222"] * 201)}),
    ],
)
def test_an_error_is_a_list_of_code_and_description_in_the_form_asked_for(
    house: House, path: str, status: int, query: dict[str, str]
) -> None:
    (error,) = get(path, status, **query)
    assert set(error) == {"code", "description"}
    assert error["code"] == status
    assert error["description"]


def test_the_jurisdiction_may_be_left_out_where_there_is_but_one(house: House) -> None:
    assert get("services", mall="")
    from satuhadir.feedback.tests.conftest import build_house

    build_house("tetangga")
    (error,) = get("services", 400, mall="")
    assert "jurisdiction_id" in error["description"]


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (400, {"description": "pendek"}),
        (400, {"description": "x" * 4_001}),
        (400, {"service_code": ""}),
        (404, {"service_code": "TIDAK"}),
        (404, {"jurisdiction_id": "tidak-ada"}),
        (400, {"lat": "91"}),
        (400, {"long": ""}),
        (400, {"lat": "nan"}),
        (400, {"attribute[bagian]": "gaji"}),
        (400, {"attribute[identitas]": "raja"}),
        (400, {"attribute[jenis]": "consultation"}),
        (400, {"media_url": "javascript:alert(1)"}),
        (400, {"address_string": "x" * 201}),
        (400, {"first_name": "x" * 100}),
    ],
)
def test_a_request_that_cannot_be_taken_is_refused_and_leaves_nothing(
    house: House, key: str, status: int, more: dict[str, str]
) -> None:
    for form in ("json", "xml"):
        answered = send(key, form, **more)
        assert answered.status_code == status
        assert b"description" in answered.content
    assert not Complaint.objects.exists()


def test_without_a_fitting_key_nothing_is_taken(house: House, neighbour: House, key: str) -> None:
    wrong = [
        "", "salah", "sh_" + "a" * 43,
        create_token(role="reporter", mall=neighbour.mall),
        create_token(role="manager", mall=house.mall),
        create_token(role="kiosk", mall=house.mall),
    ]  # fmt: skip
    for one in wrong:
        answered = send(one)
        assert answered.status_code == 403
        assert json.loads(answered.content)[0]["code"] == 403
    in_address = Client().post(
        f"{V2}/requests.json?jurisdiction_id=batu&api_key={key}",
        urlencode(EXAMPLE),
        content_type=FORM,
    )
    assert in_address.status_code == 403
    bearer = Client().post(
        f"{V2}/requests.json?jurisdiction_id=batu", urlencode(EXAMPLE), content_type=FORM,
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip
    assert bearer.status_code == 200
    assert Complaint.objects.count() == 1


def test_a_request_sent_twice_counts_once(house: House, key: str) -> None:
    first, again = send(key), send(key)
    assert first.content == again.content
    assert Complaint.objects.count() == 1
    send(key, device_id="lain")
    assert Complaint.objects.count() == 2
    named, renamed = send(key, word="a-1"), send(key, word="a-1", description=STORY)
    assert (named.status_code, renamed.status_code) == (200, 400)
    assert Complaint.objects.count() == 3


def test_a_program_that_asks_too_often_is_told_when_to_come_back(
    house: House, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("satuhadir.feedback.open311.views.READS", "2/minute")
    for _ in range(2):
        assert Client().get(f"{V2}/services.json").status_code == 200
    limited = Client().get(f"{V2}/services.json")
    assert limited.status_code == 429
    assert int(limited["Retry-After"]) > 0
    assert json.loads(limited.content)[0]["code"] == 429


def test_discovery_leads_clients_to_the_endpoint(house: House) -> None:
    for path in ("/open311/discovery", f"{V2}/discovery"):
        said = json.loads(Client().get(f"{path}.json").content)
        # As node-open311 chooses: by specification and type, the first of those.
        (endpoint,) = [
            one for one in said["endpoints"]
            if one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        ]  # fmt: skip
        assert endpoint["url"] == "http://testserver/open311/v2/"
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert endpoint["type"] in {"production", "test"}
        assert datetime.fromisoformat(endpoint["changeset"]) <= house.mall.local_now()
        root = ElementTree.fromstring(Client().get(f"{path}.xml").content)
        assert root.tag == "discovery"
        assert [one.text for one in root.iterfind("endpoints/endpoint/formats/format")] == [
            "text/xml", "application/json",
        ]  # fmt: skip
        assert root.findtext("contact")
        assert root.findtext("key_service")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/open311/v2/services.yaml", 404),
        ("get", "/open311/v2/", 404),
        ("get", "/open311/v3/services.xml", 404),
        ("post", "/open311/v2/services.xml", 405),
        ("delete", "/open311/v2/requests.json", 405),
        ("get", "/open311/v2/services.json?jurisdiction_id=%00", 400),
    ],
)
def test_what_is_not_there_is_said_in_the_same_form(
    house: House, method: str, path: str, status: int
) -> None:
    answered = getattr(Client(), method)(path)
    assert answered.status_code == status
    if ".json" in path:
        assert json.loads(answered.content)[0]["code"] == status
    else:
        assert ElementTree.fromstring(answered.content).findtext("error/code") == str(status)


def test_pages_of_other_sites_may_read_it(house: House) -> None:
    assert Client().get(f"{V2}/services.json")["Access-Control-Allow-Origin"] == "*"
    asked_first = Client().options(f"{V2}/requests.json")
    assert (asked_first.status_code, asked_first["Access-Control-Allow-Methods"]) == (
        204, "GET, POST",
    )  # fmt: skip


def test_a_list_needs_the_same_few_queries_however_long_it_is(house: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            Client().get(f"{V2}/requests.json?jurisdiction_id=batu")
        return len(seen)

    house.file(service=house.ktp)
    queries()
    few = queries()
    for number in range(5):
        house.file(f"{STORY} {number}", service=house.ktp)
    assert queries() == few


words = st.text(max_size=30) | st.sampled_from(
    ["open", "closed", "KTP", "2026-01-01T00:00:00Z", "2026-01-01", "9999-12-31T23:59:59-23:59",
     "0001-01-01T00:00:00+23:59", "batu", "1", "-1", ",", "P-2222-2222"]
)  # fmt: skip
names = st.sampled_from(
    ["service_request_id", "service_code", "start_date", "end_date", "status", "page",
     "page_size", "jurisdiction_id", "lain"]
)  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.lists(st.tuples(names, words), max_size=6))
def test_no_query_breaks_it(house: House, query: list[tuple[str, str]]) -> None:
    limits.forget()
    asked = "&".join(
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query
    )
    as_json = Client().get(f"{V2}/requests.json?{asked}")
    as_xml = Client().get(f"{V2}/requests.xml?{asked}")
    assert as_json.status_code == as_xml.status_code
    assert as_json.status_code in {200, 400, 404}
    assert isinstance(json.loads(as_json.content), list)
    ElementTree.fromstring(as_xml.content)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(st.dictionaries(
    st.sampled_from([*EXAMPLE, "media_url", "attribute[bagian]", "attribute[identitas][]"]),
    st.text(max_size=60), max_size=5,
))  # fmt: skip
def test_no_form_breaks_it(house: House, key: str, more: dict[str, str]) -> None:
    limits.forget()
    said = {name: value.encode("utf-8", "replace").decode() for name, value in more.items()}
    for form in ("json", "xml"):
        assert send(key, form, **said).status_code in {200, 400, 404}


@given(st.recursive(
    st.none() | st.booleans() | st.text(),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b"]), inner), max_leaves=6,
))  # fmt: skip
def test_whatever_is_said_the_xml_can_be_read(said: Any) -> None:
    for form in ("xml", "json"):
        written = answer(form, "request", said).content
        if form == "xml":
            ElementTree.fromstring(written)
        else:
            assert json.loads(written) == said


def test_what_looks_like_xml_stays_text() -> None:
    evil = "</description><status>closed</status><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///'>]>&a;"
    root = ElementTree.fromstring(answer("xml", "request", {"description": evil}).content)
    assert [child.tag for child in root] == ["description"]
    assert root.findtext("description") == evil
