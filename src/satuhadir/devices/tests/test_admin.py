# SPDX-License-Identifier: Apache-2.0
from django.test import Client
from django.urls import reverse

from satuhadir.accounts.models import User
from satuhadir.devices.models import Device
from satuhadir.devices.values import Claimed

LIST = "admin:devices_device_changelist"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_manager_sees_and_revokes_the_devices_of_their_mall(
    manager: User, kiosk: Claimed
) -> None:
    client = browser(manager)
    assert "Kios 1" in client.get(reverse(LIST)).content.decode()
    said = {"action": "revoke", "_selected_action": [str(kiosk.device.pk)]}
    client.post(reverse(LIST), said)
    assert Device.objects.get().revoked_at is not None


def test_the_neighbours_manager_sees_none_of_them(neighbour_manager: User, kiosk: Claimed) -> None:
    client = browser(neighbour_manager)
    assert "Kios 1" not in client.get(reverse(LIST)).content.decode()
    said = {"action": "revoke", "_selected_action": [str(kiosk.device.pk)]}
    client.post(reverse(LIST), said)
    assert Device.objects.get().revoked_at is None


def test_a_stranger_is_kept_out(stranger: User, kiosk: Claimed) -> None:
    assert browser(stranger).get(reverse(LIST)).status_code in {302, 403}
