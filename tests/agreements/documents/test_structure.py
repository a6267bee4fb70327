"""The structure of a document is whole: header cells have a scope, and IDs an index."""

import subprocess

import pytest

from agreements.documents import archive
from tests import issued, pdf
from tests.agreements.documents.test_rendering import render, template

__all__ = ["template"]

TABLE = """
<table>
  <thead><tr><th scope="col">År</th><th scope="col">Antall</th></tr></thead>
  <tbody>{% for year in years %}
  <tr><th scope="row">{{ year }}</th><td>{{ forloop.counter }}</td></tr>{% endfor %}</tbody>
</table>
"""


def scopes(content):
    """The scope of each header cell."""
    root = pdf.reader(content).trailer["/Root"]["/StructTreeRoot"]
    cells = [element for element in pdf.elements(root) if element["/S"] == "/TH"]
    return [cell["/A"]["/Scope"] for cell in cells]


def test_a_header_says_whether_it_heads_a_column_or_a_row(template):
    made = render(template(TABLE), years=[2025, 2026])
    assert scopes(made) == ["/Column", "/Column", "/Row", "/Row"]
    assert pdf.structure_faults(made) == []


def test_a_table_over_several_pages_is_whole_on_each(template):
    made = render(template(TABLE), years=range(1900, 2026))
    assert len(pdf.pages(made)) > 1
    assert scopes(made).count("/Column") == 2 * len(pdf.pages(made))
    assert pdf.structure_faults(made) == []


def test_a_document_without_a_table_has_no_index(template):
    root = pdf.reader(render(template("<p>En</p>"))).trailer["/Root"]["/StructTreeRoot"]
    assert "/IDTree" not in root


@pytest.mark.parametrize(
    ("content", "fault"),
    [("<h3>Tre</h3>", "H3 after H1"), ("<h1>Enda en</h1>", "2 titles")],
)
def test_a_skipped_heading_is_seen(template, content, fault):
    assert pdf.structure_faults(render(template(content))) == [fault]


def test_other_programs_read_it(template, tmp_path):
    file = tmp_path / "file.pdf"
    file.write_bytes(render(template(TABLE), years=range(1900, 2026)))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)


def test_a_sealed_document_is_whole_too(db):
    assert pdf.structure_faults(archive.read(issued.issue().sha256)) == []
