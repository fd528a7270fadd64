# SPDX-License-Identifier: Apache-2.0
"""Who was heard when, what that says of a device, and shutting one out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.callers import ANONYMOUS
from satuhadir.accounts.models import User
from satuhadir.accounts.queries import caller_for_token
from satuhadir.devices import actions, queries
from satuhadir.devices.errors import DeviceNotFound, DeviceRevoked, NameTaken, NotADevice
from satuhadir.devices.models import Device, Pairing
from satuhadir.devices.tests.conftest import paired
from satuhadir.devices.values import Claimed, Given
from satuhadir.malls.models import Mall
from satuhadir.shared.memory import Brief


def heard(device: Device, minutes: float | None) -> None:
    """Say when a device was last heard."""
    at = None if minutes is None else timezone.now() - timedelta(minutes=minutes)
    Device.objects.filter(pk=device.pk).update(last_seen_at=at)


@pytest.mark.parametrize(
    ("minutes", "state", "shown"),
    [
        (None, "never", None),
        (0.5, "ok", 0),
        (2.9, "ok", 2),
        (3.1, "late", 3),
        (9.9, "late", 9),
        (10.1, "silent", 10),
        (3_000, "silent", 3_000),
    ],
)
def test_the_state_follows_the_last_word(
    mall: Mall, kiosk: Claimed, minutes: float | None, state: str, shown: int | None
) -> None:
    heard(kiosk.device, minutes)
    (health,) = queries.health_of(mall)
    assert (health.state, health.minutes, health.name) == (state, shown, "Kios 1")


def test_health_is_one_query_and_the_revoked_come_last(
    mall: Mall, manager: User, kiosk: Claimed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    paired(mall, manager, "display", "Layar 1")
    paired(mall, manager, "hall_agent", "PC 1")
    actions.revoke_device(mall=mall, device_id=kiosk.device.pk)
    with django_assert_num_queries(1):
        shown = queries.health_of(mall)
    assert [(one.name, one.state) for one in shown] == [
        ("Layar 1", "ok"), ("PC 1", "ok"), ("Kios 1", "revoked"),
    ]  # fmt: skip


def test_health_is_of_one_mall(neighbour: Mall, kiosk: Claimed) -> None:
    assert queries.health_of(neighbour) == []


def test_a_device_is_written_down_once_a_minute(
    kiosk: Claimed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    heard(kiosk.device, 5)
    with django_assert_num_queries(1):
        for _ in range(20):
            actions.hear_from(kiosk.device, software="Chromium 142, Linux")
    device = Device.objects.get()
    assert device.software == "Chromium 142, Linux"
    assert device.last_seen_at is not None
    assert device.last_seen_at > timezone.now() - timedelta(seconds=20)


def test_another_process_that_heard_it_just_now_is_enough(kiosk: Claimed) -> None:
    heard(kiosk.device, 0.2)
    before = Device.objects.get().last_seen_at
    Brief.forget_everything()
    actions.hear_from(kiosk.device)
    assert Device.objects.get().last_seen_at == before


def test_a_revoked_device_is_shut_out(mall: Mall, kiosk: Claimed) -> None:
    caller = caller_for_token(kiosk.token)
    assert caller is not None
    assert queries.device_of(caller)
    actions.revoke_device(mall=mall, device_id=kiosk.device.pk)
    first = Device.objects.get().revoked_at
    assert caller_for_token(kiosk.token) is None
    assert queries.device_of(caller) is None
    actions.revoke_device(mall=mall, device_id=kiosk.device.pk)
    assert Device.objects.get().revoked_at == first
    heard(kiosk.device, 5)
    actions.hear_from(kiosk.device)
    assert queries.health_of(mall)[0].minutes == 5


def test_a_key_withdrawn_elsewhere_shuts_the_device_out_too(kiosk: Claimed) -> None:
    caller = caller_for_token(kiosk.token)
    assert caller is not None
    token_id = Device.objects.get().token_id
    assert token_id is not None
    accounts.revoke_token(token_id=token_id)
    assert caller_for_token(kiosk.token) is None
    assert queries.device_of(caller) is None


def test_a_revoked_device_never_fetches_the_key_it_was_promised(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    device = actions.confirm_pairing(mall=mall, code=started.code, given=Given("Kios"), by=manager)
    actions.revoke_device(mall=mall, device_id=device.pk)
    assert not Pairing.objects.exists()
    assert queries.health_of(mall)[0].state == "revoked"


def test_the_place_of_a_revoked_device_can_be_taken(
    mall: Mall, manager: User, kiosk: Claimed
) -> None:
    actions.revoke_device(mall=mall, device_id=kiosk.device.pk)
    started = actions.start_pairing(kind="kiosk", mall=mall)
    actions.confirm_pairing(
        mall=mall, code=started.code, given=Given("Kios 1"), by=manager, replaces=kiosk.device.pk
    )
    claimed = actions.claim_pairing(secret=started.secret)
    assert claimed is not None
    assert queries.health_of(mall)[0].state == "ok"
    assert caller_for_token(kiosk.token) is None


def test_a_device_is_renamed_and_moved_and_keeps_its_key(mall: Mall, kiosk: Claimed) -> None:
    given = Given("Kios utara", "Pintu utara", 58, "Pinjaman bank")
    actions.change_device(mall=mall, device_id=kiosk.device.pk, given=given)
    (health,) = queries.health_of(mall)
    assert (health.name, health.place, health.note) == (given.name, given.place, given.note)
    assert caller_for_token(kiosk.token)


def test_a_name_in_use_is_refused_and_a_revoked_device_stays_as_it_was(
    mall: Mall, manager: User, kiosk: Claimed
) -> None:
    other = paired(mall, manager, "kiosk", "Kios 2").device
    with pytest.raises(NameTaken):
        actions.change_device(mall=mall, device_id=other.pk, given=Given("Kios 1"))
    actions.revoke_device(mall=mall, device_id=other.pk)
    with pytest.raises(DeviceRevoked):
        actions.change_device(mall=mall, device_id=other.pk, given=Given("Kios 3"))


def test_a_device_of_another_mall_is_not_found(neighbour: Mall, kiosk: Claimed) -> None:
    acts: list[Callable[[], object]] = [
        lambda: actions.revoke_device(mall=neighbour, device_id=kiosk.device.pk),
        lambda: actions.change_device(mall=neighbour, device_id=kiosk.device.pk, given=Given("x")),
        lambda: queries.device_at(neighbour, kiosk.device.pk),
    ]
    for act in acts:
        with pytest.raises(DeviceNotFound):
            act()


def test_an_agent_is_told_from_everybody_else(mall: Mall, manager: User, kiosk: Claimed) -> None:
    agent = paired(mall, manager, "hall_agent", "PC 1")
    caller = caller_for_token(agent.token)
    assert caller is not None
    assert queries.agent_of(caller) == agent.device
    assert queries.agents_of(mall) == [agent.device]
    bare = accounts.create_token(role="hall_agent", mall=mall)
    for other in (caller_for_token(kiosk.token), caller_for_token(bare), ANONYMOUS):
        assert other is not None
        with pytest.raises(NotADevice):
            queries.agent_of(other)
