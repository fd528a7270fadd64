# SPDX-License-Identifier: Apache-2.0
"""Pictures: known by their content, drawn anew, nothing left but pixels."""

import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from satuhadir.feedback.attachments import (
    MOST_BYTES,
    CheckedAttachment,
    check_attachment,
    check_attachments,
    pictures,
)
from satuhadir.feedback.attachments.errors import (
    AttachmentBroken,
    AttachmentRefused,
    AttachmentsBusy,
    AttachmentTooLarge,
    TooManyAttachments,
)
from satuhadir.feedback.tests import evil
from satuhadir.feedback.tests.evil import SECRET, Upload
from satuhadir.shared.errors import DomainError

FORMS = ["JPEG", "PNG", "WEBP"]


def checked(data: bytes, size: int | None = None) -> CheckedAttachment:
    return check_attachment(Upload(data, size))


def opened(one: CheckedAttachment) -> Image.Image:
    return Image.open(io.BytesIO(one.data))


@pytest.mark.parametrize(
    ("form", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/png")]
)
def test_a_picture_is_taken_and_known_by_its_content(form: str, kind: str) -> None:
    one = checked(evil.picture(form))
    assert (one.kind, one.width, one.height) == (kind, 40, 20)
    assert Image.MIME[opened(one).format or ""] == kind
    assert not hasattr(one, "name")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_left_of_a_picture_but_its_pixels(form: str) -> None:
    told = evil.told_picture(form)
    assert SECRET in told
    one = checked(told)
    assert SECRET not in one.data
    seen = opened(one)
    assert not seen.getexif()
    assert not set(seen.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    left, right = seen.convert("RGB").getpixel((5, 10)), seen.convert("RGB").getpixel((35, 10))
    assert left[0] > 200 > 60 > left[2]  # type: ignore[index]
    assert right[2] > 200 > 60 > right[0]  # type: ignore[index]


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_held_sideways_comes_out_upright(form: str) -> None:
    one = checked(evil.told_picture(form, orientation=6))  # the camera was turned to the right
    assert (one.width, one.height) == (20, 40)
    top = opened(one).convert("RGB").getpixel((10, 5))
    assert top[0] > 200  # type: ignore[index]


def test_an_orientation_that_says_nonsense_does_no_harm() -> None:
    data = (
        evil.told_picture("JPEG")
        .replace(b"Exif\0\0II", b"Exif\0\0ZZ")
        .replace(b"Exif\0\0MM", b"Exif\0\0ZZ")
    )
    assert checked(data).width == 40


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_two_things_at_once_is_one_after(form: str) -> None:
    both = evil.picture(form) + evil.zipped()
    one = checked(both)
    assert SECRET not in one.data
    assert b"PK\x05\x06" not in one.data


def test_a_script_in_a_comment_is_gone() -> None:
    script = b"<script>alert(1)</script><?php system($_GET[0]); ?>"
    one = checked(evil.picture("JPEG", comment=script))
    assert b"script" not in one.data
    assert b"php" not in one.data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"halo, ini teks",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        b"MZ" + bytes(400),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100),
        b"%!PS-Adobe-3.0",
        b" %PDF-1.4\n%%EOF",  # a PDF begins at its first byte, or it is something else as well
        b"RIFF\x10\0\0\0WAVEfmt " + bytes(20),
        evil.zipped(),
        evil.picture("GIF"),
        evil.picture("TIFF"),
        evil.picture("BMP"),
        evil.picture("ICO"),
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(data: bytes) -> None:
    with pytest.raises(AttachmentRefused):
        checked(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0" + bytes(500),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20),
        evil.picture("JPEG", (400, 400))[:700],
        evil.picture("PNG", (400, 400))[:200],
    ],
)
def test_what_cannot_be_read_is_broken(data: bytes) -> None:
    with pytest.raises((AttachmentBroken, AttachmentRefused)):
        checked(data)


def test_a_bomb_is_refused_by_what_it_claims_before_it_unpacks() -> None:
    for side in (5_500, 60_000, 2_000_000_000):
        with pytest.raises((AttachmentTooLarge, AttachmentBroken)):
            checked(evil.png_claiming(side, side))
    with pytest.raises(AttachmentTooLarge):
        checked(evil.png_claiming(40_000, 2))


def test_a_text_in_a_png_that_unpacks_to_very_much_is_refused() -> None:
    notes = evil.PngImagePlugin.PngInfo()
    notes.add_text("k", "x" * 80_000_000, zip=True)
    data = evil.picture("PNG", pnginfo=notes)
    assert len(data) < MOST_BYTES
    with pytest.raises(AttachmentBroken):
        checked(data)


