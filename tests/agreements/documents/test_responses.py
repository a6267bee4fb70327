"""How a PDF is sent to the browser."""

import pytest

from agreements.documents.responses import pdf_response


def test_a_pdf_is_shown_in_the_browser():
    response = pdf_response(b"%PDF-1.7", "bestilling-2026-0001.pdf")
    assert response.content == b"%PDF-1.7"
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="bestilling-2026-0001.pdf"',
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Sørvåg kommune.pdf", "sorvag-kommune.pdf"),
        ("Kárášjohka - Porsáŋgu", "karasjohka-porsangu.pdf"),
        ('x"; filename="evil.exe', "x-filenameevilexe.pdf"),
        ("a\r\nSet-Cookie: b=c.pdf", "a-set-cookie-bc.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("漢.pdf", "dokument.pdf"),
        ("", "dokument.pdf"),
    ],
)
def test_the_name_it_is_saved_under_is_plain(name, safe):
    assert pdf_response(b"", name)["Content-Disposition"] == f'inline; filename="{safe}"'
