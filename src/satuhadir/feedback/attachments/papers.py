# SPDX-License-Identifier: Apache-2.0
"""A PDF that is only read: no lock, no script, no file inside, nothing it starts by itself.

This is a careful look, not a reader of PDF: it looks for the names of what we refuse, in the file
and in every part of it that can be unpacked, however they are spelled. What it can't unpack where
such a name could hide, it refuses. So a PDF is handed out again as a download only, never shown
inside a page of ours.

What a PDF says of its maker is blanked where it stands in the open. A file that keeps it in a
packed part keeps it: who stays anonymous is told on the form to send a photograph instead.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Final

from satuhadir.feedback.attachments.errors import AttachmentBroken, AttachmentUnsafe

MOST_UNPACKED: Final = 64 * 1024 * 1024
CHUNK: Final = 256 * 1024
OVERLAP: Final = 64  # longer than any name below, spelled out in full
LARGEST_HEAD: Final = 4_096  # of a stream: what stands before the word

_NAMES = (
    rb"Encrypt|JavaScript|EmbeddedFiles?|Launch|RichMedia|SubmitForm|ImportData|GoToE|GoToR|XFA"
    rb"|Rendition|Movie|Sound|Filespec"
)
_UNWANTED = re.compile(rb"/(?:" + _NAMES + rb")(?=[\s/<>\[\]()%{}\x00]|$)")
# What is done on opening it or a page of it, but for showing a place (an array); what asks the web.
_STARTS = re.compile(rb"/OpenAction(?!\s*\[|\w)|/AA(?=[\s/<\[\]()%{}\x00\d]|$)")
_ASKS = re.compile(rb"/S\s*/(?:URI|Thread)(?=[\s/<>\[\]()%{}\x00]|$)")
_SPELLED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
# What may hold objects of its own, and what would hide them from us.
_HOLDS_OBJECTS = re.compile(rb"/(?:ObjStm|First)(?=[\s/<>\[\]()%{}\x00\d]|$)")
_HIDES = re.compile(rb"/(?:LZWDecode|LZW|RunLengthDecode|RL|Crypt|JBIG2Decode)\b")
_PACKS = re.compile(rb"/(?:FlateDecode|Fl)\b")
_MAKER = re.compile(rb"/(?:Author|Creator|Producer|Keywords|Subject|Company|Manager)\s*([(<])")
_PACKET = re.compile(rb"(<\?xpacket begin.{0,200}?\?>)(.*?)(<\?xpacket end)", re.DOTALL)
_ZIP_END = b"PK\x05\x06"
_BLANK = b"\x00\t\n\x0c\r "


def checked_paper(data: bytes) -> bytes:
    """Return a PDF as it may be kept, as long as it came.

    Raises:
        AttachmentBroken: it has no beginning or no end, or another file hangs on behind it.
        AttachmentUnsafe: it is locked, or does more than be read.
    """
    if not data.startswith(b"%PDF-") or not data.rstrip(_BLANK).endswith(b"%%EOF"):
        raise AttachmentBroken
    if _ZIP_END in data[-70_000:]:
        raise AttachmentBroken
    starts = asks = False
    for part in _parts(data):
        plain = _unspelled(part)
        starts = starts or bool(_STARTS.search(plain))
        asks = asks or bool(_ASKS.search(plain))
        if _UNWANTED.search(plain) or (starts and asks):
            raise AttachmentUnsafe
    return _without_maker(data)


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the file itself, and what comes out of each of its packed parts."""
    yield data
    left = MOST_UNPACKED
    for found in _STREAM.finditer(data):
        head = _head(data, found.start())
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end != -1 else len(data)]
        if _HOLDS_OBJECTS.search(head) and _is_hidden(head):
            raise AttachmentUnsafe
        for part in _unpacked(packed):
            left -= len(part)
            if left < 0:
                raise AttachmentUnsafe
            yield part


def _head(data: bytes, at: int) -> bytes:
    """Return the dictionary before a stream, with room to spare, its names spelled plainly."""
    return _unspelled(data[max(0, at - LARGEST_HEAD) : at].rpartition(b"endstream")[2])


def _is_hidden(head: bytes) -> bool:
    """Say whether a packed part is packed in a way we don't open, or twice."""
    return bool(_HIDES.search(head)) or len(_PACKS.findall(head)) > 1


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """Yield what a packed part holds, by whichever way opens it: never mind what it says."""
    yield from _inflated(packed)
    text = packed.strip(_BLANK)
    if text.endswith(b"~>"):
        yield from _both(_from_85(text))
    elif text.endswith(b">"):
        yield from _both(_from_hex(text))


def _both(plain: bytes) -> Iterator[bytes]:
    yield plain
    yield from _inflated(plain)


def _inflated(packed: bytes) -> Iterator[bytes]:
    """Yield what zlib unpacks, in pieces that overlap so that no name is cut in two."""
    reader, tail, rest = zlib.decompressobj(), b"", packed
    try:
        while rest and not reader.eof:
            piece = reader.decompress(rest, CHUNK)
            rest = reader.unconsumed_tail
            if not piece:
                return
            yield tail + piece
            tail = piece[-OVERLAP:]
    except zlib.error:
        return


def _from_85(text: bytes) -> bytes:
    """Return what ASCII85 says; b"" for what is none."""
    try:
        return base64.a85decode(text.removeprefix(b"<~")[:-2], ignorechars=_BLANK)
    except ValueError:
        return b""


def _from_hex(text: bytes) -> bytes:
    digits = bytes(one for one in text[:-1] if one not in _BLANK)
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except (binascii.Error, ValueError):
        return b""


def _unspelled(data: bytes) -> bytes:
    """Return names as they are meant: `/J#61vaScript` is `/JavaScript`."""
    if b"#" not in data:
        return data
    return _SPELLED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _without_maker(data: bytes) -> bytes:
    """Blank who made the file and with what, byte for byte: every place in it stays where it is."""
    kept = bytearray(data)
    for found in _MAKER.finditer(data):
        begin = found.end()
        end = _end_of_text(data, begin) if found[1] == b"(" else data.find(b">", begin)
        if end > begin and not data.startswith(b"<<", found.start(1)):
            fill = b" " if found[1] == b"(" else b"0"
            kept[begin:end] = fill * (end - begin)
    for found in _PACKET.finditer(data):
        kept[found.start(2) : found.end(2)] = b" " * (found.end(2) - found.start(2))
    return bytes(kept)


def _end_of_text(data: bytes, at: int) -> int:
    """Return where a text in brackets ends; -1 when it does not within reason."""
    depth, end = 1, min(len(data), at + 4_096)
    while at < end:
        one = data[at]
        if one == 0x5C:  # a backslash speaks for the next byte
            at += 1
        elif one == 0x28:
            depth += 1
        elif one == 0x29:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1
