# SPDX-License-Identifier: Apache-2.0
"""The passwords of the database and the application's key, made once for each data directory."""

import json
import secrets
from pathlib import Path

from satuhadir.launch import roles
from satuhadir.launch.errors import LaunchError

NAMES = (roles.ADMIN, roles.OWNER, roles.APP, "secret_key")


def new_secrets() -> dict[str, str]:
    """Random values; letters and digits only, so that they fit into an address as they are."""
    return {name: secrets.token_hex(32 if name == "secret_key" else 16) for name in NAMES}


def read_secrets(path: Path) -> dict[str, str]:
    """Read `path`. Raises LaunchError when it is damaged; OSError when it can't be read."""
    try:
        found = json.loads(path.read_text())
        return {name: str(found[name]) for name in NAMES}
    except (ValueError, KeyError, TypeError) as error:
        raise LaunchError(
            f"{path} rusak. Pulihkan dari cadangan, atau mulai dengan --data DIR yang lain."
        ) from error
