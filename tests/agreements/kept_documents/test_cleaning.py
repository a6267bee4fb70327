"""What people bring is what it says, harmless, and read by a process that may break."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from agreements.kept_documents import sandbox
from tests import agreement_factories as make


def picture(image_format, *, size=(40, 30), mode="RGB", colour="red", **options):
    """The bytes of a picture of one colour."""
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, format=image_format, **options)
    return target.getvalue()


def pdf(change=lambda writer: None, **options):
    """The bytes of a PDF of one empty page, changed."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def refused(content):
    """The code with which a file is refused."""
    with pytest.raises(ValidationError) as refusal:
        sandbox.clean(content)
    assert refusal.value.messages[0]
    return refusal.value.code


def test_a_pdf_is_kept_byte_by_byte():
    content = pdf()
    assert sandbox.clean(content) == sandbox.Cleaned("application/pdf", content)


@pytest.mark.parametrize(
    ("image_format", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")]
)
def test_a_picture_is_kept_as_a_new_picture(image_format, content_type):
    cleaned = sandbox.clean(picture(image_format))
    assert cleaned.content_type == content_type
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert (image.format, image.size) == (image_format, (40, 30))


def test_where_and_when_a_picture_was_taken_is_forgotten():
    exif = Image.Exif()
    exif[0x9286] = "Hjemme hos ordføreren"
    exif[0x0112] = 6
    content = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    cleaned = sandbox.clean(content).content
    assert b"ordf" not in cleaned
    assert b"script" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as image:
        assert (image.size, dict(image.getexif())) == ((30, 40), {})


def test_what_is_seen_through_lies_on_white_paper():
    cleaned = sandbox.clean(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))).content
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.getpixel((0, 0)) == (255, 255, 255)


def bomb(width, height):
    """A small PNG that says it is enormous."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines)


def script(writer):
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )


def launch(writer):
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )


def hidden_script(writer):
    """A script that nothing but the table of objects leads to."""
    writer._add_object(DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")}))


def program(writer):
    writer.add_attachment("regning.exe", b"MZ")


def locked(writer):
    writer.encrypt("hemmelig")


ACTIVE = {"script": script, "launch": launch, "hidden": hidden_script, "program": program}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_does_something_is_refused(change):
    assert refused(pdf(change)) == "kept_active"


def test_a_name_in_disguise_is_seen_through():
    content = pdf(script).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4a#53")
    assert refused(content) in {"kept_active", "kept_unreadable"}


def test_the_facts_in_an_archival_pdf_are_let_through():
    content = pdf(lambda writer: writer.add_attachment("fakta.json", b"{}"))
    assert sandbox.clean(content).content == content


REFUSED = {
    "locked": (pdf(locked), "kept_encrypted"),
    "cut off": (pdf()[:200], "kept_unreadable"),
    "only a beginning": (b"%PDF-1.7 and no more", "kept_unreadable"),
    "no page": (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
        "kept_unreadable",
    ),
    "cut off picture": (picture("PNG", size=(400, 400))[:300], "kept_unreadable"),
    "picture bomb": (bomb(50_000, 50_000), "kept_too_many_pixels"),
    "picture that lies": (bomb(7_000, 7_000), "kept_unreadable"),
    "vector picture": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kept_wrong_type"),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", "kept_wrong_type"),
    "page that ends as a PDF": (b"<html></html>" + pdf(), "kept_wrong_type"),
    "moving picture": (picture("GIF"), "kept_wrong_type"),
    "nothing": (b"", "kept_wrong_type"),
    "too large": (b"%PDF-" + b"0" * sandbox.MAX_SIZE, "kept_too_large"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_says_what_to_do(content, code):
    assert refused(content) == code


def test_a_pdf_that_breaks_its_reader_breaks_nothing_else():
    nested = pdf().replace(b"/MediaBox", b"/Nested " + b"[" * 1_000_000 + b" /MediaBox")
    assert refused(nested) == "kept_unreadable"


def test_the_picture_of_the_factories_is_one_that_is_kept():
    assert sandbox.clean(make.PICTURE).content_type == "image/png"
    assert PdfReader(io.BytesIO(pdf())).pages
