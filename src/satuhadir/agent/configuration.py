# SPDX-License-Identifier: Apache-2.0
"""What the hall agent knows between two starts: its server, its key, its printers.

One JSON file that only its owner can read, for the key is in it.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

WIDTHS = (58, 80)


class ConfigurationTrouble(Exception):
    """The file is missing or can't be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class LocalPrinter:
    """A printer at this PC: the name the server knows, its address, the width of its paper."""

    name: str
    address: str
    width: int = 80


@dataclass(slots=True)
class Configuration:
    """The file as values."""

    server: str = ""
    mall: str = ""
    token: str = ""
    device: str = ""
    data: str = ""
    printers: list[LocalPrinter] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file; one that is not there is an agent that was never paired."""
        try:
            plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            printers = [LocalPrinter(**one) for one in plain.pop("printers", [])]
            found = cls(**plain, printers=printers)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise ConfigurationTrouble(
                f"Berkas {path} tidak dapat dibaca ({type(error).__name__}). Perbaiki, atau hapus "
                "lalu sambungkan lagi dengan: satuhadir hall-agent pair --server ALAMAT"
            ) from None
        return found

    def write(self, path: Path) -> None:
        """Write the file, readable by its owner alone, all of it or nothing."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def data_directory(self) -> Path:
        """Return where the journal lies."""
        return Path(self.data).expanduser() if self.data else default_data()


def default_path() -> Path:
    """Return where the file lies when nobody says."""
    if sys.platform == "win32":
        return _folder("APPDATA", "AppData/Roaming") / "SatuHadir" / "hall-agent.json"
    return _folder("XDG_CONFIG_HOME", ".config") / "satuhadir" / "hall-agent.json"


def default_data() -> Path:
    """Return where the journal lies when nobody says."""
    if sys.platform == "win32":
        return _folder("LOCALAPPDATA", "AppData/Local") / "SatuHadir" / "hall-agent"
    return _folder("XDG_STATE_HOME", ".local/state") / "satuhadir" / "hall-agent"


def _folder(variable: str, below_home: str) -> Path:
    set_to = os.environ.get(variable, "")
    return Path(set_to) if set_to else Path.home() / below_home
