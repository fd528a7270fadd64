# SPDX-License-Identifier: Apache-2.0
"""The demonstration's hall has devices in every state that a manager should once have seen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from satuhadir.demo.hall import hear_hall
from satuhadir.demo.loading import load
from satuhadir.devices.models import Device
from satuhadir.devices.queries import health_of
from satuhadir.malls.queries import mall_by_slug

pytestmark = pytest.mark.django_db


def test_devices_go_on_speaking_but_for_one_and_the_one_shut_out() -> None:
    mall = mall_by_slug(load(still=True)["mall"])
    Device.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    hear_hall()
    states = {one.name: one.state for one in health_of(mall)}
    assert states == {
        "Kios pintu utara": "ok",
        "Kios lantai 2": "ok",
        "Layar ruang tunggu": "ok",
        "Layar lantai 2": "silent",
        "Kios lama": "revoked",
    }


def test_an_installation_without_the_demonstrations_mall_hears_nothing() -> None:
    hear_hall()
    assert not Device.objects.exists()
