"""Templates keep to the strict content security policy, to their size and to the form markup.

How they are set out is for the formatter, in `make check`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = sorted(Path(settings.BASE_DIR / "templates").rglob("*.html"))
MAIL_AND_PHRASES = sorted(Path(settings.BASE_DIR / "templates").rglob("*.txt"))
PDF = settings.BASE_DIR / "templates" / "documents"
PAGES = [path for path in TEMPLATES if PDF not in path.parents]
PHRASES = sorted(
    {
        phrase
        for path in TEMPLATES
        for phrase in re.findall(r'\{% include "(\S+\.txt)"', path.read_text())
    }
)
"""Texts within a sentence of a page."""
MOST_LINES = 120
LONGEST_LINE = 160
"""Tags cannot be broken over lines: {% blocktranslate with ... %} of four names takes this much."""
NOT_SEEN = (
    r"\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith)\b[^%]*%\}"
    r"|</(?:a|code|em|small|span|strong|time)>"
)
"""Tags with nothing to read between them: what stands before them meets what stands after."""
SPACE_BEFORE_A_COMMA = re.compile(rf"\s(?:{NOT_SEEN})*[,.;:!?)](?=[\s{{<])")
FAULTS = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script that is not a file": r"<script\b(?![^>]*\bsrc=)",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"""["']\s*javascript:""",
    "htmx code in an attribute": r"<[^>]*\shx-on\b",
}


def name(path):
    """The template's name, as in {% include %}."""
    return str(path.relative_to(settings.BASE_DIR / "templates"))


def faults(markup):
    """What the content security policy would block in a template's source."""
    return [fault for fault, pattern in FAULTS.items() if re.search(pattern, markup)]


def test_there_are_templates_to_look_at():
    assert {"base.html", "components/header.html"} <= {name(path) for path in PAGES}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_holds_nothing_that_the_policy_blocks(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_stays_short(path):
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", TEMPLATES + MAIL_AND_PHRASES, ids=name)
def test_a_template_loads_what_it_uses(path):
    assert get_template(name(path))


@pytest.mark.parametrize("path", TEMPLATES + MAIL_AND_PHRASES, ids=name)
def test_a_line_can_be_read(path):
    lines = enumerate(path.read_text().splitlines(), start=1)
    assert [number for number, line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_space_comes_before_a_comma(path):
    """The formatter puts a line break between two tags: a phrase of several ifs is a .txt file."""
    assert SPACE_BEFORE_A_COMMA.findall(path.read_text()) == []


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_within_a_sentence_ends_without_a_line_break(phrase):
    text = (settings.BASE_DIR / "templates" / phrase).read_text()
    assert text == text.rstrip()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_form_that_is_posted_shows_its_errors_in_a_summary(path):
    markup = path.read_text()
    posted = re.findall(r'<form[^>]*method="post".*?</form>', markup, re.DOTALL)
    shown_whole = [form for form in posted if re.search(r"\{\{ \w*form \}\}", form)]
    assert [form for form in shown_whole if "components/error_summary.html" not in form] == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<p class="a" style="color: red">', "a style attribute"),
        ("<style>p { color: red }</style>", "a style element"),
        ("<script>alert(1)</script>", "a script that is not a file"),
        ('<button type="button" onclick="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ('<p hx-on:click="go()">', "htmx code in an attribute"),
    ],
)
def test_each_fault_would_be_seen(markup, fault):
    assert faults(markup) == [fault]


@pytest.mark.parametrize(
    "markup",
    [
        "{{ a }}{% endif %}\n{% if b %}, {{ b }}{% endif %}",
        "{% if a %}{{ a }}\n{% endif %}{% if b %}. {{ b }}{% endif %}",
        '<a href="/">\n{{ a }}\n</a>, {{ b }}',
        "{{ a }}\n; {{ b }}",
    ],
)
def test_a_comma_after_a_line_break_would_be_seen(markup):
    assert SPACE_BEFORE_A_COMMA.search(markup)
    assert not SPACE_BEFORE_A_COMMA.search(markup.replace("\n", ""))


def test_a_script_file_is_no_fault():
    assert faults('<script src="{% static "page.js" %}" defer></script>') == []


@pytest.mark.django_db
def test_the_sign_in_page_carries_the_strict_policy(client):
    policy = client.get("/konto/login/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert {key: re.sub(r"'nonce-[^']+'", "nonce", value) for key, value in directives.items()} == {
        "default-src": "'none'",
        "script-src": "'self' nonce",
        "style-src": "'self' nonce",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_a_page_as_sent_holds_nothing_that_the_policy_blocks(client):
    assert faults(client.get("/konto/login/").content.decode()) == []
