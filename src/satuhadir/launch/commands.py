# SPDX-License-Identifier: Apache-2.0
"""The command lines of everything the launcher starts, in one place."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

SETTINGS_MODULE = "satuhadir.config.settings"

# What the person types → the management command that does it, and as which database role.
MANAGED: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("migrate",): ("satuhadir_migrate", "owner"),
    ("worker",): ("satuhadir_worker", "app"),
    ("catalogue", "import"): ("catalogue_import", "app"),
    ("catalogue", "export"): ("catalogue_export", "app"),
    ("queue", "verify"): ("queue_verify", "app"),
    ("insights", "rebuild"): ("insights_rebuild", "app"),
    ("accounts", "create-manager"): ("accounts_create_manager", "app"),
    ("accounts", "reset-factors"): ("accounts_reset_factors", "app"),
}
# Management commands that must succeed before `serve` starts; each may refuse with a line.
BEFORE_SERVING: Sequence[str] = ("refuse_demonstration",)
# What of the person's environment the demonstration's processes may see.
PASSED_ON = (
    *("SATUHADIR_LOG_LEVEL", "SATUHADIR_LIMITS", "SATUHADIR_DEBUG", "SATUHADIR_VOICE_DIR"),
)


def web_command() -> list[str]:
    """The web process; port and database stand in its environment."""
    return [sys.executable, "-m", "satuhadir.launch.web"]


def managed_command(name: str, *arguments: str) -> list[str]:
    """A Django management command in a process of its own."""
    return [sys.executable, "-m", "django", name, *arguments]


def worker_command() -> list[str]:
    """The background jobs."""
    return managed_command("satuhadir_worker")


def load_command(file: Path, *, still: bool) -> list[str]:
    """The demonstration mall, loaded once; tokens and accounts go to `file`."""
    return managed_command("demo_load", "--file", str(file), *(["--still"] if still else []))


def child_environment(**values: str) -> dict[str, str]:
    """The person's environment without its database and settings, plus `values`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON
        or not name.startswith(("DATABASE_", "SATUHADIR_", "PG", "DJANGO_", "PYTHON"))
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE,
        "PYTHONUNBUFFERED": "1",
        **values,
    }
