"""What the renderer promises, whatever the document."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings as project
from django.core.exceptions import ValidationError
from weasyprint.urls import FatalURLFetchingError

from agreements.documents import rendering
from agreements.documents.rendering import ForeignFileError, OwnFiles, render_pdf
from tests import pdf

CREATED = datetime(2026, 11, 23, 6, 15, 30, 123456, tzinfo=UTC)


@pytest.fixture
def template(settings, tmp_path):
    """Writes a template that extends the documents' base, and returns its name."""
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}]

    def write(content, *, head=""):
        base = '{% extends "documents/base.html" %}'
        block = "{% block content %}" + content + "{% endblock %}"
        (tmp_path / "test.html").write_text(base + block + head)
        return "test.html"

    return write


def render(template_name="documents/base.html", *, language="nb", title="Prøve", **context):
    """A PDF of a template, dated as the tests expect."""
    return render_pdf(template_name, context, language=language, title=title, created=CREATED)


def test_sami_letters_are_printed_as_they_are_written(template):
    name = "Kárášjohka - Porsáŋgu, Guovdageaidnu, Gáivuotna, Snåase, čšžđŧ"
    assert name in pdf.text(render(template("<p>{{ name }}</p>"), name=name))


def test_every_font_is_inter_and_in_the_file():
    fonts = pdf.fonts(render(title="Kárášjohka - Porsáŋgu"))
    assert fonts == {
        "Inter": True,
        "Inter-Ext": True,
        "Inter-Semi-Bold": True,
        "Inter-Ext-Semi-Bold": True,
    }


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_file_is_tagged_and_says_its_title_and_language(language):
    root = pdf.reader(render(language=language)).trailer["/Root"]
    told = (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"])
    assert told == (language, True, {"/DisplayDocTitle": True})
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_the_title_is_the_only_first_heading():
    made = render(title="Avtalesammendrag")
    assert pdf.reader(made).metadata.title == "Avtalesammendrag"
    assert pdf.structure(made)["/H1"] == 1


def test_the_date_in_the_file_is_the_one_it_is_given():
    metadata = pdf.reader(render()).metadata
    moment = CREATED.replace(microsecond=0)
    assert (metadata.creation_date, metadata.modification_date) == (moment, moment)


def test_every_page_tells_title_day_and_page_number(template):
    made = render(template('<p>En</p><p class="appendix">To</p>'), title="Prøvetrykk")
    feet = [
        f"Prøvetrykk {pdf.said('As of %(day)s', day='23.11.2026')}"
        f" {pdf.said('Page %(page)s of %(pages)s', page=page, pages=2)}"
        for page in (1, 2)
    ]
    assert [foot in page for foot, page in zip(feet, pdf.pages(made), strict=True)] == [True, True]


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_every_page_of_demonstration_data_says_so(template, is_demonstration):
    name = template('<p>En</p><p class="appendix">To</p>')
    made = render(name, is_demonstration=is_demonstration)
    told = [pdf.said("Demonstration data") in page for page in pdf.pages(made)]
    assert told == [is_demonstration] * 2


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", '<img src="file:///etc/passwd">', "{{ settings.SECRET_KEY }}"],
)
def test_what_people_type_is_printed_as_text(template, typed):
    assert typed in pdf.text(render(template("<p>{{ name }}</p>"), name=typed))


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\u202e", "\u2066", "\ufffe"])
def test_characters_that_break_or_disguise_a_document_are_replaced(character):
    made = render(title=f"a{character}b")
    assert pdf.reader(made).metadata.title == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="" src="http://127.0.0.1:9/x.png">',
        '<img alt="" src="https://127.0.0.1:9/x.png">',
        '<img alt="" src="file:///etc/passwd">',
        '<img alt="" src="file://localhost/etc/passwd">',
        '<img alt="" src="../../manage.py">',
        '<img alt="" src="%2e%2e/%2e%2e/manage.py">',
        '<img alt="" src="missing.png">',
        '<img alt="" src="data:image/svg+xml,%3Csvg/%3E">',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        "<style>@import url(http://127.0.0.1:9/x.css)</style>",
        "<style>p { background: url(file:///etc/passwd) }</style><p>x</p>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
    ],
)
def test_a_document_that_asks_for_anything_else_than_our_own_files_is_refused(template, markup):
    with pytest.raises(ForeignFileError):
        render(template(markup))


def test_our_own_files_are_handed_out_and_no_others(tmp_path):
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (own / "page.css").write_text("p { color: red }")
    (other / "secret.txt").write_text("secret")
    (own / "way-out.css").symlink_to(other / "secret.txt")
    fetcher = OwnFiles(own)
    answer = fetcher.fetch((own / "page.css").as_uri())
    assert (answer.read(), answer.content_type) == (b"p { color: red }", "text/css")
    for foreign in (own / "way-out.css", other / "secret.txt", own):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(foreign.as_uri())


def test_the_same_input_gives_the_same_bytes_at_any_time():
    first = render(title="Kárášjohka")
    with time_machine.travel(datetime(2031, 5, 4, tzinfo=UTC)):
        assert render(title="Kárášjohka") == first


def test_several_threads_get_the_same_bytes():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _number: render(title="Kárášjohka"), range(8)))
    assert made == [render(title="Kárášjohka")] * 8


PROCESS = """
import hashlib, sys, django
django.setup()
from tests.agreements.documents.test_rendering import render
sys.stdout.write(hashlib.sha256(render(title="Kárášjohka", is_demonstration=True)).hexdigest())
"""


def test_two_processes_get_the_same_bytes():
    hashes = {hash_in_a_process(seed) for seed in ("1", "2")}
    assert len(hashes) == 1


def hash_in_a_process(seed):
    """The hash of the same document, rendered by a new process with another hash seed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kslisens.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/never_opened",
        "PYTHONHASHSEED": seed,
    }
    run = [sys.executable, "-c", PROCESS]
    return subprocess.check_output(run, cwd=project.BASE_DIR, env=environment, text=True)


def test_more_rows_than_can_be_laid_out_are_refused(template, monkeypatch):
    monkeypatch.setattr(rendering, "MAX_ROWS", 3)
    name = template("<table>{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</table>")
    assert "<tr>3" in pdf.text(render(name, rows=["<tr>1", "<tr>2", "<tr>3"]))
    with pytest.raises(ValidationError) as refused:
        render(name, rows=["1", "2", "3", "4"])
    assert (refused.value.code, refused.value.params) == ("document_too_long", {"limit": 3})
