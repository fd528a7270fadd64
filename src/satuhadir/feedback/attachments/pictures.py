# SPDX-License-Identifier: Apache-2.0
"""A picture drawn anew from its pixels, so that nothing but pixels is left.

Gone are where it was taken and with which phone, thumbnails, comments, colour profiles, further
frames, and whatever was hung on behind it: a file that is two things at once is one thing after.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PIL import Image, ImageFile, ImageOps

from satuhadir.feedback.attachments.errors import (
    AttachmentBroken,
    AttachmentsBusy,
    AttachmentTooLarge,
)
from satuhadir.feedback.attachments.values import MOST_BYTES, Kind

LONGEST_SIDE: Final = 2_048  # enough to read a letter that was photographed whole
# Pixels as they come: a JPEG is decoded at a fraction of its size, the others whole.
MOST_PIXELS: Final = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MOST_SIDE: Final = 30_000
DRAWN_BYTES: Final = 1_500_000  # what would be larger as PNG becomes a JPEG
WAIT_SECONDS: Final = 15

_GLASSY = {"RGBA", "LA", "PA", "La", "RGBa"}
# One at a time in a process: a picture under work takes some 200 MB at the most.
_one = threading.BoundedSemaphore(1)
# And so few wait for their turn that the threads of the web are left to everybody else.
_few = threading.BoundedSemaphore(4)


def drawn_anew(data: bytes, form: str) -> tuple[Kind, bytes, tuple[int, int]]:
    """Return a picture's kind, bytes and size: upright, not larger than needed, only pixels.

    Raises:
        AttachmentTooLarge: more pixels than a camera makes.
        AttachmentBroken: it can't be read as what it begins as.
        AttachmentsBusy: others were still at work after `WAIT_SECONDS`.
    """
    with _turn():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of damaged EXIF and the like, which we drop
                sheet = _read(data, form)
                kind, drawn = _encoded(sheet, keep_png=form != "JPEG")
        except (AttachmentTooLarge, MemoryError, Image.DecompressionBombError):
            raise AttachmentTooLarge(most=MOST_BYTES // 1024**2) from None
        except Exception:  # noqa: BLE001 - decoders raise whatever they like at evil files
            raise AttachmentBroken from None
    return kind, drawn, sheet.size


def _read(data: bytes, form: str) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=(form,)) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS[form] or max(width, height) > MOST_SIDE:
            raise AttachmentTooLarge
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded smaller at once
        opened.load()
        upright = _upright(opened)
    is_glassy = upright.mode in _GLASSY or "transparency" in upright.info
    seen = _narrowed(upright).convert("RGBA" if is_glassy else "RGB")
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A sheet of our own knows nothing of the old picture's comments, palette and profile.
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen if is_glassy else None)
    return sheet


def _upright(opened: Image.Image) -> Image.Image:
    """Return a picture as its camera was held; as it lies when what the camera said is damaged."""
    try:
        return ImageOps.exif_transpose(opened)
    except Exception:  # noqa: BLE001 - EXIF of strangers; the pixels may be fine
        return opened


def _narrowed(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a pixel in 8: converting it would only cut it off."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    return picture


def _encoded(sheet: Image.Image, *, keep_png: bool) -> tuple[Kind, bytes]:
    """Return a picture's bytes: a screenshot stays sharp as PNG, unless that is much larger."""
    if keep_png:
        paper = io.BytesIO()
        sheet.save(paper, "PNG")
        if paper.tell() <= DRAWN_BYTES:
            return "image/png", paper.getvalue()
    paper = io.BytesIO()
    sheet.save(paper, "JPEG", quality=85)
    return "image/jpeg", paper.getvalue()


@contextmanager
def _turn() -> Iterator[None]:
    if not _few.acquire(blocking=False):
        raise AttachmentsBusy(retry_after=WAIT_SECONDS)
    try:
        if not _one.acquire(timeout=WAIT_SECONDS):
            raise AttachmentsBusy(retry_after=WAIT_SECONDS)
        try:
            with _strictly():
                yield
        finally:
            _one.release()
    finally:
        _few.release()


@contextmanager
def _strictly() -> Iterator[None]:
    # The writer of our PDFs lets half pictures through, for the whole process.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
