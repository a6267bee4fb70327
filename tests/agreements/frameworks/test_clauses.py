"""Terms are shown with their headings, and no word of them is lost."""

from datetime import date

import pytest

from agreements.frameworks.clauses import clauses
from tests import agreement_factories as make
from tests.page import squeezed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fritt.", [("", "", "Fritt.")]),
        ("1. Partene\nKS og dere.", [("1", "1. Partene", "KS og dere.")]),
        ("2.3 Telling\n\nDere teller.", [("2.3", "2.3 Telling", ""), ("", "", "Dere teller.")]),
        ("1. Én\r\nA\r\n \r\n2. To\r\nB", [("1", "1. Én", "A"), ("2", "2. To", "B")]),
        ("60 dager før varsles det.", [("", "", "60 dager før varsles det.")]),
        ("1. " + "ord " * 40, [("", "", ("1. " + "ord " * 40).strip())]),
        ("1. <b>x</b>\ny", [("1", "1. <b>x</b>", "y")]),
    ],
)
def test_a_numbered_line_is_a_heading(text, expected):
    assert [(one.number, one.heading, one.text) for one in clauses(text)] == expected


def test_the_page_shows_headings_as_text(db, client, framework):
    text = "1. <b>Formål</b>\nEn <i>linje</i>\n\nTil slutt."
    make.terms_version(framework, version="1.1", valid_from=date(2026, 1, 2), text_nb=text)
    page = client.get(f"/avtaler/{framework.reference}/").text
    assert 'id="vilkar-1">1. &lt;b&gt;Formål&lt;/b&gt;</h3>' in squeezed(page)
    assert "<p>En &lt;i&gt;linje&lt;/i&gt;</p>" in squeezed(page)
