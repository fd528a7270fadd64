# SPDX-License-Identifier: Apache-2.0
"""Each case is a start of its own, in a process of its own."""

import os
import subprocess
import sys

import pytest

SECRET = "rahasia-instalasi-uji-yang-cukup-panjang-0123456789-ABCDEFGHIJ"
PRODUCTION = {
    "DATABASE_URL": "postgresql://app:x@127.0.0.1:1/satuhadir",
    "SATUHADIR_SECRET": SECRET,
    "SATUHADIR_ALLOWED_HOSTS": "mpp.example.id",
}


def start(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SATUHADIR_", "DATABASE_"))
    }
    clean |= {"DJANGO_SETTINGS_MODULE": "satuhadir.config.settings", "PYTHONPATH": "src"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


CHECK = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "call_command('check', deploy=True, fail_level='WARNING')"
)
SERVE = "import satuhadir.config.wsgi"


@pytest.mark.parametrize("more", [{}, {"SATUHADIR_DEMO": "1"}, {"SATUHADIR_HTTPS": "0"}])
def test_the_checks_for_deployment_find_nothing(more: dict[str, str]) -> None:
    done = start(CHECK, PRODUCTION | more)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["SATUHADIR_SECRET", "SATUHADIR_ALLOWED_HOSTS"])
def test_serving_needs_a_secret_and_host_names(missing: str) -> None:
    done = start(SERVE, {k: v for k, v in PRODUCTION.items() if k != missing})
    assert done.returncode == 1
    assert missing in done.stderr.splitlines()[-1]


def test_serving_starts_without_asking_the_database() -> None:
    assert start(SERVE, PRODUCTION).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SATUHADIR_DEBUG", "perhaps"),
        ("SATUHADIR_ROLE", "root"),
        ("SATUHADIR_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://a:rahasia@b/c"),
        ("SATUHADIR_SECRET", "short"),
    ],
)
def test_an_unknown_value_stops_the_start_with_one_line_that_names_it(
    name: str, value: str
) -> None:
    done = start("import django; django.setup()", PRODUCTION | {name: value})
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured")
    assert name in last
    assert "rahasia" not in last
