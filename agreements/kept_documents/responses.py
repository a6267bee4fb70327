"""A kept document as an answer to a browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from agreements.documents import archive


def file_response(document) -> HttpResponse:
    """The file, to save; a browser never shows it as a page of the portal."""
    return HttpResponse(
        archive.read(document.sha256, suffix=document.suffix),
        content_type=document.content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, document.file_name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
