"""Answering a request with a PDF."""

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.text import slugify

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


def pdf_response(content: bytes, filename) -> HttpResponse:
    """A PDF that the browser shows, and saves under a name of plain ASCII letters."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{safe_filename(filename)}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def safe_filename(filename) -> str:
    """A file name of lower-case letters, digits and hyphens, ending in .pdf."""
    stem = PurePath(filename.lower()).name.removesuffix(".pdf")
    return f"{slugify(stem.translate(LETTERS)) or 'dokument'}.pdf"