def test_a_file_too_large_is_refused_by_its_bytes_not_its_word() -> None:
    with pytest.raises(AttachmentTooLarge):
        checked(evil.picture("JPEG") + bytes(MOST_BYTES), size=10)
    with pytest.raises(AttachmentTooLarge):
        checked(b"", size=MOST_BYTES + 1)


def test_a_large_photograph_becomes_small_enough_to_keep() -> None:
    one = checked(evil.picture("JPEG", (6_000, 4_000)))
    assert (one.width, one.height) == (2_048, 1_365)
    noise = Image.effect_noise((1_000, 1_000), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert checked(out.getvalue()).kind == "image/jpeg"  # as PNG it would stay large


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "I;16", "RGBA", "CMYK"])
def test_every_kind_of_pixel_is_taken(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    if mode == "PA":
        data = evil.picture("PNG", mode="P", transparency=0)
    elif mode == "I;16":
        out = io.BytesIO()
        Image.new("I;16", (40, 20), 65_535).save(out, "PNG")
        data = out.getvalue()
    else:
        data = evil.picture(form, mode=mode)
    seen = opened(checked(data))
    assert seen.mode == "RGB"
    if mode == "I;16":
        assert seen.getpixel((3, 3)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    more = [Image.new("RGB", (40, 20), "green")]
    one = checked(evil.picture("WEBP", save_all=True, append_images=more, duration=50))
    assert not getattr(opened(one), "is_animated", False)


def test_a_form_takes_three_files_and_counts_a_file_sent_twice_once() -> None:
    one, other = evil.picture("JPEG"), evil.picture("PNG")
    assert len(check_attachments([Upload(one), Upload(other), Upload(one)])) == 2
    with pytest.raises(TooManyAttachments):
        check_attachments([Upload(one)] * 4)


def test_pictures_are_read_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0)
    with pictures._turn(), pytest.raises(AttachmentsBusy):
        checked(evil.picture("JPEG"))
    assert checked(evil.picture("JPEG"))
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 15)
    with ThreadPoolExecutor(4) as many:
        assert len(set(many.map(checked, [evil.picture("JPEG")] * 12))) == 1


def test_only_a_few_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads that would wait are those of the whole web."""
    told, waiting, over = [], [], threading.Event()

    class Taken:
        def acquire(self, *, timeout: float) -> bool:
            waiting.append(timeout)
            return not over.wait(20)

    def ask(_: int) -> None:
        with pytest.raises(AttachmentsBusy):
            checked(evil.picture("JPEG"))
        told.append(1)
        if len(told) == 6:
            over.set()

    with monkeypatch.context() as patch, ThreadPoolExecutor(10) as many:
        patch.setattr(pictures, "_one", Taken())
        assert len(list(many.map(ask, range(10)))) == 10
    assert waiting == [pictures.WAIT_SECONDS] * 4
    assert checked(evil.picture("JPEG"))


def test_the_largest_photograph_we_read_needs_a_bounded_memory() -> None:
    """In a process of its own: 64 megapixels, progressive, which decoders like least."""
    source = (
        "import resource, sys; from satuhadir.feedback.attachments.pictures import drawn_anew;"
        "data = sys.stdin.buffer.read();"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "drawn_anew(data, 'JPEG');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    data = evil.picture("JPEG", (8_000, 8_000), progressive=True)
    told = subprocess.run(
        [sys.executable, "-c", source], input=data, capture_output=True, check=True, timeout=60
    )
    assert int(told.stdout) < 350 * 1024  # kilobytes


@given(st.sampled_from(FORMS), st.data())
def test_no_damaged_picture_ever_breaks_the_door(form: str, chance: st.DataObject) -> None:
    data = bytearray(evil.told_picture(form))
    for _ in range(chance.draw(st.integers(1, 12))):
        data[chance.draw(st.integers(0, len(data) - 1))] = chance.draw(st.integers(0, 255))
    cut = chance.draw(st.integers(0, len(data)))
    for file in (bytes(data), bytes(data[:cut])):
        try:
            one = checked(file)
        except DomainError:
            continue
        assert SECRET not in one.data
        assert max(one.width, one.height) <= pictures.LONGEST_SIDE


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"%PDF-", b"\x89PNG\r\n\x1a\n"])
)
def test_no_bytes_at_all_break_the_door(data: bytes, sign: bytes) -> None:
    with pytest.raises(DomainError):
        checked(sign + data)
