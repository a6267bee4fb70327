"""Rendering a template to a tagged PDF, made to PDF/UA-1.

The same context gives the same bytes, in every process: the dates in the file come from the
caller, never from the clock. What is in the context is printed as text; a document can load
nothing but the portal's own stylesheets, pictures and fonts.
"""

import json
import mimetypes
import re
from datetime import UTC
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from agreements.documents.accessible_archive import PDF_A, finish
from agreements.documents.fonts import font_faces, fonts_folder
from agreements.documents.structure import complete_structure

STYLESHEETS = ["page.css", "text.css", "tables.css"]
MAX_ROWS = 2_000
"""Rows of tables in one document: at 3 ms a row, some seconds."""

MAX_TITLE = 500
"""Letters of a title: it stands at the foot of every page, and a foot must fit."""

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""What the metadata cannot hold (control characters) and what turns the reading direction round."""

one_at_a_time = Lock()
"""Pango's font map, which is kept for the process, is not made for several threads."""


class ForeignFileError(Exception):
    """A document asked for something that is not one of the portal's own files."""


class OwnFiles(URLFetcher):
    """Hands out the files in some folders, and stops the document at any other address.

    `pictures` are SVGs drawn for one document, by their address.
    """

    def __init__(self, *folders, pictures=None) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
        self.folders = [folder.resolve() for folder in folders]
        self.pictures = pictures or {}

    def fetch(self, url: str, headers=None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/svg+xml"})
        path = self.own_file(url)
        if path is None:
            raise FatalURLFetchingError(f"Not one of the portal's own files: {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def own_file(self, url: str) -> Path | None:
        """The file an address names if it lies in one of the folders, links followed; or None."""
        address = urlsplit(url)
        if address.scheme != "file" or address.netloc:
            return None
        path = Path(url2pathname(address.path)).resolve()
        inside = any(path.is_relative_to(folder) for folder in self.folders)
        return path if inside and path.is_file() else None


def render_pdf(template_name, context, *, language: str, title: str, created) -> bytes:
    """The bytes of a PDF made from a template that extends documents/base.html.

    `language` is "nb" or "nn", `created` the moment the file gives as its date. Raises
    ValidationError (document_too_long) above MAX_ROWS table rows.
    """
    html = render_html(template_name, context, language=language, title=title, created=created)
    return write_pdf(html, fetcher=own_files(), pdf_variant="pdf/ua-1", finisher=complete_structure)


def render_issued_pdf(template_name, context, *, facts, pictures, created, **head) -> bytes:
    """A PDF to be sealed and kept: made to PDF/A-3a too, with its facts in it as JSON.

    Takes what render_pdf takes; `pictures` are SVGs by the name the template shows them under.
    """
    html = render_html(template_name, context, created=created, **head)
    return write_pdf(
        html,
        fetcher=own_files(pictures),
        pdf_variant=PDF_A,
        finisher=finish,
        attachments=[facts_file(facts, created=created)],
    )


def render_html(template_name, context, *, language: str, title: str, created) -> str:
    """The document's HTML, without what no PDF can hold."""
    with translation.override(language):
        moment = timezone.localtime(created).replace(microsecond=0)
        head = {"language": language, "title": title, "created": moment}
        html = render_to_string(template_name, context | head)
        refuse_too_long(html, title)
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", html)


def facts_file(facts, *, created) -> Attachment:
    """The facts as an embedded file; the moments are written as UTC."""
    written = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
    moment = created.astimezone(UTC)
    return Attachment(
        string=written + "\n",
        name="facts.json",
        description="The facts of this document",
        relationship="Data",
        created=moment,
        modified=moment,
        url_fetcher=own_files(),
    )


def refuse_too_long(html, title: str) -> None:
    """Refuse more than can be laid out in reasonable time."""
    if len(title) > MAX_TITLE:
        raise ValidationError(
            _("The title of the document is too long, so it cannot be made."),
            code="title_too_long",
        )
    if html.count("<tr") > MAX_ROWS:
        raise ValidationError(
            _("The document would have more than %(limit)s rows, and cannot be made."),
            code="document_too_long",
            params={"limit": MAX_ROWS},
        )


def write_pdf(html, *, fetcher, **options) -> bytes:
    """Lay out HTML of our own making. Raises ForeignFileError."""
    with one_at_a_time:
        fonts, stylesheets = typography()
        document = HTML(string=html, base_url=base_address(), url_fetcher=fetcher)
        try:
            # Without a target to write to, the bytes are what comes back
            return cast(
                bytes,
                document.write_pdf(
                    stylesheets=stylesheets, font_config=fonts, pdf_tags=True, **options
                ),
            )
        except FatalURLFetchingError as error:
            # It is no Exception: uncaught it would end the process instead of the request.
            raise ForeignFileError(str(error)) from error


def own_files(pictures=None) -> OwnFiles:
    """The fetcher of one document."""
    drawn = {base_address() + name: content for name, content in (pictures or {}).items()}
    return OwnFiles(pdf_folder(), fonts_folder(), pictures=drawn)


@cache
def typography() -> tuple[FontConfiguration, list[CSS]]:
    """The fonts and parsed stylesheets: a third of the time of a document, so kept."""
    fetcher, fonts = own_files(), FontConfiguration()
    faces = CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
    styles = [
        CSS(pdf_folder() / name, font_config=fonts, url_fetcher=fetcher) for name in STYLESHEETS
    ]
    return fonts, [faces, *styles]


def base_address():
    """The address that names in a document are relative to."""
    return pdf_folder().as_uri() + "/"


def pdf_folder():
    """The stylesheets and pictures of documents."""
    return settings.BASE_DIR / "static" / "pdf"
