# SPDX-License-Identifier: Apache-2.0
"""What a file is, by its content, and whether it may be kept."""

import hashlib
from collections.abc import Sequence
from typing import Final

import puremagic

from satuhadir.feedback.attachments.errors import (
    AttachmentRefused,
    AttachmentTooLarge,
    TooManyAttachments,
)
from satuhadir.feedback.attachments.papers import checked_paper
from satuhadir.feedback.attachments.pictures import drawn_anew
from satuhadir.feedback.attachments.values import (
    MOST_BYTES,
    MOST_FILES,
    CheckedAttachment,
    Kind,
    Upload,
)

SIGNS: Final = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"%PDF-", "PDF"))
LOOKED_AT: Final = 4_096  # at either end, for the kind


def check_attachments(uploads: Sequence[Upload]) -> list[CheckedAttachment]:
    """Return what may be kept of the files of one form; a file sent twice counts once.

    Raises:
        TooManyAttachments, and what `check_attachment` raises, for the first file it holds for.
    """
    if len(uploads) > MOST_FILES:
        raise TooManyAttachments(most=MOST_FILES)
    kept = {one.sha256: one for one in map(check_attachment, uploads)}
    return list(kept.values())


def check_attachment(upload: Upload) -> CheckedAttachment:
    """Return what may be kept of one file.

    Raises:
        AttachmentTooLarge: in bytes or in pixels.
        AttachmentRefused: another kind than JPEG, PNG, WebP or PDF.
        AttachmentUnsafe: a PDF that does more than be read, or that is locked.
        AttachmentBroken: it begins as such a file, and can't be read as one.
        AttachmentsBusy: too many others send pictures now.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise AttachmentTooLarge(most=MOST_BYTES // 1024**2)
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:  # what was declared was untrue
        raise AttachmentTooLarge(most=MOST_BYTES // 1024**2)
    form = form_of(data)
    if form is None:
        raise AttachmentRefused
    if form == "PDF":
        return _kept("application/pdf", checked_paper(data))
    kind, drawn, (width, height) = drawn_anew(data, form)
    return _kept(kind, drawn, width, height)


def form_of(data: bytes) -> str | None:
    """Return what a file is by its content: JPEG, PNG, WEBP, PDF, or None for anything else.

    Ours is the stricter look, at the very first byte; the library must agree.
    """
    form = next((form for sign, form in SIGNS if data.startswith(sign)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        form = "WEBP"
    if form is None:
        return None
    try:
        found = puremagic.magic_string(data[:LOOKED_AT] + data[-LOOKED_AT:])
    except (puremagic.PureError, ValueError):
        return None
    wanted = "application/pdf" if form == "PDF" else f"image/{form.lower()}"
    return form if wanted in {one.mime_type for one in found} else None


def _kept(kind: Kind, data: bytes, width: int = 0, height: int = 0) -> CheckedAttachment:
    return CheckedAttachment(kind, data, hashlib.sha256(data).digest(), width, height)
