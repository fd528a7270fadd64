# SPDX-License-Identifier: Apache-2.0
"""A file that may be kept, and how many and how large they may be."""

from dataclasses import dataclass
from typing import Final, Literal, Protocol

Kind = Literal["image/jpeg", "image/png", "application/pdf"]

MOST_FILES: Final = 3
MOST_BYTES: Final = 5 * 1024 * 1024  # as it comes; what is kept of a picture is smaller
ACCEPTED: Final = "image/jpeg,image/png,image/webp,application/pdf"  # for a form's file field
EXTENSIONS: Final[dict[Kind, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}


class Upload(Protocol):
    """What a form hands over; Django's UploadedFile is one."""

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CheckedAttachment:
    """A file that may be kept: its kind by content, its bytes as they are kept, and their SHA-256.

    `width` and `height` are those of a picture, 0 of a PDF. No name: it is shown by its number.
    """

    kind: Kind
    data: bytes
    sha256: bytes
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.kind]
