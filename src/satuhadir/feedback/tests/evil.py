# SPDX-License-Identifier: Apache-2.0
"""Files made by hand for the tests: good ones, and such as somebody sends who means no good."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin
from PIL.Image import Exif

SECRET = b"RAHASIA-BUDI"


class Upload:
    """What a form hands over; `size` may be untrue."""

    def __init__(self, data: bytes, size: int | None = None) -> None:
        self._file = io.BytesIO(data)
        self.size = len(data) if size is None else size

    def read(self, num_bytes: int, /) -> bytes:
        return self._file.read(num_bytes)


def picture(form: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: Any) -> bytes:
    """Return a picture, red on the left and blue on the right."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    drawn.convert(mode).save(out, form, **more)
    return out.getvalue()


def told_picture(form: str, orientation: int = 1) -> bytes:
    """Return a picture that tells where, when and with what it was taken."""
    exif = Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()  # description
    exif[0x0110] = SECRET.decode()  # model
    exif.get_ifd(0x8825)[29] = SECRET.decode()  # where, by satellite
    more: dict[str, Any] = {"exif": exif.tobytes()}
    if form == "JPEG":
        more["comment"] = SECRET
        more["icc_profile"] = b"\0" * 128 + SECRET
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        more["pnginfo"] = notes
    if form == "WEBP":
        more["xmp"] = SECRET
    return picture(form, **more)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.html", SECRET + b"<script>alert(1)</script>")
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is as large as that."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def paper(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of one empty page and these objects besides, with a right table of places."""
    first = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate([*first, *objects], 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, begin)
    return bytes(out)


def packed(body: bytes, *, head: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    """Return a stream that holds `body` as it is, behind filters it names."""
    return b"<<%s/Filter%s/Length %d>>\nstream\n%s\nendstream" % (head, filters, len(body), body)
