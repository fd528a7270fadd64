# SPDX-License-Identifier: Apache-2.0
"""Nobody gives what they lack: every giver, role, place and end, against an oracle that walks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from satuhadir.accounts import actions
from satuhadir.accounts.callers import Scope
from satuhadir.accounts.ceilings import Place, may_give, may_take
from satuhadir.accounts.errors import (
    AccountTooHigh,
    GrantTooHigh,
    LastManager,
    OwnGrant,
)
from satuhadir.accounts.models import Grant, User
from satuhadir.accounts.queries import malls_in_charge, managers_of, may_reset
from satuhadir.accounts.tests.conftest import account
from satuhadir.malls.models import Agency, Mall, Region
from satuhadir.shared.errors import DomainError

# Two provinces; the first has two cities, with two malls in one of them; agencies in two malls.
REGIONS = ["35", "35.78", "35.79", "33", "33.74"]
MALLS = {1: "35.78", 2: "35.78", 3: "35.79", 4: "33.74"}
AGENCIES = {10: 1, 11: 1, 20: 2}
NEAR, FAR = datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
ENDS = [None, NEAR, FAR]
ROLES = ["officer", "agency_manager", "manager", "ministry", "applicant"]


def holdings() -> list[Scope]:
    """Every scope the database would keep, with every end."""
    places: list[tuple[str | None, int | None, int | None]] = [
        (code, None, None) for code in REGIONS
    ]
    places += [(None, mall, None) for mall in MALLS]
    places += [(None, mall, agency) for agency, mall in AGENCIES.items()]
    return [
        Scope(role, *place, end)
        for role in ROLES
        for place in places
        for end in ENDS
        if role != "agency_manager" or place[2] is not None
    ]


def wanted() -> list[tuple[str, Place]]:
    places = [Place(code) for code in REGIONS]
    places += [Place(code, mall) for mall, code in MALLS.items()]
    places += [Place(MALLS[mall], mall, agency) for agency, mall in AGENCIES.items()]
    return [(role, place) for role in ROLES for place in places] + [("ministry", Place())]


def leaves(place: Place | Scope) -> set[tuple[str, int | None, int | None]]:
    """All a place holds: each region, mall and agency in it, itself too, one by one."""
    every: set[tuple[str, int | None, int | None]] = {(code, None, None) for code in REGIONS}
    every |= {(code, mall, None) for mall, code in MALLS.items()}
    every |= {(MALLS[mall], mall, agency) for agency, mall in AGENCIES.items()}
    if place.agency_id is not None:
        return {one for one in every if one[2] == place.agency_id}
    if place.mall_id is not None:
        return {one for one in every if one[1] == place.mall_id}
    inside = {place.region_code}
    for code in REGIONS:
        if code.split(".")[0] == place.region_code:
            inside.add(code)
    return {one for one in every if one[0] in inside}


def oracle(scope: Scope, role: str, place: Place, end: datetime | None) -> bool:
    if place == Place() or role not in {"officer", "agency_manager", "manager"}:
        return False
    of_an_agency = scope.role == "agency_manager"
    allowed = role == "officer" if of_an_agency else scope.role == "manager"
    in_time = scope.expires_at is None or (end is not None and end <= scope.expires_at)
    return allowed and in_time and leaves(place) <= leaves(scope)


def test_every_giver_role_place_and_end_is_as_the_oracle_says() -> None:
    for scope in holdings():
        for role, place in wanted():
            for end in ENDS:
                expected = oracle(scope, role, place, end)
                assert may_give([scope], role, place, end) == expected, (scope, role, place, end)


@given(
    st.lists(st.sampled_from(holdings()), max_size=4),
    st.sampled_from(wanted()),
    st.sampled_from(ENDS),
)
def test_several_roles_give_what_one_of_them_gives_and_never_more(
    scopes: list[Scope], what: tuple[str, Place], end: datetime | None
) -> None:
    role, place = what
    assert may_give(scopes, role, place, end) == any(
        oracle(one, role, place, end) for one in scopes
    )


@given(
    st.sampled_from(holdings()),
    st.sampled_from(wanted()),
    st.sampled_from(ENDS),
    st.sampled_from(wanted()),
    st.sampled_from(ENDS),
)
def test_what_was_given_never_gives_more_than_its_giver_could(
    scope: Scope,
    first: tuple[str, Place],
    end: datetime | None,
    second: tuple[str, Place],
    later: datetime | None,
) -> None:
    role, place = first
    if not may_give([scope], role, place, end):
        return
    code = None if place.mall_id is not None else place.region_code
    received = Scope(role, code, place.mall_id, place.agency_id, end)
    if may_give([received], *second, later):
        assert may_give([scope], *second, later)


@given(st.sampled_from(holdings()), st.sampled_from(wanted()), st.sampled_from(ENDS))
def test_what_may_be_given_may_be_taken_and_an_equal_is_not_outlasted(
    scope: Scope, what: tuple[str, Place], end: datetime | None
) -> None:
    role, place = what
    if may_give([scope], role, place, end):
        assert may_take([scope], role, place, end)
    if may_take([scope], role, place, end) and role == scope.role:
        assert may_give([scope], role, place, end)


def test_a_manager_gives_roles_at_the_mall_and_nowhere_else(
    manager: User, stranger: User, mall: Mall, neighbour: Mall, agency: Agency
) -> None:
    for role in ("officer", "manager"):
        actions.grant_role(user=stranger, role=role, mall=mall, by=manager)
    actions.grant_role(user=stranger, role="agency_manager", agency=agency, by=manager)
    for place in ({"mall": neighbour}, {"region": mall.region}):
        with pytest.raises(GrantTooHigh):
            actions.grant_role(user=stranger, role="officer", by=manager, **place)
    with pytest.raises(GrantTooHigh):
        actions.grant_role(user=stranger, role="ministry", by=manager)
    assert stranger.grants.count() == 3


def test_an_agencys_manager_gives_officers_of_that_agency_only(
    stranger: User, mall: Mall, agency: Agency
) -> None:
    chief = account("instansi")
    actions.grant_role(user=chief, role="agency_manager", agency=agency)
    other = Agency.objects.create(mall=mall, code="LAIN", name="Lain", kind="private")
    given_role = actions.grant_role(user=stranger, role="officer", agency=agency, by=chief)
    for role, place in (
        ("officer", {"agency": other}),
        ("officer", {"mall": mall}),
        ("agency_manager", {"agency": agency}),
        ("manager", {"mall": mall}),
    ):
        with pytest.raises(GrantTooHigh):
            actions.grant_role(user=stranger, role=role, by=chief, **place)
    actions.withdraw_role(grant=given_role, by=chief)
    assert not stranger.grants.exists()


def test_officers_and_strangers_give_nothing(officer: User, stranger: User, mall: Mall) -> None:
    for by in (officer, stranger):
        with pytest.raises(GrantTooHigh):
            actions.grant_role(user=stranger, role="officer", mall=mall, by=by)


def test_an_acting_manager_gives_no_longer_than_their_own_role(
    manager: User, stranger: User, mall: Mall
) -> None:
    acting, end = account("plt"), timezone.now() + timedelta(days=30)
    actions.grant_role(user=acting, role="manager", mall=mall, expires_at=end, by=manager)
    for too_long in (None, end + timedelta(seconds=1)):
        with pytest.raises(GrantTooHigh):
            actions.grant_role(
                user=stranger, role="officer", mall=mall, expires_at=too_long, by=acting
            )
    actions.grant_role(user=stranger, role="officer", mall=mall, expires_at=end, by=acting)
    permanent = Grant.objects.get(user=manager)
    with pytest.raises(GrantTooHigh):
        actions.withdraw_role(grant=permanent, by=acting)
    with pytest.raises(GrantTooHigh):
        actions.grant_role(user=manager, role="manager", mall=mall, expires_at=end, by=acting)
    with pytest.raises(GrantTooHigh):
        actions.grant_role(user=acting, role="manager", mall=mall, by=acting)


def test_authority_that_ended_gives_nothing(stranger: User, mall: Mall) -> None:
    former = account("mantan")
    past = timezone.now() - timedelta(seconds=1)
    actions.grant_role(user=former, role="manager", mall=mall, expires_at=past)
    with pytest.raises(GrantTooHigh):
        actions.grant_role(user=stranger, role="officer", mall=mall, expires_at=past, by=former)


def test_nobody_ends_their_own_role_as_manager(manager: User, mall: Mall) -> None:
    second = account("kedua")
    actions.grant_role(user=second, role="manager", mall=mall, by=manager)
    mine = Grant.objects.get(user=manager)
    with pytest.raises(OwnGrant):
        actions.withdraw_role(grant=mine, by=manager)
    end = timezone.now() + timedelta(days=1)
    with pytest.raises(OwnGrant):
        actions.grant_role(user=manager, role="manager", mall=mall, expires_at=end, by=manager)


def test_a_mall_keeps_a_manager(manager: User, mall: Mall, agency: Agency) -> None:
    province, second = account("provinsi"), account("kedua")
    region = Region.objects.get(code="35")
    high = actions.grant_role(user=province, role="manager", region=region)
    mine = Grant.objects.get(user=manager)
    end = timezone.now() + timedelta(days=9)
    # Only somebody whose role ends before: nobody would be left afterwards.
    high.expires_at = end - timedelta(days=1)
    high.save()
    root = account("daerah")
    actions.grant_role(user=root, role="manager", mall=mall)
    actions.grant_role(user=root, role="manager", mall=mall, expires_at=end - timedelta(days=2))
    actions.grant_role(user=second, role="manager", agency=agency)
    with pytest.raises(DomainError):
        actions.grant_role(user=manager, role="manager", mall=mall, expires_at=end, by=root)
    assert list(managers_of(mall, at=end)) == [mine]


def test_the_last_manager_is_not_dismissed(manager: User, mall: Mall) -> None:
    second = account("kedua")
    theirs = actions.grant_role(user=second, role="manager", mall=mall, by=manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    root = account("daerah")
    above = actions.grant_role(user=root, role="manager", region=mall.region)
    actions.withdraw_role(grant=theirs, by=root)  # the region's manager is left
    theirs = actions.grant_role(user=second, role="manager", mall=mall, by=root)
    User.objects.filter(pk=root.pk).update(is_active=False)
    with pytest.raises(LastManager):
        actions.withdraw_role(grant=theirs, by=above.user)


def test_who_manages_one_agency_only_does_not_set_up_the_mall(mall: Mall, agency: Agency) -> None:
    user = account("sebagian")
    actions.grant_role(user=user, role="manager", agency=agency)
    assert not malls_in_charge(user).exists()


def test_only_an_account_below_ones_own_is_reset(
    manager: User, officer: User, neighbour_manager: User, stranger: User, mall: Mall
) -> None:
    root = User.objects.create_superuser("akar", password="x")
    both = account("dua-mal")
    for place in (mall, Mall.objects.get(slug="mpp-lain")):
        actions.grant_role(user=both, role="officer", mall=place)
    assert may_reset(manager, officer)
    assert may_reset(root, manager)
    for above in (root, both, neighbour_manager, stranger, manager):
        assert not may_reset(manager, above)
        with pytest.raises(AccountTooHigh):
            actions.make_password_temporary(user=above, by=manager)
        with pytest.raises(AccountTooHigh):
            actions.reset_factors(user=above, by=manager)
    assert not may_reset(officer, manager)


def dismissed(start: threading.Barrier, by: User, grant: Grant) -> str:
    start.wait()
    try:
        actions.withdraw_role(grant=grant, by=by)
    except DomainError as error:
        return error.code
    finally:
        connections.close_all()
    return ""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_dismiss_each_other_leave_one(mall: Mall) -> None:
    for turn in range(5):
        Grant.objects.all().delete()
        pair = [account(f"a{turn}"), account(f"b{turn}")]
        grants = [actions.grant_role(user=one, role="manager", mall=mall) for one in pair]
        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(dismissed, [start, start], pair, reversed(grants)))
        assert managers_of(mall).count() == 1, answers
