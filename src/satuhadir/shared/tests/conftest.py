# SPDX-License-Identifier: Apache-2.0
import pytest
from django.test import Client
from pytest_django import Settings

from satuhadir.shared import limits


@pytest.fixture
def broken(settings: Settings, db: None) -> Client:
    """A client of a site where every address refuses or breaks."""
    settings.ROOT_URLCONF = "satuhadir.shared.tests.broken_urls"
    limits.forget()
    return Client(raise_request_exception=False)
