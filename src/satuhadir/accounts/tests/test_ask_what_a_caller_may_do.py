# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.accounts import actions
from satuhadir.accounts.callers import ANONYMOUS, ROLES, Action, Caller, Scope
from satuhadir.accounts.models import User
from satuhadir.accounts.queries import caller_for_user, malls_for, malls_in_charge
from satuhadir.accounts.tests.conftest import account
from satuhadir.malls.models import Agency, Mall, Region

ALL_ACTIONS = tuple(ROLES)


def powers(caller: Caller, mall: Mall) -> set[Action]:
    return {action for action in ALL_ACTIONS if caller.may(action, mall)}


def test_an_officer_serves_at_their_mall_and_nowhere_else(
    officer: User, mall: Mall, neighbour: Mall
) -> None:
    caller = caller_for_user(officer)
    assert powers(caller, mall) == {"take_as_desk", "serve", "look", "enter_complaints"}
    assert powers(caller, neighbour) == set()
    assert (caller.kind, caller.actor) == ("user", f"user:{officer.pk}")


def test_a_manager_manages_their_mall_and_not_the_neighbours(
    neighbour_manager: User, mall: Mall, neighbour: Mall
) -> None:
    caller = caller_for_user(neighbour_manager)
    of_devices = {"take_as_kiosk", "show_hall", "print_slips", "report"}
    assert powers(caller, neighbour) == set(ALL_ACTIONS) - of_devices
    assert powers(caller, mall) == set()
    assert list(malls_in_charge(neighbour_manager)) == [neighbour]


def test_a_stranger_and_the_public_may_nothing(stranger: User, mall: Mall) -> None:
    actions.grant_role(user=stranger, role="applicant")
    for caller in (caller_for_user(stranger), ANONYMOUS):
        assert powers(caller, mall) == set()
        assert not caller.is_staff
        assert not any(caller.may_somewhere(action) for action in ALL_ACTIONS)
    assert not malls_for(stranger, "look").exists()


def test_a_manager_of_a_region_manages_the_malls_in_it(mall: Mall, neighbour: Mall) -> None:
    province, city = account("provinsi"), account("kota")
    actions.grant_role(user=province, role="manager", region=Region.objects.get(code="35"))
    actions.grant_role(user=city, role="manager", region=mall.region)
    for user in (province, city):
        assert caller_for_user(user).may("manage", mall)
        assert not caller_for_user(user).may("manage", neighbour)
        assert list(malls_for(user, "manage")) == [mall]


def test_a_code_that_only_begins_alike_is_another_region() -> None:
    class Place:
        pk = 1
        region_id = "35.79"

    assert Scope("manager", region_code="35").covers(Place())
    assert not Scope("manager", region_code="3").covers(Place())
    assert not Scope("manager", region_code="35.7").covers(Place())


def test_authority_in_one_agency_is_not_authority_over_the_mall(mall: Mall, agency: Agency) -> None:
    user = account("instansi")
    actions.grant_role(user=user, role="agency_manager", agency=agency)
    caller = caller_for_user(user)
    assert caller.may("manage", mall, agency.pk)
    assert not caller.may("manage", mall)
    assert not caller.may("manage", mall, agency.pk + 1)
    assert not caller.may("serve", mall, agency.pk)
    assert caller.may_somewhere("manage", mall)
    assert caller.agencies("manage", mall) == frozenset({agency.pk})
    assert not malls_in_charge(user).exists()


def test_an_officer_of_the_whole_mall_serves_every_agency(officer: User, mall: Mall) -> None:
    assert caller_for_user(officer).agencies("serve", mall) is None


def test_the_ministry_looks_everywhere_and_changes_nothing(mall: Mall, neighbour: Mall) -> None:
    user = account("kementerian")
    actions.grant_role(user=user, role="ministry")
    assert powers(caller_for_user(user), mall) == {"look"}
    assert set(malls_for(user, "look")) == {mall, neighbour}
    assert not malls_for(user, "serve").exists()


def test_authority_ends_when_it_expires(stranger: User, mall: Mall) -> None:
    now = timezone.now()
    actions.grant_role(
        user=stranger, role="officer", mall=mall, expires_at=now + timedelta(hours=1)
    )
    assert caller_for_user(stranger).may("serve", mall)
    actions.grant_role(
        user=stranger, role="officer", mall=mall, expires_at=now - timedelta(seconds=1)
    )
    assert not caller_for_user(stranger).may("serve", mall)
    assert not malls_for(stranger, "serve").exists()
    assert stranger.grants.count() == 1


def test_a_switched_off_account_may_nothing(manager: User, mall: Mall) -> None:
    manager.is_active = False
    manager.save()
    assert caller_for_user(manager) == ANONYMOUS
    assert not malls_for(manager, "manage").exists()


def test_the_malls_of_an_account_are_one_query(
    officer: User, mall: Mall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert [one.region.name for one in malls_for(officer, "serve")]


@pytest.mark.parametrize("role", ["officer", "manager"])
def test_a_superuser_manages_every_mall(mall: Mall, role: str) -> None:
    user = User.objects.create_superuser(f"akar-{role}", password="x")
    assert caller_for_user(user).may("manage", mall)
    assert list(malls_for(user, "serve")) == [mall]
