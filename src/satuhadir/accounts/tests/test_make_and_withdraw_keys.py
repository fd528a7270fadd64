# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.accounts import actions
from satuhadir.accounts.errors import GrantInvalid, TokenNotFound, WrongToken
from satuhadir.accounts.http import caller_of
from satuhadir.accounts.models import ApiToken, User
from satuhadir.accounts.queries import caller_for_token, token_digest
from satuhadir.malls.models import Agency, Mall


def token_of(raw: str) -> ApiToken:
    return ApiToken.objects.get(token_hash=token_digest(raw))


def test_a_key_is_kept_only_as_its_digest(mall: Mall) -> None:
    raw = actions.create_token(role="kiosk", mall=mall, label="Kios pintu utama")
    token = token_of(raw)
    assert raw not in repr(token.__dict__)
    assert len(bytes(token.token_hash)) == 32


@pytest.mark.parametrize(
    ("role", "powers"),
    [
        ("kiosk", {"take_as_kiosk"}),
        ("counter", {"take_as_desk", "serve", "look"}),
        ("manager", {"take_as_desk", "serve", "look", "manage", "read_log", "release"}),
        ("ministry", {"look"}),
        ("applicant", set()),
        ("stranger", set()),
    ],
)
def test_each_role_of_a_key_has_its_powers(
    mall: Mall, neighbour: Mall, role: str, powers: set[str]
) -> None:
    raw = actions.create_token(role=role, mall=None if role == "ministry" else mall)
    caller = caller_for_token(raw)
    assert caller is not None
    every = ("take_as_kiosk", "take_as_desk", "serve", "look", "manage", "read_log", "release")
    assert {one for one in every if caller.may(one, mall)} == powers  # type: ignore[arg-type]
    if role != "ministry":
        assert not any(caller.may(one, neighbour) for one in every)  # type: ignore[arg-type]
    assert caller.actor == f"token:{token_of(raw).pk}"


def test_a_key_of_one_counter_names_it(mall: Mall) -> None:
    counter_id = uuid4()
    caller = caller_for_token(
        actions.create_token(role="counter", mall=mall, counter_id=counter_id, is_demo=True)
    )
    assert caller is not None
    assert (caller.counter_id, caller.is_demo) == (counter_id, True)


def test_a_withdrawn_key_opens_nothing(mall: Mall) -> None:
    raw = actions.create_token(role="counter", mall=mall)
    assert caller_for_token(raw)
    actions.revoke_token(token_id=token_of(raw).pk)
    actions.revoke_token(token_id=token_of(raw).pk)
    assert caller_for_token(raw) is None
    with pytest.raises(TokenNotFound):
        actions.revoke_token(token_id=uuid4())


def test_an_expired_key_and_one_of_a_switched_off_account_open_nothing(
    mall: Mall, officer: User
) -> None:
    past = timezone.now() - timedelta(seconds=1)
    assert not caller_for_token(actions.create_token(role="kiosk", mall=mall, expires_at=past))
    raw = actions.create_token(role="counter", mall=mall, user=officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert caller_for_token(raw) is None


@pytest.mark.parametrize("raw", ["", "x", "sh_" + "a" * 43, "a" * 10_000, "é" * 40, "sh_\x00" * 9])
def test_a_wrong_key_is_nobody(db: None, raw: str) -> None:
    assert caller_for_token(raw) is None


def test_a_key_is_looked_up_once_in_two_seconds(
    mall: Mall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    raw = actions.create_token(role="kiosk", mall=mall)
    with django_assert_num_queries(1):
        assert caller_for_token(raw) == caller_for_token(raw)


def test_roles_and_places_must_fit(
    mall: Mall, agency: Agency, neighbour: Mall, stranger: User
) -> None:
    with pytest.raises(GrantInvalid):
        actions.create_token(role="kiosk")
    with pytest.raises(GrantInvalid):
        actions.create_token(role="king", mall=mall)
    with pytest.raises(GrantInvalid):
        actions.create_token(role="kiosk", mall=mall, counter_id=uuid4())
    for place in ({}, {"region": mall.region, "mall": mall}, {"mall": neighbour, "agency": agency}):
        with pytest.raises(GrantInvalid):
            actions.grant_role(user=stranger, role="officer", **place)  # type: ignore[arg-type]
    with pytest.raises(GrantInvalid):
        actions.grant_role(user=stranger, role="agency_manager", mall=mall)


def test_a_wrong_key_in_a_request_is_never_taken_for_none(mall: Mall) -> None:
    raw = actions.create_token(role="kiosk", mall=mall)
    ask = RequestFactory()
    assert caller_of(ask.get("/api/v1/x", headers={"authorization": f"Bearer {raw}"})).may(
        "take_as_kiosk", mall
    )
    assert caller_of(ask.get("/api/v1/x")).kind == "anonymous"
    for header in ("Bearer salah", "Bearer", "Basic YTpi", raw):
        with pytest.raises(WrongToken):
            caller_of(ask.get("/api/v1/x", headers={"authorization": header}))


def test_a_key_opens_no_page(mall: Mall) -> None:
    raw = actions.create_token(role="manager", mall=mall)
    for header in (f"Bearer {raw}", "Basic YTpi"):
        answer = Client(headers={"authorization": header}).get(f"/kelola/{mall.slug}/orang/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/masuk/?next=")
