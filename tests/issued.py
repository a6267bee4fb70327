"""Drafts to issue, and what people do to files that they should not."""

from datetime import UTC, date, datetime
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from agreements.documents.actions import Draft, issue_document
from agreements.documents.models import DocumentKind

ISSUED_AT = datetime(2026, 3, 9, 12, 5, tzinfo=UTC)


def draft(**overrides):
    """A document that says little."""
    fields = {
        "kind": DocumentKind.AGREEMENT_SUMMARY,
        "title": "Avtalesammendrag – Kárášjohka",
        "template": "documents/base.html",
        "context": {},
        "facts": {"organisation": "Kárášjohka"},
        "language": "nb",
        "as_of": date(2026, 3, 9),
        "dated": ISSUED_AT,
    }
    return Draft(**fields | overrides)


def issue(**overrides):
    """An issued document."""
    return issue_document(draft(**overrides), by=None, now=ISSUED_AT)


def resaved(content):
    """The file, opened and saved by another program."""
    return written(PdfWriter(clone_from=BytesIO(content)))


def with_added_page(content, *, incremental=False):
    """The file with a page more, saved anew or appended to it."""
    writer = PdfWriter(BytesIO(content), incremental=True) if incremental else PdfWriter()
    if not incremental:
        writer.append(PdfReader(BytesIO(content)))
    writer.add_blank_page(200, 200)
    return written(writer)


def written(writer):
    """What a writer writes."""
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def with_flipped_byte(content, place):
    """The file with the lowest bit of one byte turned."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
