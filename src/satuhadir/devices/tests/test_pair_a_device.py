# SPDX-License-Identifier: Apache-2.0
"""A code is asked for, entered by a manager and used up once; nothing readable is kept."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from satuhadir.accounts.models import ApiToken, User
from satuhadir.accounts.queries import caller_for_token
from satuhadir.devices import actions, codes, queries
from satuhadir.devices.errors import (
    CodeUsed,
    DeviceInvalid,
    DeviceNotFound,
    NameTaken,
    PairingExpired,
    PairingNotFound,
    WrongCode,
)
from satuhadir.devices.models import Device, Kind, Pairing
from satuhadir.devices.tests.conftest import paired, wrong_half
from satuhadir.devices.values import Claimed, Given
from satuhadir.malls.models import Mall
from satuhadir.shared.tests.racing import together


def age(**by: int) -> None:
    """Let time pass for every code."""
    for pairing in Pairing.objects.all():
        pairing.expires_at -= timedelta(**by)
        pairing.save()


def test_a_device_is_let_in_by_its_code(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall, software="Chromium 142, Linux")
    assert actions.claim_pairing(secret=started.secret) is None
    given = Given("  Kios   utama ", "Pintu utara", 58)
    actions.confirm_pairing(mall=mall, code=started.code, given=given, by=manager)
    claimed = actions.claim_pairing(secret=started.secret)
    assert claimed is not None
    device = Device.objects.get()
    assert (device.name, device.place, device.paper_mm) == ("Kios utama", "Pintu utara", 58)
    assert (device.software, device.paired_by) == ("Chromium 142, Linux", manager)
    caller = caller_for_token(claimed.token)
    assert caller is not None
    assert queries.device_of(caller) == device


@pytest.mark.parametrize(
    ("kind", "powers"),
    [
        ("kiosk", {"take_as_kiosk"}),
        ("display", {"show_hall"}),
        ("hall_agent", {"print_slips"}),
    ],
)
def test_a_key_is_of_one_kind_and_one_mall(
    mall: Mall, neighbour: Mall, manager: User, kind: str, powers: set[str]
) -> None:
    caller = caller_for_token(paired(mall, manager, kind).token)
    assert caller is not None
    every = ("take_as_kiosk", "show_hall", "print_slips", "take_as_desk", "serve", "manage",
             "look", "read_log", "release")  # fmt: skip
    assert {one for one in every if caller.may(one, mall)} == powers  # type: ignore[arg-type]
    assert not any(caller.may(one, neighbour) for one in every)  # type: ignore[arg-type]


def test_neither_code_nor_secret_nor_key_is_kept(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="display", mall=mall)
    actions.confirm_pairing(mall=mall, code=started.code, given=Given("Layar"), by=manager)
    claimed = actions.claim_pairing(secret=started.secret)
    assert claimed is not None
    kept = repr([Pairing.objects.values(), ApiToken.objects.values(), Device.objects.values()])
    assert started.code not in kept
    assert started.secret not in kept
    assert claimed.token not in kept


@pytest.mark.parametrize("write", [str.lower, codes.shown, " ".join, lambda c: f" {c}\n"])
def test_a_code_is_read_as_people_type_it(mall: Mall, write: "type[str]") -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    assert actions.look_up_code(mall=mall, code=write(started.code)) == started.pairing


@pytest.mark.parametrize("typed", ["", "BCDF", "0123-4567", "AEIOUAEI", "ж" * 8, "B" * 900])
def test_what_is_no_code_is_wrong(mall: Mall, typed: str) -> None:
    with pytest.raises(WrongCode):
        actions.look_up_code(mall=mall, code=typed)


def test_a_code_shows_again_what_it_showed(mall: Mall) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    assert codes.code_of(started.secret) == started.code
    assert not set(started.code) - set("BCDFGHJKLMNPQRSTVWXZ")


def test_the_same_seed_is_the_same_pairing(mall: Mall) -> None:
    one = actions.start_pairing(kind="hall_agent", seed=b"x" * 32)
    two = actions.start_pairing(kind="hall_agent", seed=b"x" * 32)
    assert one == two
    assert Pairing.objects.count() == 1


def test_a_code_of_a_glass_is_unknown_at_another_mall(mall: Mall, neighbour: Mall) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    with pytest.raises(WrongCode):
        actions.look_up_code(mall=neighbour, code=started.code)


def test_a_hall_agent_belongs_to_the_mall_of_who_lets_it_in(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="hall_agent", name="PC kios")
    device = actions.confirm_pairing(
        mall=mall, code=started.code, given=Given("PC kios"), by=manager
    )
    assert device.mall == mall


def test_a_code_dies_after_ten_minutes(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    age(minutes=10)
    with pytest.raises(WrongCode):
        actions.confirm_pairing(mall=mall, code=started.code, given=Given("Kios"), by=manager)
    with pytest.raises(PairingExpired):
        actions.claim_pairing(secret=started.secret)


def test_a_code_dies_of_five_wrong_tries_and_four_are_forgiven(mall: Mall) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    for _ in range(4):
        with pytest.raises(WrongCode):
            actions.look_up_code(mall=mall, code=wrong_half(started))
    assert actions.look_up_code(mall=mall, code=started.code)
    for _ in range(3):
        with pytest.raises(WrongCode):
            actions.look_up_code(mall=mall, code=wrong_half(started))
    with pytest.raises(WrongCode):
        actions.look_up_code(mall=mall, code=started.code)
    with pytest.raises(PairingExpired):
        actions.claim_pairing(secret=started.secret)
    assert Pairing.objects.get().wrong_tries == 5


def test_a_key_is_handed_out_once(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    actions.confirm_pairing(mall=mall, code=started.code, given=Given("Kios"), by=manager)
    assert actions.claim_pairing(secret=started.secret)
    with pytest.raises(PairingNotFound):
        actions.claim_pairing(secret=started.secret)
    with pytest.raises(PairingNotFound):
        actions.claim_pairing(secret=started.secret, claim_key=b"k")


def test_a_claim_repeated_with_its_key_gets_the_same_answer(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="hall_agent")
    actions.confirm_pairing(mall=mall, code=started.code, given=Given("PC"), by=manager)
    first = actions.claim_pairing(secret=started.secret, claim_key=b"k")
    assert first is not None
    assert actions.claim_pairing(secret=started.secret, claim_key=b"k") == first
    with pytest.raises(PairingNotFound):
        actions.claim_pairing(secret=started.secret, claim_key=b"other")
    assert caller_for_token(first.token)
    assert ApiToken.objects.count() == 1


def test_an_unknown_secret_claims_nothing(mall: Mall) -> None:
    with pytest.raises(PairingNotFound):
        actions.claim_pairing(secret="nobody")


def test_a_code_is_entered_once(mall: Mall, manager: User) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    actions.confirm_pairing(mall=mall, code=started.code, given=Given("Kios 1"), by=manager)
    with pytest.raises(CodeUsed):
        actions.confirm_pairing(mall=mall, code=started.code, given=Given("Kios 2"), by=manager)
    assert Device.objects.count() == 1


def test_a_name_is_given_once_per_kind(mall: Mall, manager: User, kiosk: Claimed) -> None:
    with pytest.raises(NameTaken):
        paired(mall, manager, "kiosk", "Kios 1")
    assert paired(mall, manager, "display", "Kios 1").device.name == "Kios 1"
    assert queries.next_name(mall, Kind.KIOSK) == "Kios 2"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_device_without_a_name_is_refused(mall: Mall, manager: User, name: str) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    with pytest.raises(DeviceInvalid):
        actions.confirm_pairing(mall=mall, code=started.code, given=Given(name), by=manager)
    assert actions.look_up_code(mall=mall, code=started.code)


def test_taking_a_place_makes_the_old_key_worthless_when_the_new_one_is_fetched(
    mall: Mall, manager: User, kiosk: Claimed
) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    actions.confirm_pairing(
        mall=mall, code=started.code, given=Given("Kios 1"), by=manager, replaces=kiosk.device.pk
    )
    assert caller_for_token(kiosk.token)
    fresh = actions.claim_pairing(secret=started.secret)
    assert fresh is not None
    assert fresh.device == kiosk.device
    assert caller_for_token(kiosk.token) is None
    assert caller_for_token(fresh.token)
    assert Device.objects.count() == 1


def test_a_place_of_another_kind_or_mall_is_not_taken(
    mall: Mall, neighbour: Mall, manager: User, neighbour_manager: User, kiosk: Claimed
) -> None:
    theirs = paired(neighbour, neighbour_manager, "display", "Layar")
    started = actions.start_pairing(kind="display", mall=mall)
    for replaced in (kiosk.device.pk, theirs.device.pk):
        with pytest.raises(DeviceNotFound):
            actions.confirm_pairing(
                mall=mall, code=started.code, given=Given("Layar"), by=manager, replaces=replaced
            )


def test_a_manager_pairs_the_browser_they_sit_at(mall: Mall, manager: User) -> None:
    claimed = actions.pair_here(mall=mall, kind=Kind.DISPLAY, given=Given("Layar 1"), by=manager)
    caller = caller_for_token(claimed.token)
    assert caller is not None
    assert caller.may("show_hall", mall)
    assert Device.objects.get().paired_at is not None


def test_old_codes_are_cleared_away(mall: Mall) -> None:
    actions.start_pairing(kind="kiosk", mall=mall)
    age(minutes=71)
    actions.start_pairing(kind="kiosk", mall=mall)
    assert Pairing.objects.count() == 1


def test_the_database_keeps_what_must_hold(mall: Mall, kiosk: Claimed) -> None:
    for wrong in (
        lambda: Device.objects.filter(pk=kiosk.device.pk).update(revoked_at=timezone.now()),
        lambda: Device.objects.create(mall=mall, kind="kiosk", name="Kios 1"),
        lambda: Device.objects.filter(pk=kiosk.device.pk).update(paper_mm=112),
        lambda: Pairing.objects.update(device=None),
        lambda: Pairing.objects.update(wrong_tries=6),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_managers_enter_one_code_and_one_device_is_let_in(mall: Mall, manager: User) -> None:
    for turn in range(4):
        started = actions.start_pairing(kind="kiosk", mall=mall)

        def enter(hand: int, code: str = started.code, turn: int = turn) -> str:
            try:
                name = f"Kios {turn}-{hand}"
                actions.confirm_pairing(mall=mall, code=code, given=Given(name), by=manager)
            except CodeUsed:
                return "used"
            return "in"

        assert sorted(together(6, enter)) == ["in"] + ["used"] * 5
    assert Device.objects.count() == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_glass_that_asks_twice_at_once_gets_one_key(mall: Mall, manager: User) -> None:
    for turn in range(4):
        started = actions.start_pairing(kind="kiosk", mall=mall)
        given = Given(f"Kios {turn}")
        actions.confirm_pairing(mall=mall, code=started.code, given=given, by=manager)

        def claim(hand: int, secret: str = started.secret) -> str:
            try:
                claimed = actions.claim_pairing(secret=secret, claim_key=bytes([hand]))
            except PairingNotFound:
                return ""
            assert claimed is not None
            return claimed.token

        tokens = [one for one in together(6, claim) if one]
        assert len(tokens) == 1
        assert caller_for_token(tokens[0])
    assert ApiToken.objects.count() == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_shutting_out_and_fetching_the_key_never_wait_for_each_other(
    mall: Mall, manager: User
) -> None:
    started = actions.start_pairing(kind="kiosk", mall=mall)
    device = actions.confirm_pairing(
        mall=mall, code=started.code, given=Given("Kios 1"), by=manager
    )

    def hand(index: int) -> str:
        time.sleep(index * 0.4)  # while the first holds the device: shut out, then fetch
        try:
            if index == 0:
                with transaction.atomic():
                    Device.objects.select_for_update().get(pk=device.pk)
                    time.sleep(1.2)
            elif index == 1:
                actions.revoke_device(mall=mall, device_id=device.pk)
            else:
                actions.claim_pairing(secret=started.secret)
        except (PairingNotFound, OperationalError) as error:
            return type(error).__name__
        return "done"

    assert together(3, hand) == ["done", "done", "PairingNotFound"]
