# SPDX-License-Identifier: Apache-2.0
"""pytest's plugin: a throw-away PostgreSQL for the whole run, unless DATABASE_URL names one.

It is a plugin (entry point `pytest11`) and no conftest.py because it must be up before
pytest-django reads the settings, which is before any conftest.py. Tests connect as the owner, who
makes and migrates the test database; a test about the application's rights connects as
`satuhadir_app` with the password of DATABASE_URL.
"""

import atexit
import contextlib
import os

import pytest

from satuhadir.launch.errors import LaunchError
from satuhadir.launch.postgres import throwaway_cluster

_cluster = contextlib.ExitStack()
atexit.register(_cluster.close)  # pytest does not unconfigure when settings fail to load


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start PostgreSQL and name it in the environment."""
    os.environ.setdefault("SATUHADIR_SECRET", "only-for-tests-" + "0" * 40)
    os.environ.setdefault("SATUHADIR_HTTPS", "0")  # the test client speaks plain HTTP
    if "DATABASE_URL" in os.environ:
        return
    try:
        owner_url, app_url = _cluster.enter_context(throwaway_cluster())
    except LaunchError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ |= {
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": owner_url,
        "SATUHADIR_ROLE": "owner",
    }


def pytest_unconfigure() -> None:
    """Stop it."""
    _cluster.close()
