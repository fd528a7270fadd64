# SPDX-License-Identifier: Apache-2.0
"""The papers that were begun here, on disk before their first byte goes to a printer.

What stands in the journal is never printed again, whatever the server sends: that is how one
press stays one paper when the power fails, an answer is lost or this program is killed. A paper
that was begun and not ended when we start is uncertain, and is reported so.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

BEGUN: Final = "begun"
KEPT_SECONDS: Final = 2 * 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper: `result` is begun until it is printed, failed or uncertain."""

    id: str
    printer: str
    result: str = BEGUN
    state: str = "unknown"
    reported: bool = False


class Journal:
    """The journal in one directory. Its `spool` names it: a new directory is another journal."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self.spool = self._own_name()
        self._prune()

    def begin(self, paper_id: UUID, printer: str) -> bool:
        """Write down that a paper is begun; False when it was begun before.

        When this returns True it is on the disk.
        """
        path = self._path(str(paper_id))
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        self._fill(handle, Entry(str(paper_id), printer))
        self._keep_names()
        return True

    def end(self, paper_id: UUID, result: str, state: str) -> None:
        """Write down what became of it."""
        found = self.find(str(paper_id))
        if found is not None:
            self._put(replace(found, result=result, state=state))

    def told(self, paper_id: str) -> None:
        """Write down that the server knows."""
        found = self.find(paper_id)
        if found is not None:
            self._put(replace(found, reported=True))

    def tell_again(self, paper_id: UUID) -> None:
        """Report a paper once more that the server hands out although it was told."""
        found = self.find(str(paper_id))
        if found is not None and found.reported:
            self._put(replace(found, reported=False))

    def to_tell(self) -> list[Entry]:
        """Return what ended and the server was not told of."""
        found = (self.find(path.stem) for path in sorted(self._directory.glob("*.json")))
        return [one for one in found if one and not one.reported and one.result != BEGUN]

    def end_what_was_begun(self) -> int:
        """Call uncertain what an earlier run began and did not end; return how many."""
        count = 0
        for path in self._directory.glob("*.json"):
            found = self.find(path.stem)
            if found is not None and found.result == BEGUN:
                self._put(replace(found, result="uncertain"))
                count += 1
        return count

    def find(self, paper_id: str) -> Entry | None:
        """Return what is known of a paper. A file torn by a power failure is one that was begun."""
        try:
            return Entry(**json.loads(self._path(paper_id).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Entry(paper_id, "")

    def _own_name(self) -> UUID:
        path = self._directory / "spool"
        with suppress(FileNotFoundError, ValueError):
            return UUID(path.read_text(encoding="ascii").strip())
        name = uuid4()
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        self._keep_names()
        return name

    def _put(self, entry: Entry) -> None:
        fresh = self._directory / f"{entry.id}.new"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._fill(handle, entry)
        fresh.replace(self._path(entry.id))
        self._keep_names()

    def _fill(self, handle: int, entry: Entry) -> None:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(entry), file)
            file.flush()
            os.fsync(file.fileno())

    def _keep_names(self) -> None:
        """Bring the directory itself to the disk, where the system can do that."""
        with suppress(OSError):
            handle = os.open(self._directory, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _path(self, paper_id: str) -> Path:
        return self._directory / f"{UUID(paper_id)}.json"

    def _prune(self) -> None:
        """Forget papers of the day before yesterday, which no server hands out any more."""
        before = time.time() - KEPT_SECONDS
        for path in [*self._directory.glob("*.json"), *self._directory.glob("*.new")]:
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
