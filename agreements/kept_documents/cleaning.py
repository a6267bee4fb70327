"""Finding out what a file is, and making it harmless. Runs alone, in a process of its own.

Nothing of the portal is imported here: `sandbox.py` starts this file as a script that can use
little memory and little time, because a file may be made to break its reader. It reads the file
from standard input, and writes one line of JSON and the cleaned bytes.
"""

import io
import json
import resource
import sys
from pathlib import PurePath

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MEMORY = 1024**3
SECONDS = 10
MAX_PIXELS = 50_000_000
"""A page of A3 at 400 dots an inch has 31 million."""
MAX_OBJECTS = 200_000
IMAGES = {b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"), b"\xff\xd8\xff": ("JPEG", "image/jpeg")}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/RichMedia", "/XFA"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
DATA_FILES = {".json", ".xml", ".csv", ".txt"}
"""What may lie inside a PDF: the facts that archival PDFs carry for machines."""

BROKEN = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What a reader trips over in a broken file."""


class RefusedError(Exception):
    """The file is not kept; the argument is the code of the reason."""


def clean(content: bytes):
    """The type of a file and its harmless bytes. Raises RefusedError."""
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return "application/pdf", content
    for mark, (image_format, content_type) in IMAGES.items():
        if content.startswith(mark):
            return content_type, encode_again(content, image_format)
    raise RefusedError("kept_wrong_type")


def encode_again(content: bytes, image_format) -> bytes:
    """The picture alone: turned upright, without metadata or whatever else stood in the file."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=[image_format]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise RefusedError("kept_too_many_pixels")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except BROKEN as error:
        raise RefusedError("kept_unreadable") from error
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    target = io.BytesIO()
    paper.convert("RGB").save(target, format=image_format, quality=90)
    return target.getvalue()


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that is locked, cannot be read, or does anything when it is opened."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise RefusedError("kept_encrypted")
        if not len(reader.pages):
            raise RefusedError("kept_unreadable")
        check_objects(reader)
    except BROKEN as error:
        raise RefusedError("kept_unreadable") from error


def check_objects(reader) -> None:
    """Look at every object of the file, each once."""
    waiting, seen = [reader.trailer], set()
    numbers = {number for table in reader.xref.values() for number in table}
    waiting += [IndirectObject(number, 0, reader) for number in numbers | set(reader.xref_objStm)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            if len(seen) > MAX_OBJECTS:
                raise RefusedError("kept_unreadable")
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            check_dictionary(value)
            waiting += value.values()
        elif isinstance(value, ArrayObject):
            waiting += value


def check_dictionary(value) -> None:
    """Refuse a dictionary that runs a script, starts a program, or holds a program."""
    if ACTIVE_KEYS & value.keys() or value.get("/S") in ACTIVE_ACTIONS:
        raise RefusedError("kept_active")
    if "/EF" in value:
        name = PurePath(str(value.get("/UF") or value.get("/F") or ""))
        if name.suffix.lower() not in DATA_FILES:
            raise RefusedError("kept_active")


def main() -> None:
    """Clean standard input within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        content_type, cleaned = clean(sys.stdin.buffer.read())
        answer = {"content_type": content_type}
    except RefusedError as refusal:
        answer, cleaned = {"refused": refusal.args[0]}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + cleaned)


if __name__ == "__main__":
    main()
