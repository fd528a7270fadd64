# SPDX-License-Identifier: Apache-2.0
"""PDFs: only such as are read and do nothing else."""

import base64
import binascii
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from satuhadir.feedback.attachments import check_attachment
from satuhadir.feedback.attachments.errors import AttachmentBroken, AttachmentUnsafe
from satuhadir.feedback.tests.evil import SECRET, Upload, packed, paper, zipped
from satuhadir.shared.errors import DomainError

SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
HIDDEN = b"4 0 " + SCRIPT  # an object of a packed part
PARTS = b"/Type/ObjStm/N 1/First 4"


def kept(data: bytes) -> bytes:
    one = check_attachment(Upload(data))
    assert one.kind == "application/pdf"
    return one.data


def written(**settings: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if settings:
        writer.add_metadata({f"/{name}": value for name, value in settings.items()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_plain_pdf_is_kept_as_it_came() -> None:
    data = paper(packed(zlib.compress(b"BT (halo) Tj ET")))
    assert kept(data) == data
    assert len(PdfReader(io.BytesIO(kept(data))).pages) == 1


def test_pdfs_of_common_programs_are_taken() -> None:
    printed = HTML(string="<h1>Surat</h1><p><a href='https://x.id'>a</a>").write_pdf()
    assert printed is not None
    for data in (written(Title="Surat"), printed):
        assert len(PdfReader(io.BytesIO(kept(data))).pages) == 1


@pytest.mark.parametrize(
    "unwanted",
    [
        SCRIPT,
        b"<</S/Java#53cript/JS(x)>>",
        b"<</S/#4a#61#76aScript/JS(x)>>",
        b"<</S/Launch/F(cmd.exe)>>",
        b"<</Type/EmbeddedFile>>",
        b"<</Names<</EmbeddedFiles 5 0 R>>>>",
        b"<</Type/Filespec/F(a.exe)>>",
        b"<</S/SubmitForm/F(http://x.example)>>",
        b"<</S/ImportData/F(a.fdf)>>",
        b"<</S/GoToR/F(a.pdf)>>",
        b"<</S/GoToE>>",
        b"<</AcroForm<</XFA 7 0 R>>>>",
        b"<</OpenAction<</S/URI/URI(http://x.example)>>>>",
        b"<</Open#41ction 5 0 R>>endobj 5 0 obj<</S /URI/URI(http://x.example)>>",
        b"<</AA<</O<</S/URI/URI(http://x.example)>>>>>>",
        b"<</Subtype/RichMedia>>",
        b"<</Subtype/Movie>>",
        b"<</S/Rendition>>",
    ],
)
def test_a_pdf_that_does_more_than_be_read_is_refused(unwanted: bytes) -> None:
    with pytest.raises(AttachmentUnsafe):
        kept(paper(unwanted))


def test_a_locked_pdf_is_refused() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("rahasia", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(AttachmentUnsafe):
        kept(out.getvalue())


@pytest.mark.parametrize(
    "harmless",
    [
        b"<</OpenAction[1 0 R /XYZ null null 0]>><</A<</S/URI/URI(http://x.example)>>>>",
        b"<</OpenAction 5 0 R>>endobj 5 0 obj<</S/GoTo/D[1 0 R/Fit]>>",
    ],
)
def test_a_link_and_a_page_to_begin_with_are_kept(harmless: bytes) -> None:
    assert kept(paper(harmless))


@pytest.mark.parametrize(
    "hidden",
    [
        packed(zlib.compress(HIDDEN), head=PARTS),
        packed(zlib.compress(b" " * 300_000 + HIDDEN), head=PARTS),
        packed(zlib.compress(HIDDEN), head=b"/Type/#4fbjStm/N 1/First 4"),
        packed(HIDDEN, head=PARTS, filters=b"[]"),
        packed(base64.a85encode(zlib.compress(HIDDEN)) + b"~>", head=PARTS,
               filters=b"[/ASCII85Decode/FlateDecode]"),
        packed(binascii.hexlify(zlib.compress(HIDDEN)) + b">", head=PARTS,
               filters=b"[/ASCIIHexDecode/FlateDecode]"),
        packed(base64.a85encode(HIDDEN) + b"~>", head=PARTS, filters=b"/ASCII85Decode"),
        packed(b"\x80\x0b\x60\x50", head=PARTS, filters=b"/LZWDecode"),
        packed(b"\x80\x0b\x60\x50", head=PARTS, filters=b"/LZ#57Decode"),
        packed(b"\x80", head=PARTS, filters=b"/RunLengthDecode"),
        packed(zlib.compress(zlib.compress(HIDDEN)), head=PARTS,
               filters=b"[/FlateDecode/FlateDecode]"),
    ],
)  # fmt: skip
def test_what_is_hidden_in_a_packed_part_is_found(hidden: bytes) -> None:
    with pytest.raises(AttachmentUnsafe):
        kept(paper(hidden))


def test_a_pdf_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(AttachmentUnsafe):
        kept(paper(packed(zlib.compress(bytes(90_000_000), 9))))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        paper()[:-20],
        paper() + b"<script>alert(1)</script>",
        paper() + zipped(),
        paper()[:-6] + b"\n%" + zipped() + b"\n%%EOF\n",
    ],
)
def test_a_pdf_without_its_end_or_with_more_behind_it_is_broken(data: bytes) -> None:
    with pytest.raises(AttachmentBroken):
        kept(data)


def test_who_made_a_pdf_is_blanked_and_nothing_else_moves() -> None:
    packet = b"<?xpacket begin='' id='W5M0'?><a>" + SECRET + b"</a><?xpacket end='w'?>"
    info = (
        b"<</Author(" + SECRET + rb" \) (x))/Producer<" + SECRET.hex().encode()
        + b">/Title(Surat)>>"
    )  # fmt: skip
    data = paper(info, packed(packet, head=b"/Type/Metadata", filters=b"[]"),
                 trailer=b"/Root 1 0 R/Info 4 0 R")  # fmt: skip
    result = kept(data)
    assert len(result) == len(data)
    assert SECRET not in result
    assert SECRET.hex().encode() not in result
    info_after = PdfReader(io.BytesIO(result)).metadata
    assert info_after is not None
    assert info_after.title == "Surat"
    assert not (info_after.author or "").strip()


def test_the_maker_named_by_a_common_program_is_blanked() -> None:
    data = written(Author="Budi Santoso", Title="Surat")
    assert b"Budi" in data
    assert b"Budi" not in kept(data)


@given(st.data())
def test_no_damaged_pdf_ever_breaks_the_door(chance: st.DataObject) -> None:
    data = bytearray(
        paper(packed(zlib.compress(b"BT (halo) Tj ET")), b"<</Author(" + SECRET + b")>>")
    )
    for _ in range(chance.draw(st.integers(1, 8))):
        data[chance.draw(st.integers(0, len(data) - 1))] = chance.draw(st.integers(0, 255))
    try:
        assert len(kept(bytes(data))) == len(data)
    except DomainError:
        return


@given(st.binary(max_size=400))
def test_a_script_is_found_wherever_it_stands(noise: bytes) -> None:
    for hidden in (SCRIPT, packed(zlib.compress(HIDDEN), head=PARTS)):
        with pytest.raises((AttachmentUnsafe, AttachmentBroken)):
            kept(paper(b"(" + noise + b")", hidden, b"%" + noise))
