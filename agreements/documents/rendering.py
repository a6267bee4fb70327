"""Rendering a template to a tagged PDF, made to PDF/UA-1.

The same context gives the same bytes, in every process: the dates in the file come from the
caller, never from the clock. What is in the context is printed as text; a document can load
nothing but the portal's own stylesheets, pictures and fonts.
"""

import mimetypes
import re
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from agreements.documents.fonts import font_faces, fonts_folder

STYLESHEETS = ["page.css", "text.css", "tables.css"]
MAX_ROWS = 2_000
"""Rows of tables in one document: at 3 ms a row, some seconds."""

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""What the metadata cannot hold (control characters) and what turns the reading direction round."""

one_at_a_time = Lock()
"""Pango's font map, which is kept for the process, is not made for several threads."""


class ForeignFileError(Exception):
    """A document asked for something that is not one of the portal's own files."""


class OwnFiles(URLFetcher):
    """Hands out the files in some folders, and stops the document at any other address."""

    def __init__(self, *folders):
        super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
        self.folders = [folder.resolve() for folder in folders]

    def fetch(self, url, headers=None):
        path = self.own_file(url)
        if path is None:
            raise FatalURLFetchingError(f"Not one of the portal's own files: {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def own_file(self, url):
        """The file an address names if it lies in one of the folders, links followed; or None."""
        address = urlsplit(url)
        if address.scheme != "file" or address.netloc:
            return None
        path = Path(url2pathname(address.path)).resolve()
        inside = any(path.is_relative_to(folder) for folder in self.folders)
        return path if inside and path.is_file() else None


def render_pdf(template_name, context, *, language, title, created):
    """The bytes of a PDF made from a template that extends documents/base.html.

    `language` is "nb" or "nn", `created` the moment the file gives as its date. Raises
    ValidationError (document_too_long) above MAX_ROWS table rows.
    """
    with translation.override(language):
        moment = timezone.localtime(created).replace(microsecond=0)
        head = {"language": language, "title": title, "created": moment}
        html = render_to_string(template_name, context | head)
        refuse_too_long(html)
    html = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", html)
    with one_at_a_time:
        return write_pdf(html)


def refuse_too_long(html):
    """Refuse more rows than can be laid out in reasonable time."""
    if html.count("<tr") > MAX_ROWS:
        raise ValidationError(
            _("The document would have more than %(limit)s rows, and cannot be made."),
            code="document_too_long",
            params={"limit": MAX_ROWS},
        )


def write_pdf(html):
    """Lay out HTML of our own making. Raises ForeignFileError."""
    fetcher, fonts, stylesheets = typography()
    document = HTML(string=html, base_url=pdf_folder().as_uri() + "/", url_fetcher=fetcher)
    try:
        return document.write_pdf(
            stylesheets=stylesheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
        )
    except FatalURLFetchingError as error:
        # It is no Exception: uncaught it would end the process instead of the request.
        raise ForeignFileError(str(error)) from error


@cache
def typography():
    """The fetcher, fonts and parsed stylesheets: a third of the time of a document, so kept."""
    fetcher = OwnFiles(pdf_folder(), fonts_folder())
    fonts = FontConfiguration()
    faces = CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
    styles = [
        CSS(pdf_folder() / name, font_config=fonts, url_fetcher=fetcher) for name in STYLESHEETS
    ]
    return fetcher, fonts, [faces, *styles]


def pdf_folder():
    """The stylesheets and pictures of documents."""
    return settings.BASE_DIR / "static" / "pdf"
