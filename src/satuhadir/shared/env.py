# SPDX-License-Identifier: Apache-2.0
"""Read the environment strictly: an unknown value stops the start with one line, no secret."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on", "ya"})
NO = frozenset({"0", "false", "no", "off", "tidak", ""})
# Options of libpq an operator may set in DATABASE_URL; anything else is a slip of the pen.
URL_OPTIONS = frozenset(
    {"host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey",
     "connect_timeout", "application_name", "options", "target_session_attrs",
     "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"}
)  # fmt: skip


class Env:
    """The environment with a type for each value. Pass a mapping to read another one in tests."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, default).strip()

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._values.get(name)
        if value is None:
            return default
        word = value.strip().lower()
        if word in YES:
            return True
        if word in NO:
            return False
        raise ImproperlyConfigured(f"{name} must be 1 or 0 (yes/no, on/off), not {value!r}.")

    def number(self, name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ImproperlyConfigured(
                f"{name} must be a whole number from {least} to {most}, not {value!r}."
            )
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the comma-separated words, without blanks."""
        return [word for part in self.text(name, default).split(",") if (word := part.strip())]

    def origin(self, name: str) -> str:
        """Return a scheme with its host, such as `https://mpp.example.go.id`, or ""."""
        value = self.text(name).rstrip("/")
        parts = urlsplit(value)
        bare = f"{parts.scheme}://{parts.netloc}"
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc or bare != value):
            raise ImproperlyConfigured(f"{name} must be like https://host, without a path.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of `choices`; the first of them when nothing is set."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}: {value!r}.")
        return value

    def secret(self, name: str, *, least: int = 32) -> str:
        """Return the value of `name`, or the text of the file `{name}_FILE` names; "" if neither.

        A secret of ours shorter than 32 characters is refused: it could be guessed. One that
        another system gave us is as long as it is: `least` 1.
        """
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        if path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ImproperlyConfigured(
                    f"{name}_FILE can't be read: {type(error).__name__}."
                ) from None
        if (value or path) and len(value) < least:
            raise ImproperlyConfigured(f"{name} must be at least {least} characters long.")
        return value

    def database(self, name: str) -> dict[str, Any] | None:
        """Return a Django database from a `postgresql://` address, or None when it is not set."""
        url = self.text(name)
        return database_from_url(name, url) if url else None


def database_from_url(name: str, url: str) -> dict[str, Any]:
    """Return Django's settings of one database. Errors name the setting, never the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not an address that can be read.") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://.")
    options = dict(pairs)
    unknown = sorted(set(options) - URL_OPTIONS)
    if unknown or len(options) != len(pairs):
        raise ImproperlyConfigured(f"{name} has unknown or double options: {', '.join(unknown)}.")
    # The socket directory may stand in the host place (%2Frun…) or in ?host=, as libpq allows.
    host = options.pop("host", unquote(parts.hostname or ""))
    database = options.pop("dbname", unquote(parts.path.removeprefix("/")))
    if not database:
        raise ImproperlyConfigured(f"{name} names no database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": options.pop("user", unquote(parts.username or "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", str(port or "")),
        "OPTIONS": options,
    }
